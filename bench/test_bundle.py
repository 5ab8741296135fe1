"""A public bundle of a whole night: making it from sealed rows, and checking all of it again."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import bundles
from benching import Sizes, growth
from bundles import AT, OURS, public_of, sealed_rows, story
from qc_service.adapters.signing import is_signed
from qc_service.flow.bundling import make_bundle
from qc_service.flow.verifying import Asked, first_broken, verify_bundle
from qc_service.model.checks import CheckPlan
from qc_service.model.events import Note
from qc_service.recording.bundle import (
    BundleRound,
    Result,
    content_line,
    file_bytes,
    signed_bytes,
)

MOST_GROWTH = 1.3
"""Cost of one of 100,000 rows in that of one of 10,000: chain, tree and draw are linear."""

MOST_VERIFY = 6.0
"""Checking in makings: it reads the file, walks the chain, binds every ballot and draws again."""

IN_BOX = 500
"""Ballots of a box."""


@dataclass(frozen=True)
class Night:
    """What a bundle is made of: as many rows as ballots, and what was found of those drawn."""

    rows: list[tuple[bytes, bytes]]
    rounds: tuple[BundleRound, ...]
    results: dict[str, Result]

    def make(self) -> bytes:
        line = content_line(make_bundle(self.rows, self.rounds, self.results, []))
        return file_bytes(line, public_of(OURS), OURS.sign(signed_bytes(line)).hex())


def verified(data: bytes) -> str:
    broken = first_broken(verify_bundle(data, Asked(is_signed)))
    return "" if broken is None else f"{broken.check}: {broken.broken}"


@pytest.fixture
def sizes(gate: bool) -> Sizes:
    return (10_000, 100_000) if gate else (1_000, 2_000)


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Night]:
    def made(rows: int) -> Night:
        boxes = [(f"K{n}", f"S{1 + n % 2}", IN_BOX) for n in range(rows // IN_BOX)]
        monkeypatch.setattr(bundles, "BOXES", boxes)
        plan = CheckPlan(strata=("scanner",), ballots_least=100, threshold=0.02)
        monkeypatch.setattr(bundles, "PLAN", plan)
        tale = story()
        # Sheets show nothing; what is in their rows is not read again.
        tale[3:3] = [Note(AT, "a sheet", str(n)) for n in range(rows - len(tale))]
        sealed = sealed_rows(tale, OURS, public_of(OURS))
        return Night(sealed, bundles.rounds(), bundles.results(bundles.draw()))

    return made


def test_bundle(
    benchmark: BenchmarkFixture, night: Callable[[int], Night], sizes: Sizes, gate: bool
) -> None:
    few, many = (night(rows) for rows in sizes)
    data = few.make(), many.make()
    making = growth(few.make, many.make, sizes)
    checking = growth(lambda: verified(data[0]), lambda: verified(data[1]), sizes)
    against = growth(many.make, lambda: verified(data[1]), (1, 1))
    benchmark.extra_info["rows"] = sizes[1]
    benchmark.extra_info["making: cost of a row of many in one of few"] = round(making, 2)
    benchmark.extra_info["checking: cost of a row of many in one of few"] = round(checking, 2)
    benchmark.extra_info["checking in makings"] = round(against, 2)
    assert benchmark(verified, data[1]) == ""
    assert len(many.rows) == sizes[1]
    if gate:
        assert making <= MOST_GROWTH
        assert checking <= MOST_GROWTH
        assert against <= MOST_VERIFY
