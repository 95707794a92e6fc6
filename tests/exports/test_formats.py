"""What every export format owes: all entities, all names, the same bytes, and care for what already stands there."""

import html
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports import ExportError
from exports.formats import FORMATS, export
from kg.model import Graph

OURS = "一份自己写的笔记"


def contents(path: Path) -> dict[str, bytes]:
    """All files of an export by their place in it."""
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    return {each.relative_to(path.parent).as_posix(): each.read_bytes() for each in files}


def readings(text: str) -> Iterator[str]:
    """The text as the formats may have escaped it: JSON, XML and HTML, CSV, IRIs, Cypher."""
    yield text
    yield html.unescape(text)
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    yield re.sub(r'\\(["\\/\'])', r"\1", unescaped)
    yield re.sub(r'\\(["\\/\'])', r"\1", html.unescape(unescaped))
    yield text.replace('""', '"')


def folded(text: str) -> str:
    """Width, blanks and line breaks aside: a format may have to write these in its own way."""
    return re.sub(r"\s|\\t|\\n", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", FORMATS)
def test_every_entity_and_every_name_survives(name: str, graph: Graph, tmp_path: Path) -> None:
    export(graph, name, tmp_path / "out")
    text = b"\n".join(contents(tmp_path / "out").values()).decode("utf-8-sig")
    seen = [folded(reading) for reading in readings(text)]
    for entity in graph.entities.values():
        for wanted in (entity.name, *entity.aliases):
            assert any(folded(wanted) in each for each in seen), (name, wanted)


@pytest.mark.parametrize("name", FORMATS)
def test_every_quote_survives(name: str, graph: Graph, tmp_path: Path) -> None:
    export(graph, name, tmp_path / "out")
    text = b"\n".join(contents(tmp_path / "out").values()).decode("utf-8-sig")
    seen = [folded(reading) for reading in readings(text)] + [folded(text.replace('\\\\\\"', '"').replace('\\"', '"'))]
    for relation in graph.relations:
        for evidence in relation.evidence:
            assert any(folded(evidence.quote) in each for each in seen), (name, evidence.quote)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_graph_gives_the_same_bytes(name: str, graph: Graph, tmp_path: Path) -> None:
    export(graph, name, tmp_path / "one" / "out")
    export(graph, name, tmp_path / "two" / "out")
    assert contents(tmp_path / "one" / "out") == contents(tmp_path / "two" / "out")


def test_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path, root: Path) -> None:
    script = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[1:3]\n"
        "from conftest import ENTITIES, RELATIONS, assemble\n"
        "from exports.formats import FORMATS, export\n"
        "for name in FORMATS: export(assemble(ENTITIES, RELATIONS), name, Path(sys.argv[3]) / name)"
    )
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script, str(root), str(Path(__file__).parent), str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    one, two = (contents(tmp_path / seed) for seed in ("1", "2"))
    assert [each.removeprefix("1/") for each in one] == [each.removeprefix("2/") for each in two]
    assert list(one.values()) == list(two.values())


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_can_be_exported(name: str, bare: Graph, tmp_path: Path) -> None:
    export(bare, name, tmp_path / "out")
    assert contents(tmp_path / "out")


@pytest.mark.parametrize("name", FORMATS)
def test_an_earlier_export_is_replaced_and_leaves_nothing_beside(name: str, graph: Graph, bare: Graph, tmp_path: Path) -> None:
    export(graph, name, tmp_path / "out")
    export(bare, name, tmp_path / "out")
    export(graph, name, tmp_path / "fresh")
    export(graph, name, tmp_path / "out")
    assert list(contents(tmp_path / "out").values()) == list(contents(tmp_path / "fresh").values())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["fresh", "out"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_foreign_file_is_never_overwritten(name: str, graph: Graph, tmp_path: Path) -> None:
    """Neither a file in the place of the export nor one inside its folder."""
    (tmp_path / "notes.md").write_text(OURS, encoding="utf-8")
    with pytest.raises(ExportError):
        export(graph, name, tmp_path / "notes.md")
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == OURS
    export(graph, name, tmp_path / "out")
    if (tmp_path / "out").is_dir():
        first = sorted((tmp_path / "out").iterdir())[0]
        first.write_text(OURS, encoding="utf-8")
        with pytest.raises(ExportError):
            export(graph, name, tmp_path / "out")
        assert first.read_text(encoding="utf-8") == OURS


@pytest.mark.parametrize("name", FORMATS)
def test_foreign_files_in_the_folder_stay(name: str, graph: Graph, tmp_path: Path) -> None:
    export(graph, name, tmp_path / "out")
    if (tmp_path / "out").is_dir():
        (tmp_path / "out" / "notes.md").write_text(OURS, encoding="utf-8")
        export(graph, name, tmp_path / "out")
        assert (tmp_path / "out" / "notes.md").read_text(encoding="utf-8") == OURS
    else:
        assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_graph_directory_is_no_place_for_an_export(name: str, graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "manifest.json").write_text(json.dumps({"format": 1}), encoding="utf-8")
    with pytest.raises(ExportError):
        export(graph, name, tmp_path / "graph")
    assert [each.name for each in (tmp_path / "graph").iterdir()] == ["manifest.json"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_place_that_cannot_be_written_is_an_error_in_one_line(name: str, graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(OURS, encoding="utf-8")
    with pytest.raises(ExportError) as caught:
        export(graph, name, tmp_path / "file" / "out")
    assert "\n" not in str(caught.value)


def test_an_unknown_format_is_an_error_that_lists_the_known_ones(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"ttl.*pyvis"):
        export(graph, "docx", tmp_path / "out")
