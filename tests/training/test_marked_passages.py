"""How well entities are found in marked passages, by the rules alone and with the tagger: the figures may only rise.

The passages (`tests/data/cases/passages`) are out of `training/passages`, so the tagger has seen them in training: with it the figures
tell that nothing breaks, not how well unseen text is read. A mark is found where type and place are exactly the same; a name inside
a longer one (the place in a park's name) does not count, as marks do not nest; techniques and tasks are not marked.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from loaders.document import Span
from loaders.extraction import extract
from loaders.facts import Facts
from ontology import EntityType
from training import corpus
from training.examples import document

FOLDER = Path(__file__).resolve().parent.parent / "data/cases/passages"
UNMARKED = (EntityType.TECHNOLOGY, EntityType.TASK)
FLOORS = {
    "rules": {
        "micro": 0.649,
        "Enterprise": 0.468,
        "University": 0.900,
        "ResearchInstitute": 0.859,
        "Hospital": 0.825,
        "GovernmentBody": 0.882,
        "District": 0.783,
        "Region": 0.540,
        "Park": 0.744,
        "Incubator": 0.672,
        "Platform": 0.574,
        "IndustryCluster": 0.458,
        "IndustryChain": 0.421,
        "Industry": 0.439,
        "Discipline": 0.290,
        "Programme": 0.683,
        "PlanDocument": 0.931,
    },
    "tagger": {
        "micro": 0.913,
        "Enterprise": 0.906,
        "University": 0.981,
        "ResearchInstitute": 0.967,
        "Hospital": 0.950,
        "GovernmentBody": 0.939,
        "District": 0.926,
        "Region": 0.856,
        "Park": 0.940,
        "Incubator": 0.911,
        "Platform": 0.887,
        "IndustryCluster": 0.876,
        "IndustryChain": 0.884,
        "Industry": 0.874,
        "Discipline": 0.921,
        "Programme": 0.919,
        "PlanDocument": 0.975,
    },
}

Placed = tuple[Span, EntityType]


def outermost(facts: Facts) -> set[Placed]:
    found = [m for m in facts.mentions if m.type not in UNMARKED]
    return {(m.span, m.type) for m in found if not any(m.span in other.span and m.span != other.span for other in found)}


@cache
def counts(way: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how many names are right, found and marked, by type and "micro" for all."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for passage in corpus.passages(FOLDER):
        text, marks = document(passage)
        expected = {(Span(start, end), kind) for start, end, kind in marks}
        seen = outermost(extract(text, fast=way == "rules"))
        for counter, names in ((right, expected & seen), (found, seen), (marked, expected)):
            counter.update(str(kind) for _, kind in names)
            counter["micro"] += len(names)
    return right, found, marked


@pytest.mark.parametrize(("way", "kind"), [(way, kind) for way, floors in FLOORS.items() for kind in floors])
def test_entities_of_a_type_are_found_as_well_as_before(way: str, kind: str) -> None:
    right, found, marked = (each[kind] for each in counts(way))
    f1 = 2 * right / max(1, found + marked)
    print(f"{way} {kind}: F1 {f1:.3f} ({right} right, {found} found, {marked} marked)")
    assert f1 >= FLOORS[way][kind]


def test_the_passages_are_many_and_of_all_writers() -> None:
    names = [path.name for path in FOLDER.glob("*.txt")]
    assert len(names) >= 60
    assert {name[0] for name in names} == set("abcdefghijk")
    assert set(FLOORS["rules"]) == set(FLOORS["tagger"]) == {*(str(kind) for kind in EntityType if kind not in UNMARKED), "micro"}
