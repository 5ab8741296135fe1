"""The feeder's journal: a number once given stands, whatever ends the feeder and when."""

from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from qc_service.adapters.feed_state import FeedState, Settled, StateHead, Taken
from qc_service.model.batch import Batch, BatchKind, BatchNotice
from qc_service.model.errors import QcError

HEAD = StateHead("/scans", "S01", "night")


def test_numbers_count_from_1_in_each_batch_and_survive(tmp_path: Path) -> None:
    path = tmp_path / "below" / "state.jsonl"
    with FeedState(path, HEAD) as state:
        made = state.take([("a", "b1"), ("b", "b1"), ("c", "b2")])
        state.settle([Settled("a", ("not-a-ballot",))])
    assert made == (Taken("a", "b1", 1), Taken("b", "b1", 2), Taken("c", "b2", 1))
    with FeedState(path, HEAD) as state:
        assert state.taken("b") == Taken("b", "b1", 2)
        assert state.settled("a") == Settled("a", ("not-a-ballot",))
        assert state.settled("b") is None
        assert state.take([("d", "b1")]) == (Taken("d", "b1", 3),)


@hypothesis.given(st.data())
def test_a_journal_cut_anywhere_keeps_every_whole_line(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("cut") / "state.jsonl"
    with FeedState(path, HEAD) as state:
        state.take([("a", ""), ("b", ""), ("ø", "")])
    whole = path.read_bytes()
    kept = whole[: data.draw(st.integers(0, len(whole)))]
    path.write_bytes(kept)
    lines = kept.count(b"\n")
    with FeedState(path, HEAD) as state:
        known = [name for name in ("a", "b", "ø") if state.taken(name) is not None]
        assert known == ["a", "b", "ø"][: max(lines - 1, 0)]
        assert state.take([("new", "")])[0].sequence == len(known) + 1
    with FeedState(path, HEAD) as state:
        assert state.taken("new") is not None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no json\n", "feed.state-damaged"),
        (b'{"line":"taken","sheet":"a","batch":"","sequence":1}\n', "feed.state-other"),
        (
            b'{"line":"feeder","folder":"/scans","scanner":"S02","session":"night","format":1}\n',
            "feed.state-other",
        ),
        (
            b'{"line":"feeder","folder":"/scans","scanner":"S01","session":"night","format":2}\n',
            "feed.state-other",
        ),
    ],
)
def test_a_journal_that_is_not_ours_is_refused_and_left_alone(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "state.jsonl"
    path.write_bytes(content)
    with pytest.raises(QcError) as error:
        FeedState(path, HEAD)
    assert error.value.code == code
    assert path.read_bytes() == content


def test_two_feeders_cannot_share_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    with FeedState(path, HEAD), pytest.raises(QcError) as error:
        FeedState(path, HEAD)
    assert error.value.code == "feed.state-in-use"
    FeedState(path, HEAD).close()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(QcError) as error:
        FeedState(tmp_path / "file" / "state.jsonl", HEAD)
    assert error.value.code == "feed.state-unwritable"


def test_a_notice_is_due_until_it_is_acknowledged_and_known_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    box = Batch("K07", scanner="S01")
    first = BatchNotice(BatchKind.OPENED, box, "night", 1)
    second = BatchNotice(BatchKind.CLOSED, box, "night", 2, sheets=3)
    with FeedState(path, HEAD) as state:
        state.announce(first)
        state.take([("a", "K07")])
        state.announce(second)
        state.noted(first.key())
        assert state.notices_due() == (second,)
    with FeedState(path, HEAD) as state:
        assert state.notices_due() == (second,)
        assert state.last_notice("K07") == second
        assert state.last_notice("K08") is None
        assert state.taken("a") is not None
        state.noted(second.key())
    with FeedState(path, HEAD) as state:
        assert state.notices_due() == ()
        assert state.last_notice("K07") == second
