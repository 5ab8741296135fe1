"""Faults by name, as a user asks for them: `dust:scanner=S03,position=p12,rate=0.02`."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qc_calibration.nights.model import Fault, Model
from qc_service.detecting.cells import Spot
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.verdict import DifferenceKind


@dataclass(frozen=True)
class Kind:
    """A sort of fault: what it is told by, and what happens."""

    needs: tuple[str, ...]
    rate: float
    what: str


CELL_KINDS = {
    "dust": Kind(("scanner", "position"), 0.1, "a streak of dust at one position of one scanner"),
    "drift": Kind(("scanner",), 0.05, "one scanner loses faint marks everywhere"),
    "mapping": Kind(("style", "position"), 0.3, "a position of one style is read as another"),
    "fold": Kind(("district", "position"), 0.1, "folded ballots of one district"),
    "lost-list": Kind(("scanner", "style"), 0.5, "one scanner loses votes of one list"),
    "print": Kind(("position",), 0.01, "a position is printed badly on all ballots"),
    "box": Kind(("scanner", "batch"), 0.3, "one bad box"),
}
"""Faults of a cell: they add disagreements there at a rate a ballot."""

HALL_KINDS = {
    "hall": ("factor", "everything gets worse by a factor, for all scanners at once"),
    "burst": ("shape", "boxes differ: a gamma distribution of this shape, no fault"),
    "spread": ("sigma", "scanners differ: lognormal with this sigma"),
}
"""What changes the whole night."""

PLACES = ("scanner", "position", "style", "district", "batch")


def parse_fault(text: str, model: Model) -> Model:
    """Give a model with the fault that `KIND:NAME=VALUE,…` asks for.

    Raises:
        QcError: `simulate.fault`.
    """
    name, _, rest = text.partition(":")
    values: dict[str, str] = {}
    for part in rest.split(",") if rest else []:
        key, equals, value = part.partition("=")
        if not equals or not value:
            raise _refusal(text, f"{part!r} is not NAME=VALUE")
        values[key.strip()] = value.strip()
    if name in HALL_KINDS:
        return _hall(text, name, values, model)
    if name not in CELL_KINDS:
        near = difflib.get_close_matches(name, [*CELL_KINDS, *HALL_KINDS], 1)
        known = f"did you mean {near[0]}?" if near else ", ".join([*CELL_KINDS, *HALL_KINDS])
        raise _refusal(text, f"no fault is called {name!r}: {known}")
    return _cell(text, name, values, model)


def _cell(text: str, name: str, values: dict[str, str], model: Model) -> Model:
    kind = CELL_KINDS[name]
    _only(text, values, {*kind.needs, "kind", "rate", "start"})
    missing = [each for each in kind.needs if each not in values]
    if missing:
        raise _refusal(text, f"{name} needs {', '.join(missing)}")
    try:
        sort = DifferenceKind(values.get("kind", "miss"))
    except ValueError as error:
        known = ", ".join(each.value for each in DifferenceKind)
        raise _refusal(text, f"kind is one of {known}") from error
    places = {each: values[each] for each in PLACES if each in values and each != "position"}
    positions = values.get("position", "").split("+")
    parts = tuple(Spot(sort, position=position, **places) for position in positions)
    start = _number(text, values, "start", default=model.ballots * model.scanners / 3, least=1)
    rate = _number(text, values, "rate", default=kind.rate, most=1)
    fault = Fault(parts, rate, int(start) - 1, name)
    return replace(model, faults=(*model.faults, fault))


def _hall(text: str, name: str, values: dict[str, str], model: Model) -> Model:
    key = HALL_KINDS[name][0]
    _only(text, values, {key, "start"} if name == "hall" else {key})
    if name == "hall":
        start = _number(text, values, "start", default=model.ballots * model.scanners / 3, least=1)
        return replace(model, worse=(_number(text, values, key, default=5.0), int(start) - 1))
    if name == "burst":
        return replace(model, burst=_number(text, values, key, default=0.5))
    return replace(model, spread=_number(text, values, key, default=0.5))


def _only(text: str, values: dict[str, str], known: set[str]) -> None:
    for each in values:
        if each not in known:
            raise _refusal(text, f"{each} is not known here: {', '.join(sorted(known))}")


def _number(
    text: str,
    values: dict[str, str],
    name: str,
    *,
    default: float,
    least: float = 0.0,
    most: float = float("inf"),
) -> float:
    try:
        number = float(values.get(name, default))
    except ValueError as error:
        raise _refusal(text, f"{name} is no number") from error
    if not least <= number <= most:
        raise _refusal(text, f"{name} is {number:g}, must be {least:g} to {most:g}")
    return number


def _refusal(text: str, why: str) -> QcError:
    return QcError(
        "simulate.fault", f"--fault {text}: {why}", "docs/detect.md lists them.", ExitCode.USAGE
    )


def with_faults(model: Model, texts: Sequence[str]) -> Model:
    """Give a model with all faults asked for.

    Raises:
        QcError: `simulate.fault`.
    """
    for text in texts:
        model = parse_fault(text, model)
    return model
