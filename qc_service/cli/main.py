"""The `qc` command: registers every subcommand and turns trouble into the promised exit codes."""

import os
import sys
import traceback
from typing import Annotated

import typer
from typer.exceptions import TyperException

from qc_service import __version__
from qc_service.cli import (
    alarm,
    audit,
    bundle,
    checks,
    config,
    decks,
    delete_images,
    desk,
    detect,
    deviation,
    export,
    feed,
    key,
    layout,
    log,
    people,
    plugins,
    read,
    reconcile,
    replay,
    ros,
    sample,
    seats,
    serve,
    simulate,
    sinks,
    synth,
    verify,
    whatif,
)
from qc_service.model.errors import ExitCode, QcError

COMMANDS = (
    read,
    audit,
    serve,
    feed,
    export,
    desk,
    alarm,
    layout,
    replay,
    whatif,
    verify,
    bundle,
    delete_images,
    key,
    reconcile,
    log,
    deviation,
    detect,
    sample,
    seats,
    ros,
    decks,
    checks,
    people,
    simulate,
    synth,
    plugins,
    sinks,
    config,
)
"""In the order of the help text; each module offers `register(app)`."""


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"qc-service {__version__}")
        raise typer.Exit


def make_app() -> typer.Typer:
    """Build the command line with every subcommand."""
    app = typer.Typer(
        name="qc",
        help="An independent control of ballot scanners: rereads, compares, alarms, never counts.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        # Plain help comes in a third of the time.
        rich_markup_mode=None,
    )

    @app.callback()
    def root(
        *,
        version: Annotated[
            bool,
            typer.Option(
                "--version",
                help="Print the version and end.",
                is_eager=True,
                callback=lambda value: _show_version(wanted=value),
            ),
        ] = False,
    ) -> None:
        """Take the options that stand before the command."""

    for command in COMMANDS:
        command.register(app)
    return app


MOST_PIXELS = 1 << 27
"""Largest image decoded, told to OpenCV before it loads: three times a legal sheet at 600 dpi. Its
own limit of 2^30 would let one hostile file cost a worker a gigabyte."""


def run() -> None:
    """Run `qc` and leave with the promised exit code; the only broad `except` of the product."""
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_PIXELS))
    try:
        code = _run()
    except KeyboardInterrupt:
        code = _told(ExitCode.INTERRUPTED, "interrupted")
    except BrokenPipeError:
        # The reader of our output went away (`qc … | head`): nothing is wrong with the work.
        sys.stderr.close()
        code = ExitCode.OK
    except Exception:  # noqa: BLE001 - the one place where an unknown fault becomes exit code 70
        traceback.print_exc()
        code = _told(ExitCode.OURS, "this is our fault: please report it with the lines above")
    sys.exit(code)


def _run() -> int:
    try:
        result = make_app()(standalone_mode=False)
    except QcError as error:
        return _told(error.exit_code, f"{error.code}: {error}")
    except typer.Exit as leaving:
        return int(leaving.exit_code)
    except typer.Abort:
        return _told(ExitCode.INTERRUPTED, "interrupted")
    except TyperException as error:
        return _told(
            ExitCode.USAGE, f"{error.format_message()}\nSee qc --help, or --help after a command."
        )
    return result if isinstance(result, int) else ExitCode.OK


def _told(code: ExitCode, message: str) -> ExitCode:
    typer.echo(f"qc: {message}", err=True)
    return code
