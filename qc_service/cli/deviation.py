"""`qc deviation`: what does not agree, which causes there are, and an explanation in words."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode
from qc_service.model.words import Language

if TYPE_CHECKING:
    from qc_service.comparing.custody import Allowed, Discrepancy
    from qc_service.comparing.deviation import Deviation
    from qc_service.model.acts import ActRecord
    from qc_service.model.totals import RereadBox, Totals

LangOption = Annotated[Language, typer.Option(help="Language of the texts.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
TotalsOption = Annotated[
    list[Path] | None, typer.Option(help="File of totals: EML 510, or a table (CSV).")
]
LedgerOption = Annotated[
    Path | None, typer.Option(help="The ledger with reread and acts; it is not changed.")
]
ConfigOption = Annotated[
    Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Find, explain and check deviations.")
    group.command("find")(find)
    group.command("causes")(causes)
    group.command("explain")(explain)
    app.add_typer(group, name="deviation")


def find(  # noqa: PLR0913 - one argument for each option
    *,
    ledger: LedgerOption = None,
    totals: TotalsOption = None,
    tolerance_permille: Annotated[
        float, typer.Option(min=0, help="Differences up to this share are accepted.")
    ] = 0.0,
    tolerance_ballots: Annotated[
        int, typer.Option(min=0, help="Differences up to so many ballots are accepted.")
    ] = 0,
    tolerance_by: Annotated[str, typer.Option(help="Who decided what is accepted.")] = "",
    lang: LangOption = Language.NB,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """List what people's work does not agree on: counts, crosses, boxes, seals, who was there.

    Exit 0 where nothing is beyond what is accepted, 1 where something is.
    """
    from qc_service.comparing.custody import Allowed  # noqa: PLC0415 - --help must be quick
    from qc_service.comparing.differing import Tolerance  # noqa: PLC0415 - the same

    allowed = Allowed(Tolerance(tolerance_permille, tolerance_ballots), tolerance_by)
    counts, _ = _read(totals or (), None, config)
    found = _discrepancies(counts, _acts(ledger), allowed)
    for each in found:
        typer.echo(_line(each, lang.value, as_json=as_json))
    return ExitCode.FINDING if any(each.beyond for each in found) else ExitCode.OK


def _discrepancies(
    totals: "Sequence[Totals]", acts: "Sequence[ActRecord]", allowed: "Allowed"
) -> "list[Discrepancy]":
    from qc_service.comparing.custody import (  # noqa: PLC0415 - --help must be quick
        of_boxes,
        of_counts,
        of_presence,
    )
    from qc_service.comparing.reconcile import reconcile  # noqa: PLC0415 - the same

    lines = reconcile(totals, (), allowed.tolerance)
    return [*of_counts(lines, allowed), *of_boxes(acts), *of_presence(acts)]


def _line(found: "Discrepancy", language: str, *, as_json: bool) -> str:
    from qc_service.comparing.custody import issue_words  # noqa: PLC0415 - --help must be quick

    text = issue_words(found, language)
    if not as_json:
        return f"{'!' if found.beyond else ' '} {text}"
    said = {
        "issue": found.issue.value,
        "box": found.place.box,
        "locale": found.place.locale,
        "category": found.place.category,
        "counted": found.place.counted,
        "list": found.list,
        "first": found.first,
        "second": found.second,
        "difference": found.difference,
        "permille": round(found.permille, 3),
        "tolerance_permille": found.allowed.tolerance.permille,
        "tolerance_ballots": found.allowed.tolerance.ballots,
        "tolerance_by": found.allowed.by,
        "beyond": found.beyond,
        "detail": found.detail,
        "text": text,
    }
    return json.dumps(said, ensure_ascii=False)


def causes(*, lang: LangOption = Language.NB, as_json: JsonOption = False) -> int:
    """List the codes of causes, and what an explanation by each must answer."""
    from qc_service.comparing.deviation_causes import CAUSES  # noqa: PLC0415 - --help must be quick
    from qc_service.comparing.deviation_checks import question  # noqa: PLC0415 - the same

    for code, cause in CAUSES.items():
        name = cause.name.say(lang.value)
        asks = {key: question(key, lang.value) for key in cause.asks}
        if as_json:
            said = {"code": code, "name": name, "asks": asks}
            typer.echo(json.dumps(said, ensure_ascii=False))
            continue
        typer.echo(f"{code}: {name}")
        for key, text in asks.items():
            typer.echo(f"    {key}: {text}")
    return ExitCode.OK


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The explanation so far.")],
    *,
    totals: TotalsOption = None,
    ledger: LedgerOption = None,
    lang: LangOption = Language.NB,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Fill in the numbers, print both texts, and name every question that is still open.

    Exit 0 where the explanation is complete, 1 where something is missing or to be remembered.
    """
    from qc_service.adapters.deviation_file import (  # noqa: PLC0415 - --help must be quick
        read_deviation,
    )
    from qc_service.comparing.deviation import fill_in  # noqa: PLC0415 - the same
    from qc_service.comparing.deviation_checks import missing, reminders  # noqa: PLC0415 - the same
    from qc_service.comparing.deviation_hints import hints  # noqa: PLC0415 - the same
    from qc_service.comparing.deviation_words import short_text  # noqa: PLC0415 - the same
    from qc_service.comparing.explanations import words  # noqa: PLC0415 - the same

    counts, rereads = _read(totals or (), ledger, config)
    deviation, apart = fill_in(read_deviation(file), counts, rereads)
    speaking = hints(deviation, counts, rereads)
    complete = not (missing(deviation) or reminders(deviation) or apart)
    fits = short_text(deviation, lang.value) is not None
    if as_json:
        said = _record(deviation, apart, lang.value)
        said["hints"] = [
            {"cause": each.cause, "because": words(each.because, lang.value)} for each in speaking
        ]
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        _print(deviation, apart, lang.value)
        for each in speaking:
            typer.echo(f"~ {each.cause}: {words(each.because, lang.value)}")
    return ExitCode.OK if complete and fits else ExitCode.FINDING


def _record(deviation: "Deviation", apart: Sequence[str], language: str) -> dict[str, object]:
    import msgspec  # noqa: PLC0415 - --help must be quick

    from qc_service.comparing.deviation_checks import (  # noqa: PLC0415 - the same
        missing,
        question,
        reminder_words,
        reminders,
    )
    from qc_service.comparing.deviation_words import long_text, short_text  # noqa: PLC0415 - the same

    return {
        "deviation": msgspec.to_builtins(deviation),
        "difference": deviation.difference(),
        "permille": deviation.permille(),
        "missing": {key: question(key, language) for key in missing(deviation)},
        "reminders": {each.code: reminder_words(each, language) for each in reminders(deviation)},
        "numbers_differ": list(apart),
        "short": short_text(deviation, language),
        "long": long_text(deviation, language),
    }


def _print(deviation: "Deviation", apart: Sequence[str], language: str) -> None:
    """Print the long text, the short one with its length, and what is still open."""
    from qc_service.comparing.deviation_checks import (  # noqa: PLC0415 - --help must be quick
        missing,
        question,
        reminder_words,
        reminders,
    )
    from qc_service.comparing.deviation_phrases import phrase  # noqa: PLC0415 - the same
    from qc_service.comparing.deviation_words import (  # noqa: PLC0415 - the same
        SHORT_MOST,
        long_text,
        short_text,
        shortest,
    )

    typer.echo(long_text(deviation, language))
    short = short_text(deviation, language)
    if short is None:
        length = len(shortest(deviation, language))
        typer.echo(phrase("too-long", language, length=length, most=SHORT_MOST))
    else:
        typer.echo(phrase("eva", language, length=len(short), most=SHORT_MOST))
        typer.echo(short)
    for name in apart:
        typer.echo(f"! {phrase('numbers-differ', language, key=name)}")
    for each in reminders(deviation):
        typer.echo(f"! {reminder_words(each, language)}")
    for key in missing(deviation):
        typer.echo(f"? {key}: {question(key, language)}")


def _read(
    files: Sequence[Path], ledger: Path | None, config: Path | None
) -> "tuple[tuple[Totals, ...], tuple[RereadBox, ...]]":
    """Read what counts say, and what a ledger's reread counted."""
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - the same
    from qc_service.adapters.plugin_loading import load_formats  # noqa: PLC0415 - the same
    from qc_service.adapters.totals_files import read_totals  # noqa: PLC0415 - the same
    from qc_service.flow.box_counts import count_boxes  # noqa: PLC0415 - the same

    counts: tuple[Totals, ...] = ()
    if files:
        counts, told = read_totals(files, load_formats(load_config(config)))
        for file, leniency in told:
            typer.echo(f"qc: {file}: {leniency.code}: {leniency.place}", err=True)
    if ledger is None:
        return counts, ()
    with Ledger.read(ledger) as opened:
        return counts, count_boxes(opened.entries())


def _acts(ledger: Path | None) -> "tuple[ActRecord, ...]":
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - --help must be quick
    from qc_service.model.acts import ActRecord  # noqa: PLC0415 - the same

    if ledger is None:
        return ()
    with Ledger.read(ledger) as opened:
        return tuple(entry for entry in opened.entries() if isinstance(entry, ActRecord))
