"""The command line as users start it: a process of its own, over a graph of the example plans."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Result:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def refused(self) -> str:
        """The one line of a command that could not be done."""
        assert self.code == 2, self
        assert len(self.err.strip().splitlines()) == 1, self.err
        assert "Traceback" not in self.err + self.out
        assert "内部错误" not in self.err, self.err
        return self.err.strip()


Run = Callable[..., Result]


@pytest.fixture(scope="session")
def liantu(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`liantu(*words)` runs the command in an empty folder."""
    empty = tmp_path_factory.mktemp("empty")

    def run(*words: str | Path, stdin: str = "", encoding: str = "utf-8", folder: Path = empty, **variables: str) -> Result:
        known = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
        environment = {**known, "PYTHONPATH": str(root), "PYTHONIOENCODING": encoding, "NO_COLOR": "1", **variables}
        command = [sys.executable, "-m", "liantu", *map(str, words)]
        done = subprocess.run(command, input=stdin.encode(encoding), capture_output=True, cwd=folder, env=environment, timeout=120)
        return Result(done.returncode, done.stdout.decode(encoding, "replace"), done.stderr.decode(encoding, "replace"))

    return run


@pytest.fixture(scope="session")
def graph(liantu: Run, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of the example plans; no test changes it."""
    path = tmp_path_factory.mktemp("examples") / "图谱"
    built = liantu("build", root / "examples", "--graph", path)
    assert built.code == 0, built
    return path


@pytest.fixture(scope="session")
def ask(liantu: Run, graph: Path) -> Run:
    """`ask(*words)` runs a command over the graph of the example plans."""

    def run(*words: str | Path, **settings: str) -> Result:
        return liantu(*words, "--graph", graph, **settings)

    return run
