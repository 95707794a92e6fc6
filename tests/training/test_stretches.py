"""Stretches of real documents: texts put together from the corpus, marks and gold at their places in them."""

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path

import pytest

from ontology import EntityType
from training import stretches

DOCUMENT = "云溪市二〇二一年工作总结\n\n一、概况\n青岭高新区（高新区）发展茶叶。\n"
STRETCH = {
    "document": "report",
    "use": "train",
    "text": [[0, 12], "\n\n", [19, 35]],
    "place": "e1",
    "entities": [["e1", "Park", [14, 19], [20, 23]], ["e2", "Industry", [26, 28]]],
    "marks": [[14, 19, "e1"], [20, 23, "e1"], [26, 28, "e2"]],
    "relations": [["e1", "serves", "e2", [24, 28]]],
    "tasks": [],
    "indicators": [["面积", 30, None, "平方公里", 2021, "ge", "achieved", "e1"]],
}


@pytest.fixture()
def folders(tmp_path: Path) -> tuple[Path, Path]:
    corpus, marked = tmp_path / "corpus", tmp_path / "stretches"
    corpus.mkdir()
    marked.mkdir()
    (corpus / "report.txt").write_text(DOCUMENT, encoding="utf-8")
    (marked / "report-p1.json").write_text(json.dumps(STRETCH, ensure_ascii=False), encoding="utf-8")
    return corpus, marked


def complaints(check: Path, arguments: list[Path]) -> str:
    """Return what the guide's own check says of a gold file and its text."""
    said = io.StringIO()
    before, sys.argv = sys.argv, [str(check), *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            runpy.run_path(str(check))
    finally:
        sys.argv = before
    return said.getvalue().strip()


def test_a_stretch_is_put_together_from_its_document(folders: tuple[Path, Path]) -> None:
    (read,) = stretches.passages(*folders)
    assert read.name == "report-p1"
    assert read.text == "云溪市二〇二一年工作总结\n\n青岭高新区（高新区）发展茶叶。\n"
    assert [(read.text[start:end], kind) for start, end, kind in read.marks] == [
        ("青岭高新区", EntityType.PARK),
        ("高新区", EntityType.PARK),
        ("茶叶", EntityType.INDUSTRY),
    ]


def test_its_gold_has_the_form_of_the_guide(folders: tuple[Path, Path]) -> None:
    ((use, _, _, gold),) = stretches.golds(*folders)
    assert use == "train"
    assert gold["entities"] == [
        {"id": "e1", "type": "Park", "name": "青岭高新区", "aliases": ["高新区"]},
        {"id": "e2", "type": "Industry", "name": "茶叶", "aliases": []},
    ]
    assert gold["relations"] == [{"s": "e1", "p": "serves", "o": "e2", "quote": "发展茶叶"}]
    (indicator,) = gold["indicators"]  # type: ignore[misc]
    assert (indicator["name"], indicator["value"], indicator["unit"], indicator["place"]) == ("面积", 30, "平方公里", "e1")


def test_a_stretch_without_its_document_is_left_out(folders: tuple[Path, Path], tmp_path: Path) -> None:
    assert list(stretches.passages(tmp_path / "nowhere", folders[1])) == []


def test_a_stretch_of_another_use_is_not_learned_from(folders: tuple[Path, Path]) -> None:
    assert list(stretches.passages(*folders, use="held")) == []


def test_the_stretches_hold_no_text_of_the_documents() -> None:
    for path in sorted(stretches.STRETCHES.glob("*.json")):
        stretch = json.loads(path.read_text(encoding="utf-8"))
        assert all(not piece.strip() for piece in stretch["text"] if isinstance(piece, str)), path.name
        assert all(len(indicator[0]) <= 40 for indicator in stretch["indicators"]), path.name


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # the check leaves files open
def test_every_gold_passes_the_check_of_the_guide(shared: Path, tmp_path: Path) -> None:
    check = shared / "gold" / "check.py"
    told = []
    for _, name, text, gold in stretches.golds(shared / "corpus"):
        paths = [tmp_path / f"{name}.json", tmp_path / f"{name}.txt"]
        paths[0].write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
        paths[1].write_text(text, encoding="utf-8")
        told.append((name, complaints(check, paths)))
    assert len(told) == len(list(stretches.STRETCHES.glob("*.json"))) > 100
    assert [(name, said) for name, said in told if not said.endswith(" 0 complaints")] == []


def test_marks_stand_in_order_and_do_not_overlap(shared: Path) -> None:
    read_all = [read for use in stretches.USES for read in stretches.passages(shared / "corpus", use=use)]
    assert len(read_all) == len(list(stretches.STRETCHES.glob("*.json")))
    for read in read_all:
        ends = [0, *(end for _, end, _ in read.marks)]
        assert all(start >= before for (start, _, _), before in zip(read.marks, ends, strict=False)), read.name
        assert all(start < end <= len(read.text) for start, end, _ in read.marks), read.name
