"""Whatever goes wrong is one clear line on standard error and exit code 2; the graph stays as it was."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PLAN = "云溪市规划\n\n大力发展海工装备产业链。\n"
BAD = {
    "empty.md": b"",
    "blank.txt": b" \n\n \t\n",
    "binary.md": bytes(range(256)) * 64,
    "broken.txt": "云溪市大力发展海工装备".encode()[:-1] + b"\xff\xff" + b"\x80" * 30,
    "picture.png": b"\x89PNG\r\n\x1a\n",
}


def state(graph: Path) -> str:
    """What a graph directory holds, as one hash."""
    told = hashlib.sha256()
    for file in sorted(graph.rglob("*")):
        if file.is_file() and file.suffix != ".lock" and file.name not in ("LOG", "lock", "lock.pid"):
            told.update(str(file.relative_to(graph)).encode() + file.read_bytes())
    return told.hexdigest()


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_plan_is_named_and_changes_nothing(name: str, liantu, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / name).write_bytes(BAD[name])
    assert liantu("build", "good.md", folder=tmp_path).code == 0
    before = state(tmp_path / "graph")
    shown = liantu("build", name, folder=tmp_path)
    assert shown.code == 2
    assert name in shown.err
    assert "Traceback" not in shown.err
    assert state(tmp_path / "graph") == before


def test_with_several_files_the_good_ones_are_stored_and_the_bad_ones_named(liantu, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(PLAN, encoding="utf-8")
    for name, content in BAD.items():
        (tmp_path / name).write_bytes(content)
    shown = liantu("build", "good.md", *BAD, "none.md", folder=tmp_path)
    assert shown.code == 2
    assert "1 份文件（新读 1）" in shown.out
    for name in (*BAD, "none.md"):
        assert name in shown.err, name
    assert "good" in liantu("documents", folder=tmp_path).out


def test_bad_files_alone_make_no_graph(liantu, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    assert liantu("build", "empty.md", folder=tmp_path).code == 2
    assert not (tmp_path / "graph").exists()


def test_a_missing_path_an_empty_folder_and_a_pattern_without_match_are_named(liantu, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    assert "none.md" in liantu("build", "none.md", folder=tmp_path).err
    assert "空" in liantu("build", "空", folder=tmp_path).refused()
    assert "*.md" in liantu("build", "*.md", folder=tmp_path).err


def test_a_very_large_text_is_read_or_refused_in_time(liantu, tmp_path: Path) -> None:
    """50 MB of prose: one line or a graph, never a crash."""
    with (tmp_path / "large.txt").open("w", encoding="utf-8") as file:
        for number in range(20_000):
            file.write(f"第{number}段。" + "这一段没有名称，只是很长的文字。" * 50 + "\n")
    shown = liantu("build", "large.txt", folder=tmp_path)
    assert "Traceback" not in shown.err
    assert shown.code in (0, 2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ask", "no_such_question"), "parks_by_chain"),
        (("ask", "parks_by_chain", "--chain", "海工装"), "相近的有"),
        (("ask", "parks_by_chain", "--platform", "甲"), "--chain"),
        (("ask", "parks_by_chain", "--platform"), "--platform"),
        (("ask", "parks_by_chain", "extra"), "extra"),
        (("ask", "district_profile"), "--district"),
        (("ask", "parks_by_chain", "--format", "docx"), "table csv json md"),
        (("ask", "parks_by_chain", "-o", "none/answer.csv"), "none"),
        (("ask", "--catalogue", "none"), "none"),
        (("show", "没有这个名字的东西"), "没有"),
        (("show", ""), "没有"),
        (("sparql", "SELEC { ?s ?p ?o }"), "查询"),
        (("sparql", "SELECT * { ?s ?p }"), "查询"),
        (("sparql", "none.rq"), "none.rq"),
        (("sparql", "DELETE WHERE { ?s ?p ?o }"), "查询"),
        (("sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE"),
        (("sparql", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"), "FROM"),
        (("sparql", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--seconds", "1"), "1"),
        (("sparql", "SELECT * { ?s ?p ?o }", "--rows", "2"), "2"),
        (("sparql", "SELECT * { ?s ?p ?o }", "--seconds", "0"), "--seconds"),
        (("export", "docx", "out"), "ttl"),
        (("export", "ttl"), "liantu export ttl"),
        (("diff", "none"), "none"),
        (("remove", "none"), "none"),
        (("documents", "--no-such-option"), "--no-such-option"),
        (("show",), "NAME"),
        (("documents", "extra"), "extra"),
    ],
)
def test_what_cannot_be_done_is_one_line_that_says_what_can(words: tuple[str, ...], told: str, ask) -> None:
    assert told in ask(*words).refused()


@pytest.mark.parametrize("words", [("nonsense",), ("--nonsense",), ("ask", "--graph"), ("build",)])
def test_wrong_usage_is_one_line_that_points_to_the_help(words: tuple[str, ...], liantu) -> None:
    assert "--help" in liantu(*words).refused()


@pytest.mark.parametrize(
    "words",
    [
        ("documents",),
        ("ask", "parks_by_chain"),
        ("sparql", "ASK {}"),
        ("show", "甲"),
        ("stats",),
        ("export", "ttl", "o"),
        ("verify",),
        ("validate",),
        ("diff", "x"),
        ("remove", "甲"),
    ],
)
def test_without_a_graph_every_command_says_how_to_make_one(words: tuple[str, ...], liantu, tmp_path: Path) -> None:
    assert "build" in liantu(*words, folder=tmp_path).refused()
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "notes.txt").write_text("笔记", encoding="utf-8")
    assert "build" in liantu(*words, folder=tmp_path).refused()


def test_a_folder_of_other_things_is_no_place_for_a_graph(liantu, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "notes.txt").write_text("笔记", encoding="utf-8")
    liantu("build", "good.md", folder=tmp_path).refused()
    assert [each.name for each in (tmp_path / "graph").iterdir()] == ["notes.txt"]


def test_an_export_over_a_plan_is_refused(ask, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    assert "plan.md" in ask("export", "ttl", tmp_path / "plan.md").refused()
    assert (tmp_path / "plan.md").read_text(encoding="utf-8") == PLAN


def test_a_package_of_the_same_name_is_named_before_anything_breaks(liantu, tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "__init__.py").write_text("raise RuntimeError('foreign')", encoding="utf-8")
    assert "queries" in liantu("documents", folder=tmp_path).refused()


def test_a_closed_pipe_ends_the_output_without_a_word(root: Path, graph: Path) -> None:
    command = [sys.executable, "-m", "liantu", "sparql", "SELECT * { ?s ?p ?o }", "-f", "csv", "--graph", str(graph)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)}) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a single child")
def test_control_c_ends_a_build_with_one_line_and_leaves_no_graph(root: Path, tmp_path: Path) -> None:
    for number in range(30):
        text = "".join(f"第{number}号第{line}段：云溪市大力发展海工装备产业链，建设云溪高新技术产业开发区。\n\n" for line in range(1500))
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "liantu", "build", ".", "--graph", "g"]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "g").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(err.decode().strip().splitlines()) == 1, err.decode()
    assert not (tmp_path / "g" / "manifest.json").exists()
