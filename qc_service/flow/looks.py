"""What came of one sample: two first looks, blind to each other, and a third where they differ.

Pure. A correction is a new revision with a reason; what stood before stays in the ledger.
"""

from collections.abc import Sequence

from qc_service.model.acts import CheckEntered, Refusal
from qc_service.model.checks import Outcome, PaperShows, Sample
from qc_service.model.people import Person

PAIR = 2
"""People who look at every paper (valgforskriften § 11-1: two present)."""


class Looks:
    """One sample's entries so far."""

    def __init__(self, sample: Sample) -> None:
        """Begin with nobody having looked."""
        self.sample = sample
        self.first: dict[str, CheckEntered] = {}
        self.third: CheckEntered | None = None

    def differ(self) -> bool:
        """Tell whether both have looked and do not say the same."""
        said = [(each.outcome, each.shows) for each in self.first.values()]
        return len(said) == PAIR and said[0] != said[1]

    def settled(self) -> CheckEntered | None:
        """Give what stands: the third look, or what both say; None while it is open."""
        if self.third is not None:
            return self.third
        if len(self.first) < PAIR or self.differ():
            return None
        return next(iter(self.first.values()))

    def take(self, by: Sequence[Person], entry: CheckEntered) -> None:
        """Take an entry that is not refused."""
        if entry.third:
            self.third = entry
        else:
            self.first[by[0].name] = entry

    def refuses(self, by: Sequence[Person], entry: CheckEntered) -> Refusal | None:
        """Say why an entry cannot be taken as things stand, or nothing."""
        complaint = _complaint(self.sample, entry)
        if complaint:
            return Refusal("checks.shows", complaint)
        before = self.third if entry.third else self.first.get(by[0].name)
        if before == entry:
            return Refusal("checks.known", f"{self.sample.id}: this entry stands already")
        refusal = self._together(by) if entry.third else self._alone(by, entry)
        return refusal or _revision(entry, before)

    def _alone(self, by: Sequence[Person], entry: CheckEntered) -> Refusal | None:
        if len(by) > 1:
            return Refusal("acts.people", "a first look is one person's own, blind to the other")
        if entry.outcome is Outcome.CANNOT_AGREE:
            return Refusal("checks.shows", "only a look taken together can end without agreement")
        if self.third is not None:
            return Refusal("checks.third-stands", f"{self.sample.id} was settled by a third look")
        if by[0].name not in self.first and len(self.first) == PAIR:
            others = " and ".join(self.first)
            return Refusal("checks.two-looked", f"{others} have looked at {self.sample.id}")
        return None

    def _together(self, by: Sequence[Person]) -> Refusal | None:
        if self.third is None and not self.differ():
            words = "a third look is for two entries that differ"
            return Refusal("checks.third-early", f"{self.sample.id}: {words}")
        missing = sorted(self.first.keys() - {person.name for person in by})
        if missing:
            return Refusal("acts.people", f"the third look is taken with {', '.join(missing)}")
        return None


def _complaint(sample: Sample, entry: CheckEntered) -> str:
    """Say what is wrong with an entry's form, in words; empty where nothing is."""
    shows = entry.shows
    if entry.outcome is not Outcome.SEEN:
        return "" if shows is None else "what was not seen, or not agreed on, shows nothing"
    if shows is None:
        return "what the paper shows is missing"
    if sample.sheet is None:
        only_counts = shows == PaperShows(counts=shows.counts)
        if not only_counts or not shows.counts or min(shows.counts.values()) < 0:
            return "a whole box is counted: ballots by list, 0 or more"
        return ""
    if not shows.style or shows.counts or shows.rows < 0:
        return "of a ballot, its list or style is needed, and no counts"
    return ""


def _revision(entry: CheckEntered, before: CheckEntered | None) -> Refusal | None:
    wanted = 1 if before is None else before.revision + 1
    if entry.revision != wanted:
        words = f"this would be revision {wanted}, not {entry.revision}"
        return Refusal("checks.revision", f"{entry.sample}: {words}")
    if before is not None and not entry.reason.strip():
        return Refusal("checks.reason", f"{entry.sample}: a correction says why")
    return None
