"""What people found, held against who looked; and the bounds that follow, computed again."""

from collections.abc import Sequence

from qc_service.flow.bundling import stated_bounds
from qc_service.model.acts import ActRecord, CheckEntered, RoundSigned
from qc_service.model.checks import Draw, Outcome
from qc_service.model.events import Entry
from qc_service.recording.bundle import Bundle, Result

LOOKS_LEAST = 2
"""Two people look at each paper, each for themselves."""

_OUTCOMES = {Result.NOT_FOUND: Outcome.NOT_FOUND, Result.CANNOT_AGREE: Outcome.CANNOT_AGREE}


def results_broken(bundle: Bundle, rows: Sequence[tuple[int, Entry]]) -> str:
    """Say which result has nobody behind it, or which signed sample has none; nothing if all fit.

    Whether a paper agrees with the scanner cannot be seen without it; that two people looked can.
    """
    acts = [entry.act for _, entry in rows if isinstance(entry, ActRecord)]
    looks: dict[str, list[Outcome]] = {}
    for act in acts:
        if isinstance(act, CheckEntered):
            looks.setdefault(act.sample, []).append(act.outcome)
    drawn = {
        each.id: each.round
        for _, entry in rows
        if isinstance(entry, Draw)
        for each in entry.samples
        if each.name
    }
    for name, result in sorted(bundle.results.items()):
        if name not in drawn:
            return f"{name}: a result of a ballot that was not drawn"
        if len(looks.get(name, ())) < LOOKS_LEAST:
            return f"{name}: fewer than two looks stand behind its result"
        if _OUTCOMES.get(result, Outcome.SEEN) not in looks[name]:
            return f"{name}: nobody entered what its result says"
    signed = {act.round for act in acts if isinstance(act, RoundSigned)}
    for name, number in drawn.items():
        if number in signed and name not in bundle.results:
            return f"{name}: its round is signed, and it has no result"
    return ""


def bounds_broken(bundle: Bundle, rows: Sequence[tuple[int, Entry]]) -> str:
    """Say which bound is not what draws and results give; nothing where all are."""
    try:
        right = list(stated_bounds([entry for _, entry in rows], bundle.results))
    except (ValueError, ArithmeticError) as error:
        return str(error)
    if len(right) != len(bundle.bounds):
        return f"{len(bundle.bounds)} bounds are stated, the draws give {len(right)}"
    for stated, made in zip(bundle.bounds, right, strict=True):
        if stated != made:
            return f"round {made.round}, {made.stratum}: at most {made.upper}, not {stated.upper}"
    return ""
