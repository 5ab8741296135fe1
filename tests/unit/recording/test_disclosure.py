import pytest

from qc_service.recording.disclosure import hour_of, is_small, may_show_lists


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2027-09-13T21:04:05.678+00:00", "2027-09-13T21"),
        ("t", ""),
        ("", ""),
        ("kl. 21:04", ""),
    ],
)
def test_a_time_is_given_to_the_hour_or_not_at_all(text: str, hour: str) -> None:
    assert hour_of(text) == hour


@pytest.mark.parametrize(
    ("ballots", "names", "small"),
    [
        (59, None, True),
        (60, None, False),
        (60, 99, True),
        (60, 100, False),
        (59, 5000, True),
        (0, None, True),
    ],
)
def test_small_cells_are_the_law_s(ballots: int, names: int | None, small: bool) -> None:
    assert is_small(ballots, names) == small


@pytest.mark.parametrize(
    ("now", "day", "shown"),
    [
        ("2027-09-13T20:59", "2027-09-13", False),
        ("2027-09-13T20:59:59.999", "2027-09-13", False),
        ("2027-09-13T21:00", "2027-09-13", True),
        ("2027-09-14T00:10:00", "2027-09-13", True),
        ("2027-09-12T23:00", "2027-09-13", False),
        ("2027-09-14T00:10:00", "", False),
    ],
)
def test_lists_are_shown_from_nine_in_the_evening_of_election_day(
    now: str, day: str, shown: bool
) -> None:
    assert may_show_lists(now, day) == shown
