"""Measure Cypher on a large made-up graph, embedded, on a real Neo4j and beside rdflib, and print what came out as a page.

python bench/cypher.py [--entities N] [--relations N] [--out docs/performance.md]

Nothing is asserted. Beside each time stands the processor time that it took: on a machine that is busy with other things the two
differ. The rates in a table are of one run, so their ratios hold on other machines where the seconds do not.
"""

import argparse
import gc
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from bench.synthetic import graph as made
from kg.model import Graph
from kg.table import Table
from ontology import NS

CHAIN = "IndustryChain0号示例"
THREE_HOPS = """
MATCH (c:IndustryChain {name: $chain})<-[:develops]-(d:District)<-[:locatedIn]-(p:Park)<-[:locatedIn]-(l:Platform)
RETURN DISTINCT d.name AS district, p.name AS park, l.name AS platform"""
GAP = """
MATCH (d:District)-[:develops]->(c:IndustryChain)
WHERE NOT EXISTS { (d)<-[:locatedIn]-(:Park)-[:serves]->(c) }
RETURN d.name AS district, c.name AS chain"""
EVIDENCE = """
MATCH (c:IndustryChain {name: $chain})<-[r:serves]-(p:Park) UNWIND range(0, r.count - 1) AS i
RETURN p.name AS park, r.documents[i] AS document, r.quotes[i] AS quote"""
QUESTIONS = {"三跳 three hops": THREE_HOPS, "缺口 gaps": GAP, "证据 evidence": EVIDENCE}
SPARQL_THREE_HOPS = f"""
PREFIX : <{NS}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?district ?park ?platform WHERE {{
  ?c rdfs:label "{CHAIN}"@zh ; a :IndustryChain . ?d :develops ?c ; a :District ; rdfs:label ?district .
  ?p :locatedIn ?d ; a :Park ; rdfs:label ?park . ?l :locatedIn ?p ; a :Platform ; rdfs:label ?platform }}"""
MINUTE = 60.0
PATIENCE = 300.0
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took: seconds on the clock, and processor seconds of this process and the server's."""

    seconds: float
    own: float
    server: float


def main() -> None:
    """Measure everything, one part after another, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--relations", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    page = "".join(f"{line}\n" for line in lines(given.entities, given.relations))
    if given.out:
        given.out.write_text(page, encoding="utf-8", newline="\n")


def lines(entities: int, relations: int) -> Iterator[str]:
    """Yield the page's lines, each printed as soon as it is known."""
    for part in (head(), large(entities, relations), beside_rdflib()):
        for line in part:
            print(line, flush=True)
            yield line


def head() -> Iterator[str]:
    """Yield what the page is and which machine it speaks of."""
    yield "# 速度 Performance"
    yield ""
    yield "由 `python bench/cypher.py --out docs/performance.md` 写成，图是编造的，形状像真的：少数大链，许多小园区，每条关系一至三处证据。"
    yield "同一表里的数出自同一次运行，比值可搬到别的机器，秒数不可；“处理器秒”是本进程的，斜线后是 Neo4j 的，机器忙时小于钟表秒。"
    yield ""
    yield "Written by that command, on a made-up graph with the shape of a real one. The figures of a table are of one run: their ratios hold"
    yield "elsewhere, the seconds do not. Processor seconds are this process's, behind the slash Neo4j's; less than the clock's on a busy machine."
    yield ""
    load = " ".join(f"{each:.1f}" for each in os.getloadavg()) if hasattr(os, "getloadavg") else "?"
    fast = "有 with" if find_spec("neo4j._rust") else "无 without"
    yield f"- 核 cores: {os.cpu_count()}；开始时的负载 load at the start: {load}；{fast} neo4j-rust-ext（`pip install 'liantu[fast]'`）"


def large(entities: int, relations: int) -> Iterator[str]:
    """Yield the measurements on the large graph."""
    graph = made(entities, relations)
    pieces = sum(len(each.evidence) for each in graph.relations)
    yield f"- 图 graph: {entities:,} 个实体 entities，{relations:,} 条关系 relations，{pieces:,} 处证据 pieces of evidence"
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        asked: dict[str, Callable[[str, dict[str, Any]], Table]] = {}
        yield from ["", "## 写入 Loading", "", "| | 秒 s | 处理器秒 CPU s | 关系/秒 relations/s | 关系/处理器秒 relations/CPU s |"]
        yield "| --- | --- | --- | --- | --- |"
        yield from embedded(graph, Path(folder), asked)
        with neo4j(Path(folder)) as server:
            yield from pushed(graph, server, asked) if server else ("| Neo4j | 没有 Java 或 jar no Java or jars | | | |",)
            yield from ["", "## 查询 Queries", "", f"毫秒，{ROUNDS} 次中最快的。Milliseconds, the best of {ROUNDS}.", ""]
            yield f"| | 行 rows | {' | '.join(asked)} |"
            yield f"| --- | --- | {' | '.join('---' for _ in asked)} |"
            for name, text in QUESTIONS.items():
                yield question(name, text, asked)


def embedded(graph: Graph, folder: Path, asked: dict[str, Callable[[str, dict[str, Any]], Table]]) -> Iterator[str]:
    """Yield how long the embedded database takes to load; `asked` is told how to ask it."""
    from kg.cypher_store import EmbeddedCypher, write
    from kg.limits import Limits

    number = len(graph.relations)
    frames, load, fastest = loading(graph)
    yield rate("嵌入式 embedded: 关系成表 relations to frames", number, frames)
    yield rate("嵌入式 embedded: 表入库 frames into the database", number, load)
    yield f"| 其中最快的一张表 the fastest frame of these | | | {fastest:,.0f} | |"
    yield rate("嵌入式 embedded: 从图到文件的全部 all from graph to file", number, cost(lambda: write(graph, folder / "graph.kgl")))
    engine, many = EmbeddedCypher(folder / "graph.kgl"), Limits(rows=1_000_000)
    opening = cost(lambda: engine.select("RETURN 1", {}))
    yield f"| 嵌入式 embedded: 打开 opening {engine.path.stat().st_size / 1e6:.0f} MB | {opening.seconds:.1f} | {opening.own:.1f} | | |"
    asked["嵌入式 embedded"] = engine.select
    asked["嵌入式，新进程，含打开 embedded in a worker, opening included"] = lambda text, values: engine.run(text, values, limits=many)


def loading(graph: Graph) -> tuple[Cost, Cost, float]:
    """Load the database frame by frame, as a write does; return what the frames and the database take, and the best rate of a frame."""
    import kglite

    from kg.cypher_store import node_calls, relationship_calls
    from kg.property_graph import nodes, relationships

    labels: dict[str, str] = {}
    database = kglite.KnowledgeGraph()
    for call in node_calls(nodes(graph), labels):
        database.add_nodes(**call)
    steps = relationship_calls(relationships(graph), labels)
    frames, load, rates = [], [], [0.0]
    gc.disable()
    while True:
        call: list[Any] = []
        frames.append(cost(lambda call=call: call.extend([next(steps, None)])))
        if call[0] is None:
            gc.enable()
            return total(frames), total(load), max(rates)
        load.append(cost(lambda call=call: database.add_relationships(**call[0])))
        if (size := len(call[0]["data"])) > 1000:
            rates.append(size / load[-1].seconds)


@contextmanager
def neo4j(folder: Path) -> Iterator[Any]:
    """Give a new Neo4j server with memory enough for the graph, or None where none can be started."""
    from tests.neo4j.server import Neo4jServer, why_not

    if reason := why_not():
        print("neo4j:", reason, file=sys.stderr)
        yield None
        return
    server = Neo4jServer(folder / "server", memory="2g", server__memory__pagecache__size="1g")
    server.java.remove("-XX:TieredStopAtLevel=1")
    server.start()
    try:
        yield server
    finally:
        server.kill()


def pushed(graph: Graph, server: Any, asked: dict[str, Callable[[str, dict[str, Any]], Table]]) -> Iterator[str]:
    """Yield how long a push takes and a second one; `asked` is told how to ask the server."""
    from exports.neo4j_push import push
    from kg.neo4j_server import Address, Neo4jServer

    address, number, process = Address(server.uri), len(graph.relations), psutil.Process(server.process.pid)
    yield rate("Neo4j: 第一次 push, first time", number, cost(lambda: push(graph, address), process))
    yield rate("Neo4j: 再推一次 push again", number, cost(lambda: push(graph, address), process))
    asked["Neo4j"] = Neo4jServer(address).select


def question(name: str, text: str, asked: dict[str, Callable[[str, dict[str, Any]], Table]]) -> str:
    """Return the line that says how long each engine takes for a question."""
    values = {"chain": CHAIN} if "$chain" in text else {}
    answers = [best(lambda select=select: set(select(text, values).rows)) for select in asked.values()]
    assert all(rows == answers[0][1] for _, rows in answers), f"{name}: the engines do not agree"
    return f"| {name} | {len(answers[0][1]):,} | {' | '.join(f'{seconds * 1000:,.0f}' for seconds, _ in answers)} |"


def beside_rdflib() -> Iterator[str]:
    """Yield the chain query on the largest graph that rdflib loads in a minute, there and of both embedded engines."""
    import pyoxigraph

    from kg.cypher_store import EmbeddedCypher, write

    with tempfile.TemporaryDirectory() as folder:
        text, path = Path(folder) / "graph.nt", Path(folder) / "graph.kgl"
        graph, theirs, taken = in_a_minute(text)
        number = len(graph.relations)
        store = pyoxigraph.Store(str(Path(folder) / "rdf"))
        loads = {
            "rdflib": taken,
            "pyoxigraph": cost(lambda: store.bulk_load(path=str(text), format=pyoxigraph.RdfFormat.N_TRIPLES)),
            "嵌入式 Cypher embedded": cost(lambda: write(graph, path)),
        }
        engine = EmbeddedCypher(path)
        answers = {
            "pyoxigraph": best(lambda: {tuple(cell.value for cell in row) for row in store.query(SPARQL_THREE_HOPS)}),
            "嵌入式 Cypher embedded": best(lambda: set(engine.select(THREE_HOPS, {"chain": CHAIN}).rows)),
        }
        answers = {"rdflib": patient(theirs), **answers}
    yield from ["", "## 与 rdflib 相比 Beside rdflib", ""]
    yield f"三跳查询，在 rdflib 一分钟内载得下的最大的图上：{number:,} 条关系，{len(theirs):,} 个三元组。"
    yield "The three hops, on the largest graph that rdflib loads in a minute."
    yield from [
        "",
        "| | 载入 load, s | 是 rdflib 的几倍快 times rdflib | 三跳 ms | 行 rows | 几倍快 times rdflib |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    slowest, rows = answers["rdflib"]
    for name, (seconds, found) in answers.items():
        assert not rows or found == rows, f"{name}: the engines do not agree"
        more = "" if rows else "> "
        load = f"{loads[name].seconds:.1f} | {taken.seconds / loads[name].seconds:,.1f}"
        yield f"| {name} | {load} | {seconds * 1000:,.1f} | {len(found):,} | {more}{slowest / seconds:,.0f} |"


def in_a_minute(text: Path) -> tuple[Graph, Any, Cost]:
    """Return the largest graph that rdflib loads in a minute (its N-Triples stand in `text`), as it loaded it, and how long that took."""
    import pyoxigraph
    import rdflib

    from kg.rdf import to_quads

    relations = 10_000
    while True:
        graph = made(relations // 10, relations)
        pyoxigraph.serialize(to_quads(graph), str(text), format=pyoxigraph.RdfFormat.N_TRIPLES)
        theirs = rdflib.Graph()
        taken = cost(lambda theirs=theirs: theirs.parse(str(text), format="nt"))
        if taken.seconds > MINUTE / 2:
            return graph, theirs, taken
        relations = round(relations * 0.9 * MINUTE / taken.seconds)


def patient(graph: Any) -> tuple[float, set[tuple[Any, ...]]]:
    """Return the seconds that rdflib takes and its rows, or how long it was waited for and none."""
    context = multiprocessing.get_context("fork")
    mine, other = context.Pipe()
    started = time.perf_counter()
    process = context.Process(target=lambda: other.send({tuple(map(str, row)) for row in graph.query(SPARQL_THREE_HOPS)}))
    process.start()
    rows = mine.recv() if mine.poll(PATIENCE) else set()
    taken = time.perf_counter() - started
    process.kill()
    return taken, rows


def cost(work: Callable[[], Any], server: psutil.Process | None = None) -> Cost:
    """Do the work and return what it took."""
    started, own, other = time.perf_counter(), time.process_time(), processor(server)
    work()
    return Cost(time.perf_counter() - started, time.process_time() - own, processor(server) - other)


def total(costs: list[Cost]) -> Cost:
    return Cost(sum(each.seconds for each in costs), sum(each.own for each in costs), sum(each.server for each in costs))


def processor(process: psutil.Process | None) -> float:
    return sum(process.cpu_times()[:2]) if process else 0.0


def rate(what: str, number: int, taken: Cost) -> str:
    """Return the line that says what some work took, and how many relations a second that makes."""
    server = f" / {taken.server:.1f}" if taken.server else ""
    return f"| {what} | {taken.seconds:.1f} | {taken.own:.1f}{server} | {number / taken.seconds:,.0f} | {number / (taken.own + taken.server):,.0f} |"


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the shortest of some runs, and the answer."""
    taken, answer = [], None
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - started)
    return min(taken), answer


if __name__ == "__main__":
    main()
