"""Verifying finds what changed since a document was read, and tells one change from another."""

from pathlib import Path

import pytest

from kg.pipeline import build
from kg.store import Store
from kg.verification import Problem, ProblemKind, verify


@pytest.fixture
def graph(plans: dict[str, Path], tmp_path: Path) -> Path:
    build(list(plans.values()), tmp_path / "g")
    return tmp_path / "g"


def problems(graph: Path) -> tuple[Problem, ...]:
    with Store.open(graph) as store:
        return verify(store).problems


def test_an_untouched_graph_is_right_in_every_quote(graph: Path) -> None:
    with Store.open(graph) as store:
        report = verify(store)
    assert report.good
    assert (report.documents, report.problems) == (3, ())
    assert report.quotes > 10


def test_a_missing_file_is_told(graph: Path, plans: dict[str, Path]) -> None:
    plans["yunxi.md"].unlink()
    assert [(p.document, p.kind) for p in problems(graph)] == [("yunxi", ProblemKind.FILE_MISSING)]


def test_a_changed_file_is_told(graph: Path, plans: dict[str, Path]) -> None:
    with plans["yunxi.md"].open("a", encoding="utf-8") as file:
        file.write("又一行。\n")
    assert [(p.document, p.kind) for p in problems(graph)] == [("yunxi", ProblemKind.FILE_CHANGED)]


def test_a_reader_that_gives_another_text_is_told(graph: Path) -> None:
    (record,) = (graph / "documents").glob("yunxi.*.json")
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('"source":"#', '"source":"##'), encoding="utf-8")
    assert [(p.document, p.kind) for p in problems(graph)] == [("yunxi", ProblemKind.READER_CHANGED)]


def test_every_quote_that_moved_is_told_with_its_place_and_words(graph: Path) -> None:
    (record,) = (graph / "documents").glob("yunxi.*.json")
    text = record.read_text(encoding="utf-8")
    assert text.count("支持云溪高新区") >= 2
    record.write_text(text.replace("支持云溪高新区", "支持了云溪高新区"), encoding="utf-8")
    found = problems(graph)
    moved = [problem for problem in found if problem.kind is ProblemKind.QUOTE_MOVED]
    assert {problem.kind for problem in found} == {ProblemKind.READER_CHANGED, ProblemKind.QUOTE_MOVED}
    assert any("云溪高新区" in problem.detail and problem.start >= 0 for problem in moved)


def test_verifying_moves_with_graph_and_plans_together(graph: Path, tmp_path: Path) -> None:
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    try:
        assert problems(moved / "g") == ()
    finally:
        moved.rename(tmp_path)
