"""Waiting until files change: by looking every few seconds, which works on every system and on network drives."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

SECONDS: Final = 2.0
State = frozenset[tuple[str, int, int]]


def changes(paths: Callable[[], Iterable[Path]], graph: Path, *, seconds: float = SECONDS) -> Iterator[None]:
    """Yield at once, then each time when the files that are meant have changed and lain still again, until Ctrl-C.

    `paths` gives what is meant at the moment; what lies in the directory of the graph does not count.
    """
    try:
        known = last = _state(paths(), graph)
        yield
        while True:
            time.sleep(seconds)
            now = _state(paths(), graph)
            if now == last and now != known:
                known = now
                yield
            last = now
    except KeyboardInterrupt:
        return


def _state(paths: Iterable[Path], graph: Path) -> State:
    """Return each file with the time of its last change and its size; an archive counts as a file."""
    from loaders import folders

    found = folders.find(paths, besides=graph)
    return frozenset(each for path in (*found.files, *found.folders) if (each := _stamp(path)))


def _stamp(path: Path) -> tuple[str, int, int] | None:
    try:
        told = path.stat()
    except (OSError, ValueError):
        return None
    return None if path.is_dir() else (str(path), told.st_mtime_ns, told.st_size)
