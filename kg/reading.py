"""Files into records of what they say: mere text in this process, other formats and many files in processes of their own."""

import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from kg.workers import Job, WorkerError, do_all
from loaders import LoaderError

# Starting a process costs about a second of one core: worth it only when there is more to read than that.
_ENOUGH_FILES: Final = 4
_ENOUGH_BYTES: Final = 2 << 20
_TASK: Final = "kg.reading:answer"
_SECONDS: Final = 120.0
_SECONDS_PER_MEGABYTE: Final = 30.0
_SECONDS_PER_MEGABYTE_OF_SCANS: Final = 300.0
_SCANS: Final = frozenset({".pdf", ".ofd"})
_MOST_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Request:
    """A file to read, and the id that its document is to have; `sha256` is "" and `size` 0 where it cannot be opened.

    `fast` leaves the tagger out.
    """

    id: str
    path: Path
    sha256: str
    size: int
    fast: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: the encoded record and the hash of its text, or one line that says why there is none."""

    request: Request
    record: bytes
    text: str
    failure: str


def requests(paths: Iterable[Path], known: Mapping[Path, str], *, fast: bool = False) -> tuple[Request, ...]:
    """Return what to read, by id: each file once. A file that is `known` keeps its id; another's is its stem, told apart by its folders."""
    files = sorted({path.resolve() for path in paths}, key=str)
    ids = {path: known[path] for path in files if path in known}
    ids |= _ids([path for path in files if path not in ids], ids.values())
    return tuple(sorted((_request(ids[path], path, fast=fast) for path in files), key=lambda request: (request.id, str(request.path))))


def read_all(requests: Sequence[Request], *, workers: int = 0) -> Iterator[Outcome]:
    """Yield what became of each request, in their order.

    Other formats than text are read in a process of its own, which is ended at a limit of time or memory; many files in
    several, as `workers` says or as pays.
    """
    from loaders.formats import is_text

    much = len(requests) >= _ENOUGH_FILES and sum(request.size for request in requests) >= _ENOUGH_BYTES
    count = workers or (min(os.cpu_count() or 1, len(requests)) if much else 1)
    if count < 2 and all(is_text(request.path) for request in requests):
        yield from map(read_one, requests)
        return
    jobs = [Job((request.id, str(request.path), request.sha256, request.size, request.fast), seconds(request)) for request in requests]
    for request, answer in zip(requests, do_all(_TASK, jobs, count), strict=True):
        yield _failed(request, f"{request.path} {answer}") if isinstance(answer, WorkerError) else _outcome(request, answer)


def seconds(request: Request) -> float:
    """Return how long a file may take: minutes at least, an hour at most; scans are read a page in a few seconds."""
    each = _SECONDS_PER_MEGABYTE_OF_SCANS if request.path.suffix.lower() in _SCANS else _SECONDS_PER_MEGABYTE
    return min(_MOST_SECONDS, _SECONDS + each * request.size / 2**20)


def answer(id: str, path: str, sha256: str, *numbers: int) -> bytes:
    """Read one file in a process of its own and return the outcome as bytes: a line of JSON, then the record."""
    size, fast = numbers
    outcome = read_one(Request(id, Path(path), sha256, size, bool(fast)))
    return json.dumps({"text": outcome.text, "failure": outcome.failure}).encode("ascii") + b"\n" + outcome.record


def _outcome(request: Request, answer: bytes) -> Outcome:
    head, _, record = answer.partition(b"\n")
    said = json.loads(head)
    return Outcome(request, record, said["text"], said["failure"])


def _failed(request: Request, message: str) -> Outcome:
    return Outcome(request, b"", "", " ".join(message.split()))


def read_one(request: Request) -> Outcome:
    """Read one file; a file that cannot be read, whatever the reason, is an outcome with a line that says so."""
    from kg.records import encode
    from loaders.extraction import extract
    from loaders.formats import read

    if not _is_unicode(request.path):
        return _failed(
            request, f"{request.path} 的文件名或文件夹名不是有效的 Unicode，请改名 / has a name that is no valid Unicode: rename it"
        )
    try:
        document = replace(read(request.path), id=request.id)
        record = encode(document, extract(document, fast=request.fast))
    except LoaderError as error:
        return _failed(request, str(error))
    except MemoryError:
        return _failed(request, f"{request.path} 读取时内存不足，请拆分后再读 / took more memory than there is: split it")
    except Exception as error:  # a reader's or finder's own fault must not cost the other files
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return _failed(request, f"{request.path} 处理失败，请报告此文件 / could not be handled ({said}): please report this file")
    return Outcome(request, record, sha256(document.text.encode("utf-8")).hexdigest(), "")


def _request(id: str, path: Path, *, fast: bool) -> Request:
    from loaders.encoding import read_bytes
    from loaders.formats import largest

    try:
        content = read_bytes(path, largest(path))
    except LoaderError:  # told when it is read
        return Request(id, path, "", 0, fast)
    return Request(id, path, sha256(content).hexdigest(), len(content), fast)


def _is_unicode(path: Path) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in str(path))


def _ids(paths: Sequence[Path], taken: Iterable[str]) -> dict[Path, str]:
    """Return an id for each file: its stem, before it as many parent folders as tell it from the others, else its whole name.

    No id is one of those `taken`.
    """
    ids: dict[Path, str] = {}
    left, held = list(paths), Counter(id.casefold() for id in taken)
    for depth in range(max((len(path.parts) for path in paths), default=0)):
        names = {path: _id(path, depth) for path in left}
        counts = held + Counter(name.casefold() for name in (*names.values(), *ids.values()))
        ids |= {path: name for path, name in names.items() if counts[name.casefold()] == 1}
        left = [path for path in left if path not in ids]
    return ids | {path: _plain(path.name) for path in left}


def _id(path: Path, depth: int) -> str:
    parents = path.parent.parts[-depth:] if depth else ()
    return _plain("-".join((*(part.strip("/\\:") for part in parents), path.stem)))


def _plain(name: str) -> str:
    """Return a name composed and on one line, as every listing shows it."""
    return "".join("_" if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in unicodedata.normalize("NFC", name))
