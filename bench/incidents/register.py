"""All incidents: each module in `cases` is one."""

from importlib import import_module
from pathlib import Path

from bench.incidents.incident import Incident

FOLDER = Path(__file__).with_name("cases")


def incidents() -> tuple[Incident, ...]:
    """Give every incident, by the name of its module."""
    found: list[Incident] = []
    for path in sorted(FOLDER.glob("*.py")):
        module = import_module(f"bench.incidents.cases.{path.stem}")
        incident = module.INCIDENT
        if not isinstance(incident, Incident):
            raise TypeError(f"{path.name} has no INCIDENT")
        found.append(incident)
    return tuple(found)
