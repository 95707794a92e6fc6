"""Fills or updates a Neo4j database: afterwards it holds this graph, and what others keep there is untouched."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from exports import ExportError
from exports.neo4j_form import (
    DIGEST,
    KEYS,
    LABELS,
    MARK,
    NAME,
    TYPES,
    Row,
    constraints,
    full_text,
    key,
    merge_nodes,
    merge_relationships,
    node_batches,
    node_rows,
    relationship_batches,
    relationship_rows,
)
from kg.model import Graph
from kg.neo4j_server import Address, Connection, connected
from kg.property_graph import nodes, relationships

BATCH: Final = 2_000
AHEAD: Final = 2
"""How many batches are prepared while the server works on another."""
Held = dict[str, tuple[str | None, str | None]]
"""What a database holds: the mark and the digest of each IRI."""
Watch = Callable[["PushProgress"], None]


@dataclass(frozen=True, slots=True)
class PushProgress:
    """How far a push is: `step` names what is being written, `done` of `total` nodes and relationships are."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push did, in nodes and relationships; `kept` nodes are no longer stated but others have tied something to them."""

    nodes: int
    relationships: int
    unchanged: int
    removed: int
    kept: int


def push(graph: Graph, address: Address, *, name: str = NAME, everything: bool = False, watch: Watch | None = None) -> PushReport:
    """Make a database hold the graph under `name`: write what is new or changed, remove what the graph no longer says.

    What is already there is told by digests and not written again, unless `everything` is asked for. Each batch is one
    transaction that may be repeated, so a broken push is finished by the next. ExportError when nodes of others, or of a
    graph pushed under another name, bear IRIs of this graph; GraphError when the server does not do its part.
    """
    with connected(address) as connection:
        for statement in constraints():
            connection.define(statement)
        with ThreadPoolExecutor(max_workers=1) as writer:
            report = _Push(connection, writer, watch or (lambda _: None), name=name, everything=everything).run(graph)
        for statement in (*full_text(), "CALL db.awaitIndexes(600)"):
            connection.define(statement)
    return report


class _Push:
    """One push: what of the named graph the database held when it began, and what has been done since."""

    def __init__(self, connection: Connection, writer: Executor, watch: Watch, *, name: str, everything: bool) -> None:
        self.connection, self.writer, self.watch, self.name, self.everything = connection, writer, watch, name, everything
        self.under_way: deque[tuple[Future[int] | None, int, str]] = deque()
        self.nodes = {label: self._held(f"(n:{label})") for label in KEYS}
        self.ties = {type: self._held(f"()-[n:{type}]->()") for type in TYPES}
        self.written: Counter[str] = Counter()
        self.unchanged = self.total = 0

    def run(self, graph: Graph) -> PushReport:
        """Write what is new or changed, remove what the graph no longer says; return the numbers."""
        self._refuse_foreign(graph)
        self.total = sum(map(len, (graph.entities, graph.documents, graph.indicators, graph.merges, graph.relations)))
        for batch in node_batches(graph, BATCH):
            self._write(merge_nodes(batch[0].labels), node_rows(batch, self.name), self.nodes[key(batch[0].labels)], "nodes")
        for ties in relationship_batches(graph, BATCH):
            names, rows = relationship_rows(ties, self.name)
            self._write(merge_relationships(ties[0].type, names), rows, self.ties[ties[0].type], "relationships")
        while self.under_way:
            self._settle()
        removed, kept = self._remove()
        return PushReport(self.written["nodes"], self.written["relationships"], self.unchanged, removed, kept)

    def _held(self, pattern: str) -> Held:
        query = f"MATCH {pattern} WHERE n.iri IS NOT NULL RETURN n.iri, n.{MARK}, n.{DIGEST}"
        return {iri: (mark, digest) for iri, mark, digest in self.connection.stream(query)}

    def _refuse_foreign(self, graph: Graph) -> None:
        """Raise ExportError where an IRI of the graph belongs to something that this push may not touch; forget the rest of it."""
        held = (*self.nodes.values(), *self.ties.values())
        foreign = {iri: mark for part in held for iri, (mark, _) in part.items() if mark != self.name}
        for part in held if foreign else ():
            for iri in foreign.keys() & part.keys():
                del part[iri]
        ours = (each.iri for things in (nodes, relationships) for each in things(graph)) if foreign else ()
        if (taken := next((iri for iri in ours if iri in foreign), None)) is not None:
            owner = f"图谱 {foreign[taken]}" if foreign[taken] else "别人"
            raise ExportError(
                f"数据库里{owner}的数据占用了本图谱的标识 {taken}：请换一个数据库，或用 --name 给出原来的名字。"
                f"Something else in the database ({foreign[taken] or 'not pushed'}) bears an IRI of this graph: "
                "use another database, or --name with the name it was pushed under."
            )

    def _write(self, statement: str, rows: list[Row], held: Held, step: str) -> None:
        """Have the rows written that differ from what is held, and take all of them off the list of what is to go."""
        before = [held.pop(row.iri, (None, None))[1] for row in rows]
        due = [row.sent for row, digest in zip(rows, before, strict=True) if self.everything or digest != row.digest]
        self.unchanged += len(rows) - len(due)
        self.under_way.append((self.writer.submit(self.connection.write, statement, due) if due else None, len(due), step))
        while len(self.under_way) > AHEAD:
            self._settle()

    def _settle(self) -> None:
        """Wait for the oldest batch under way, and see that all of it was written."""
        future, due, step = self.under_way.popleft()
        if future is not None and (done := future.result()) != due:
            raise ExportError(
                f"写了 {done} 条而不是 {due} 条：推送期间有人改了数据库，请重新推送。The database changed meanwhile: push again."
            )
        self.written[step] += due
        self.watch(PushProgress(step, self.unchanged + sum(self.written.values()), self.total))

    def _remove(self) -> tuple[int, int]:
        """Remove what is left on the lists; return how many went, and how many nodes had to stay for others' relationships."""
        removed = kept = 0
        for type, held in self.ties.items():
            removed += self._each(f"MATCH ()-[n:{type} {{iri: row}}]->() DELETE n", held)
        for label, held in self.nodes.items():
            found = f"MATCH (n:{label} {{iri: row}})"
            removed += self._each(f"{found} WHERE NOT EXISTS {{ (n)--() }} DELETE n", held)
            everything = "".join(f":{each}" for each in LABELS)
            kept += self._each(f"{found} REMOVE n{everything}, n.{MARK}, n.{DIGEST}", held)
        return removed, kept

    def _each(self, statement: str, held: Iterable[str]) -> int:
        iris = sorted(held)
        batches = (iris[at : at + BATCH] for at in range(0, len(iris), BATCH))
        return sum(self.connection.write(f"UNWIND $rows AS row {statement} RETURN count(*)", batch) for batch in batches)
