"""An answer as text for other programs: CSV, JSON and Markdown."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Final

from kg.table import Cell, Table

LIST_SEPARATOR: Final = "；"
_FORMULA: Final = re.compile(r"[=+\-@\t\r＝＋－＠]")
_MARKDOWN: Final = re.compile(r"([\\|`*_\[\]<>#&~])")


def to_csv(table: Table) -> str:
    """Return CSV whose cells no spreadsheet takes for formulas (a leading apostrophe marks them as text)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_as_text(name) for name in table.columns])
    writer.writerows([[_as_text(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def to_json(table: Table) -> str:
    """Return a JSON list with one object a row; lists stay lists, an unknown value is null."""
    return json.dumps(list(table), ensure_ascii=False, indent=1) + "\n"


def to_markdown(table: Table) -> str:
    """Return a table in GitHub's Markdown, in which no cell can end its column or bring markup of its own."""
    lines = [table.columns, ("---",) * len(table.columns), *table.rows]
    marked = (line if line and line[0] == "---" else [_unmarked(plain(cell)) for cell in line] for line in lines)
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in marked)


ANSWERS: Final[dict[str, Callable[[Table], str]]] = {"csv": to_csv, "json": to_json, "md": to_markdown}


def plain(cell: Cell) -> str:
    """Return a cell as one readable string; lists are joined by "；", an unknown value is empty."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return LIST_SEPARATOR.join(plain(each) for each in cell)
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _as_text(cell: Cell) -> str:
    text = plain(cell)
    return "'" + text if isinstance(cell, str | tuple) and _FORMULA.match(text) else text


def _unmarked(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
