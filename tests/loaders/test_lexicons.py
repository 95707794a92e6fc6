"""The word lists: a row stands once, and an ending tells one type."""

from collections import Counter
from importlib import resources

import pytest

from loaders.lexicons import rows

NAMES = sorted(file.name.removesuffix(".tsv") for file in resources.files("loaders").joinpath("lexicon").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_no_row_stands_twice(name: str) -> None:
    assert not [row for row, times in Counter(rows(name)).items() if times > 1]


def test_no_ending_tells_two_types() -> None:
    endings = Counter(ending for ending, _ in rows("suffixes"))
    assert not [ending for ending, times in endings.items() if times > 1]
