"""What the files that are given mean for a graph as it is: which it knows, which are to be read, which have vanished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg import GraphError, fingerprint
from kg.manifest import DOCUMENTS, Kept, Manifest
from kg.reading import Outcome, Request, requests
from loaders import folders
from loaders.folders import Found


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the files of a graph, by document id.

    `same` are files that are as they were, `others` those to be read; `known` have content that the graph has under another
    id already, and need no reading. `renamed` gives the new id of a document whose own file is gone and whose content is back. `vanished` are documents
    whose files are no longer in the folders that were given, with these files.
    """

    found: Found
    same: Mapping[str, Request]
    known: Mapping[str, Outcome]
    others: tuple[Request, ...]
    renamed: Mapping[str, str]
    vanished: Mapping[str, Path]


def look(paths: Iterable[Path], graph: Path, before: Manifest, *, fast: bool) -> Changes:
    """Return what the files, and those in the folders and archives that are given, mean for the graph; `fast` asks for facts without the tagger.

    GraphError where a folder holds nothing that can be read, nor ever did.
    """
    found, sources = folders.find(paths, besides=graph), sources_of(graph, before)
    gone = {id: path for path, id in sources.items() if folders.is_gone(path)}
    lost = {id: path for id, path in gone.items() if any(path.is_relative_to(folder) for folder in found.folders)}
    _check_any(found, lost)
    asked = requests(found.files, sources, fast=fast)
    same = {request.id: request for request in asked if _is_unchanged(graph, request, before.documents.get(request.id))}
    others = [request for request in asked if request.id not in same]
    twins = _twins(graph, others, before)
    known = {request.id: told for request in others if (told := _under_new_id(graph, request, twins.get(request.id), before))}
    renamed = {twin: id for id, twin in sorted(twins.items()) if twin in gone}
    ids = {request.id for request in asked}
    vanished = {id: path for id, path in sorted(lost.items()) if id not in renamed and id not in ids}
    return Changes(found, same, known, tuple(request for request in others if request.id not in known), renamed, vanished)


def sources_of(graph: Path, before: Manifest) -> dict[Path, str]:
    """Return the ids of a graph's documents by the files that they were read from."""
    base = graph.resolve().parent
    return {base / kept.source: id for id, kept in before.documents.items()}


def _check_any(found: Found, lost: Mapping[str, Path]) -> None:
    if found.folders and not (found.files or found.problems or lost):
        from loaders.formats import READERS

        named = "、".join(map(str, found.folders))
        raise GraphError(f"文件夹 {named} 里没有能读的文件（{' '.join(sorted(READERS))}） / there is no readable file in this folder")


def _is_unchanged(graph: Path, request: Request, kept: Kept | None) -> bool:
    if kept is None or _suffix(Path(kept.source)) != _suffix(request.path):
        return False
    return kept.sha256 == request.sha256 and _is_current(graph, kept, fast=request.fast)


def _is_current(graph: Path, kept: Kept, *, fast: bool) -> bool:
    return kept.fingerprint == fingerprint.extraction(fast=fast) and (graph / DOCUMENTS / kept.file).exists()


def _twins(graph: Path, asked: Sequence[Request], before: Manifest) -> dict[str, str]:
    """Return the document that has the same bytes under a file of the same suffix, by the id that is asked for."""
    fast = any(request.fast for request in asked)
    held = {(kept.sha256, _suffix(Path(kept.source))): id for id, kept in before.documents.items() if _is_current(graph, kept, fast=fast)}
    found = ((request.id, held.get((request.sha256, _suffix(request.path)))) for request in asked)
    return {id: twin for id, twin in found if twin is not None}


def _under_new_id(graph: Path, request: Request, twin: str | None, before: Manifest) -> Outcome | None:
    """Return the record of a document under the id of another file with the same bytes; None where it has to be read.

    It has where its title may be the name of the old file, for want of one in the text.
    """
    from kg.records import encode, load

    if twin is None:
        return None
    kept = before.documents[twin]
    try:
        document, facts = load(graph / DOCUMENTS / kept.file)
    except GraphError:
        return None
    if document.title == Path(kept.source).stem:
        return None
    return Outcome(request, encode(replace(document, id=request.id), replace(facts, document=request.id)), kept.text, "")


def _suffix(path: Path) -> str:
    return path.suffix.lower()
