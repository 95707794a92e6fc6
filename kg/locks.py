"""One writer and many readers of a graph directory: locks that the system frees when their process ends, however it ends.

SQLite takes the same locks on every system; its files stay empty.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from kg import GraphError


@contextmanager
def writing(graph: Path) -> Iterator[None]:
    """Hold the one writer's lock of a graph directory; a second writer gets a GraphError that names the first."""
    name = graph / "lock"
    try:
        connection = _connect(name)
    except sqlite3.OperationalError as error:
        raise GraphError(f"{graph} 不可写，请检查权限 / cannot be written to ({error}): check its permissions") from None
    with closing(connection):
        if not _begin(connection, "BEGIN EXCLUSIVE"):
            raise GraphError(
                f"{graph} 正由另一进程写入{_holder(name)}，请稍后再试 / is being written by another process: try again when it has ended"
            )
        owner = name.with_name("lock.pid")
        owner.write_text(str(os.getpid()), encoding="ascii")
        try:
            yield
        finally:
            owner.unlink(missing_ok=True)


class Hold:
    """A reader's hold on a file's lock until `close`; where locks cannot be taken, as on read-only media, it holds nothing."""

    def __init__(self, name: Path) -> None:
        """Take the lock beside other readers."""
        self._connection: sqlite3.Connection | None = None
        with suppress(sqlite3.OperationalError, OSError):
            name.touch()
            self._connection = sqlite3.connect(
                f"{name.absolute().as_uri()}?mode=ro", timeout=0, isolation_level=None, uri=True, check_same_thread=False
            )
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()

    def close(self) -> None:
        """Give the lock back; a second time does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def is_held(name: Path) -> bool:
    """Tell whether a reader holds the lock of a file."""
    if not name.exists():
        return False
    with closing(_connect(name)) as connection:
        return not _begin(connection, "BEGIN EXCLUSIVE")


def _connect(name: Path) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=0, isolation_level=None)


def _begin(connection: sqlite3.Connection, statement: str) -> bool:
    try:
        connection.execute("PRAGMA journal_mode = MEMORY")  # no journal is left behind by a killed process
        connection.execute(statement)
    except sqlite3.OperationalError:
        return False
    return True


def _holder(name: Path) -> str:
    try:
        return f"（{int(name.with_name('lock.pid').read_text(encoding='ascii'))}）"
    except (OSError, ValueError):
        return ""
