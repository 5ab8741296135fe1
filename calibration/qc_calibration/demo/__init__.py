"""A small count night on one machine: two made-up scanners, one of which begins to lose marks."""
