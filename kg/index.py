"""The indexes of a graph directory: each an Oxigraph store of the whole graph, never changed once it is made."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from kg import manifest, summary
from kg.locks import Hold, is_held
from kg.manifest import Manifest
from kg.model import Graph
from kg.summary import Summary

FOLDER: Final = "index"
RDF: Final = "rdf"


def folder(graph: Path, name: str) -> Path:
    """Return the folder of an index; what is derived from it may be kept there too."""
    return graph / FOLDER / name


def lock(graph: Path, name: str) -> Path:
    """Return the file that readers of an index hold."""
    return graph / FOLDER / f"{name}.lock"


def is_made(graph: Path, name: str) -> bool:
    """Tell whether an index is there, whole."""
    return folder(graph, name).is_dir()


def make(path: Path, of: Manifest, content: Graph, *, numbers: Summary) -> None:
    """Make the index of a graph with its summary: beside its place first, then moved there whole."""
    from pyoxigraph import Store

    from kg.rdf import to_quads

    draft = path / FOLDER / f"{of.index}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    store = Store(draft / RDF)
    store.bulk_extend(to_quads(content))
    store.flush()
    del store
    summary.write(draft, numbers)
    manifest.write(draft, of)
    lock(path, of.index).touch()
    draft.replace(folder(path, of.index))


def hold(graph: Path) -> tuple[Manifest, Hold]:
    """Return the graph's manifest and a hold on its index, so that no writer takes it away."""
    while True:
        found = manifest.read(graph)
        held = Hold(lock(graph, found.index))
        if manifest.read(graph).index == found.index:
            return found, held
        held.close()


def tidy(graph: Path) -> None:
    """Remove, as the writer, what no reader holds and the graph no longer needs: old indexes, their documents, drafts."""
    current = manifest.read(graph)
    names = {entry.name.partition(".")[0] for entry in (graph / FOLDER).iterdir()}
    for name in sorted(names - {current.index}):
        if not is_held(lock(graph, name)):
            _remove(graph, name)
    needed = {kept.file for kept in current.documents.values()} | _held_files(graph)
    for file in sorted((graph / "documents").iterdir()):
        if file.name not in needed:
            with suppress(OSError):
                file.unlink()


def _remove(graph: Path, name: str) -> None:
    """Remove an index; Windows refuses while a file in it is open: then it goes another time."""
    old = folder(graph, f"{name}.old")
    with suppress(OSError):
        if is_made(graph, name):
            folder(graph, name).replace(old)
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(folder(graph, f"{name}.new"), ignore_errors=True)
        if not old.exists():
            lock(graph, name).unlink(missing_ok=True)


def _held_files(graph: Path) -> set[str]:
    """Return the documents of the indexes that are still there."""
    files: set[str] = set()
    for entry in (graph / FOLDER).iterdir():
        if (entry / manifest.NAME).exists():
            files |= {kept.file for kept in manifest.read(entry).documents.values()}
    return files
