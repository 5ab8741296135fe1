"""One round of checks so far: what was bound, what was drawn, what people found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from qc_service.flow.looks import Looks
from qc_service.flow.urn import Place
from qc_service.model.acts import BoxesCommitted, CheckEntered
from qc_service.model.batch import Batch
from qc_service.model.checks import BoxCommitment, CheckPlan, Draw
from qc_service.recording.merkle import leaf_hash, root_of

_CANONICAL = msgspec.json.Encoder(order="sorted")


@dataclass
class Round:
    """A round; `plan` is the one that was bound, with the threshold as it was raised since."""

    committed: BoxesCommitted
    batches: tuple[Batch, ...]
    plan: CheckPlan
    seed: str = ""
    bound: str = ""
    draws: list[Draw] = field(default_factory=list)
    looks: dict[str, Looks] = field(default_factory=dict)
    signed_by: tuple[str, ...] = ()

    def open(self) -> tuple[str, ...]:
        """Give the samples that are not settled."""
        return tuple(name for name, looks in self.looks.items() if looks.settled() is None)

    def places(self) -> set[Place]:
        """Give the boxes of which something was drawn."""
        return {(each.sample.batch, each.sample.count) for each in self.looks.values()}

    def by_box(self) -> dict[Place, list[Looks]]:
        """Give the samples of each box, in the order in which they lie."""
        found: dict[Place, list[Looks]] = {}
        for each in sorted(self.looks.values(), key=lambda one: one.sample.place):
            found.setdefault((each.sample.batch, each.sample.count), []).append(each)
        return found

    def entries(self) -> list[tuple[str, list[tuple[str, CheckEntered]], CheckEntered | None]]:
        """Give all that stands of the samples that somebody looked at."""
        return [
            (name, sorted(looks.first.items()), looks.third)
            for name, looks in self.looks.items()
            if looks.first
        ]


def commitment_root(boxes: Sequence[BoxCommitment]) -> str:
    """Give the Merkle root (hexadecimal) over the canonical JSON of boxes' commitments."""
    return root_of(leaf_hash(_CANONICAL.encode(box)) for box in boxes).hex()
