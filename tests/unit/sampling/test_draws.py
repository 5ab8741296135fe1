"""The draws give the published packages' numbers, and keep what a draw must keep."""

from itertools import islice

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.sampling.picks import picks
from qc_service.sampling.tickets import draw, next_ticket, ticket, trim, uniform
from shared import shared_data

names = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=20, unique=True)
seeds = st.text(st.characters(categories=["Nd"]), min_size=1, max_size=20)


def vectors(name: str, *keys: str) -> list[dict[str, object]]:
    whole = msgspec.json.decode((shared_data() / "vectors" / name).read_bytes())
    return [msgspec.convert(each, dict[str, object]) for key in keys for each in whole[key]]


@pytest.mark.real
def test_tickets_are_those_of_the_published_package() -> None:
    for each in vectors("consistent_sampler.json", "sha256_uniform"):
        assert uniform(str(each["in"])) == each["out"]
    for each in vectors("consistent_sampler.json", "first_fraction"):
        assert ticket(str(each["seed"]), str(each["id_str"])) == each["out"]
    for each in vectors("consistent_sampler.json", "next_fraction"):
        assert next_ticket(str(each["in"])) == each["out"]
    for each in vectors("consistent_sampler.json", "trim"):
        assert trim(str(each["in"]), msgspec.convert(each["digits"], int)) == each["out"]


WRITTEN_OUT = "['K1-B003-%04d'%k for k in range(1,201)]"
"""How the vectors abbreviate a long list of ids."""


class Asked(msgspec.Struct):
    """How the published package was called."""

    id_list: list[str] | str
    seed: str | int
    with_replacement: bool
    take: int
    drop: int = 0
    digits: int = 9

    def ids(self) -> list[str]:
        if isinstance(self.id_list, list):
            return self.id_list
        assert self.id_list == WRITTEN_OUT
        return [f"K1-B003-{k:04}" for k in range(1, 201)]


@pytest.mark.real
def test_samples_are_those_of_the_published_package() -> None:
    for each in vectors("consistent_sampler.json", "sampler"):
        asked = msgspec.convert(each["args"], Asked)
        drawn = draw(str(asked.seed), asked.ids(), put_back=asked.with_replacement)
        taken = islice(drawn, asked.drop, asked.drop + asked.take)
        expected = msgspec.convert(each["out"], list[tuple[str, str, int]])
        found = [(trim(text, asked.digits), name) for name, text in taken]
        assert found == [(text, name) for text, name, _ in expected]


@pytest.mark.real
def test_picks_are_those_of_the_published_program() -> None:
    for case in vectors("rivest_corla_prng.json", "vectors"):
        least, most, expected = case["min"], case["max"], case["picks"]
        assert isinstance(least, int)
        assert isinstance(most, int)
        assert isinstance(expected, list)
        found = picks(str(case["seed"]), most, first=least, put_back=bool(case["with_replacement"]))
        assert list(islice(found, len(expected))) == expected


def test_a_next_ticket_is_larger_and_known() -> None:
    expected = "0.642853261655004694691182528114375607701032283189922170593838029306715548381901"
    assert next_ticket("0.25471") == expected


def test_a_trimmed_ticket_keeps_what_is_asked_for() -> None:
    assert trim("0.9956789", 3) == "0.99567"
    assert trim("0.123456", 2) == "0.12"


@given(seeds, names)
def test_every_id_is_drawn_once_in_the_order_of_its_ticket(seed: str, ids: list[str]) -> None:
    drawn = list(draw(seed, ids))
    assert sorted(name for name, _ in drawn) == sorted(ids)
    assert [text for _, text in drawn] == sorted(ticket(seed, name) for name in ids)


@given(seeds, names, st.text(min_size=1, max_size=12))
def test_one_ballot_more_changes_no_other_ticket(seed: str, ids: list[str], more: str) -> None:
    with_more = [name for name, _ in draw(seed, {*ids, more}) if name != more]
    assert with_more == [name for name, _ in draw(seed, set(ids) - {more})]


@given(seeds, names)
def test_put_back_the_order_only_rises(seed: str, ids: list[str]) -> None:
    drawn = [text for _, text in islice(draw(seed, ids, put_back=True), 30)]
    assert drawn == sorted(drawn)
    assert len(drawn) == 30


@given(seeds, st.integers(1, 40))
def test_without_putting_back_every_box_is_picked_once(seed: str, of: int) -> None:
    assert sorted(picks(seed, of)) == list(range(1, of + 1))
