"""Writes both lock files from pyproject.toml: names, versions and hashes, no addresses.

What is locked already keeps its version as long as it fits; `--upgrade` raises everything.
"""

import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements.lock": (),
    "requirements-dev.lock": ("--group", "dev"),
}
COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate", "--no-config"),
)


def main() -> None:
    """Lock what runs, then what is needed to work on it, with the same versions of what runs."""
    uv = str(Path(sys.executable).with_name("uv"))
    constraint: tuple[str, ...] = ()
    for name, more in LOCKS.items():
        inout = ("pyproject.toml", "--output-file", name)
        command = (uv, *COMPILE, *more, *constraint, *sys.argv[1:], *inout)
        subprocess.run(command, cwd=REPO, check=True)  # noqa: S603 - uv from the lock
        constraint = ("--constraint", name)


if __name__ == "__main__":
    main()
