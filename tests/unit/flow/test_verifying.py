import hashlib
from collections.abc import Callable
from math import pi
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec.structs import replace

from bundles import (
    AT,
    DICE,
    DOCUMENT,
    OTHER,
    OURS,
    PAIR,
    PLAN,
    TAMPERINGS,
    Story,
    bundle_of,
    changed,
    committed,
    draw,
    edited,
    public_of,
    results,
    rounds,
    story,
)
from qc_service.flow.bundling import stated_bounds
from qc_service.flow.verifying import CHECKS, Asked, Step, first_broken, verify_bundle
from qc_service.flow.verifying_results import bounds_broken
from qc_service.model.acts import (
    ActRecord,
    BoxesCommitted,
    CheckEntered,
    ChecksPlanned,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.checks import CheckPlan, Draw, Outcome
from qc_service.model.errors import QcError
from qc_service.model.events import Entry, Genesis
from qc_service.recording.bundle import (
    Result,
    file_bytes,
    is_bundle,
    read_bundle,
    signed_bytes,
)
from qc_service.recording.chain import leaf
from qc_service.recording.checkpoints import Trail, fingerprint


def is_signed(public: str, message: bytes, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


FILES = {"log.pdf": hashlib.sha256(DOCUMENT).hexdigest()}
ASKED = Asked(is_signed, fingerprint(public_of(OURS)), FILES)


def broken(data: bytes, asked: Asked = ASKED) -> Step:
    step = first_broken(verify_bundle(data, asked))
    return Step("") if step is None else step


def test_a_whole_bundle_passes_every_check() -> None:
    steps = verify_bundle(bundle_of(), ASKED)
    assert first_broken(steps) is None
    assert tuple(step.check for step in steps) == CHECKS
    assert bundle_of() == bundle_of()
    assert is_bundle(bundle_of())
    assert not is_bundle(b"SQLite format 3")


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_is_named_by_the_right_check(name: str) -> None:
    check, make = TAMPERINGS[name]
    assert broken(make()).check == check


def test_a_bundle_without_a_key_holds_and_says_that_it_is_unsigned() -> None:
    data = bundle_of(changed(Genesis, lambda g: replace(g, key="")), key=None)
    steps = verify_bundle(data, Asked(is_signed))
    assert first_broken(steps) is None
    assert [step.check for step in steps if "unsigned" in step.note] == ["key", "seal"]


def test_every_flipped_byte_of_a_bundle_is_found() -> None:
    data = bundle_of()
    for place in range(0, len(data), 97):
        spoilt = bytearray(data)
        spoilt[place] ^= 0x01
        assert broken(bytes(spoilt)).check, place


def set_row(number: int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        content["rows"][number] = value

    return change


def set_to(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        content[name] = value

    return change


def swap_boxes(content: dict[str, Any]) -> None:
    content["rounds"][0]["boxes"].reverse()


def name_twice(content: dict[str, Any]) -> None:
    content["documents"] *= 2


def no_first_row(content: dict[str, Any]) -> None:
    del content["rows"][0]


@pytest.mark.parametrize(
    ("change", "check", "word"),
    [
        (set_to("version", 2), "form", "version 2"),
        (set_to("unknown", 1), "form", "unknown"),
        (set_row(3, "zz" * 32), "rows", "row 4: its seal"),
        (set_row(3, "ab"), "rows", "row 4: its seal"),
        (set_row(3, "AB" * 32), "rows", "row 4: its seal"),
        (set_row(0, ["ab" * 32, "{}"]), "rows", "row 1: its public part is no entry"),
        (no_first_row, "rows", "first entry"),
        (set_to("rounds", []), "commitments", "rounds shown"),
        (swap_boxes, "commitments", "boxes shown"),
        (set_to("bounds", []), "bounds", "0 bounds are stated, the draws give 2"),
        (name_twice, "documents", "twice"),
        (set_to("results", {"R9-001": "agrees"}), "results", "not drawn"),
    ],
)
def test_what_does_not_hold_is_named_with_its_place(
    change: Callable[[dict[str, Any]], None], check: str, word: str
) -> None:
    step = broken(edited(change))
    assert (step.check, word in step.broken) == (check, True), step.broken


def without_last_checkpoint_before_the_seed() -> Story:
    tale = story()
    at = next(n for n, e in enumerate(tale) if isinstance(e, ActRecord))
    return [*tale[: at + 1], *tale[at + 2 :]]


def with_again(kind: type, *, first: bool = False) -> Story:
    """Give the story with an act of a kind told twice, or only told before all others."""
    tale = story()
    at = next(n for n, e in enumerate(tale) if isinstance(e, ActRecord) and isinstance(e.act, kind))
    act = tale.pop(at) if first else tale[at]
    tale.insert(3 if first else at + 1, act)
    return tale


def alone() -> Story:
    return [
        replace(each, by=PAIR[:1])
        if isinstance(each, ActRecord) and isinstance(each.act, SeedEntered)
        else each
        for each in story()
    ]


def other_first(**fields: object) -> Callable[[Draw], Draw]:
    return lambda drawn: replace(
        drawn, samples=(replace(drawn.samples[0], **fields), *drawn.samples[1:])
    )


def more_papers(drawn: Draw) -> Draw:
    strata = tuple(replace(each, papers=each.papers + 1) for each in drawn.strata)
    return replace(drawn, strata=strata)


def without_entries() -> Story:
    return [
        each
        for each in story()
        if not (isinstance(each, ActRecord) and isinstance(each.act, CheckEntered))
    ]


@pytest.mark.parametrize(
    ("make", "check", "word"),
    [
        (
            lambda: changed(BoxesCommitted, lambda a: replace(a, root="00" * 32)),
            *("commitments", "its root is not"),
        ),
        (lambda: with_again(BoxesCommitted), "commitments", "rounds shown"),
        (without_last_checkpoint_before_the_seed, "seeds", "no checkpoint"),
        (lambda: with_again(SeedEntered), "seeds", "a second seed"),
        (lambda: with_again(SeedEntered, first=True), "seeds", "no boxes were committed"),
        (alone, "seeds", "fewer than two people"),
        (lambda: changed(Draw, lambda d: replace(d, seed="x")), "seeds", "not drawn with its seed"),
        (
            lambda: changed(Draw, other_first(name="ST 2029/K9/1")),
            "ballots",
            "in none of the boxes",
        ),
        (lambda: changed(Draw, other_first(ticket="0.1")), "ballots", "the ticket is not that"),
        (lambda: changed(Draw, more_papers), "ballots", "121 papers are told"),
        (without_entries, "results", "fewer than two looks"),
        (
            lambda: changed(CheckEntered, lambda c: replace(c, outcome=Outcome.CANNOT_AGREE)),
            "results",
            "nobody entered",
        ),
    ],
)
def test_whoever_holds_the_key_is_found_out_as_well(
    make: Callable[[], Story], check: str, word: str
) -> None:
    step = broken(bundle_of(make()))
    assert (step.check, word in step.broken) == (check, True), step.broken


def noted_roots() -> list[str]:
    """Give the roots that somebody could have noted: after each row."""
    bundle, _, _ = read_bundle(bundle_of())
    trail, roots = Trail(), []
    for row in bundle.rows:
        sealed, public = (row, "") if isinstance(row, str) else row
        trail.take(leaf(bytes.fromhex(sealed), public.encode()))
        roots.append(trail.summit().root)
    return roots


def test_the_rows_have_led_to_every_root_on_their_way_and_to_no_other() -> None:
    for rows, root in enumerate(noted_roots(), start=1):
        steps = verify_bundle(bundle_of(), Asked(is_signed, root=root.upper()))
        assert first_broken(steps) is None
        note = next(step.note for step in steps if step.check == "end")
        assert note.endswith(f"the root from paper after {rows}")
    step = broken(bundle_of(), Asked(is_signed, root="ab" * 32))
    assert (step.check, "never led" in step.broken) == ("end", True)


def test_a_round_committed_twice_is_found_where_both_are_shown() -> None:
    step = broken(bundle_of(with_again(BoxesCommitted), shown=(*rounds(), *rounds())))
    assert (step.check, "committed twice" in step.broken) == ("seeds", True)


def test_two_ballots_of_one_name_are_found() -> None:
    (one,) = rounds()
    box = one.boxes[0]
    doubled = replace(box, sheets=(*box.sheets[:-1], box.sheets[0]))
    shown = (replace(one, boxes=(doubled, *one.boxes[1:])),)
    tale = changed(BoxesCommitted, lambda _act: committed(shown))
    step = broken(bundle_of(tale, shown=shown))
    assert (step.check, "one name" in step.broken) == ("commitments", True)


def raised(threshold: float, *, picked: bool = False) -> Story:
    """Give a night on which the threshold was raised after the draw, and more was drawn."""
    tale, first = story(), draw()
    further = draw(threshold, first.samples)
    if picked:
        whole = next(each for each in first.samples if not each.name)
        further = replace(further, samples=(*further.samples, replace(whole, id="R1-999")))
    at = next(n for n, e in enumerate(tale) if isinstance(e, Draw))
    plan = ActRecord(AT, PAIR, ChecksPlanned(replace(PLAN, threshold=threshold)))
    looks = [
        ActRecord(AT, (person,), CheckEntered(each.id, Outcome.SEEN))
        for each in further.samples
        if each.name
        for person in PAIR
    ]
    return [*tale[: at + 1], plan, further, *looks, *tale[at + 1 :]]


def test_more_ballots_under_a_raised_threshold_are_checked_and_bounded() -> None:
    first = draw()
    further = draw(0.25, first.samples)
    assert len(further.samples) > 10
    found = results(first) | {each.id: Result.AGREES for each in further.samples}
    data = bundle_of(raised(0.25), found=found)
    assert broken(data).check == ""
    bundle, _, _ = read_bundle(data)
    assert sum(each.checked for each in bundle.bounds) > 12
    step = broken(bundle_of(raised(0.25, picked=True), found=found))
    assert (step.check, "picked once" in step.broken) == ("boxes", True)


def test_what_nobody_reported_counts_against_the_scanner_and_what_is_open_ends_the_count() -> None:
    order = [each.id for each in draw().samples if each.stratum == "scanner=S2" and each.order]
    found = results(draw()) | {order[1]: Result.UNREPORTED}
    del found[order[3]]
    unsigned = [
        each
        for each in story()
        if not (isinstance(each, ActRecord) and isinstance(each.act, RoundSigned))
    ]
    data = bundle_of(unsigned, found=found)
    bundle, _, _ = read_bundle(data)
    assert [(each.checked, each.errors) for each in bundle.bounds] == [(6, 2), (3, 1)]
    assert broken(data).check == ""


def test_several_rounds_share_the_risk() -> None:
    plan = replace(PLAN, risk=0.06)
    entries: list[Entry] = [
        ActRecord(AT, PAIR, replace(committed(), round=number, plan=plan)) for number in (1, 2)
    ]
    stated = list(stated_bounds([*entries, replace(draw(), round=2)], {}))
    assert [each.risk for each in stated] == [pytest.approx(6 * 0.06 / (pi * 2) ** 2 / 2)] * 2


def test_numbers_that_no_plan_can_have_are_told_and_stop_nothing() -> None:
    bundle, _, _ = read_bundle(bundle_of())
    for plan in (replace(PLAN, risk=0.0, split=False), replace(PLAN, prior=(-9.0, 0.0))):
        entries: list[tuple[int, Entry]] = [
            (1, ActRecord(AT, PAIR, replace(committed(), plan=plan))),
            (2, draw()),
        ]
        assert bounds_broken(bundle, entries)
    negative = replace(PLAN, boxes_least=-1)
    step = broken(bundle_of(changed(BoxesCommitted, lambda a: replace(a, plan=negative))))
    assert step.check == "boxes"


def test_a_draw_of_a_round_that_is_not_shown_is_told() -> None:
    tale = changed(Draw, lambda d: replace(d, round=7))
    assert broken(bundle_of(tale)).check == "seeds"


@pytest.mark.parametrize(
    ("documents", "word"),
    [({}, "there is no such file"), ({"log.pdf": "00" * 32}, "not the document")],
)
def test_documents_are_held_against_their_files(documents: dict[str, str], word: str) -> None:
    step = broken(bundle_of(), Asked(is_signed, "", documents))
    assert (step.check, word in step.broken) == ("documents", True)


def test_a_seal_must_be_the_ledger_s_own() -> None:
    line, _, _ = bundle_of().split(b"\n")
    theirs = file_bytes(line, public_of(OTHER), OTHER.sign(signed_bytes(line)).hex())
    for data, word in (
        (theirs, "another key"),
        (file_bytes(line), "not signed by it"),
        (file_bytes(line, public_of(OURS), "00" * 64), "signature is not"),
        (line + b"\n" + b'{"key":"","sha256":"","signature":""}\n', "not what was sealed"),
    ):
        step = broken(data)
        assert (step.check, word in step.broken) == ("seal", True), step.broken


@pytest.mark.parametrize("data", [b"", b"{}", b"{}\n{}\n", b"\xff\n\n", bundle_of() + b"more"])
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(QcError) as refused:
        read_bundle(data)
    assert refused.value.code == "bundle.unreadable"


def test_the_plan_is_the_one_that_was_bound_and_the_seed_the_dice() -> None:
    assert committed().plan == PLAN != CheckPlan()
    assert any(isinstance(each, ActRecord) and each.act == SeedEntered(1, DICE) for each in story())
    assert any(isinstance(each, ActRecord) and each.act == RoundSigned(1) for each in story())
