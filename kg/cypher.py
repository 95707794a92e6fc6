"""What the Cypher engines have in common: one way to ask them, one form of answers, and the texts that none of them gets."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from kg import GraphError
from kg.limits import LimitError, Limits
from kg.table import Cell, Table

MOST_CHARACTERS: Final = 1_000_000
_SPARQL: Final = re.compile(
    r"\A(?:\s|#[^\n]*\n)*(?:PREFIX\s+[\w-]*:|BASE\s*<|(?:SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE)\b[^{]*(?:[?{<*]))", re.IGNORECASE
)
_LOAD_CSV: Final = re.compile(r"\bLOAD\b.*\bCSV\b", re.IGNORECASE | re.DOTALL)


class CypherEngine(Protocol):
    """Whatever answers Cypher: the embedded database or a Neo4j server."""

    def run(self, query: str, parameters: Mapping[str, Any], *, limits: Limits) -> Table:
        """Return the answer to a text that may come from anybody; it can only read. GraphError says what is wrong with it."""

    def select(self, query: str, parameters: Mapping[str, Any]) -> Table:
        """Return the answer to one of our own texts, in this process and without limits."""


def check(query: str) -> None:
    """Raise GraphError for a text that no engine should see: too long, no Cypher, or with LOAD CSV.

    The engines refuse to write and to read files by themselves; this gives the plain words for it, and a second net.
    """
    if len(query) > MOST_CHARACTERS:
        raise GraphError(f"查询文本超过 {MOST_CHARACTERS} 个字符。The query is longer than {MOST_CHARACTERS} characters.")
    if _SPARQL.match(query):
        raise GraphError("这像是 SPARQL：请用 liantu sparql。This looks like SPARQL: use liantu sparql.")
    if _LOAD_CSV.search(query):
        raise GraphError("查询不能读文件：LOAD CSV 不可用。Queries read no files: LOAD CSV is not available here.")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], limits: Limits) -> Table:
    """Return the rows as a table; LimitError when there are more than may be."""
    if len(rows) > limits.rows:
        raise LimitError(
            f"结果超过 {limits.rows} 行：请加 LIMIT 或提高上限。The answer has more than {limits.rows} rows: add LIMIT or raise the limit."
        )
    return Table(tuple(columns), tuple(tuple(map(cell, row)) for row in rows))


def cell(value: Any) -> Cell:
    """Return a value as plain data: lists as tuples, maps as tuples of pairs, dates as ISO texts."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return tuple(map(cell, value))
    if isinstance(value, Mapping):
        return tuple((str(key), cell(value[key])) for key in sorted(value, key=str))
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
