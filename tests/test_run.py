"""`run.py` sets everything up; where it cannot, it says why in one line."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, folder / "run.py", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without its environment, in a folder with a blank and Han in its name."""
    folder = tmp_path / "规划 图谱"
    folder.mkdir()
    for name in ("run.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def test_without_a_command_it_names_the_commands(checkout: Path) -> None:
    assert "python run.py demo" in run(checkout).stdout
    assert run(checkout).returncode == 0


def test_an_unknown_command_is_answered_with_those_there_are(checkout: Path) -> None:
    done = run(checkout, "deploy")
    assert (done.returncode, "python run.py test" in done.stdout) == (2, True)


def test_without_a_network_it_says_so_in_one_line(checkout: Path) -> None:
    done = run(
        checkout,
        "demo",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_FIND_LINKS="",
        PIP_NO_INDEX="0",
        PIP_CACHE_DIR=str(checkout / "cache"),
    )
    assert done.returncode == 1
    assert "No network" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_parses_in_old_pythons_so_that_they_can_say_what_is_needed() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_test_that_skips_fails_in_ci_and_only_there(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text("import pytest\ndef test_it():\n    pytest.skip('no Java')\n", encoding="utf-8")
    (tmp_path / "test_all.py").write_text("import pytest\npytest.skip('no network', allow_module_level=True)\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--continue-on-collection-errors",
        "--rootdir",
        tmp_path,
        "-c",
        os.devnull,
        tmp_path,
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    at_home = subprocess.run(command, env=environment | {"CI": ""}, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    in_ci = subprocess.run(command, env=environment | {"CI": "true"}, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert at_home.returncode in (0, 5), at_home.stdout
    assert in_ci.returncode != 0
    assert "no Java" in in_ci.stdout
    assert "no network" in in_ci.stdout
