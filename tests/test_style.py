"""The habits of this code that a test can keep: sizes, encodings, and what no tracked file may hold."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ontology", "loaders", "kg", "queries", "exports", "liantu")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
EVERY_PYTHON_FILE = [*MODULES, ROOT / "run.py", *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
Function = ast.FunctionDef | ast.AsyncFunctionDef

MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|farm|root|home/\w+|Users/\w+)/")
REGISTRY_HOST = re.compile(r"https?://[a-z0-9.-]*(?:pypi|pythonhosted|npmjs|repo1?\.maven|crates\.|proxy\.golang|deb\.debian)")
# Text methods and calls whose default encoding is that of the machine: where `encoding` stands among the arguments.
TEXT_CALLS = {"read_text": 0, "write_text": 1, "open": None}


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 0)} {getattr(node, 'name', '')}".rstrip()


def lines_of(function: Function) -> int:
    """The lines of a function without its decorators and docstring."""
    first = function.body[0]
    has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    doc = (first.end_lineno or 0) - first.lineno + 1 if has_doc else 0
    return (function.end_lineno or 0) - function.lineno + 1 - doc


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: size for name, size in sizes.items() if size > 400}


def test_functions_are_short() -> None:
    sizes = sorted((lines_of(function), place(path, function)) for path in MODULES for function in functions(path))
    lengths = [size for size, _ in sizes]
    print(f"functions: {len(lengths)}, median {statistics.median(lengths)}, 95 % up to {lengths[len(lengths) * 95 // 100]} lines")
    assert statistics.median(lengths) < 10
    assert lengths[len(lengths) * 95 // 100] < 50, sizes[-10:]


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_take_at_most_five_parameters_and_all_but_three_by_name(package: str) -> None:
    """Two may stand without a name, the third of a triple such as subject, relation, object, and those of the finders' `find`."""
    crowded = []
    for path in (ROOT / package).rglob("*.py"):
        for function in functions(path):
            taken = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args) if argument.arg not in ("self", "cls")]
            if is_command(path, function):
                continue
            if len(taken) > 3 and function.name != "find" and not function.name.startswith("_"):
                crowded.append(f"{place(path, function)}: {', '.join(taken[3:])} may be given without a name")
            if len(taken) + len(function.args.kwonlyargs) > 5:
                crowded.append(f"{place(path, function)}: more than five parameters")
    assert not crowded


def is_command(path: Path, function: Function) -> bool:
    """A function in the table of commands: each parameter is an option of the user's."""
    table = (ROOT / "liantu" / "cli.py").read_text(encoding="utf-8")
    return path.parent.name == "liantu" and f"Command({path.stem}.{function.name}," in table


def test_every_text_file_is_opened_with_its_encoding() -> None:
    unsaid = []
    for path in EVERY_PYTHON_FILE:
        for call in (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
            if leaves_encoding_to_the_machine(name, call):
                unsaid.append(f"{place(path, call)} {name}")
    assert not unsaid


def leaves_encoding_to_the_machine(name: str, call: ast.Call) -> bool:
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if "encoding" in keywords:
        return False
    if name in ("run", "Popen", "check_output"):
        return any(isinstance(value := keywords.get(key), ast.Constant) and value.value is True for key in ("text", "universal_newlines"))
    if name in ("read_text", "write_text"):
        return len(call.args) <= TEXT_CALLS[name]
    if name != "open" or not is_file_open(call):
        return False
    modes = [
        value.value for value in (*call.args, keywords.get("mode")) if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]
    return not any("b" in mode for mode in modes)


def is_file_open(call: ast.Call) -> bool:
    """`open(path)` and `path.open("w")`, but not `Store.open(path)`."""
    if isinstance(call.func, ast.Name):
        return True
    return not call.args or (isinstance(call.args[0], ast.Constant) and re.fullmatch(r"[rwax+bt]+", str(call.args[0].value)) is not None)


def test_no_formatted_string_formats_the_bounds_of_a_repetition() -> None:
    """In a formatted string {1,4} is a pair of numbers, and a pattern means {{1,4}}."""
    formatted = [(path, node) for path in EVERY_PYTHON_FILE for node in ast.walk(tree(path)) if isinstance(node, ast.FormattedValue)]
    assert not [place(path, node) for path, node in formatted if isinstance(node.value, ast.Tuple | ast.Constant)]


def tracked() -> list[Path]:
    """All files of the project that git knows, or without git all that lie there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode("utf-8").split("\0") if listed.returncode == 0 else []
    if not any(names):
        names = [
            path.relative_to(ROOT).as_posix() for folder in (*PACKAGES, "tests", "docs", "examples") for path in (ROOT / folder).rglob("*")
        ]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_path_of_a_machine_or_the_host_of_a_registry() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts()
        for pattern in (MACHINE_PATH, REGISTRY_HOST)
        for match in pattern.finditer(text)
    ]
    assert not found


def test_no_tracked_file_is_larger_than_a_megabyte() -> None:
    models = [ROOT / "loaders" / "model" / name for name in ("entities.crf", "entities.npz")]  # the taggers; they travel in the wheel
    assert not [path for path in tracked() if path.stat().st_size > 1_000_000 and path not in models]
    assert sum(path.stat().st_size for path in models) < 10_000_000


def test_no_passage_of_the_sample_plans_stands_in_the_repository(shared: Path) -> None:
    """40 characters in a row are a copied sentence; shorter ones are the set phrases of all plans."""
    width = 40
    known = set()
    for plan in sorted((shared / "plans").glob("*.md")):
        text = squeezed(plan.read_text(encoding="utf-8"))
        known |= {text[i : i + width] for i in range(len(text) - width)}
    copied = []
    for name, text in texts():
        han = squeezed(text)
        copied += [f"{name}: {han[i : i + width]}" for i in range(len(han) - width) if han[i : i + width] in known][:1]
    assert not copied


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
