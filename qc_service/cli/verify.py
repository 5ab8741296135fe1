"""`qc verify`: is a ledger whole, row by row; does a bundle show what it says, step by step?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.adapters.ledger import Ledger, LedgerReport
    from qc_service.flow.verifying import Step


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    file: Annotated[Path, typer.Argument(help="The ledger or bundle to check; not changed.")],
    *,
    key: Annotated[
        str, typer.Option("--key", help="The fingerprint that the key must have, from paper.")
    ] = "",
    documents: Annotated[
        Path | None, typer.Option("--documents", help="Folder of the published documents.")
    ] = None,
    root: Annotated[
        str, typer.Option("--root", help="A root noted on paper: the rows must lead to it.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Check a ledger's chain and draws, or everything that a public bundle lets anyone check.

    Exit 0 where all is whole, 1 naming the first broken row or step, 5 where the file cannot be
    read as a ledger at all.
    """
    from qc_service.recording.bundle import is_bundle  # noqa: PLC0415 - --help must be quick

    data = _begin(file)
    if is_bundle(data):
        held = None if documents is None else _digests(documents)
        return _of_bundle(file, (key, held, root), as_json=as_json)
    return _of_ledger(file, key, as_json=as_json)


def _begin(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(1)
    except OSError:
        return b""  # the ledger's own reading says what is wrong


def _of_bundle(file: Path, paper: tuple[str, dict[str, str] | None, str], *, as_json: bool) -> int:
    from qc_service.adapters.signing import is_signed  # noqa: PLC0415 - as above
    from qc_service.flow.verifying import (  # noqa: PLC0415 - as above
        Asked,
        first_broken,
        verify_bundle,
    )

    steps = verify_bundle(file.read_bytes(), Asked(is_signed, *paper))
    broken = first_broken(steps)
    if as_json:
        said = {
            "bundle": str(file),
            "whole": broken is None,
            "steps": [
                {"check": step.check, "holds": not step.broken, "note": step.note or None}
                for step in steps
            ],
            "broken_check": broken.check if broken else None,
            "complaint": broken.broken if broken else None,
        }
        typer.echo(msgspec.json.encode(said).decode())
    else:
        for step in steps:
            words = step.broken or step.note
            verdict = "BROKEN" if step.broken else "holds"
            typer.echo(f"{verdict:<6} {step.check:<12} {words}".rstrip())
        last = f"BROKEN at {broken.check}: {broken.broken}" if broken else "all of it holds"
        typer.echo(f"{file}: {last}")
    return ExitCode.FINDING if broken else ExitCode.OK


def _digests(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file of a folder, by name."""
    import hashlib  # noqa: PLC0415 - as above

    try:
        files = [path for path in folder.iterdir() if path.is_file()]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    except OSError as error:
        raise QcError(
            "bundle.documents",
            f"{error.filename}: {error.strerror}",
            "Name the folder that holds the published documents.",
            ExitCode.USAGE,
        ) from error


def _of_ledger(file: Path, key: str, *, as_json: bool) -> int:
    from qc_service.adapters.ledger import Ledger  # noqa: PLC0415 - as above
    from qc_service.recording.checkpoints import fingerprint  # noqa: PLC0415 - as above

    with Ledger.read(file) as opened:
        report = opened.verify()
        draws = _of_draws(opened) if report.kinds.get("draw") and not report.broken else ()
    its = fingerprint(report.key)
    other = bool(key) and key.replace(" ", "").lower() != its.replace(" ", "")
    complaint = report.complaint or (OTHER_KEY if other else "")
    complaint = complaint or next((f"{s.check}: {s.broken}" for s in draws if s.broken), "")
    if as_json:
        said = {
            "ledger": str(file),
            "whole": not complaint,
            "rows": report.rows,
            "kinds": report.kinds,
            "head": report.head,
            "root": report.root,
            "key": report.key or None,
            "fingerprint": its or None,
            "rows_before_last_checkpoint": report.covered,
            "broken_row": report.broken or None,
            "draws": {step.check: not step.broken for step in draws},
            "complaint": complaint or None,
        }
        typer.echo(msgspec.json.encode(said).decode())
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.kinds.items())
        typer.echo(f"{file}: {report.rows} rows whole ({kinds})")
        typer.echo(f"root {report.root}")
        typer.echo(f"head {report.head}")
        typer.echo(_signed_words(report, its))
        for step in draws:
            typer.echo(f"{'BROKEN' if step.broken else 'holds':<6} {step.check}")
        if complaint:
            place = f" at row {report.broken}" if report.broken else ""
            typer.echo(f"BROKEN{place}: {complaint}")
    return ExitCode.FINDING if complaint else ExitCode.OK


def _of_draws(opened: "Ledger") -> "tuple[Step, ...]":
    """Draw and evaluate again what the ledger's acts say was drawn and found."""
    from qc_service.adapters.signing import is_signed  # noqa: PLC0415 - as above
    from qc_service.flow.verifying import DRAWS, Asked, verify_bundle  # noqa: PLC0415 - as above
    from qc_service.recording.bundle import content_line, file_bytes  # noqa: PLC0415 - as above
    from qc_service.service.publishing import public_copy  # noqa: PLC0415 - as above

    data = file_bytes(content_line(public_copy(opened)))
    steps = verify_bundle(data, Asked(is_signed))
    return tuple(step for step in steps if step.check in DRAWS)


OTHER_KEY = "the ledger's key is not the one asked for"


def _signed_words(report: "LedgerReport", its: str) -> str:
    if not report.covered:
        return "no checkpoint: nothing binds the rows but their order"
    if not report.key:
        return f"{report.covered} rows before the last checkpoint, UNSIGNED: there was no key"
    return f"{report.covered} rows signed by the key {its}"
