"""A made-up evening is a whole ledger; its pictures in the documents are small and made again."""

from pathlib import Path

import cv2
import pytest

from qc_calibration.evening import pictures
from qc_calibration.evening.__main__ import main
from qc_calibration.evening.making import Evening, boxes, make_evening
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import is_signed
from qc_service.flow.replaying import replay
from qc_service.flow.verifying import Asked, first_broken, verify_bundle
from qc_service.model.acts import SeedEntered
from qc_service.model.events import Genesis
from qc_service.service.publishing import publish
from shared import REPO

LARGEST = 150_000
"""Bytes of a picture: the first page of the repository must open on a phone."""


def test_an_evening_replays_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    assert main([str(path), "--ballots", "12"]) == 0
    with Ledger.read(path) as ledger:
        assert not ledger.verify().broken
        replayed = replay(ledger.entries())
    assert replayed.difference == ""
    assert replayed.counts["draw"] == 1


def test_what_is_published_of_an_evening_can_be_verified(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    assert main([str(path), "--ballots", "12"]) == 0
    _, data = publish(path, [], None)
    assert first_broken(verify_bundle(data, Asked(is_signed))) is None


def test_an_evening_without_checks_has_no_draw(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    assert main([str(path), "--ballots", "3", "--without-checks"]) == 0
    with Ledger.read(path) as ledger:
        assert "draw" not in replay(ledger.entries()).counts


def test_no_ledger_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "night.sqlite"
    path.touch()
    assert main([str(path), "--ballots", "3"]) == 5
    assert "ledger.exists" in capsys.readouterr().err


def test_the_same_seed_gives_the_same_evening() -> None:
    assert make_evening(boxes(9), 7) == make_evening(boxes(9), 7)
    assert isinstance(make_evening(boxes(9))[0], Genesis)


def test_what_the_desk_refuses_is_no_evening() -> None:
    with pytest.raises(ValueError, match="people must take part"):
        Evening().act(SeedEntered(1, "1"), ())


def test_the_pictures_in_the_documents_are_those_that_are_made(tmp_path: Path) -> None:
    pictures.main(tmp_path)
    named = (REPO / "README.md").read_text(encoding="utf-8")
    for made in sorted(tmp_path.iterdir()):
        kept = REPO / "docs" / "pictures" / made.name
        assert kept.read_bytes() == made.read_bytes(), "python -m qc_calibration.evening.pictures"
        assert kept.stat().st_size < LARGEST
        assert f"docs/pictures/{made.name}" in named
        assert cv2.imread(str(kept)) is not None
