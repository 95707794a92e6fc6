"""Documents to facts, scored against gold: the figures may only rise.

The sample plans and the real passages of `../shared` were in view when the rules were made; the sealed passages are scored elsewhere, rarely.
"""

from functools import cache
from pathlib import Path

import pytest

from bench import quality

FLOORS = {
    "plans": {"entity": 0.92, "relation": 0.855, "indicator": 0.975, "task": 1.0, "quote": 0.97},
    "passages": {"entity": 0.885, "relation": 0.805, "indicator": 0.96, "quote": 0.95},
}


@cache
def measured(name: str) -> quality.Result:
    return quality.measure(quality.documents(name))


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, floors in FLOORS.items() for part in floors])
def test_facts_are_read_as_well_as_before(name: str, part: str, shared: Path) -> None:
    assert shared == quality.SHARED
    counts = measured(name).parts[part]
    assert counts["gold"] > 0
    f1 = 2 * counts["tp"] / (counts["predicted"] + counts["gold"])
    print(f"{name} {part}: F1 {f1:.3f} ({counts['tp']} right, {counts['predicted']} found, {counts['gold']} in the gold)")
    assert f1 >= FLOORS[name][part], quality.row(part, counts)


def test_the_passages_have_no_task_that_is_not_found(shared: Path) -> None:
    assert shared == quality.SHARED
    counts = measured("passages").parts["task"]
    assert counts["tp"] == counts["gold"]
