"""Prints how fast Cypher is on a large made-up graph: embedded, on a real Neo4j, and beside rdflib. Nothing is asserted.

python bench/cypher.py [ENTITIES RELATIONS]     without numbers: 100,000 entities and 1,000,000 relations with their evidence
"""

import gc
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

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
SPARQL_THREE_HOPS = f"""
PREFIX : <{NS}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?district ?park ?platform WHERE {{
  ?c rdfs:label "{CHAIN}"@zh ; a :IndustryChain . ?d :develops ?c ; a :District ; rdfs:label ?district .
  ?p :locatedIn ?d ; a :Park ; rdfs:label ?park . ?l :locatedIn ?p ; a :Platform ; rdfs:label ?platform }}"""
MINUTE = 60.0
PATIENCE = 300.0


def main(arguments: Sequence[str]) -> None:
    """Print all measurements, one part after another."""
    entities, relations = map(int, arguments or ("100000", "1000000"))
    started = time.perf_counter()
    graph = made(entities, relations)
    pieces = sum(len(each.evidence) for each in graph.relations)
    print(
        f"{entities:,} entities, {relations:,} relations with {pieces:,} pieces of evidence, made in {time.perf_counter() - started:.0f} s"
    )
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        embedded(graph, Path(folder))
        neo4j(graph, Path(folder))
    del graph
    with tempfile.TemporaryDirectory() as folder:
        beside_rdflib(Path(folder))


def embedded(graph: Graph, folder: Path) -> None:
    """Load the embedded database from the graph, and ask it."""
    from kg.cypher_store import EmbeddedCypher, write
    from kg.limits import Limits

    print("\nembedded", flush=True)
    loading(graph)
    path = folder / "graph.kgl"
    rate("graph to file, all steps", len(graph.relations), lambda: write(graph, path))
    print(f"{'file':<40}{path.stat().st_size / 1e6:>12.0f} MB")
    engine = EmbeddedCypher(path)
    timed("open", lambda: engine.select("RETURN 1", {}))
    ask("in process", lambda text, values: engine.select(text, values))
    ask("in a worker, opening included", lambda text, values: engine.run(text, values, limits=Limits(rows=1_000_000)))


def loading(graph: Graph) -> None:
    """Load the database frame by frame, as a write does; tell apart what the frames take and what the database."""
    import kglite

    from kg.cypher_store import node_calls, relationship_calls
    from kg.property_graph import nodes, relationships

    labels: dict[str, str] = {}
    database = kglite.KnowledgeGraph()
    for call in node_calls(nodes(graph), labels):
        database.add_nodes(**call)
    started, loading = time.perf_counter(), 0.0
    for call in relationship_calls(relationships(graph), labels):
        began = time.perf_counter()
        database.add_relationships(**call)
        loading += time.perf_counter() - began
    whole, number = time.perf_counter() - started, len(graph.relations)
    print(f"{'relationships to data frames':<40}{whole - loading:>12.1f} s    {number / (whole - loading):,.0f} relationships/s")
    print(f"{'load: data frames into the database':<40}{loading:>12.1f} s    {number / loading:,.0f} relationships/s", flush=True)


def neo4j(graph: Graph, folder: Path) -> None:
    """Push to a new Neo4j, push again, and ask it."""
    from exports.neo4j_push import push
    from kg.neo4j_server import Address, Neo4jServer
    from tests.neo4j.server import Neo4jServer as Server
    from tests.neo4j.server import why_not

    if reason := why_not():
        print("\nneo4j: not measured,", reason)
        return
    print("\nneo4j", flush=True)
    server = Server(folder / "server", memory="2g", server__memory__pagecache__size="1g")
    server.java.remove("-XX:TieredStopAtLevel=1")
    server.start()
    try:
        address = Address(server.uri)
        number = len(graph.relations)
        rate("push, first time", number, lambda: push(graph, address))
        rate("push, again", number, lambda: push(graph, address))
        rate("push, everything again", number, lambda: push(graph, address, everything=True))
        engine = Neo4jServer(address)
        ask("compiled", lambda text, values: engine.select(text, values))
    finally:
        server.kill()


def beside_rdflib(folder: Path) -> None:
    """Ask the chain query of the largest graph that rdflib loads in a minute, there and of both embedded engines."""
    import pyoxigraph
    import rdflib

    from kg.cypher_store import EmbeddedCypher, write
    from kg.rdf import to_quads

    print("\nbeside rdflib, on the largest graph that it loads in a minute", flush=True)
    relations, text = 20_000, folder / "graph.nt"
    while True:
        graph = made(relations // 10, relations)
        pyoxigraph.serialize(to_quads(graph), str(text), format=pyoxigraph.RdfFormat.N_TRIPLES)
        started = time.perf_counter()
        theirs = rdflib.Graph().parse(str(text), format="nt")
        taken = time.perf_counter() - started
        if taken > MINUTE / 2:
            break
        del theirs
        relations = round(relations * 0.9 * MINUTE / taken)
    print(f"{'rdflib loads':<40}{taken:>12.1f} s    {len(theirs):,} triples, {relations:,} relations", flush=True)
    store = pyoxigraph.Store(str(folder / "rdf"))
    store.bulk_load(path=str(text), format=pyoxigraph.RdfFormat.N_TRIPLES)
    write(graph, folder / "graph.kgl")
    engine = EmbeddedCypher(folder / "graph.kgl")
    engines: dict[str, Callable[[], set[tuple[Any, ...]]]] = {
        "pyoxigraph, on disk": lambda: {tuple(cell.value for cell in row) for row in store.query(SPARQL_THREE_HOPS)},
        "embedded Cypher": lambda: set(engine.select(THREE_HOPS, {"chain": CHAIN}).rows),
    }
    answers = {name: best(ask_engine, 5) for name, ask_engine in engines.items()}
    theirs_taken, rows = patient(theirs)
    for name, (seconds, found) in answers.items():
        assert not rows or found == rows
        sign = "" if rows else "more than "
        print(f"{name:<40}{seconds * 1000:>12.1f} ms   {len(found):,} rows, {sign}{theirs_taken / seconds:,.0f} times as fast as rdflib")


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
    print(f"{'rdflib':<40}{taken * 1000:>12.1f} ms   {f'{len(rows):,} rows' if rows else 'given up'}", flush=True)
    return taken, rows


def ask(how: str, select: Callable[[str, dict[str, Any]], Table]) -> None:
    """Print how long the queries take, at best of three rounds."""
    for name, text in (("three hops", THREE_HOPS), ("gaps", GAP), ("evidence", EVIDENCE)):
        values = {} if text is GAP else {"chain": CHAIN}
        seconds, rows = best(lambda text=text, values=values: select(text, values))
        print(f"{name:<40}{seconds * 1000:>12.1f} ms   {len(rows):,} rows, {how}", flush=True)


def best(work: Callable[[], Any], rounds: int = 3) -> tuple[float, Any]:
    """Return the shortest of some runs, and the answer."""
    taken, answer = [], None
    for _ in range(rounds):
        started = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - started)
    return min(taken), answer


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do the work, print how long it took, and return what it gave."""
    started = time.perf_counter()
    answer = work()
    print(f"{what:<40}{time.perf_counter() - started:>12.1f} s", flush=True)
    return answer


def rate(what: str, number: int, work: Callable[[], Any]) -> None:
    """Do the work and print how many relationships a second it came to."""
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(f"{what:<40}{seconds:>12.1f} s    {number / seconds:,.0f} relationships/s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
