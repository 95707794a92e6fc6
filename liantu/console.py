"""What reaches the terminal: streams that never fail, one-line messages, tables, progress bars."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Drawn

    from kg.pipeline import Progress, Watch
    from kg.table import Table

OURS: Final = ("ontology", "loaders", "kg", "queries", "exports")
UNBOUNDED: Final = 100_000
"""The width of output that goes to a file or a pipe: nothing is wrapped there."""


def prepare_streams() -> None:
    """Make standard output and error take every character: what the console's encoding lacks becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def shadowed() -> str:
    """Return one line that names a package of another origin standing in place of ours, or ""."""
    home = Path(__file__).resolve().parent.parent
    for name in OURS:
        spec = find_spec(name)
        place = Path(spec.origin).resolve() if spec and spec.origin else None
        if place is None or place.parent.parent != home:
            found = place or (list(spec.submodule_search_locations or ()) if spec else "nothing")
            return (
                f"Python 找到的“{name}”不是链图自带的（{found}）：请换一个文件夹运行，或给那个同名的包改名。 "
                f"Another package stands in place of LianTu's own {name!r}: run from another folder or rename it."
            )
    return ""


def tell(message: str) -> None:
    """Print one line on standard error."""
    print(" ".join(message.split()), file=sys.stderr)


def say(text: str = "") -> None:
    """Print a line on standard output."""
    print(text)


def console(stream: TextIO | None = None) -> "Console":
    """Return a rich console; where no one looks on, lines are as long as they need to be and hold no colours."""
    from rich.console import Console

    file = stream or sys.stdout
    watched = file.isatty()
    return Console(file=file, width=None if watched else UNBOUNDED, highlight=False, soft_wrap=False, emoji=False, markup=False)


def show(table: "Table", headers: Sequence[str], *, ids: Sequence[int] = ()) -> None:
    """Print a table; the columns `ids` go where the window is too narrow for all."""
    from rich.measure import Measurement

    out = console()
    drawn = _drawn(table, headers, ids, hidden=False)
    if out.is_terminal and ids and Measurement.get(out, out.options.update(max_width=UNBOUNDED), drawn).maximum > out.width:
        drawn = _drawn(table, headers, ids, hidden=True)
    out.print(drawn)


def _drawn(table: "Table", headers: Sequence[str], ids: Sequence[int], *, hidden: bool) -> "Drawn":
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    from exports.answers import plain
    from ontology import ID

    kept = [number for number in range(len(headers)) if not (hidden and number in ids)]
    drawn = Grid(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number in kept:
        drawn.add_column(Text(headers[number]), overflow="fold", style="dim" if number in ids else "")
    for row in table.rows:
        drawn.add_row(*(Text(" ".join(plain(row[number]).removeprefix(ID).split())) for number in kept))
    return drawn


@contextmanager
def progress(title: str) -> "Iterator[Watch]":
    """Show a progress bar on standard error while files are read; nothing where no one looks on."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console(sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)

        def watch(step: "Progress") -> None:
            bar.update(task, total=step.total or None, completed=step.done, description=f"{title} {step.document}"[:60])

        yield watch
