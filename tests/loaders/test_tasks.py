"""Tasks: each case states its rule; all tasks of the sample plan and of the written passages are found by name."""

import json
from pathlib import Path

import pytest

from bench.quality import module_at
from loaders.document import Document, Span
from loaders.facts import Claim, Mention, TaskItem
from loaders.finders import tasks
from loaders.formats import read
from loaders.sentences import sentences
from ontology import EntityType, Relation, Status

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = sorted(path for path in (ROOT / "tests/data/cases/tasks").iterdir() if path.suffix in {".md", ".txt"})
PASSAGES = ROOT / "training/passages"
KINDS = "abcdefgh"
MISSED_AT_MOST = 1
EXTRA_AT_MOST = 1


def of(document: Document, mentions: tuple[Mention, ...] = ()) -> tuple[tuple[TaskItem, ...], tuple[Claim, ...]]:
    return tasks.find(document, sentences(document), mentions)[:2]


@pytest.mark.parametrize("case", CASES, ids=[c.stem for c in CASES])
def test_a_case_gives_the_tasks_and_units_beside_it(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    document = read(case)
    items, claims, _, refusals = tasks.find(document, sentences(document), ())
    assert [{"name": i.mention.name, "phases": list(i.phases)} for i in items] == expected["tasks"], expected["rule"]
    assert [[c.subject.name, c.subject.type.value, c.relation.value, c.object.name, c.role] for c in claims] == expected["claims"], (
        expected["rule"]
    )
    assert sorted({r.detail for r in refusals}) == expected["refused"], expected["rule"]


def test_every_claim_has_its_quote_and_its_ends_in_the_text() -> None:
    for case in CASES:
        document = read(case)
        items, claims, new, _ = tasks.find(document, sentences(document), ())
        for claim in claims:
            assert document.quote(claim.subject.span) == claim.subject.name
            assert claim.object.name.startswith(document.quote(claim.object.span))  # a name broken over lines is known by its first
            assert claim.subject.span in claim.quote
            assert claim.object.span in claim.quote or claim.silent
        assert {c.subject for c in claims} <= set(new)
        assert {c.object for c in claims} <= {i.mention for i in items}


def test_a_mention_that_is_known_is_the_subject_itself(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text("# 方案\n\n## 一、任务\n\n1.建设平台。支持建设。（责任单位：市科技局、石桥县）\n", encoding="utf-8")
    document = read(path)
    start = document.text.index("石桥县")
    county = Mention(EntityType.DISTRICT, "石桥县", Span(start, start + 3), Status.EXISTS, "test", 1.0)
    _, claims = of(document, (county,))
    assert [(c.subject.type, c.subject.name) for c in claims] == [(EntityType.GOVERNMENT_BODY, "市科技局"), (EntityType.DISTRICT, "石桥县")]
    assert claims[1].subject is county


def test_those_who_help_assist_and_are_not_responsible() -> None:
    for case in CASES:
        for claim in of(read(case))[1]:
            assert (claim.relation is Relation.ASSISTS) == (claim.role == "配合单位")


NASTY = (
    "责任单位：市科技局、市发改委" * 10_000,
    "（" * 100_000,
    "（市科技局负责）" * 10_000,
    "①" * 100_000,
    "任务\t牵头单位\n" * 10_000,
    "1.建设" * 30_000,
    "序号\n任务名称\n牵头单位\n" + "1\n建设平台\n市科技局\n" * 3_000,
    "序号 任务 责任单位\n" + "1 建设 市科技局 " * 20_000,
    "序号\t任务\t责任单位\n" + "1\t建设\n" * 5_000,
    "序号\n任务名称\n牵头单位\n" * 3_000,
)


@pytest.mark.parametrize("line", NASTY, ids=[line[:8].replace("\t", " ").replace("\n", " ") for line in NASTY])
def test_one_endless_line_is_read_to_its_end(line: str, tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text(line + "\n", encoding="utf-8")
    document = read(path)
    assert all(item.mention.span.end <= len(document.text) for item in of(document)[0])


def test_all_tasks_of_the_sample_plan_are_found_by_name(shared: Path) -> None:
    score = module_at(shared / "gold/score.py")
    for gold in sorted((shared / "gold").glob("*.json")):
        truth = {score.norm(t["name"]) for t in json.loads(gold.read_text(encoding="utf-8")).get("tasks", [])}
        items, _ = of(read(shared / "plans" / f"{gold.stem}.md"))
        assert {score.norm(i.mention.name) for i in items} == truth


def test_the_tasks_of_the_written_passages_are_found_by_name(shared: Path, tmp_path: Path) -> None:
    score, marked = module_at(shared / "gold/score.py"), module_at(shared / "training/marked.py")
    missed: list[str] = []
    extra: list[str] = []
    for path in sorted(p for p in PASSAGES.glob("*.txt") if p.name[0] in KINDS):
        text, gold, _ = marked.parse(path)
        plain = tmp_path / path.name
        plain.write_text(text, encoding="utf-8")
        truth = {score.norm(t["name"]) for t in gold["tasks"]}
        said = {score.norm(i.mention.name) for i in of(read(plain))[0]}
        missed += sorted(truth - said)
        extra += sorted(said - truth)
    print(f"written passages: missed {missed}, extra {extra}")
    assert len(missed) <= MISSED_AT_MOST
    assert len(extra) <= EXTRA_AT_MOST
