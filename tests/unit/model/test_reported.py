"""What reading a record file took is told once for each sort, with how often."""

from collections import Counter

from qc_service.model.reported import Leniency, each_once


def test_each_leniency_is_told_once_in_order() -> None:
    counts = Counter({("b", "x"): 2, ("a", "y"): 1, ("a", "x"): 3})
    assert each_once(counts) == (
        Leniency("a", "x", 3),
        Leniency("a", "y", 1),
        Leniency("b", "x", 2),
    )
    assert each_once({}) == ()
