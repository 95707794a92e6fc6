"""Files into a graph directory: read, extract, resolve, validate, store; the good files all at once, or nothing."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg import GraphError, decisions, fingerprint, index, manifest, summary
from kg.changes import Changes, look, sources_of
from kg.locks import writing
from kg.manifest import DOCUMENTS, Kept, Manifest
from kg.reading import Outcome, Request, read_all
from kg.records import load
from kg.resolution import resolve_all
from kg.summary import EMPTY, Summary, summarise

DECISIONS: Final = "decisions.tsv"
_OURS: Final = frozenset({DECISIONS, DOCUMENTS, index.FOLDER, "lock", "lock.pid", manifest.NAME, manifest.NAME + ".new"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: `done` of `total` files in the stage `read`, then the stages `resolve` and `store`; `document` is the last id."""

    stage: str
    done: int
    total: int
    document: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or some members of an archive, that could not be read, with one line that says why."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: ids by what became of them, the files that failed, and what the graph holds now.

    `renamed` are pairs of the old and the new id of a document whose file was, `skipped` pairs of a document's id and the id
    under which the graph holds the same text already. `vanished` are documents still in the graph whose files are no longer
    in the folders that were given, with those files. `left_out` counts the files in these folders that no reader reads, by suffix.
    """

    read: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    vanished: tuple[tuple[str, Path], ...]
    skipped: tuple[tuple[str, str], ...]
    left_out: Mapping[str, int]
    failures: tuple[Failure, ...]
    summary: Summary
    seconds: float


_NOTHING: Final = BuildReport((), (), (), (), (), (), (), MappingProxyType({}), (), EMPTY, 0.0)
Watch = Callable[[Progress], None]


def build(
    paths: Iterable[Path | str], graph: Path | str, *, fast: bool = False, prune: bool = False, progress: Watch | None = None
) -> BuildReport:
    """Read files, and those in folders and zip archives, into the graph directory `graph`; bad files are in `report.failures`.

    A file whose content the graph knows is not read again, also under another name; one with the id of a document of the graph
    replaces it; of several with one text that with the first id stays. Documents whose files have vanished from the folders
    go with `prune`. `fast` leaves the tagger out: several times quicker, and less is found.
    Without paths the graph is resolved anew, with the decisions as they are now.
    """
    began, graph, watch = time.perf_counter(), Path(graph), progress or _unwatched
    with _writer(graph) as before:
        changes = look(map(Path, paths), graph, before, fast=fast)
        outcomes = (*changes.known.values(), *_watched(changes.others, watch))
        good = {outcome.request.id: outcome for outcome in outcomes if not outcome.failure}
        moved = {id: replace(before.documents[id], source=_source(graph, request.path)) for id, request in changes.same.items()}
        away = {*_renamed(changes, good), *(changes.vanished if prune else ())}
        kept = {id: kept for id, kept in {**before.documents, **moved}.items() if id not in away}
        documents, skipped = _settle(kept, {id: _kept(graph, outcome) for id, outcome in good.items()})
        report = _told(changes, before, outcomes, skipped=skipped, prune=prune)
        if not documents and not before.index:
            return replace(report, seconds=time.perf_counter() - began)
        for id in documents.keys() & good.keys():
            _save(graph, documents[id], good[id].record)
        holds = _commit(graph, before, documents, watch)
    return replace(report, summary=holds, seconds=time.perf_counter() - began)


def _told(
    changes: Changes, before: Manifest, outcomes: Sequence[Outcome], *, skipped: tuple[tuple[str, str], ...], prune: bool
) -> BuildReport:
    """Return what a build did, but for what the graph holds now."""
    good = {outcome.request.id for outcome in outcomes if not outcome.failure}
    renamed = _renamed(changes, good)
    told = good - {id for id, _ in skipped} - set(renamed.values())
    problems = [(problem.path, problem.message) for problem in changes.found.problems]
    problems += [(outcome.request.path, outcome.failure) for outcome in outcomes if outcome.failure]
    return replace(
        _NOTHING,
        read=tuple(sorted(told - before.documents.keys())),
        replaced=tuple(sorted(told & before.documents.keys())),
        unchanged=tuple(sorted(changes.same.keys() - {id for id, _ in skipped})),
        renamed=tuple(sorted(renamed.items())),
        removed=tuple(changes.vanished) if prune else (),
        vanished=() if prune else tuple(changes.vanished.items()),
        skipped=skipped,
        left_out=Counter(path.suffix.lower() or path.name for path in changes.found.left_out),
        failures=tuple(Failure(path, " ".join(message.split())) for path, message in problems),
    )


def _renamed(changes: Changes, good: Container[str]) -> dict[str, str]:
    return {old: new for old, new in changes.renamed.items() if new in good}


def remove(graph: Path | str, name: str) -> BuildReport:
    """Remove a document from the graph, by its id or the file that it was read from; GraphError where there is none of that name."""
    began, graph = time.perf_counter(), Path(graph)
    manifest.read(graph)
    with _writer(graph) as before:
        id = name if name in before.documents else sources_of(graph, before).get(Path(name).resolve(), "")
        if not id:
            known = "、".join(sorted(before.documents))
            raise GraphError(f"图谱里没有文件 {name}，现有 {known} / the graph holds no document {name}; it holds: {known}")
        left = {other: kept for other, kept in before.documents.items() if other != id}
        holds = _commit(graph, before, left, _unwatched)
    return replace(_NOTHING, removed=(id,), summary=holds, seconds=time.perf_counter() - began)


@contextmanager
def _writer(graph: Path) -> Iterator[Manifest]:
    """Hold the graph's writing lock and give its manifest, an empty one for a new graph; a graph that stays empty leaves no trace."""
    if graph.exists() and not graph.is_dir():
        raise GraphError(f"{graph} 是文件，请另选目录 / is a file: choose a folder for the graph")
    if graph.is_dir() and not (graph / manifest.NAME).exists() and (foreign := {entry.name for entry in graph.iterdir()} - _OURS):
        raise GraphError(f"{graph} 里有别的文件（{min(foreign)}），请另选目录 / holds other files: choose another folder for the graph")
    is_new = not graph.exists()
    try:
        graph.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(f"{graph} 建不了 / cannot be made ({error}): choose another folder for the graph") from None
    try:
        with writing(graph):
            yield manifest.read(graph) if (graph / manifest.NAME).exists() else Manifest({}, "", "")
    except OSError as error:
        raise GraphError(f"{graph} 写不进去，图谱保持原样 / could not be written ({error}): the graph is as it was") from None
    finally:
        if is_new and not (graph / manifest.NAME).exists():
            shutil.rmtree(graph, ignore_errors=True)


def _unwatched(progress: Progress) -> None:
    """Take no notice of a progress."""


def _watched(asked: Sequence[Request], watch: Watch) -> Iterator[Outcome]:
    watch(Progress("read", 0, len(asked), ""))
    for done, outcome in enumerate(read_all(asked), 1):
        watch(Progress("read", done, len(asked), outcome.request.id))
        yield outcome


def _kept(graph: Path, outcome: Outcome) -> Kept:
    request, hash = outcome.request, sha256(outcome.record).hexdigest()
    safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in request.id)[:40]
    return Kept(
        file=f"{safe}.{hash[:12]}.json",
        hash=hash,
        sha256=request.sha256,
        text=outcome.text,
        fingerprint=fingerprint.extraction(fast=request.fast),
        source=_source(graph, request.path),
    )


def _source(graph: Path, path: Path) -> str:
    base = graph.resolve().parent
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


def _settle(before: Mapping[str, Kept], read: Mapping[str, Kept]) -> tuple[dict[str, Kept], tuple[tuple[str, str], ...]]:
    """Return the graph's documents after a build, and what was skipped: of documents with one text the first id stays."""
    wanted = {**before, **read}
    first: dict[str, str] = {}
    for id in sorted(wanted):
        first.setdefault(wanted[id].text, id)
    documents = {id: wanted[id] for id in sorted(first.values())}
    return documents, tuple((id, first[wanted[id].text]) for id in sorted(wanted) if id not in documents)


def _save(graph: Path, kept: Kept, record: bytes) -> None:
    path = graph / DOCUMENTS / kept.file
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(".new")
        manifest.write_through(draft, record)
        draft.replace(path)


def _commit(graph: Path, before: Manifest, documents: Mapping[str, Kept], watch: Watch) -> Summary:
    """Make the index of these documents and the decisions, then replace the manifest; nothing is done where nothing changed."""
    path = graph / DECISIONS
    decided = decisions.read(path)
    told = sha256(repr(decided).encode("utf-8")).hexdigest()
    now = Manifest(documents, told, manifest.index_name(documents, told, fingerprint.resolution()))
    if not index.is_made(graph, now.index):
        _make_index(graph, now, decided, watch)
    if now != before:
        if not path.exists():
            decisions.write(path, ())
        manifest.write(graph, now)
    index.tidy(graph)
    return summary.read(index.folder(graph, now.index))


def _make_index(graph: Path, now: Manifest, decided: decisions.Decisions, watch: Watch) -> None:
    parts = [load(graph / DOCUMENTS / kept.file) for _, kept in sorted(now.documents.items())]
    watch(Progress("resolve", 0, len(parts), ""))
    resolution = resolve_all(parts, decided)
    watch(Progress("store", 0, len(parts), ""))
    index.make(graph, now, resolution.graph, numbers=summarise(resolution, (facts for _, facts in parts)))
