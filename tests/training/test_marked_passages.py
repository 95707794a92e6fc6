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
        "micro": 0.662,
        "Enterprise": 0.478,
        "University": 0.917,
        "ResearchInstitute": 0.871,
        "Hospital": 0.833,
        "GovernmentBody": 0.889,
        "District": 0.794,
        "Region": 0.542,
        "Park": 0.750,
        "Incubator": 0.681,
        "Platform": 0.584,
        "IndustryCluster": 0.505,
        "IndustryChain": 0.429,
        "Industry": 0.465,
        "Discipline": 0.294,
        "Programme": 0.736,
        "PlanDocument": 0.939,
    },
    "tagger": {
        "micro": 0.903,
        "Enterprise": 0.906,
        "University": 0.975,
        "ResearchInstitute": 0.951,
        "Hospital": 0.946,
        "GovernmentBody": 0.939,
        "District": 0.926,
        "Region": 0.845,
        "Park": 0.912,
        "Incubator": 0.904,
        "Platform": 0.884,
        "IndustryCluster": 0.815,
        "IndustryChain": 0.792,
        "Industry": 0.856,
        "Discipline": 0.910,
        "Programme": 0.919,
        "PlanDocument": 0.938,
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
