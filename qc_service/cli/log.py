"""`qc log`: the documents of a night from its ledger."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.cli.list_votes import (
    ElectionOption,
    TotalsOption,
    VotesOption,
    by_hand,
    of_files,
    usage,
)
from qc_service.cli.seat_rules import seats_of
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.words import Language

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from qc_service.adapters.config import Config
    from qc_service.flow.log_facts import Logbook
    from qc_service.flow.stake import Seats, SeatStake
    from qc_service.model.events import Entry
    from qc_service.model.totals import Totals


class Form(StrEnum):
    """How documents are written."""

    PDF = "pdf"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    TABLE = "table"


class Kind(StrEnum):
    """Which documents there are."""

    LOG = "log"
    TABLE = "table"
    SUMMARY = "summary"
    DEVIATIONS = "deviations"
    PLAN = "plan"
    PICKLIST = "picklist"
    NIGHT = "night"


def register(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(no_args_is_help=True, help="Write what was checked, for the public record.")
    # With a callback `export` stays a word of the command, though it is the only one.
    group.callback()(_group)
    group.command("export")(export)
    app.add_typer(group, name="log")


def _group() -> None:
    """Write what was checked, for the public record."""


def export(  # noqa: PLR0913 - one argument for each option
    *,
    ledger: Annotated[Path, typer.Option(help="The ledger; it is not changed.")],
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the files; made where there is none.")
    ],
    lang: Annotated[Language, typer.Option(help="Language of the documents.")] = Language.NB,
    form: Annotated[Form, typer.Option("--format", help="How they are written.")] = Form.PDF,
    document: Annotated[
        list[Kind] | None, typer.Option(help="Only this document; give it again for another.")
    ] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="With names, ids and times: not to be published.")
    ] = False,
    before: Annotated[
        bool, typer.Option("--before", help="Leave every figure of a list out, as before 21:00.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with the mark by which Excel knows UTF-8.")
    ] = False,
    totals: TotalsOption = None,
    votes: VotesOption = None,
    election: ElectionOption = "",
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
) -> int:
    """Write the documents of a ledger: log, protocol table, summary, deviations, plan, pick list.

    Public copies unless told otherwise. Where `[seats]` says how many seats are shared out, the
    summary tells how many misread ballots could move one. Exit 0 with the files' names; 2 where
    the folder cannot be written or the embargo has not ended, 3 configuration, 5 where the ledger
    is damaged.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.out_folder import make_folder, write_files  # noqa: PLC0415
    from qc_service.flow.publishing import public_copy, without_lists  # noqa: PLC0415
    from qc_service.reports.exporting import Format, compose, files_of  # noqa: PLC0415

    chosen = load_config(config)
    zone = _zone(chosen.documents.zone)
    make_folder(out)
    if not before:
        _require_hour(chosen)
    book = _logbook(ledger, chosen, _official(chosen, totals or (), votes or (), election))
    if before:
        book = without_lists(book)
    if not internal:
        book = public_copy(book)
    for kind in document or list(Kind):
        made = compose(book, kind.value, lang.value, zone)
        for path in write_files(out, files_of(book, made, Format(form.value), bom=bom)):
            typer.echo(str(path))
    return ExitCode.OK


def _official(
    config: "Config", totals: Sequence[Path], votes: Sequence[str], election: str
) -> "Totals | dict[str, int] | None":
    """Give the official count that was named: of files, or list votes by hand; None for none."""
    if not totals and not votes:
        return None
    if not config.seats.number:
        raise usage(
            "log.seats", "--totals and --votes need [seats] number: how many seats are shared out"
        )
    return by_hand(votes) if votes else of_files(totals, election, config)


def _logbook(path: Path, config: "Config", official: "Totals | dict[str, int] | None") -> "Logbook":
    """Check the ledger's chain, and make the record of it."""
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.log_facts import Office, Proof  # noqa: PLC0415 - the same
    from qc_service.flow.logbook import make_logbook  # noqa: PLC0415 - the same
    from qc_service.recording.checkpoints import fingerprint  # noqa: PLC0415 - the same

    said = config.documents
    with Ledger.read(path) as opened:
        report = opened.verify()
        if report.broken:
            raise QcError(
                "ledger.chain-broken",
                f"{path}: row {report.broken}: {report.complaint}",
                "Keep the file as it is; `qc verify` says the same. No document is made of it.",
                ExitCode.LEDGER,
            )
        proof = Proof(report.head, report.rows, report.root, report.rows, fingerprint(report.key))
        office = Office(said.municipality, said.number, said.body, said.event)
        stake = None
        if config.seats.number:
            stake = _stake(opened.entries(), seats_of(config), official)
        return make_logbook(opened.entries, office, proof, stake)


def _stake(
    entries: "Iterable[Entry]", seats: "Seats", official: "Totals | dict[str, int] | None"
) -> "SeatStake | None":
    """Give what it takes to move a seat: by the official count where it is known."""
    from qc_service.flow.stake import (  # noqa: PLC0415 - --help must be quick
        Counted,
        reread_stake,
        seat_stake,
    )

    reread = reread_stake(entries, seats)
    if official is None:
        return reread
    if isinstance(official, dict):
        ballots = 0 if reread is None else reread.ballots
        return seat_stake(official, seats, Counted.VOTES, ballots)
    return seat_stake(official.by_list(), seats, Counted.TOTALS, official.ballots())


def _require_hour(config: "Config") -> None:
    """Refuse figures of lists before the embargo ends."""
    import time  # noqa: PLC0415 - --help must be quick

    from qc_service.adapters.config import embargo_seconds  # noqa: PLC0415 - the same

    ends = embargo_seconds(config.page)
    if ends is not None and time.time() < ends:
        raise QcError(
            "log.embargo",
            f"no figure of a list may leave before {config.page.embargo} ([page] embargo)",
            "Wait for the hour, or write copies without lists: --before.",
            ExitCode.USAGE,
        )


def _zone(name: str) -> "ZoneInfo":
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - --help must be quick

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise QcError(
            "config.bad-value",
            f"[documents] zone: there is no time zone {name!r} on this machine",
            'Name one such as "Europe/Oslo" or "UTC"; the system\'s time zones must be installed.',
            ExitCode.CONFIG,
        ) from error
