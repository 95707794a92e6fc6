"""The embedded Cypher database: one file derived from a graph, read through a frozen snapshot, never written by a query."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kg import GraphError
from kg.cypher import check, table
from kg.limits import LimitError, Limits, run, shut_files
from kg.model import Graph
from kg.property_graph import Node, Relationship, Value, nodes, relationships
from kg.table import Table
from loaders import collector

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
    with collector.paused():
        for call in node_calls(nodes, labels):
            database.add_nodes(**call)
        for call in relationship_calls(relationships, labels):
            database.add_relationships(**call)
    return database


def node_calls(nodes: Iterable[Node], labels: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what to call `add_nodes` with; `labels` is told the first label of each node."""
    for group in _groups(nodes, lambda node: node.labels):
        label, *above = group[0].labels
        labels.update((node.iri, label) for node in group)
        frame, kinds = _frame({"iri": [node.iri for node in group]}, [node.properties for node in group])
        named = {"unique_id_field": "iri", "node_title_field": "name"}
        yield {"data": frame, "node_type": label, "labels": above, "column_types": kinds, **named}


def relationship_calls(relationships: Iterable[Relationship], labels: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what to call `add_relationships` with, given the first label of each node."""
    for group in _groups(relationships, lambda each: (labels[each.source], each.type, labels[each.target])):
        ends = {"source": [each.source for each in group], "target": [each.target for each in group], "iri": [each.iri for each in group]}
        frame, kinds = _frame(ends, [each.properties for each in group])
        source, target = labels[group[0].source], labels[group[0].target]
        call = {"connection_type": group[0].type, "source_type": source, "target_type": target, "column_types": kinds}
        call |= {"source_id_field": "source", "target_id_field": "target", "columns": ["iri", *kinds]}
        for part in (frame[:1], frame[1:]):  # only in the first frame of a type does the engine look for rows that are there twice
            if len(part):
                yield {"data": part, "conflict_handling": "skip", **call}


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


def _frame(keys: Mapping[str, list[str]], properties: Sequence[Mapping[str, Value]]) -> "tuple[pandas.DataFrame, dict[str, str]]":
    """Return the rows as a frame whose cells are exactly the values, with the type of each column."""
    import pandas

    some: dict[str, Value] = {}
    for each in properties:
        some.update(each)
    kinds = {name: _KINDS[type(value)] for name, value in some.items()}
    columns = {name: _column(name, kind, properties) for name, kind in kinds.items()}
    plain = {name for name, kind in kinds.items() if kind != "list" and None not in columns[name]}
    held = {name: pandas.Series(column, dtype=None if name in plain else object) for name, column in columns.items()}
    return pandas.DataFrame({**keys, **held}), kinds


def _column(name: str, kind: str, properties: Sequence[Mapping[str, Value]]) -> list[Value | None]:
    """Return one property of all rows; a list of one is given as its member, of which the engine makes the list, and sooner."""
    try:
        column: list[Any] = list(map(itemgetter(name), properties))
    except KeyError:
        column = [each.get(name) for each in properties]
    if kind == "list":
        return [value[0] if value is not None and len(value) == 1 else value for value in column]
    return column
