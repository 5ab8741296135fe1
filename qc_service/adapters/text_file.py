"""Files that people write: UTF-8 text, with or without a mark at its beginning, of a sane size."""

from pathlib import Path

from qc_service.model.errors import ExitCode, QcError


def read_text(
    path: Path, kind: str, exit_code: ExitCode, *, most: int = 0, see: str = "", how: str = ""
) -> str:
    """Read a file whole; `most` bytes at most (0: any number).

    `kind` begins the codes of refusals; `see` says where such a file is described, `how` how it is
    written as UTF-8.

    Raises:
        QcError: `KIND.too-large`, `KIND.unreadable`.
    """
    try:
        if most and path.stat().st_size > most:
            raise QcError(f"{kind}.too-large", f"{path}: more than {most} bytes", see, exit_code)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = f"The file must be readable and UTF-8 text{how}."
        raise QcError(f"{kind}.unreadable", f"{path}: {error}", hint, exit_code) from error
