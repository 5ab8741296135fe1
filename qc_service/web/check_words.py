"""What the check desk says in words: boxes, their places, roles and plans."""

from qc_service.model.batch import Batch
from qc_service.model.checks import CheckPlan
from qc_service.model.people import Role
from qc_service.web.words import Speaker

ROLES = {
    Role.OPERATOR: "role-operator",
    Role.CONTROLLER: "role-controller",
    Role.OFFICER: "role-officer",
    Role.OBSERVER: "role-observer",
}

STRATA = {
    "scanner": "stratum-scanner",
    "category": "stratum-category",
    "locale": "stratum-locale",
    "list": "stratum-list",
    "form_code": "stratum-form",
}


class CheckSpeaker:
    """Says it in one language."""

    def __init__(self, speaker: Speaker) -> None:
        """Choose the language."""
        self._speaker = speaker

    def role(self, role: Role) -> str:
        """Name a role."""
        return self._speaker.text(ROLES[role])

    def box_name(self, batch: Batch) -> str:
        """Name a box, and the count where it is not the first."""
        name = self._speaker.text("box-named", id=batch.id)
        again = self._speaker.text("count-n", n=batch.count)
        return name if batch.count == 1 else f"{name}, {again}"

    def box_place(self, batch: Batch) -> str:
        """Say where a box is from: polling place, which of how many, category; or its scanner."""
        parts = [" ".join(each for each in (batch.locale, batch.locale_name) if each)]
        if batch.boxes:
            parts.append(self._speaker.text("box-of", box=batch.box, boxes=batch.boxes))
        parts.append(self._speaker.category_name(batch.category))
        return ", ".join(each for each in parts if each) or batch.scanner

    def plan_words(self, plan: CheckPlan) -> str:
        """Say by what a plan keeps ballots apart."""
        names = [self._speaker.text(STRATA[name]) for name in plan.strata]
        return " × ".join(names) or self._speaker.text("stratum-none")
