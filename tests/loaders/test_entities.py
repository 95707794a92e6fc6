"""Entities: each case shows one rule of boundaries, types or exclusions, by the rules alone and with the tagger.

A case is a pair of files in `tests/data/cases/entities`. `NAME.md`: the first line says the rule, the rest is the document.
`NAME.json`: `mentions` holds type and words of everything the document names, in the order of the text, names inside names
among them; `aliases` what it says is one thing; `refused` some of what must be seen and dropped, with its reason; `ways`
tells whether the rules alone read it, or rules and tagger together, or both. With the tagger an industry may be called a chain
or a cluster too: which of the three moves with every training, and is measured over many passages instead.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from loaders.document import Document
from loaders.extraction import extract
from loaders.facts import Facts
from loaders.formats import read
from ontology import EntityType

FOLDER = Path(__file__).resolve().parent.parent / "data/cases/entities"
CASES = sorted(FOLDER.glob("*.md"))
WAYS = {"rules": True, "tagger": False}


class Case(NamedTuple):
    rule: str
    text: str
    expected: dict[str, list[str]]


def case(path: Path) -> Case:
    rule, _, text = path.read_text(encoding="utf-8").partition("\n")
    return Case(rule, text, json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))


RUNS = [(path, way) for path in CASES for way in case(path).expected["ways"]]


def extracted(text: str, way: str, folder: Path) -> tuple[Document, Facts]:
    path = folder / "case.md"
    path.write_text(text, encoding="utf-8")
    document = read(path)
    return document, extract(document, fast=WAYS[way])


def says(mentions: list[str], way: str) -> list[str]:
    return [re.sub(r"^Industry(?:Chain|Cluster) ", "Industry ", mention) if way == "tagger" else mention for mention in mentions]


@pytest.mark.parametrize(("path", "way"), RUNS, ids=[f"{path.stem}-{way}" for path, way in RUNS])
def test_a_case_is_read_as_the_file_beside_it_says(path: Path, way: str, tmp_path: Path) -> None:
    rule, text, expected = case(path)
    document, facts = extracted(text, way, tmp_path)
    found = [f"{m.type} {document.quote(m.span)}" for m in facts.mentions]
    assert says(found, way) == says(expected["mentions"], way), rule
    assert [f"{a.name} = {a.alias}" for a in facts.aliases] == expected.get("aliases", []), rule
    assert {f"{r.reason} {r.detail}" for r in facts.refusals} >= set(expected.get("refused", [])), rule


def test_a_case_says_its_rule_and_only_what_the_test_knows() -> None:
    assert len(CASES) >= 100
    assert {path.stem for path in CASES} == {path.stem for path in FOLDER.glob("*.json")}
    for path in CASES:
        rule, text, expected = case(path)
        assert rule.endswith("。"), path.name
        assert text.startswith("#"), path.name
        assert set(expected) <= {"ways", "mentions", "aliases", "refused"}, path.name
        assert expected["ways"], path.name
        assert set(expected["ways"]) <= set(WAYS), path.name


def test_the_cases_show_every_type_of_name() -> None:
    shown = {mention.partition(" ")[0] for path in CASES for mention in case(path).expected["mentions"]}
    assert {str(kind) for kind in EntityType} - shown <= {"Task"}


@pytest.mark.parametrize("way", WAYS)
def test_a_document_says_the_same_each_time(way: str, tmp_path: Path) -> None:
    text = "\n".join(case(path).text for path in CASES[:20])
    assert extracted(text, way, tmp_path) == extracted(text, way, tmp_path)
