"""A bundle from a ledger's rows: what is public of each, and the bounds that follow from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qc_service.model.acts import ActRecord, BoxesCommitted
from qc_service.model.checks import CheckPlan, Draw, Sample, SampleKind
from qc_service.model.events import Entry
from qc_service.recording.bundle import (
    FORMAT,
    VERSION,
    Bundle,
    BundleBound,
    BundleDocument,
    BundleRound,
    Result,
)
from qc_service.recording.canonical import decode_entry
from qc_service.recording.chain import leaf
from qc_service.recording.checkpoints import Trail
from qc_service.recording.public import POOLED
from qc_service.sampling import bounds
from qc_service.sampling.stratified import spent

ERRORS = frozenset(Result) - {Result.AGREES}
"""What counts against the scanner: what is not there or not known is the worst case."""


def make_bundle(
    rows: Iterable[tuple[bytes, bytes]],
    rounds: Sequence[BundleRound],
    results: Mapping[str, Result],
    documents: Sequence[BundleDocument],
) -> Bundle:
    """Make the bundle of a ledger; `rows` are its rows' seals and public parts, in order."""
    trail, shown = Trail(), list[str | tuple[str, str]]()
    entries: list[Entry] = []
    for sealed, public in rows:
        trail.take(leaf(sealed, public))
        shown.append((sealed.hex(), public.decode()) if public else sealed.hex())
        if public:
            entries.append(decode_entry(public))
    summit = trail.summit()
    return Bundle(
        format=FORMAT,
        version=VERSION,
        head=summit.head,
        root=summit.root,
        rows=tuple(shown),
        rounds=tuple(rounds),
        results=dict(results),
        bounds=tuple(stated_bounds(entries, results)),
        documents=tuple(sorted(documents, key=lambda each: each.name)),
    )


def stated_bounds(entries: Iterable[Entry], results: Mapping[str, Result]) -> Iterator[BundleBound]:
    """Give the bounds that may be stated, by round and stratum, from public entries and results.

    Of each stratum only the longest settled beginning of the draw's order counts: so nobody can
    leave out a paper that they do not like. Strata that are shown merged have no order, and no
    bound here.
    """
    plans: dict[int, CheckPlan] = {}
    draws: dict[int, list[Draw]] = {}
    for entry in entries:
        if isinstance(entry, ActRecord) and isinstance(entry.act, BoxesCommitted):
            plans[entry.act.round] = entry.act.plan
        elif isinstance(entry, Draw):
            draws.setdefault(entry.round, []).append(entry)
    for number, of_round in draws.items():
        plan = plans.get(number, CheckPlan())
        strata = of_round[-1].strata
        # As `sampling.evaluating` has it: several rounds together stay within the plan's risk.
        whole = spent(plan.risk, number) if plan.split and len(plans) > 1 else plan.risk
        risk = whole / len(strata) if plan.split and strata else whole
        for stratum in strata:
            samples = in_order(of_round, stratum.name)
            if samples:
                checked, errors = settled_beginning(samples, results)
                found = bounds.Sample(stratum.papers, checked, errors)
                upper = bounds.ppr_upper(found, risk, bounds.Prior(*plan.prior))
                yield BundleBound(
                    number, stratum.name, stratum.papers, checked, errors, risk, plan.prior, upper
                )


def in_order(draws: Iterable[Draw], stratum: str) -> list[Sample]:
    """Give the ballots drawn at random of one stratum, in the draw's order."""
    found = [
        sample
        for draw in draws
        for sample in draw.samples
        if sample.stratum == stratum
        and sample.kind is SampleKind.RANDOM
        and sample.ticket
        and sample.order != POOLED
    ]
    return sorted(found, key=lambda each: each.order)


def settled_beginning(samples: Sequence[Sample], results: Mapping[str, Result]) -> tuple[int, int]:
    """Give how many samples are settled before the first that is not, and how many are errors."""
    checked = errors = 0
    for sample in samples:
        result = results.get(sample.id)
        if result is None:
            break
        checked += 1
        errors += result in ERRORS
    return checked, errors
