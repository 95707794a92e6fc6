"""Mutated files are read or refused in one line: a tenth of what `bench/fuzz.py` does, other mutants than its first ones."""

import pytest

from bench.fuzz import FORMATS, mutant, run
from loaders.formats import READERS

COUNT = 200
FIRST = 100_000


def test_every_reader_is_tried() -> None:
    assert {READERS[f".{suffix}"].read for suffix in FORMATS} == {reader.read for reader in READERS.values()}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_mutant_of_a_number_is_the_same_in_every_run(suffix: str) -> None:
    made = [mutant(suffix, number) for number in range(20)]
    assert made == [mutant(suffix, number) for number in range(20)]
    assert len(set(made)) > 10


def test_no_mutant_crashes_hangs_or_raises_anything_but_a_named_error() -> None:
    counts, faults = run([(suffix, FIRST + number) for suffix in FORMATS for number in range(COUNT)])
    print(dict(counts))
    assert not faults, "\n".join(f"{fault.suffix} {fault.number}: {fault.reason}" for fault in faults)
    assert counts["read"] > 200
    assert counts["refused"] > 200
