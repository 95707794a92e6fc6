"""Runs what a user wrote in a process of its own, which is killed at a limit of time, memory or rows.

The process is a fresh interpreter, not a fork and not `multiprocessing`: it works the same on every system, from
notebooks and from scripts without a main guard. Only plain data passes between the two.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, cast

from kg import GraphError
from kg.table import Cell, Table

if TYPE_CHECKING:
    import psutil

START_SECONDS: Final = 120.0
"""How long a process may take to open what it reads, before the clock of the query starts."""
MOST_BYTES: Final = 256 << 20
_BOOT: Final = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from kg.limits import serve; serve(*sys.argv[2:])"
_POLL_SECONDS: Final = 0.02
_OPENED: Final = b"{}\n"


class LimitError(GraphError):
    """A query was ended at a limit of time, memory or rows; the message says at which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds of running, rows of answer, MiB of memory beyond what the opened graph takes."""

    seconds: float = 30.0
    rows: int = 100_000
    megabytes: int = 1024

    def __post_init__(self) -> None:
        """Refuse a limit that is none: zero would mean no limit to some engines."""
        if not (self.seconds > 0 and self.rows > 0 and self.megabytes > 0):
            raise GraphError("时限、行数和内存上限都必须大于零。Limits of seconds, rows and megabytes must be above zero.")


def run(task: str, *arguments: Any, limits: Limits) -> Table:
    """Return the table that `task` ("module:function") gives for the plain `arguments`, in a process of its own.

    The function opens what it needs and returns a function without parameters that does the work; the limits hold for
    the latter. It raises GraphError for what the user did wrong.
    """
    import psutil

    command = [sys.executable, "-c", _BOOT, json.dumps([str(Path(entry).absolute()) for entry in sys.path]), task]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            answer = _Answer(process, json.dumps(arguments).encode("ascii"))
            _watch(psutil.Process(process.pid), answer, limits)
        finally:
            process.kill()
    return _table(answer.line)


def shut_files() -> None:
    """Let this process open no further file or connection, where the system has such a limit."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def serve(task: str) -> None:
    """Do the task in this process: read the arguments from standard input, write lines of JSON to what was standard output."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    module, _, function = task.partition(":")
    try:
        work: Callable[[], Table] = getattr(import_module(module), function)(*json.loads(sys.stdin.buffer.read()))
        output.write(_OPENED)
        output.flush()
        table = work()
        answer = json.dumps({"columns": table.columns, "rows": table.rows})
    except LimitError as error:
        answer = json.dumps({"limit": str(error)})
    except GraphError as error:
        answer = json.dumps({"error": str(error)})
    except Exception as error:  # what went wrong here is to be read over there
        answer = json.dumps({"error": f"{type(error).__name__}: {error}"})
    output.write(answer.encode("ascii") + b"\n")
    output.flush()
    os._exit(0)


class _Answer:
    """Hands a process its arguments and reads the lines that it writes, on a thread, so that the watch never blocks."""

    def __init__(self, process: subprocess.Popen[bytes], arguments: bytes) -> None:
        self.opened_at: float | None = None
        self.line = b""
        self.thread = Thread(target=self._talk, args=(process, arguments), daemon=True)
        self.thread.start()

    def _talk(self, process: subprocess.Popen[bytes], arguments: bytes) -> None:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(arguments)
            process.stdin.close()
            line = process.stdout.readline(MOST_BYTES)
            if line == _OPENED:
                self.opened_at = time.monotonic()
                line = process.stdout.readline(MOST_BYTES)
            self.line = line
        except OSError:  # the process is gone; no line says so
            return


def _watch(process: "psutil.Process", answer: _Answer, limits: Limits) -> None:
    """Wait for the answer; raise LimitError when a limit is passed first."""
    import psutil

    last, base = time.monotonic() + START_SECONDS, 0
    while answer.thread.is_alive():
        answer.thread.join(_POLL_SECONDS)
        try:
            used = process.memory_info().rss
        except psutil.Error:  # it has ended: the thread reads what it left
            answer.thread.join()
            return
        if answer.opened_at is None:
            base = used
        else:
            last = answer.opened_at + limits.seconds
        if time.monotonic() > last:
            raise LimitError(f"查询超过 {limits.seconds:g} 秒，已中止。The query took more than {limits.seconds:g} seconds and was ended.")
        if used - base > limits.megabytes << 20:
            raise LimitError(
                f"查询占用内存超过 {limits.megabytes} MiB，已中止。The query took more than {limits.megabytes} MiB and was ended."
            )


def _table(line: bytes) -> Table:
    if not line.endswith(b"\n"):
        raise LimitError("查询进程意外结束，或结果过大。The query's process ended early, or its answer was too large.")
    answer = json.loads(line)
    if "error" in answer:
        raise GraphError(answer["error"])
    if "limit" in answer:
        raise LimitError(answer["limit"])
    return Table(tuple(answer["columns"]), tuple(tuple(map(_cell, row)) for row in answer["rows"]))


def _cell(value: Any) -> Cell:
    return tuple(map(_cell, value)) if isinstance(value, list) else cast("Cell", value)
