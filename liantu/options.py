"""Options that several commands share, and how an answer leaves: to the terminal or to a file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from kg.table import Cell, Table
from liantu.console import say, show, tell
from queries import QueryError

Graph = Annotated[Path, typer.Option("--graph", "-g", envvar="LIANTU_GRAPH", help="图谱目录。 The graph's directory.")]
Format = Annotated[str, typer.Option("--format", "-f", help="table csv json md；缺省依 -o 的后缀。 By -o's suffix.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="写到文件（UTF-8）。 Write to a file.")]
DEFAULT_GRAPH: Final = Path("graph")
FORMATS: Final = ("table", "csv", "json", "md")
_SUFFIXES: Final = {".csv": "csv", ".json": "json", ".md": "md"}

Names = Callable[[str], str]


def chosen(format: str, output: Path | None) -> str:
    """Return the format that was asked for; QueryError when there is none of that name."""
    name = format or (_SUFFIXES.get(output.suffix.lower(), "table") if output else "table")
    if name not in FORMATS:
        raise QueryError(f"没有输出格式“{name}”，可用：{' '.join(FORMATS)}。 No such output format.")
    return name


def deliver(table: Table, format: str, output: Path | None, *, headers: Names = str, words: Mapping[str, Names] | None = None) -> None:
    """Print an answer or write it to a file.

    People read table, csv and md: their columns are called by `headers`, and the cells of the columns in `words` are
    translated. JSON keeps the names of the ontology.
    """
    from exports.answers import ANSWERS

    name = chosen(format, output)
    read = table if name == "json" else _worded(table, words or {})
    if name != "json":
        read = Table(tuple(map(headers, read.columns)), read.rows)
    if name == "table" and output is None:
        show(read, read.columns, ids=_ids(table))
        if not table.rows:
            tell("没有结果。 No rows.")
    elif output is None:
        print(ANSWERS[name](read), end="")
    else:
        text = ANSWERS["md" if name == "table" else name](read)
        put(output, text, bom=name == "csv")
        say(f"已写入 {output}（{len(table)} 行）")


def without(table: Table, columns: tuple[str, ...]) -> Table:
    """Return a table that lacks these columns."""
    kept = [number for number, name in enumerate(table.columns) if name not in columns]
    return Table(tuple(table.columns[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in table.rows))


def put(path: Path, text: str, *, bom: bool) -> None:
    """Write a text file as UTF-8; QueryError when it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8-sig" if bom else "utf-8", newline="\n")
    except OSError as error:
        raise QueryError(f"{path} 写不进去：{error.strerror}。 Cannot be written.") from error


def _worded(table: Table, words: Mapping[str, Names]) -> Table:
    names = [words.get(column) for column in table.columns]
    return Table(table.columns, tuple(tuple(_cell(cell, name) for cell, name in zip(row, names, strict=True)) for row in table.rows))


def _cell(cell: Cell, name: Names | None) -> Cell:
    return name(cell) if name and isinstance(cell, str) else cell


def _ids(table: Table) -> list[int]:
    """Return which columns hold IRIs of ours."""
    from ontology import ID

    columns = range(len(table.columns))
    return [number for number in columns if any(isinstance(row[number], str) and str(row[number]).startswith(ID) for row in table.rows)]
