"""From what the check desk's forms and script send to the acts they mean."""

import msgspec

from qc_service.model.acts import (
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.checks import BoxCommitment, CheckPlan, Outcome, PaperShows, StampSeen
from qc_service.web.door import Fields


class EntryAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the script sends of one entry; `second_…` are of who takes a third look with them."""

    token: str
    sample: str
    outcome: Outcome
    revision: int
    reason: str = ""
    style: str = ""
    marked: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    stamp: StampSeen | None = None
    counts: dict[str, int] = {}
    third: bool = False
    second_name: str = ""
    second_pin: str = ""
    second_no_candidate: bool = False


def entered(asked: EntryAsked) -> CheckEntered:
    """Give an entry; marks in one order, so that two people who say the same say the same."""
    shows = None
    if asked.outcome is Outcome.SEEN:
        marked = tuple(sorted(set(asked.marked)))
        shows = PaperShows(asked.style, marked, asked.rows, asked.stamp, asked.counts)
    return CheckEntered(
        asked.sample, asked.outcome, shows, asked.revision, asked.reason.strip(), asked.third
    )


def committed(fields: Fields, plan: CheckPlan) -> BoxesCommitted:
    """Give the binding of the chosen boxes. Raises ValueError."""
    if not fields.all("box"):
        raise ValueError("no box was chosen")
    chosen = (each.partition(" ") for each in fields.all("box"))
    boxes = tuple(BoxCommitment(name, int(count), 0, "") for count, _, name in chosen)
    return BoxesCommitted(boxes=boxes, plan=plan)


def planned(fields: Fields, plan: CheckPlan) -> ChecksPlanned:
    """Give the plan with a raised threshold, told in per cent. Raises ValueError."""
    percent = float(fields.one("percent").replace(",", "."))
    return ChecksPlanned(msgspec.structs.replace(plan, threshold=percent / 100))


def seeded(fields: Fields) -> SeedEntered:
    """Give the seed; digits are read aloud and typed in groups. Raises ValueError."""
    return SeedEntered(int(fields.one("round")), "".join(fields.one("seed").split()))


def taken(fields: Fields) -> BoxTaken:
    """Give that a box is taken out. Raises ValueError."""
    whole = fields.one("whole") == "yes"
    return BoxTaken(fields.one("id"), int(fields.one("count")), fields.one("seal"), whole)


def returned(fields: Fields) -> BoxReturned:
    """Give that a box is back. Raises ValueError."""
    return BoxReturned(fields.one("id"), int(fields.one("count")), fields.one("seal"))


def signed(fields: Fields) -> RoundSigned:
    """Give the signature of a round. Raises ValueError."""
    return RoundSigned(int(fields.one("round")), fields.one("text"))
