"""Processes that work on one thing after another, each ended at a limit of time or memory and started again for the next.

A process is a fresh interpreter, not a fork and not `multiprocessing`: it works the same on every system, from notebooks
and from scripts without a main guard. Only JSON and bytes pass between the two, so that a process which hostile bytes
have taken over can send nothing but a wrong answer.
"""

import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final

from kg import GraphError

if TYPE_CHECKING:
    import psutil

MOST_MEGABYTES: Final = 3072
"""What a process may take; the longest plans take a tenth, the reading of scans half."""
_BOOT: Final = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from kg.workers import serve; serve(sys.argv[2])"
_POLL_SECONDS: Final = 0.1
_PATIENCE: Final = 5
_CRASHED: Final = "使读取程序崩溃，请报告此文件 / made its reader crash: please report this file"
_ADDRESSES: Final = 16 << 30
_REFUSED: Final = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile")


class WorkerError(GraphError):
    """A process crashed or was ended at a limit; the message says which, without a subject."""


@dataclass(frozen=True, slots=True)
class Job:
    """Plain arguments of a task, and the seconds of processor time that it may take; waiting, it may take five times as long."""

    arguments: tuple[str | int, ...]
    seconds: float


def do_all(task: str, jobs: Sequence[Job], processes: int) -> Iterator[bytes | WorkerError]:
    """Yield for each job, in order, what the task "module:function" gives for its arguments, or why its process was ended.

    The function returns bytes; what it must not do is in `serve`. No process outlives the iterator.
    """
    answers: _Answers = SimpleQueue()
    workers = [_Worker(task, answers) for _ in range(min(processes, len(jobs)))]
    left, done = deque(enumerate(jobs)), dict[int, bytes | WorkerError]()
    try:
        for number in range(len(jobs)):
            while number not in done:
                for worker in workers:
                    if worker.number < 0 and left:
                        worker.begin(*left.popleft())
                done.update(_answered(answers))
                done.update(ended for worker in workers for ended in worker.look())
            yield done.pop(number)
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """One process at a time; `number` is that of the job in hand, -1 without one."""

    def __init__(self, task: str, answers: "_Answers") -> None:
        self._task, self._answers = task, answers
        self._watched: psutil.Process | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.number = -1

    def begin(self, number: int, job: Job) -> None:
        """Hand a job to the process; one that has died in the meantime is told by its listener."""
        process = self.process or self._start()
        assert process.stdin
        self.number, self._seconds = number, job.seconds
        self._last_used, self._last = self._used()[0] + job.seconds, time.monotonic() + _PATIENCE * job.seconds
        with suppress(OSError):
            process.stdin.write(json.dumps(job.arguments).encode("ascii") + b"\n")
            process.stdin.flush()

    def look(self) -> Iterator[tuple[int, WorkerError]]:
        """End the process where its job has passed a limit, and yield the job's number with the reason."""
        if self.number < 0:
            return
        used, held = self._used()
        if used > self._last_used or time.monotonic() > self._last:
            said = f"读了 {self._seconds:.0f} 秒仍未读完，已中止 / was not read within {self._seconds:.0f} seconds and given up"
        elif held > MOST_MEGABYTES << 20:
            said = f"读取占用内存超过 {MOST_MEGABYTES} MB，已中止 / took more than {MOST_MEGABYTES} MB of memory and was given up"
        else:
            return
        yield self.number, WorkerError(said)
        self.end()

    def _used(self) -> tuple[float, int]:
        """Return the seconds of processor time that the process has taken, and the bytes that it holds; nothing where it has ended."""
        import psutil

        try:
            assert self._watched
            times = self._watched.cpu_times()
            return times.user + times.system, self._watched.memory_info().rss
        except psutil.Error:  # its listener says that it has ended
            return 0.0, 0

    def end(self) -> None:
        """End the process; the next job starts another."""
        process, self.process, self.number = self.process, None, -1
        if process is not None:
            process.kill()
            process.wait()
            assert process.stdin
            with suppress(OSError):  # what was not yet written
                process.stdin.close()

    def _start(self) -> subprocess.Popen[bytes]:
        import psutil

        path = json.dumps([str(Path(entry).absolute()) for entry in sys.path])
        command = [sys.executable, "-c", _BOOT, path, self._task]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self._watched = psutil.Process(self.process.pid)
        Thread(target=self._listen, args=(self.process,), daemon=True).start()
        return self.process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Hand on each answer, and None when the process has ended."""
        assert process.stdout
        with process.stdout as pipe, suppress(OSError, ValueError):  # something else than an answer came
            while (length := int(pipe.readline(32) or b"-1")) >= 0:
                answer = pipe.read(length)
                if len(answer) < length:
                    break
                self._answers.put((self, process, answer))
        self._answers.put((self, process, None))


_Answers = SimpleQueue[tuple[_Worker, subprocess.Popen[bytes], bytes | None]]


def _answered(answers: _Answers) -> Iterator[tuple[int, bytes | WorkerError]]:
    """Wait a moment for an answer and yield the number of its job with it."""
    try:
        worker, process, answer = answers.get(timeout=_POLL_SECONDS)
    except Empty:
        return
    if process is not worker.process:  # the last word of one that was ended
        return
    number, worker.number = worker.number, -1
    if answer is None:
        worker.end()
    if number >= 0:
        yield number, WorkerError(_CRASHED) if answer is None else answer


def serve(task: str) -> None:
    """Do the task in this process for each line of arguments on standard input; each answer is its length in a line, then its bytes."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _limit_addresses()
    module, _, function = task.partition(":")
    work: Callable[..., bytes] = getattr(import_module(module), function)
    sys.addaudithook(_refuse)
    for line in _questions():
        answer = work(*json.loads(line))
        output.write(f"{len(answer)}\n".encode("ascii"))
        output.write(answer)
        output.flush()
    os._exit(0)


def _questions() -> Iterator[bytes]:
    """Yield the lines of standard input; when it ends, so does this process, whatever it is doing."""
    lines: SimpleQueue[bytes] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            lines.put(line)
        os._exit(0)

    Thread(target=listen, daemon=True).start()
    return iter(lines.get, b"")


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Let nothing in this process reach a network or start a program: no document needs that to be read."""
    if event in _REFUSED:
        raise PermissionError(f"{event} is not for readers of documents")


def _limit_addresses() -> None:
    """Bound what this process may take between two looks at it, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES if hard == resource.RLIM_INFINITY else min(_ADDRESSES, hard), hard))
