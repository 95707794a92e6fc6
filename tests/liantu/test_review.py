"""`liantu export review`: whole graphs or chosen documents, the same bytes for every hash seed, and what it refuses."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PLAN = "yuntang-sti-plan-2021-2025"
OTHER = "jichuan-innovation-city-plan-2023"


def documents(page: Path) -> list[str]:
    """The ids of the documents in a page."""
    shared = re.search('<script id="shared" type="application/json">(.*?)</script>', page.read_text(encoding="utf-8"))
    assert shared
    return [each["id"] for each in json.loads(shared[1])["documents"]]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "审阅.html"


def test_the_page_holds_all_documents_and_the_command_says_how_large_it_is(ask: Callable[..., Any], page: Path) -> None:
    said = ask("export", "review", page)
    assert said.code == 0
    assert re.search(r"2 份文件，\d\.\d MB", said.out)
    assert documents(page) == sorted([PLAN, OTHER])


def test_a_document_is_chosen_by_its_id_or_its_file(ask: Callable[..., Any], page: Path, root: Path) -> None:
    for name in (PLAN, root / "examples" / f"{PLAN}.md"):
        assert ask("export", "review", page, "--document", name).code == 0
        assert documents(page) == [PLAN]
    assert ask("export", "review", page, "--document", OTHER, "--document", PLAN).code == 0
    assert documents(page) == [OTHER, PLAN]


def test_the_texts_stand_in_the_page_as_they_were_repaired(ask: Callable[..., Any], page: Path, graph: Path) -> None:
    from kg.store import Store

    ask("export", "review", page)
    found = re.findall('<script id="document-[0-9]+" type="application/json">(.*?)</script>', page.read_text(encoding="utf-8"))
    records = [json.loads(each) for each in found]
    with Store.open(graph) as store:
        read = [store.facts(id) for id in documents(page)]
    for record, (document, facts) in zip(records, read, strict=True):
        assert record["text"] == document.text
        assert [record["text"][fact[0] : fact[1]] for fact in record["facts"]] == [document.quote(claim.quote) for claim in facts.claims]
        assert len(record["refusals"]) == len(facts.refusals) > 0
        assert all(mention[4] >= 0 for mention in record["mentions"]), "each mention has its entity in the graph"


def test_an_unknown_document_or_a_format_without_texts_is_one_line(ask: Callable[..., Any], page: Path) -> None:
    assert PLAN in ask("export", "review", page, "--document", "没有这份").refused()
    assert "--document 只用于 review" in ask("export", "ttl", page, "--document", PLAN).refused()
    assert not page.exists()


def test_the_same_graph_gives_the_same_bytes_for_every_hash_seed(ask: Callable[..., Any], tmp_path: Path) -> None:
    for seed in ("1", "2"):
        ask("export", "review", tmp_path / seed, PYTHONHASHSEED=seed)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
