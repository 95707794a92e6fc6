"""The embedded Cypher database: one file derived from a graph, read through a frozen snapshot, never written by a query."""

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kg import GraphError
from kg.cypher import check, table
from kg.limits import LimitError, Limits, run, shut_files
from kg.model import Graph
from kg.property_graph import Node, Relationship, Value, nodes, relationships
from kg.table import Table

if TYPE_CHECKING:
    import kglite
    import pandas

_Thing = TypeVar("_Thing", Node, Relationship)

_ROWS_AT_ONCE: Final = 50_000
_KINDS: Final = {str: "string", int: "integer", float: "float", tuple: "list"}
_NODE: Final = {"id", "labels", "properties"}
_RELATIONSHIP: Final = {"id", "start", "end", "type", "properties"}
_PATH: Final = {"nodes", "relationships"}


class EmbeddedCypher:
    """The database in the file `path`, as an engine for anybody's texts: each runs in a process of its own."""

    def __init__(self, path: Path) -> None:
        """Take the file as it is when a query comes."""
        self.path = path

    def run(self, query: str, parameters: Mapping[str, Any], *, limits: Limits) -> Table:
        """Return the answer to a text that can only read; GraphError in one line when it cannot be answered."""
        check(query)
        own = [limits.seconds, limits.rows, limits.megabytes]
        return run("kg.cypher_store:open_task", str(self.path), [query, dict(parameters)], own, limits=limits)

    def select(self, query: str, parameters: Mapping[str, Any]) -> Table:
        """Return the answer to one of our own texts, in this process and without limits."""
        database = _open(str(self.path), self.path.stat().st_mtime_ns)
        return _answer(database, query, parameters, Limits(seconds=3600, rows=1 << 40))


def write(graph: Graph, path: Path) -> None:
    """Write the graph's database; `path` is replaced at once, or left as it was when this is killed."""
    with _no_collection():
        database = load(nodes(graph), relationships(graph))
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        database.save(str(draft), layout="compact")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load(nodes: Iterable[Node], relationships: Iterable[Relationship]) -> "kglite.KnowledgeGraph":
    """Return a database in memory that holds the nodes and relationships."""
    import kglite

    database = kglite.KnowledgeGraph()
    labels: dict[str, str] = {}
    for group in _groups(nodes, lambda node: node.labels):
        label, *above = group[0].labels
        labels.update((node.iri, label) for node in group)
        frame, types = _frame(["iri"], [[node.iri for node in group]], [node.properties for node in group])
        database.add_nodes(frame, label, "iri", "name", labels=above, column_types=types)
    for each in _groups(relationships, lambda r: (labels[r.source], r.type, labels[r.target])):
        ends = [[r.source for r in each], [r.target for r in each], [r.iri for r in each]]
        frame, types = _frame(["source", "target", "iri"], ends, [r.properties for r in each])
        kept = [name for name in frame.columns if name not in ("source", "target")]
        source, target = labels[each[0].source], labels[each[0].target]
        database.add_relationships(frame, each[0].type, source, "source", target, "target", columns=kept, column_types=types)
    return database


def open_task(path: str, asked: Sequence[Any], limits: Sequence[Any]) -> Callable[[], Table]:
    """Open a database for one query in a worker; from then on the process opens no file."""
    database = _open(path, 0)
    shut_files()
    query, parameters = asked
    return lambda: _answer(database, query, parameters, Limits(*limits))


@lru_cache(maxsize=4)
def _open(path: str, version: int) -> "kglite.FrozenGraph":
    """Return a frozen snapshot of a file; `version` tells files of one name apart."""
    import kglite

    kglite.set_query_warning_policy("silent")
    return kglite.load(path).freeze()


def _answer(database: "kglite.FrozenGraph", query: str, parameters: Mapping[str, Any], limits: Limits) -> Table:
    import kglite

    try:
        found = database.cypher(query, params=dict(parameters), timeout_ms=max(1, int(limits.seconds * 1000)), row_limit=limits.rows + 1)
    except kglite.KgError as error:
        raise _error(error, limits) from None
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise GraphError(f"这条查询不能执行。This query cannot be run: {str(error)[:300]}") from None
    if isinstance(found, str):
        raise GraphError("FORMAT CSV 不是 Cypher：请用 --format csv。FORMAT CSV is no Cypher: use --format csv.")
    return table(found.columns, [[_plain(row[name]) for name in found.columns] for row in found], limits)


def _error(error: "kglite.KgError", limits: Limits) -> GraphError:
    """Return what to tell of the engine's error, in one line."""
    import kglite

    said = " ".join(str(error).split("\n", 1)[0].split())[:300]
    if isinstance(error, kglite.CypherTimeoutError):
        return LimitError(f"查询超过 {limits.seconds:g} 秒，已中止。The query took more than {limits.seconds:g} seconds and was ended.")
    if isinstance(error, kglite.ReadOnlyError):
        return GraphError("查询只能读，不能写。Queries only read, they write nothing.")
    if "Missing parameter" in said:
        return GraphError(f"查询缺少参数。A parameter has no value: {said}")
    if "max_work_units" in said or "budget" in said:
        return LimitError(f"查询的中间结果太多，已中止。The query holds too much on the way to its answer and was ended: {said}")
    return GraphError(
        f"嵌入式引擎读不懂或算不了这条 Cypher：{said}。Neo4j 的写法若这里不认识，请先 liantu push，再用 liantu cypher --uri 在 Neo4j 上查询。"
        "The embedded engine does not understand it; what only Neo4j knows can be asked there: liantu push, then liantu cypher --uri."
    )


def _plain(value: Any) -> Any:
    """Return nodes and relationships by their IRI, a path as the IRIs along it, and whatever they stand in likewise."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() in (_NODE, _RELATIONSHIP):
        return value["properties"].get("iri")
    if value.keys() == _PATH:
        between = [*value["relationships"], None]
        return [_plain(each) for pair in zip(value["nodes"], between, strict=True) for each in pair][:-1]
    return {key: _plain(each) for key, each in value.items()}


def _groups(things: Iterable[_Thing], key: Callable[[_Thing], Any]) -> Iterator[list[_Thing]]:
    """Yield the things with the same key together, in handy numbers."""
    groups: dict[Any, list[_Thing]] = defaultdict(list)
    for thing in things:
        group = groups[key(thing)]
        group.append(thing)
        if len(group) == _ROWS_AT_ONCE:
            yield groups.pop(key(thing))
    yield from groups.values()


def _frame(
    keys: Sequence[str], values: Sequence[Sequence[str]], properties: Sequence[Mapping[str, Value]]
) -> "tuple[pandas.DataFrame, dict[str, str]]":
    """Return the rows as a frame whose cells are exactly the values, with the type of each column."""
    import pandas

    kinds = {name: _KINDS[type(value)] for each in properties for name, value in each.items()}
    columns: dict[str, Any] = dict(zip(keys, values, strict=True))
    columns |= {name: [each.get(name) for each in properties] for name in kinds}
    frame = pandas.DataFrame({name: pandas.Series(column, dtype=object) for name, column in columns.items()})
    return frame, kinds


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking over millions of new records again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
