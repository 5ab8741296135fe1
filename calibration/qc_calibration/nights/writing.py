"""Writes a made-up night as `qc detect` reads it, and its truth beside it."""

from pathlib import Path

import msgspec

from qc_calibration.nights.model import Fault, MadeNight, Model
from qc_service.model.errors import ExitCode, QcError


class FaultTruth(msgspec.Struct, frozen=True):
    """What was planted: in which cells, at which rate, from which ballot (numbered from 1)."""

    name: str
    cells: tuple[dict[str, str], ...]
    rate: float
    start: int
    wrong: tuple[int, ...]


class NightTruth(msgspec.Struct, frozen=True):
    """What is true of a night: its model without the faults, and the faults."""

    seed: int
    model: dict[str, object]
    ballots: int
    disagreeing: int
    faults: tuple[FaultTruth, ...]


def truth_path(path: Path) -> Path:
    """Give where the truth of a night stands: NIGHT.jsonl has NIGHT.truth.json."""
    return path.with_suffix(".truth.json")


def write_night(path: Path, night: MadeNight, model: Model, seed: int) -> None:
    """Write the ballots, one a line, and the truth; their folder is made where there is none.

    Raises:
        QcError: `simulate.cannot-write`.
    """
    encode = msgspec.json.encode
    heads = [
        encode(
            {"scanner": w.scanner, "batch": w.batch, "district": w.district, "style": w.style}
        ).removesuffix(b"}")
        for w in night.where
    ]
    agreeing = [head + b',"disagree":[]}\n' for head in heads]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for at, group in enumerate(night.groups.tolist()):
                found = night.wrong.get(at)
                if found is None:
                    out.write(agreeing[group])
                else:
                    out.write(heads[group] + b',"disagree":' + encode(found) + b"}\n")
        truth = msgspec.json.encode(truth_of(night, model, seed))
        truth_path(path).write_bytes(msgspec.json.format(truth, indent=1) + b"\n")
    except OSError as error:
        raise QcError(
            "simulate.cannot-write",
            f"{error.filename or path}: {error.strerror}",
            "Name a file that this user may write, with room for 100 bytes a ballot.",
            ExitCode.USAGE,
        ) from error


def truth_of(night: MadeNight, model: Model, seed: int) -> NightTruth:
    """Give what is true of a night."""
    whole = msgspec.to_builtins(model)
    whole.pop("faults")
    return NightTruth(
        seed=seed,
        model=whole,
        ballots=len(night.groups),
        disagreeing=len(night.wrong),
        faults=tuple(_fault(night, fault) for fault in model.faults),
    )


def _fault(night: MadeNight, fault: Fault) -> FaultTruth:
    wrong = [
        at + 1
        for at, found in sorted(night.wrong.items())
        if at >= fault.start
        and any(spot.holds(f, night.where[night.groups[at]]) for spot in fault.parts for f in found)
    ]
    cells = tuple(msgspec.to_builtins(spot) for spot in fault.parts)
    return FaultTruth(fault.name, cells, fault.rate, fault.start + 1, tuple(wrong))
