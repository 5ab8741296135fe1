"""The file of people who may sign in: name, role a scrypt hash of the PIN; its owner's alone.

`qc people` writes it. A file that others can read is refused: a PIN is short and can be tried.
"""

import hashlib
import hmac
import os
import secrets
import stat
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.people import Person, Role

PIN_LEAST = 6
"""Shortest PIN: with five free tries and growing waits, a million possibilities hold a night."""

SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
"""Cost of one try: about 50 ms and 16 MiB (RFC 7914, interactive use)."""

OWNER_ONLY = 0o600


class Enrolled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person of the file; `salt` and `pin` are hexadecimal."""

    name: str
    role: Role
    salt: str
    pin: str

    def person(self) -> Person:
        """Give the person as acts name them."""
        return Person(self.name, self.role)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    person: tuple[Enrolled, ...] = ()


def enrol(name: str, role: Role, pin: str) -> Enrolled:
    """Make a person's entry. Raises QcError `people.name`, `people.pin`."""
    if not name or name != name.strip() or not name.isprintable() or '"' in name or "\\" in name:
        raise QcError(
            "people.name",
            f"{name!r} is no name: initials or a short name, without quotation marks",
            "Take what the protocol shall show, such as AB.",
            ExitCode.USAGE,
        )
    if len(pin) < PIN_LEAST:
        raise QcError(
            "people.pin",
            f"a PIN has at least {PIN_LEAST} signs",
            "Choose a longer one; nobody else needs to know it.",
            ExitCode.USAGE,
        )
    salt = secrets.token_bytes(16)
    return Enrolled(name, role, salt.hex(), _hashed(pin, salt))


def knows(enrolled: Enrolled | None, pin: str) -> bool:
    """Tell whether this is the person's PIN; as slow for somebody who is not there."""
    salt = bytes.fromhex(enrolled.salt) if enrolled is not None else bytes(16)
    found = _hashed(pin, salt)
    return enrolled is not None and hmac.compare_digest(found, enrolled.pin)


def load_people(path: Path) -> tuple[Enrolled, ...]:
    """Read the file. Raises QcError `people.*` where it cannot be trusted or read."""
    text = _private_text(path, f"Make it: qc people add NAME --role officer --file {path}")
    try:
        found = msgspec.convert(tomllib.loads(text), _File).person
        for each in found:
            bytes.fromhex(each.salt)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise _unreadable(path, error) from error
    names = [each.name for each in found]
    if len(set(names)) < len(names):
        raise _unreadable(path, ValueError("a name stands there twice"))
    return found


def load_pins(path: Path) -> dict[str, str]:
    """Read PINs by name (TOML, `AB = "123456"`), for commands that nobody watches.

    Raises:
        QcError: `people.*` where the file cannot be trusted or read.
    """
    text = _private_text(path, "Leave --pins out to be asked for the PINs.")
    try:
        return msgspec.convert(tomllib.loads(text), dict[str, str])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise _unreadable(path, error) from error


def _private_text(path: Path, if_missing: str) -> str:
    """Read a file that nobody but its owner may read. Raises QcError `people.*`."""
    try:
        others = stat.S_IMODE(path.stat().st_mode) & 0o077
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise QcError(
            "people.missing-file",
            f"{path}: there is no such file",
            if_missing,
            ExitCode.CONFIG,
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    if others:
        raise QcError(
            "people.open-file",
            f"{path}: others than its owner can read it",
            f"chmod 600 {path}, and give everyone a new PIN if somebody may have read it.",
            ExitCode.CONFIG,
        )
    return text


def save_people(path: Path, people: Iterable[Enrolled]) -> None:
    """Write the file anew, whole or not at all, readable for its owner alone."""
    lines = ["# Made by `qc people`. PINs are hashed with scrypt; keep the file to yourself.\n"]
    lines += [
        f'\n[[person]]\nname = "{each.name}"\nrole = "{each.role}"\n'
        f'salt = "{each.salt}"\npin = "{each.pin}"\n'
        for each in sorted(people, key=lambda one: one.name)
    ]
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("".join(lines))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def find(people: Sequence[Enrolled], name: str) -> Enrolled | None:
    """Give the person of this name, or None."""
    return next((each for each in people if each.name == name), None)


def _hashed(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, **SCRYPT).hex()


def _unreadable(path: Path, error: Exception) -> QcError:
    return QcError(
        "people.unreadable",
        f"{path}: {error}",
        "The file is made by `qc people add`; mend it or make it anew.",
        ExitCode.CONFIG,
    )
