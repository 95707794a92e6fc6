"""The built wheel is what users get: it holds every file, runs in an empty environment, and all it needs has wheels everywhere."""

import ast
import json
import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ontology", "loaders", "kg", "queries", "exports", "liantu")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXAMPLES = ("yuntang-sti-plan-2021-2025.md", "jichuan-innovation-city-plan-2023.txt")
OTHER_SYSTEMS = {"colorama"}
SOURCE_ONLY = {"jieba"}
NO_NETWORK = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "Max retries", "ReadTimeout", "ProxyError")


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


def declared(*extras: str) -> list[Requirement]:
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    return [Requirement(line) for line in lines]


def closure(requirements: Sequence[Requirement]) -> set[str]:
    """The names of everything that the requirements bring on this system."""
    seen: set[str] = set()
    queue = list(requirements)
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or (requirement.marker and not wanted(requirement, ())):
            continue
        seen.add(name)
        try:
            needs = map(Requirement, distribution(name).requires or ())
        except PackageNotFoundError:
            continue
        queue += [need for need in needs if wanted(need, requirement.extras)]
    return seen


def wanted(requirement: Requirement, extras: Sequence[str] | set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def run(arguments: Sequence[str | Path], folder: Path) -> str:
    """Run a command in `folder`, outside the checkout, and return what it prints."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "LIANTU_GRAPH")} | {"PYTHONUTF8": "1"}
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if any(word in done.stderr + done.stdout for word in NO_NETWORK):
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT], folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `liantu` command of an empty environment with the wheel in it, in a folder with a blank and Han in its name."""
    folder = tmp_path_factory.mktemp("空 环境")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run([programs / "python", "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel], folder)
    return programs / "liantu"


def test_every_version_is_pinned_and_no_pin_is_stale() -> None:
    needed = closure(declared(*PROJECT["optional-dependencies"])) | OTHER_SYSTEMS
    assert {"missing": sorted(needed - set(pins())), "stale": sorted(set(pins()) - needed)} == {"missing": [], "stale": []}


def test_the_pins_are_versions_that_the_project_asks_for() -> None:
    wrong = [
        str(requirement)
        for requirement in declared(*PROJECT["optional-dependencies"])
        if not requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])
    ]
    assert not wrong


def imported() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield (node.module or "").partition(".")[0]
                elif isinstance(node, ast.Call) and ast.unparse(node.func) == "resources.files":
                    yield str(ast.literal_eval(node.args[0])).partition(".")[0] if isinstance(node.args[0], ast.Constant) else package


def test_every_library_that_the_code_reads_is_declared_and_every_declared_one_is_read() -> None:
    homes = packages_distributions()
    foreign = {name for name in imported() if name not in PACKAGES and name not in sys.stdlib_module_names and name != "__future__"}
    used = {canonicalize_name(homes[name][0]) for name in foreign}
    assert used == {canonicalize_name(requirement.name) for requirement in declared("ocr")}


@pytest.mark.parametrize("system", ["win_amd64", "macosx_14_0_arm64"])
def test_every_dependency_has_a_wheel_for_windows_and_macos(system: str, tmp_path: Path) -> None:
    needed = closure(declared("test")) | OTHER_SYSTEMS
    lines = [f"{name}=={version}" for name, version in pins().items() if name in needed - SOURCE_ONLY]
    report = tmp_path / "report.json"
    only = ["--only-binary=:all:", "--no-deps", "--platform", system, "--python-version", "3.11", "--implementation", "cp"]
    pip = [sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", *only]
    run([*pip, "--target", tmp_path, "--report", report, *lines], tmp_path)
    files = json.loads(report.read_text(encoding="utf-8"))["install"]
    assert len(files) == len(lines)


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    lying = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    packed = {name for name in names if name.partition("/")[0] in PACKAGES}
    assert packed == lying
    assert {Path(name).suffix for name in packed} >= {".py", ".ttl", ".rq", ".tsv", ".html", ".css", ".js"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_installed_wheel_builds_asks_and_exports_outside_the_checkout(installed: Path) -> None:
    folder = installed.parent.parent.parent
    for name in EXAMPLES:
        (folder / name).write_bytes((ROOT / "examples" / name).read_bytes())
    run([installed, "build", *EXAMPLES], folder)
    answer = run([installed, "ask", "parks_by_chain", "--format", "csv"], folder)
    assert "云棠传感谷" in answer
    run([installed, "export", "ttl", "graph.ttl"], folder)
    run([installed, "export", "pyvis", "graph.html"], folder)
    run([installed, "verify"], folder)
    assert "云棠传感谷" in (folder / "graph.ttl").read_text(encoding="utf-8")
    assert "云棠传感谷" in (folder / "graph.html").read_text(encoding="utf-8")
