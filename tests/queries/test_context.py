"""The sentence around a quote: whole, in its place, and of the text alone."""

from collections.abc import Iterator

import pytest

from kg.pipeline import build
from kg.store import Store
from queries.context import Sentences, widened

PLAN = """# 云溪市规划

## 一、园区

做好准备。云溪高新区重点发展海工装备产业；其他从略。
云溪经济开发区重点发展酿造产业。

| 园区 | 产业 |
| --- | --- |
| 青禾产业园 | 生物医药 |
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "plan.md").write_text(PLAN, encoding="utf-8")
    build([folder / "plan.md"], folder / "graph")
    with Store.open(folder / "graph") as opened:
        yield opened


def test_every_stretch_of_a_text_has_its_sentence_around_it(store: Store) -> None:
    text, around = store.facts("plan")[0].text, Sentences(store)
    for start in range(len(text)):
        for end in range(start + 1, min(start + 12, len(text)) + 1):
            span = around.span("plan", start, end)
            said = around.of("plan", start, end, otherwise="")
            assert said == text[span.start : span.end] == said.strip()
            assert text[start:end].strip() in said


def test_a_sentence_ends_at_its_full_stop_and_a_row_at_its_line(store: Store) -> None:
    text, around = store.facts("plan")[0].text, Sentences(store)
    for words, whole in (
        ("海工装备", "云溪高新区重点发展海工装备产业；其他从略。"),
        ("酿造", "云溪经济开发区重点发展酿造产业。"),
        ("生物医药", "青禾产业园\t生物医药"),
    ):
        start = text.index(words)
        assert around.of("plan", start, start + len(words), otherwise=words) == whole


def test_what_the_store_has_no_text_of_is_its_quote(store: Store) -> None:
    assert Sentences(store).of("elsewhere", 3, 9, otherwise="原话") == "原话"
    assert Sentences(store).of("plan", None, None, otherwise=None) is None


def test_a_widened_graph_is_the_graph_with_longer_quotes_at_their_places(store: Store) -> None:
    graph, wide, text = store.graph(), widened(store), store.facts("plan")[0].text
    assert graph.relations
    assert [(each.subject, each.relation, each.object, each.status) for each in wide.relations] == [
        (each.subject, each.relation, each.object, each.status) for each in graph.relations
    ]
    for short, long in zip(graph.relations, wide.relations, strict=True):
        assert all(text[said.start : said.end] == said.quote for said in long.evidence)
        assert all(any(one.quote in said.quote for said in long.evidence) for one in short.evidence)
    for entity in wide.entities.values():
        assert all(text[said.start : said.end] == said.surface for said in entity.mentions)
        assert len(set(entity.mentions)) == len(entity.mentions)
