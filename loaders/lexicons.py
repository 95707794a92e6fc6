"""The word lists under `lexicon/`: tab-separated, UTF-8, `#` begins a comment line."""

from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of `lexicon/NAME.tsv`."""
    text = resources.files("loaders").joinpath("lexicon", f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.split("\n") if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """Return the first column of `lexicon/NAME.tsv`."""
    return frozenset(row[0] for row in rows(name))
