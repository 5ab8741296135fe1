"""What a written report defines: ids, devices, the election, contests and their options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qc_format_nist_cvr.vocabulary import OWN_ID
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Contest, Layout, Option

METRIC_TYPE = "ink score, 0 to 1"
"""What `MarkMetricValue` means in what we write; the standard leaves the words to the device."""

APPLICATION = "qc-service"

Json = dict[str, object]


def refusal(code: str, message: str, hint: str) -> QcError:
    """Make the error that ends the writing of a report."""
    return QcError(f"cvr.{code}", f"cannot write the report: {message}", hint, ExitCode.USAGE)


@dataclass
class Ids:
    """Gives every object of the report its own `@id`: the given name where it is still free."""

    taken: set[str] = field(default_factory=set)

    def take(self, name: str) -> str:
        """Give a free id close to `name`."""
        free, number = name, 1
        while free in self.taken or not free:
            number += 1
            free = f"{name or 'unnamed'}-{number}"
        self.taken.add(free)
        return free


@dataclass(frozen=True)
class Book:
    """The ids that records point at: devices by scanner, contests, selections by option."""

    election: str
    devices: Mapping[str, str]
    contests: Mapping[str, Contest]
    contest_ids: Mapping[str, str]
    selection_ids: Mapping[tuple[str, str], str]
    maker: str
    unit: str


def make_book(
    scanners: Sequence[str], layouts: Sequence[Layout], ids: Ids, *, independent: bool
) -> Book:
    """Give everything its id; the maker of an independent report is this product, not a scanner."""
    contests = join_contests(layouts)
    if not contests:
        raise refusal(
            "no-contest",
            "the layouts hold no contest with options, and a report must define one",
            "give the layouts that the records were made with",
        )
    return Book(
        devices={name: ids.take(name) for name in scanners},
        maker=ids.take(APPLICATION) if independent or not scanners else "",
        unit=ids.take("jurisdiction"),
        election=ids.take(_election(layouts)),
        contests=contests,
        contest_ids={name: ids.take(name) for name in contests},
        selection_ids={
            (name, option.id): ids.take(option.id)
            for name, contest in contests.items()
            for option in contest.options
        },
    )


def join_contests(layouts: Sequence[Layout]) -> dict[str, Contest]:
    """Join the layouts' contests by id; styles may print the same contest with other options.

    The standard has no contest without options, so such a one is left out.
    """
    contests: dict[str, Contest] = {}
    for layout in layouts:
        for contest in (each for each in layout.contests if each.options):
            before = contests.get(contest.id)
            options: dict[str, Option] = {} if before is None else {o.id: o for o in before.options}
            for option in contest.options:
                options.setdefault(option.id, option)
            contests[contest.id] = Contest(
                contest.id,
                contest.title,
                max(contest.votes_allowed, 0 if before is None else before.votes_allowed),
                tuple(options.values()),
            )
    return contests


def _election(layouts: Sequence[Layout]) -> str:
    names = sorted({layout.election for layout in layouts if layout.election})
    if len(names) > 1:
        raise refusal(
            "several-elections",
            f"the layouts belong to {len(names)} elections: {', '.join(names)}",
            "write one report for each election",
        )
    return names[0] if names else "election"


def definitions(book: Book, *, metric: bool) -> Json:
    """Write the report's definitions; `metric` says that marks bear a measure."""
    maker: Json = {
        "@type": "CVR.ReportingDevice",
        "@id": book.maker,
        "Application": APPLICATION,
    }
    devices = [_device(at, name, metric=metric) for name, at in book.devices.items()]
    unit = {
        "@type": "CVR.GpUnit",
        "@id": book.unit,
        "Type": "other",
        "OtherType": "jurisdiction",
    }
    election = {
        "@type": "CVR.Election",
        "@id": book.election,
        "ElectionScopeId": book.unit,
        "Contest": [_contest_object(contest, book) for contest in book.contests.values()],
    }
    return {
        "ReportGeneratingDeviceIds": [book.maker] if book.maker else list(book.devices.values()),
        "ReportingDevice": [*devices, *([maker] if book.maker else [])],
        "GpUnit": [unit],
        "Election": [election],
    }


def _device(at: str, scanner: str, *, metric: bool) -> Json:
    device: Json = {"@type": "CVR.ReportingDevice", "@id": at, "SerialNumber": scanner}
    if metric:
        device["MarkMetricType"] = METRIC_TYPE
    return device | _own_code(at, scanner)


def _own_code(at: str, own: str) -> Json:
    """Keep our own id beside an `@id` that had to differ from it."""
    if at == own:
        return {}
    code = {"@type": "CVR.Code", "Type": "other", "OtherType": OWN_ID, "Value": own}
    return {"Code": [code]}


def _contest_object(contest: Contest, book: Book) -> Json:
    at = book.contest_ids[contest.id]
    selections = []
    for option in contest.options:
        selection_at = book.selection_ids[contest.id, option.id]
        selection: Json = {"@type": "CVR.CandidateSelection", "@id": selection_at}
        if option.write_in:
            selection["IsWriteIn"] = True
        # An option that is a write-in by kind but not by name must not be renamed by a reader.
        own = "" if option.write_in else selection_at
        selections.append(selection | (_own_code(own, option.id)))
    return {
        "@type": "CVR.CandidateContest",
        "@id": at,
        "Name": contest.title,
        "VotesAllowed": contest.votes_allowed,
        "ContestSelection": selections,
    } | _own_code(at, contest.id)
