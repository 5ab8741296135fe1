import pytest

from qc_service.recording.disclosure import ADVANCE_LEAST, NAMES_LEAST, hour_of


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


def test_few_is_what_the_law_says() -> None:
    assert (ADVANCE_LEAST, NAMES_LEAST) == (60, 100)
