"""A made-up night's bundle, whole and tampered with: for the tests of `qc verify` and the page."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qc_service.flow.bundling import make_bundle
from qc_service.model.acts import ActRecord, BoxesCommitted, CheckEntered, RoundSigned, SeedEntered
from qc_service.model.checks import (
    BoxCommitment,
    CheckPlan,
    CommittedSheet,
    Draw,
    DrawnStratum,
    Outcome,
    PaperShows,
    Sample,
    SampleKind,
)
from qc_service.model.events import Entry, Genesis, Note
from qc_service.model.evidence import Checkpoint
from qc_service.model.people import Person, Role
from qc_service.recording.bundle import (
    BundleBox,
    BundleDocument,
    BundleRound,
    Result,
    content_line,
    file_bytes,
    signed_bytes,
)
from qc_service.recording.canonical import encode_entry
from qc_service.recording.chain import leaf, seal
from qc_service.recording.checkpoints import Trail
from qc_service.recording.merkle import leaf_hash, root_of
from qc_service.recording.public import public_part
from qc_service.sampling.naming import ballot_name, bound_seed
from qc_service.sampling.picks import picks
from qc_service.sampling.tickets import ticket

AT = "2027-09-13T21:04:05.678+00:00"
DICE = "36452113666152421533"
PAIR = (Person("Anne Berg", Role.CONTROLLER), Person("Carl Dahl", Role.OFFICER))
OURS, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
BOXES = (("K1", "S1", 70), ("K2", "S1", 50), ("K3", "S2", 80))
PLAN = CheckPlan(strata=("scanner",), boxes_least=1, ballots_least=6, threshold=0.02)
DOCUMENT = b"%PDF-1.7 the log of the sample check"
Story = list[Entry | None]
"""Entries in order; None stands for a checkpoint."""


def public_of(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def sheets_of(box: str, many: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            ballot_name("ST 2029", box, 1, place),
            hashlib.sha256(f"{box}/{place}".encode()).hexdigest(),
        )
        for place in range(1, many + 1)
    )


def rounds() -> tuple[BundleRound, ...]:
    boxes = tuple(
        BundleBox(box, 1, f"scanner={scanner}", f"scanner={scanner}", sheets_of(box, many))
        for box, scanner, many in BOXES
    )
    return (BundleRound(1, boxes),)


def committed(shown: tuple[BundleRound, ...] | None = None) -> BoxesCommitted:
    encode = msgspec.json.Encoder(order="sorted").encode
    boxes = tuple(
        BoxCommitment(
            box.batch,
            1,
            len(box.sheets),
            root_of(leaf_hash(encode(CommittedSheet(*each))) for each in box.sheets).hex(),
        )
        for box in (shown or rounds())[0].boxes
    )
    return BoxesCommitted(1, boxes, root_of(leaf_hash(encode(b)) for b in boxes).hex(), PLAN)


def draw(threshold: float = PLAN.threshold, before: Sequence[Sample] = ()) -> Draw:
    """Draw by the rules, written down apart from the product's own draw."""
    seed = bound_seed(DICE, committed().root)
    samples: list[Sample] = []
    strata: list[DrawnStratum] = []
    for scanner in ("S1", "S2"):
        name = f"scanner={scanner}"
        boxes = [box for box in rounds()[0].boxes if box.stratum == name]
        tickets = sorted(
            (ticket(seed, each), each, box.batch) for box in boxes for each, _ in box.sheets
        )
        strata.append(DrawnStratum(name, len(tickets), len(boxes)))
        for order, (text, ballot, batch) in enumerate(tickets, start=1):
            if order <= PLAN.ballots_least or text < f"{threshold:.12f}":
                place = int(ballot.rsplit("/", 1)[1])
                kind = SampleKind.RANDOM
                made = Sample("", 1, kind, name, batch, order, 1, None, place, ballot, text)
                samples.append(made)
        if not before:
            text, ballot, batch = tickets[-1]
            risk = SampleKind.RISK
            samples.append(Sample("", 1, risk, name, batch, 1, 1, None, 9, ballot, text, "alarm"))
            (pick,) = islice(picks(seed, len(boxes)), 1)
            box = sorted(each.batch for each in boxes)[pick - 1]
            samples.append(Sample("", 1, SampleKind.RANDOM, name, box, 1))
    known = {each.name for each in before}
    fresh = [each for each in samples if each.name not in known or not before]
    numbered = tuple(
        msgspec.structs.replace(each, id=f"R1-{n:03}")
        for n, each in enumerate(fresh, start=len(before) + 1)
    )
    return Draw(1, seed, tuple(strata), tuple(strata), numbered, more=bool(before))


def results(drawn: Draw) -> dict[str, Result]:
    """Let one ballot differ and one be missing, among the ballots of the first scanner."""
    found = {each.id: Result.AGREES for each in drawn.samples if each.name}
    first = [each.id for each in drawn.samples if each.stratum == "scanner=S1" and each.order]
    found[first[1]], found[first[2]] = Result.DIFFERS, Result.NOT_FOUND
    return found


def story() -> Story:
    """Give the entries of a night with one round of checks, two people at each."""
    drawn = draw()
    entered: Story = []
    for name, result in results(drawn).items():
        seen = result is not Result.NOT_FOUND
        outcome = Outcome.SEEN if seen else Outcome.NOT_FOUND
        shows = PaperShows("SV", (("storting", "Kari Nordmann"),)) if seen else None
        entered += [ActRecord(AT, (person,), CheckEntered(name, outcome, shows)) for person in PAIR]
    return [
        Genesis(AT, "0.1.0", (), {"alpha": 0.05}, public_of(OURS)),
        Note(AT, "started", "scanner at /dev/usb, serial 99887766"),
        None,
        Note(AT, "a sheet", "S1/evening/K1/42 IMG_0042.jpg"),
        ActRecord(AT, PAIR, committed()),
        None,
        ActRecord(AT, PAIR, SeedEntered(1, DICE)),
        drawn,
        *entered,
        ActRecord(AT, PAIR, RoundSigned(1)),
        Note(AT, "stopped", ""),
        None,
    ]


def sealed_rows(
    tale: Iterable[Entry | None], key: Ed25519PrivateKey | None, named: str
) -> list[tuple[bytes, bytes]]:
    """Write a story as a ledger does, checkpoints signed by `key` in the name of `named`."""
    trail, rows = Trail(), list[tuple[bytes, bytes]]()
    for each in tale:
        entry: Entry
        if each is None:
            at = trail.summit()
            signature = key.sign(at.signed()).hex() if key else ""
            entry = Checkpoint(AT, at.rows, at.root, at.head, named, signature)
        else:
            entry = each
        sealed = seal(len(rows).to_bytes(16, "big"), encode_entry(entry))
        rows.append((sealed, public_part(entry)))
        trail.take(leaf(*rows[-1]))
    return rows


def bundle_of(
    tale: Story | None = None,
    *,
    key: Ed25519PrivateKey | None = OURS,
    named: str | None = None,
    shown: tuple[BundleRound, ...] | None = None,
    found: dict[str, Result] | None = None,
) -> bytes:
    """Make the file of a night's bundle."""
    public = (public_of(key) if key else "") if named is None else named
    bundle = make_bundle(
        sealed_rows(story() if tale is None else tale, key, public),
        rounds() if shown is None else shown,
        results(draw()) if found is None else found,
        [BundleDocument("log.pdf", hashlib.sha256(DOCUMENT).hexdigest())],
    )
    line = content_line(bundle)
    return file_bytes(line, public, key.sign(signed_bytes(line)).hex() if key else "")


def edited(change: Callable[[dict[str, Any]], None]) -> bytes:
    """Change a bundle's content as someone without the key can: the digest fits, no more."""
    line, second, _ = bundle_of().split(b"\n")
    content, old = json.loads(line), json.loads(second)
    change(content)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return file_bytes(text, old["key"], old["signature"])


def _exchange(content: dict[str, Any]) -> None:
    content["rows"][3] = hashlib.sha256(b"other").hexdigest()


def _take_out(content: dict[str, Any]) -> None:
    del content["rows"][3]


def _change_public(content: dict[str, Any]) -> None:
    sealed, public = content["rows"][0]
    content["rows"][0] = [sealed, public.replace('"0.1.0"', '"0.2.0"')]


def _cut(content: dict[str, Any]) -> None:
    del content["rows"][-3:]


def _cut_well(content: dict[str, Any]) -> None:
    _cut(content)
    trail = Trail()
    for row in content["rows"]:
        sealed, public = (row, "") if isinstance(row, str) else row
        trail.take(leaf(bytes.fromhex(sealed), public.encode()))
    content["head"], content["root"] = trail.summit().head, trail.summit().root


def _add_ballot(content: dict[str, Any]) -> None:
    content["rounds"][0]["boxes"][0]["sheets"].append(["ST 2029/K1/71", "ab" * 32])


def _better_bound(content: dict[str, Any]) -> None:
    content["bounds"][0]["upper"] -= 1


def _better_result(content: dict[str, Any]) -> None:
    for name, result in content["results"].items():
        if result == "differs":
            content["results"][name] = "agrees"


def _no_result(content: dict[str, Any]) -> None:
    del content["results"]["R1-001"]


def _tell_too_much(content: dict[str, Any]) -> None:
    number = next(n for n, row in enumerate(content["rows"]) if "check-entered" in row[1])
    sealed, public = content["rows"][number]
    content["rows"][number] = [sealed, public.replace('"reason":""', '"reason":"Kari"')]


def _other_document(content: dict[str, Any]) -> None:
    content["documents"][0]["sha256"] = hashlib.sha256(b"another").hexdigest()


def changed(old: type, change: Callable[[Any], Any]) -> Story:
    """Give the story as someone who holds the key would forge it: one entry or act is another."""
    tale = story()
    for n, entry in enumerate(tale):
        if type(entry) is old:
            tale[n] = change(entry)
        elif isinstance(entry, ActRecord) and type(entry.act) is old:
            tale[n] = msgspec.structs.replace(entry, act=change(entry.act))
    return tale


def _other_ballot(drawn: Draw) -> Draw:
    first = drawn.samples[0]
    name = "ST 2029/K1/1" if first.name != "ST 2029/K1/1" else "ST 2029/K1/2"
    other = msgspec.structs.replace(first, name=name, ticket=ticket(drawn.seed, name))
    return msgspec.structs.replace(drawn, samples=(other, *drawn.samples[1:]))


def _other_box(drawn: Draw) -> Draw:
    swap = {"K1": "K2", "K2": "K1", "K3": "K3"}
    samples = (
        each if each.name else msgspec.structs.replace(each, batch=swap[each.batch])
        for each in drawn.samples
    )
    return msgspec.structs.replace(drawn, samples=tuple(samples))


TAMPERINGS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "the file is cut in half": ("form", lambda: bundle_of()[: len(bundle_of()) // 2]),
    "a row tells too much": ("rows", lambda: edited(_tell_too_much)),
    "another key has signed all of it": (
        "key",
        lambda: bundle_of(
            changed(Genesis, lambda g: msgspec.structs.replace(g, key=public_of(OTHER))), key=OTHER
        ),
    ),
    "a hidden row is exchanged": ("checkpoints", lambda: edited(_exchange)),
    "a row is taken out": ("checkpoints", lambda: edited(_take_out)),
    "what a row shows is changed": ("checkpoints", lambda: edited(_change_public)),
    "rows are cut off the end": ("end", lambda: edited(_cut)),
    "the chain is written anew without the key": (
        "signatures",
        lambda: bundle_of(
            changed(SeedEntered, lambda s: msgspec.structs.replace(s, seed="1")),
            key=OTHER,
            named=public_of(OURS),
        ),
    ),
    "a ballot is put into a box": ("commitments", lambda: edited(_add_ballot)),
    "the seed is another": (
        "seeds",
        lambda: bundle_of(changed(SeedEntered, lambda s: msgspec.structs.replace(s, seed="1"))),
    ),
    "another ballot is drawn": ("ballots", lambda: bundle_of(changed(Draw, _other_ballot))),
    "another box is drawn": ("boxes", lambda: bundle_of(changed(Draw, _other_box))),
    "a result is left out": ("results", lambda: edited(_no_result)),
    "a misread ballot is told as right": ("bounds", lambda: edited(_better_result)),
    "a bound is made smaller": ("bounds", lambda: edited(_better_bound)),
    "a document is another": ("documents", lambda: edited(_other_document)),
    "rows are cut off and the end is made to fit": ("seal", lambda: edited(_cut_well)),
}
"""What somebody did to the bundle, and the check that must name it first."""
