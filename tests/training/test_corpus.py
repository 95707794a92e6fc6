"""The reader of marked passages: marks at their places in the plain text, and nothing left of the marks."""

from pathlib import Path

import pytest

from ontology import EntityType
from training import check, corpus
from training.examples import document

PASSAGES = sorted(corpus.PASSAGES.glob("*.txt"))
WRITTEN = "# kind: 规划 | province: 江西 | place: 云溪市 | shape: prose\n"


def passage(body: str, folder: Path, tail: str = "\n---\ndevelops: 云溪市 -> 茶叶\n") -> corpus.Passage:
    path = folder / "written.txt"
    path.write_text(WRITTEN + body + tail, encoding="utf-8")
    return corpus.read(path)


def test_a_mark_is_read_as_its_surface_and_its_place(tmp_path: Path) -> None:
    read = passage("支持{Park|青岭高新区}发展{Industry|茶叶}。", tmp_path)
    assert read.text == "支持青岭高新区发展茶叶。\n"
    assert read.marks == ((2, 7, EntityType.PARK), (9, 11, EntityType.INDUSTRY))
    assert [read.text[start:end] for start, end, _ in read.marks] == ["青岭高新区", "茶叶"]


def test_the_full_name_beside_a_surface_is_no_text(tmp_path: Path) -> None:
    read = passage("{Park|青岭高新区|青岭高新技术产业开发区}与{University|东江大学}", tmp_path)
    assert read.text == "青岭高新区与东江大学\n"
    assert read.marks == ((0, 5, EntityType.PARK), (6, 10, EntityType.UNIVERSITY))


def test_the_head_and_the_statements_are_no_text(tmp_path: Path) -> None:
    read = passage("{District|云溪市}", tmp_path)
    assert read.name == "written"
    assert read.text == "云溪市\n"


def test_an_unknown_type_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Village"):
        passage("{Village|青石村}", tmp_path)


def test_passages_come_by_name(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.txt").write_text(WRITTEN + "云溪市\n---\n", encoding="utf-8")
    assert [read.name for read in corpus.passages(tmp_path)] == ["a", "b", "c"]


@pytest.mark.parametrize("path", PASSAGES, ids=[path.stem for path in PASSAGES])
def test_a_written_passage_has_a_head_known_types_and_whole_marks(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    head, _, rest = written.partition("\n")
    body, separator, statements = rest.partition("\n---\n")
    read = corpus.read(path)
    assert all(f"{key}:" in head for key in ("# kind", "province", "place", "shape"))
    assert separator
    assert statements.strip()
    assert "{" not in read.text
    assert "}" not in read.text
    assert len(read.marks) == body.count("{")
    assert len(read.marks) > 5
    surfaces = [m.group(2) for m in corpus.MARK.finditer(body)]
    assert [read.text[start:end] for start, end, _ in read.marks] == surfaces
    assert all(surface.strip() == surface for surface in surfaces)
    assert all(before[1] <= after[0] for before, after in zip(read.marks, read.marks[1:], strict=False))


@pytest.mark.parametrize("path", PASSAGES, ids=[path.stem for path in PASSAGES])
def test_a_written_passage_has_no_fault(path: Path) -> None:
    assert list(check.faults(path)) == []


FAULTS = {
    "a broken mark": ("{Park|青岭高新区发展茶叶。", "develops: 云溪市 -> 茶叶", "broken"),
    "an unknown type": ("{Village|青石村}", "develops: 云溪市 -> 茶叶", "Village"),
    "no statements": ("{District|云溪市}", "", "no statements"),
    "a name that is not marked": ("{District|云溪市}发展茶叶。", "develops: 云溪市 -> 茶叶", "云溪市 -> 茶叶 cannot be"),
    "types that do not fit": ("{District|云溪市}的{Park|青岭高新区}", "develops: 云溪市 -> 青岭高新区", "cannot be"),
    "an unknown relation": ("{District|云溪市}发展{Industry|茶叶}。", "grows: 云溪市 -> 茶叶", "no relation grows"),
    "an indicator of five fields": ("{District|云溪市}", "indicator: 园区 | 3 | 个 | 2025 | eq", "an indicator is"),
    "a task that is not there": ("{District|云溪市}", "task: 建设青岭高新区", "the task is not"),
    "a name marked once of two times": ("{Park|青岭高新区}与青岭高新区", "develops: 云溪市 -> 茶叶", "marked in one place"),
}


@pytest.mark.parametrize(("body", "statement", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told(body: str, statement: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "written.txt"
    path.write_text(f"{WRITTEN}{body}\n---\n{statement}\n", encoding="utf-8")
    assert any(said in fault for fault in check.faults(path))


def test_the_passages_as_training_data_have_a_label_for_each_character(tmp_path: Path) -> None:
    read = passage("支持{Park|青岭高新区}发展{Industry|茶叶}。", tmp_path)
    lines = list(check.columns([read]))
    labels = ["O"] * 2 + ["B-Park"] + ["I-Park"] * 4 + ["O"] * 2 + ["B-Industry", "I-Industry", "O"]
    assert lines == [*(f"{c}\t{label}" for c, label in zip("支持青岭高新区发展茶叶。", labels, strict=True)), ""]


def test_the_page_of_the_corpus_tells_its_counts() -> None:
    page = (corpus.PASSAGES.parent / "README.md").read_text(encoding="utf-8")
    assert check.counts(PASSAGES) in page


def test_marks_keep_their_places_in_the_repaired_text() -> None:
    """Repair only drops characters and replaces one by one, so a mark covers what it covered before."""
    for path in PASSAGES[::12]:
        read = corpus.read(path)
        found, marks = document(read)
        assert found.source == read.text
        assert [kind for _, _, kind in marks] == [kind for _, _, kind in read.marks], path.stem
        for (start, end, _), (was, until, _) in zip(marks, read.marks, strict=True):
            assert was <= found.offsets.origin(start) <= found.offsets.origin(end - 1) < until
            dropped = [i for i in range(was, until) if i not in {found.offsets.origin(at) for at in range(start, end)}]
            assert all(not read.text[i].isalnum() for i in dropped), (path.stem, read.text[was:until])


def test_passages_of_all_types_are_there() -> None:
    marked = {kind for path in PASSAGES for _, _, kind in corpus.read(path).marks}
    assert marked == set(EntityType) - {EntityType.TECHNOLOGY, EntityType.TASK}
    assert len(PASSAGES) >= 500
