"""Starting: quick, on any console, and as a library."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import liantu as package
from liantu.console import OURS, shadowed

HEAVY = ("pandas", "neo4j", "pyvis", "networkx", "numpy", "rdflib", "kglite", "fastapi", "IPython", "opencc", "shacl")


def test_ask_imports_no_library_that_it_does_not_need(root: Path, graph: Path) -> None:
    script = (
        "import sys; sys.argv = ['liantu', *sys.argv[1:]]\n"
        "from liantu.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "ask", "parks_by_chain", "--evidence", "--graph", str(graph)]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}, check=True
    )
    assert done.stderr.decode().strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
@pytest.mark.parametrize(
    "words",
    [
        ("ask", "parks_by_chain", "--evidence"),
        ("ask",),
        ("stats", "--refusals"),
        ("documents",),
        ("show", "没有"),
        ("nonsense",),
        ("--help",),
        ("ask", "--help"),
        ("export",),
    ],
    ids=" ".join,
)
def test_no_console_encoding_breaks_a_command(words: tuple[str, ...], encoding: str, ask, liantu) -> None:
    run = liantu if words[-1] in ("nonsense", "--help") or words in (("ask",), ("export",)) else ask
    shown = run(*words, encoding=encoding)
    assert "Traceback" not in shown.err + shown.out
    assert "内部错误" not in shown.err
    assert "Error" not in shown.err
    assert shown.code == (2 if words[-1] in ("没有", "nonsense") else 0), shown


def test_gbk_output_holds_the_chinese_words(ask) -> None:
    assert "园区" in ask("stats", encoding="gbk").out


def test_build_runs_on_a_gbk_console(liantu, root: Path, tmp_path: Path) -> None:
    built = liantu("build", root / "examples", "--graph", tmp_path / "图", encoding="gbk")
    assert built.code == 0, built.err
    assert "份文件" in built.out


def test_the_library_opens_builds_and_asks(root: Path, tmp_path: Path) -> None:
    report = package.build(sorted((root / "examples").glob("*-*")), tmp_path / "graph")
    assert report.failures == ()
    with package.open(tmp_path / "graph") as store:
        assert isinstance(store, package.Store)
        assert len(package.ask(store, "parks_by_chain")) > 0


def test_importing_liantu_imports_nothing_else_of_ours(root: Path) -> None:
    script = f"import liantu, sys; print([name for name in {OURS!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env={**os.environ, "PYTHONPATH": str(root)}, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_an_attribute_that_is_none_is_an_error_that_names_the_others() -> None:
    with pytest.raises(AttributeError, match="build"):
        package.nonsense  # noqa: B018


def test_the_packages_are_our_own() -> None:
    assert shadowed() == ""
