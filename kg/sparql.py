"""SPARQL texts made safe: what a user's query may not say is refused, and parameters are bound by their values."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

from kg import GraphError
from kg.table import Table

if TYPE_CHECKING:
    from pyoxigraph import Store

Parameter = str
_FORBIDDEN: Final = re.compile("service|from", re.IGNORECASE)
_CYPHER: Final = re.compile(r"\A(?:\s|//[^\n]*\n)*(?:(?:OPTIONAL\s+)?MATCH|UNWIND|RETURN|CALL|MERGE|CREATE\s*\()\b", re.IGNORECASE)
_COMMENT: Final = r"#[^\r\n]*"
_IRI: Final = r"<[^<>\"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}[^<>\"{}|^`\\\x00-\x20]*|\\U[0-9A-Fa-f]{8}[^<>\"{}|^`\\\x00-\x20]*)*>"
_LONG: Final = "|".join(rf"{q * 3}(?:\\.|(?!{q * 3})[^\\])*{q * 3}" for q in ('"', "'"))
_SHORT: Final = "|".join(rf"{q}(?:\\.|[^{q}\\\r\n])*{q}" for q in ('"', "'"))
_TOKENS: Final = re.compile(
    rf"(?P<string>{_LONG}|{_SHORT})|(?P<iri>{_IRI})|(?P<comment>{_COMMENT})|(?P<local>:[A-Za-z0-9_]*)|(?P<code>[^\"'<#:]+|.)",
    re.DOTALL,
)
_ESCAPES: Final = {ord(c): e for c, e in zip('\\"\n\r\t', ("\\\\", '\\"', "\\n", "\\r", "\\t"), strict=True)}


class Kind(StrEnum):
    """What a piece of a SPARQL text is; `local` is a colon with the letters after it, which can begin no keyword."""

    STRING = "string"
    IRI = "iri"
    COMMENT = "comment"
    LOCAL = "local"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a SPARQL text of one kind."""

    kind: Kind
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """Cut a SPARQL text into pieces; put together they are the text."""
    for m in _TOKENS.finditer(text):
        assert m.lastgroup is not None
        yield Piece(Kind(m.lastgroup), m[0])


def guarded(text: str) -> str:
    """Return a query that means the same and holds no SERVICE or FROM; GraphError where it asks for one.

    Oxigraph would send a SERVICE to any address, and reads `SERVICEex:address` as one too, so no list of tokens could be trusted
    to see it as Oxigraph does. Instead the text that is run holds these words nowhere but behind a colon, in a name such as
    `ex:service`: comments are dropped, and in strings and IRIs the second letter is written as an escape, which means the same there
    and is no keyword anywhere else.
    """
    if _CYPHER.match(text):
        raise GraphError("这像是 Cypher，请用 liantu cypher / this looks like Cypher: use liantu cypher")
    safe = "".join(_guarded(piece) for piece in pieces(text))
    for m in _FORBIDDEN.finditer(safe):
        if not re.search(r":[A-Za-z0-9_]*\Z", safe[: m.start()][-80:]):
            raise GraphError(_refusal(m[0]))
    return safe


def bound(text: str, parameters: Mapping[str, Parameter]) -> str:
    """Return a query with its parameters bound: a VALUES block at the head of the outermost group gives each variable its value.

    A value that begins with `http://` or `https://` is an IRI, any other a Chinese name, `"…"@zh`. The query's own FILTERs see it; sub-queries do not.
    """
    if not parameters:
        return text
    names = " ".join(f"?{name}" for name in parameters)
    values = " ".join(map(_term, parameters.values()))
    at = _group(text)
    return f"{text[:at]} VALUES ({names}) {{ ({values}) }} {text[at:]}"


def answer(index: str, query: str, rows: int) -> Callable[[], Table]:
    """Open the Oxigraph store at `index` and return what answers a user's query over it: a task for `kg.limits`."""
    from pyoxigraph import Store

    safe, store = guarded(query), Store.read_only(index)
    return lambda: _table(store, safe, rows)


def wrong(error: Exception) -> GraphError:
    """Return the error that says in one line what Oxigraph found wrong in a query."""
    said = " ".join(str(error).split())
    return GraphError(f"查询语句有误 / the query is wrong: {said}")


def _table(store: "Store", query: str, limit: int) -> Table:
    from kg import cells
    from kg.limits import LimitError
    from kg.rdf import PREFIXES

    try:
        results = store.query(query, prefixes=dict(PREFIXES))
        rows = tuple(islice(cells.rows(results), limit + 1))
    except (SyntaxError, ValueError, OSError) as error:
        raise wrong(error) from None
    if len(rows) > limit:
        raise LimitError(f"结果超过 {limit} 行，请加 LIMIT / the answer has more than {limit} rows: add a LIMIT")
    return Table(cells.columns(results), rows)


def _guarded(piece: Piece) -> str:
    if piece.kind is Kind.COMMENT:
        return " "
    if piece.kind in (Kind.STRING, Kind.IRI):
        return _FORBIDDEN.sub(lambda m: f"{m[0][0]}\\u{ord(m[0][1]):04X}{m[0][2:]}", piece.text)
    return piece.text


def _refusal(word: str) -> str:
    if word.upper() == "FROM":
        return "查询不能用 FROM：全部数据都在默认图中 / a query may not say FROM: the default graph holds everything"
    return "查询不能用 SERVICE：不向其他服务器发送请求 / a query may not say SERVICE: nothing is sent to other servers"


def _group(text: str) -> int:
    """Return where the outermost group of a query begins, behind its brace."""
    at = 0
    for piece in pieces(text):
        for brace in re.finditer("{", piece.text) if piece.kind is Kind.CODE else ():
            if not _in_template(text[: at + brace.start()]):
                return at + brace.end()
        at += len(piece.text)
    raise GraphError("查询没有 { } / the query has no { } group to bind its parameters in")


def _in_template(before: str) -> bool:
    """Tell whether a brace opens the template of CONSTRUCT, not a group."""
    return bool(re.search(r"\bCONSTRUCT\s*\Z", before, re.IGNORECASE))


def _term(value: Parameter) -> str:
    if value.startswith(("http://", "https://")):
        return "<" + re.sub(r"[<>\"{}|^`\\\x00-\x20]", lambda m: f"\\u{ord(m[0]):04X}", value) + ">"
    return f'"{value.translate(_ESCAPES)}"@zh'
