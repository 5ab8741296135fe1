"""Counting categories: found by code and by the official name, however it is typed."""

import pytest

from qc_service.model.categories import KNOWN, Category, find_category


@pytest.mark.parametrize("category", KNOWN, ids=[each.code for each in KNOWN])
def test_every_name_of_a_category_finds_it_and_no_other(category: Category) -> None:
    for name in category.names():
        assert find_category(name) == category
        assert find_category(f"  {name.upper()} ".replace("–", "-")) == category


def test_words_that_are_no_category_find_none() -> None:
    assert find_category("Forhåndsstemmer") is None
    assert find_category("") is None
