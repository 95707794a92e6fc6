"""Files into records of what they say, in this process or, where there is much to read, in several."""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from loaders import LoaderError

# Starting a process costs about a second of one core: worth it only when there is more to read than that.
_ENOUGH_FILES: Final = 4
_ENOUGH_BYTES: Final = 2 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """A file to read, and the id that its document is to have; `sha256` is "" and `size` 0 where it cannot be opened."""

    id: str
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: the encoded record and the hash of its text, or one line that says why there is none."""

    request: Request
    record: bytes
    text: str
    failure: str


def requests(paths: Iterable[Path], known: Mapping[Path, str]) -> tuple[Request, ...]:
    """Return what to read, by id: each file once. A file that is `known` keeps its id; another's is its stem, told apart by its folders."""
    files = sorted({path.resolve() for path in paths}, key=str)
    ids = {path: known[path] for path in files if path in known}
    ids |= _ids([path for path in files if path not in ids])
    return tuple(sorted((_request(ids[path], path) for path in files), key=lambda request: (request.id, str(request.path))))


def read_all(requests: Sequence[Request], *, workers: int | None = None) -> Iterator[Outcome]:
    """Yield what became of each request, in their order; by default in several processes where that pays."""
    much = len(requests) >= _ENOUGH_FILES and sum(request.size for request in requests) >= _ENOUGH_BYTES
    count = workers or min(os.cpu_count() or 1, len(requests) if much else 1)
    return map(read_one, requests) if count < 2 else _read_in_processes(requests, count)


def _read_in_processes(requests: Sequence[Request], count: int) -> Iterator[Outcome]:
    """Read in several processes; where one dies, each of the files left is read in a process of its own."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    left = list(requests)
    try:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            for outcome in pool.map(read_one, requests):
                del left[0]
                yield outcome
    except BrokenProcessPool:
        if len(requests) > 1:
            for request in left:
                yield from _read_in_processes((request,), 1)
        else:
            yield Outcome(requests[0], b"", "", f"{requests[0].path} 读取时程序崩溃 / made its reader crash: please report this file")


def read_one(request: Request) -> Outcome:
    """Read one file; a file that cannot be read, whatever the reason, is an outcome with a line that says so."""
    from kg.records import encode
    from loaders.extraction import extract
    from loaders.formats import read

    try:
        document = replace(read(request.path), id=request.id)
        record = encode(document, extract(document))
    except LoaderError as error:
        return Outcome(request, b"", "", " ".join(str(error).split()))
    except Exception as error:  # a reader's or finder's own fault must not cost the other files
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return Outcome(request, b"", "", f"{request.path} 处理失败，请报告此文件 / could not be handled ({said}): please report this file")
    return Outcome(request, record, sha256(document.text.encode("utf-8")).hexdigest(), "")


def _request(id: str, path: Path) -> Request:
    try:
        content = path.read_bytes()
    except OSError:
        return Request(id, path, "", 0)
    return Request(id, path, sha256(content).hexdigest(), len(content))


def _ids(paths: Sequence[Path]) -> dict[Path, str]:
    """Return an id for each file: its stem, before it as many parent folders as tell it from the others, else its whole name."""
    ids: dict[Path, str] = {}
    left = list(paths)
    for depth in range(max((len(path.parts) for path in paths), default=0)):
        names = {path: _id(path, depth) for path in left}
        counts = Counter(name.casefold() for name in (*names.values(), *ids.values()))
        ids |= {path: name for path, name in names.items() if counts[name.casefold()] == 1}
        left = [path for path in left if path not in ids]
    return ids | {path: unicodedata.normalize("NFC", path.name) for path in left}


def _id(path: Path, depth: int) -> str:
    parents = path.parent.parts[-depth:] if depth else ()
    return unicodedata.normalize("NFC", "-".join((*(part.strip("/\\:") for part in parents), path.stem)))
