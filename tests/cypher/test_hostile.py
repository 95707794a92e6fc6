"""Whatever a text says: nothing is written, no file is read, nobody is called, and it ends.

Every tenth text runs here; bench/cypher_hostile.py runs them all.
"""

from pathlib import Path

import pytest

from kg import GraphError
from kg.limits import Limits
from tests.cypher.hostile import attack_embedded, attack_neo4j, texts

STEP = 10


def test_there_are_more_than_300_different_texts() -> None:
    assert len(set(texts("/secret", 1))) > 300


def test_no_text_does_harm_to_the_embedded_engine(tmp_path: Path) -> None:
    assert attack_embedded(tmp_path, STEP) > 30


def test_no_text_does_harm_to_neo4j(tmp_path: Path, neo4j_uri: str) -> None:
    assert attack_neo4j(neo4j_uri, tmp_path, STEP) > 30


@pytest.mark.parametrize("limits", [{"seconds": 0}, {"rows": 0}, {"megabytes": 0}, {"seconds": -1}])
def test_no_limit_can_be_switched_off(limits: dict[str, float]) -> None:
    with pytest.raises(GraphError, match="大于零"):
        Limits(**limits)
