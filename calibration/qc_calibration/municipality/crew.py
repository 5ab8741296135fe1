"""Who can sign in to the demo's pages: one made-up person in each role, all with one PIN."""

import secrets
from pathlib import Path

from qc_service.adapters.people_file import PIN_LEAST, enrol, save_people
from qc_service.flow.alarm_words import ROLES
from qc_service.model.people import Role

PEOPLE = "people.toml"

NAMES: dict[str, Role] = {
    "AB": Role.OFFICER,
    "CD": Role.CONTROLLER,
    "OP": Role.OPERATOR,
    "OB": Role.OBSERVER,
}
"""Initials by which they sign in."""


def new_pin() -> str:
    """Make a PIN for one demo: the page may be reached from other computers (`--web`)."""
    return "".join(str(secrets.randbelow(10)) for _ in range(PIN_LEAST))


def enrol_all(folder: Path, pin: str) -> None:
    """Write the file of people into the demo's folder."""
    save_people(folder / PEOPLE, [enrol(name, role, pin) for name, role in NAMES.items()])


def introduce(language: str) -> str:
    """Name all of them with their roles: `AB (officer), …`."""
    return ", ".join(f"{name} ({getattr(ROLES[role], language)})" for name, role in NAMES.items())
