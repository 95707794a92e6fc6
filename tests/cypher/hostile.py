"""More than 300 Cypher texts that want to write, to read files, to call out, or never to end."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from exports.neo4j_push import push
from kg import GraphError
from kg.cypher import CypherEngine
from kg.cypher_store import EmbeddedCypher, write
from kg.limits import Limits
from kg.neo4j_server import Address, Neo4jServer
from tests.cypher.constructs import GRAPH
from tests.neo4j.content import clear, content, run

SECONDS = 2.0
LONGEST = 60.0
"""So long, at most, may a text take with starting its process on a busy machine; none may go on for ever."""
SECRET = "geheim-4711-秘密"

WRITES = (
    "CREATE (n:Hacked {name: 'x'}) RETURN n",
    "MERGE (n:Hacked {name: 'x'}) RETURN n",
    "MATCH (n:Park) SET n.name = 'x' RETURN n",
    "MATCH (n:Park) SET n += {name: 'x'} RETURN n",
    "MATCH (n:Park) SET n:Hacked RETURN n",
    "MATCH (n:Park) REMOVE n.name RETURN n",
    "MATCH (n) DETACH DELETE n",
    "MATCH ()-[r:serves]->() DELETE r",
    "UNWIND [1, 2] AS x FOREACH (y IN [x] | CREATE (:Hacked {x: y}))",
    "MATCH (a:Park), (b:District) CREATE (a)-[:hacked]->(b)",
    "CREATE INDEX hacked FOR (n:Park) ON (n.name)",
    "CREATE CONSTRAINT hacked FOR (n:Park) REQUIRE n.name IS UNIQUE",
    "CALL { CREATE (n:Hacked) } RETURN 1",
    "MATCH (p:Park) CALL { WITH p SET p.name = 'x' } RETURN p",
    "UNWIND range(1, 9) AS x CALL { WITH x CREATE (:Hacked {x: x}) } IN TRANSACTIONS OF 1 ROWS",
    "RETURN 1 AS x UNION ALL CREATE (n:Hacked) RETURN 1 AS x",
    "INSERT (:Hacked {name: 'x'})",
)
FILES = (
    "LOAD CSV FROM 'file://{secret}' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM 'file://{secret}' AS line RETURN line",
    "LOAD CSV FROM '{secret}' AS line RETURN line",
    "LOAD CSV FROM 'file:///../../../../../../..{secret}' AS line RETURN line",
    "LOAD CSV FROM 'file://{secret}' AS line FIELDTERMINATOR '|' RETURN line LIMIT 1",
    "RETURN ['x'] AS line UNION ALL LOAD CSV FROM '{secret}' AS line RETURN line",
    "RETURN ['x'] AS line INTERSECT LOAD CSV FROM '{secret}' AS line RETURN line",
    "CALL () { LOAD CSV FROM 'file://{secret}' AS line RETURN line } RETURN line",
    "WITH 'file://' + '{secret}' AS u LOAD CSV FROM u AS line RETURN line",
)
CALLS_OUT = (
    "LOAD CSV FROM 'http://127.0.0.1:{port}/x.csv' AS line RETURN line",
    "LOAD CSV FROM 'https://127.0.0.1:{port}/x.csv' AS line RETURN line",
    "LOAD CSV FROM 'ftp://127.0.0.1:{port}/x.csv' AS line RETURN line",
    "CALL apoc.load.json('http://127.0.0.1:{port}/') YIELD value RETURN value",
    "CALL apoc.load.csv('http://127.0.0.1:{port}/') YIELD list RETURN list",
    "CALL apoc.cypher.run('CREATE (:Hacked)', {}) YIELD value RETURN value",
    "RETURN genai.vector.encode('x', 'OpenAI', {endpoint: 'http://127.0.0.1:{port}/'})",
    "CALL dbms.components() YIELD name RETURN name",
    "CALL db.createLabel('Hacked')",
    "CALL db.createProperty('hacked')",
    "CALL db.clearQueryCaches()",
    "CALL dbms.listConfig()",
    "CALL dbms.killConnection('x')",
    "SHOW TRANSACTIONS",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "SHOW SETTINGS",
    "SHOW USERS",
    "CREATE USER hacked SET PASSWORD 'abcd1234' CHANGE NOT REQUIRED",
    "ALTER CURRENT USER SET PASSWORD FROM 'x' TO 'abcd1234'",
    "CREATE DATABASE hacked",
    "STOP DATABASE neo4j",
    "DROP DATABASE neo4j",
    "CALL db.node_text_index.build({type: 'Park', text_column: 'name'})",
    "CALL db.cdc.enable()",
    "CALL table.upsert({})",
)
ENDLESS = (
    "MATCH (a), (b), (c), (d), (e), (f), (g), (h) RETURN count(*)",
    "MATCH (a), (b), (c), (d), (e), (f), (g), (h) RETURN a.name + b.name + h.name",
    "MATCH p = (a)-[*]-(b), q = (c)-[*]-(d), (e), (f), (g), (h), (i), (j) RETURN count(*)",
    "UNWIND range(1, 100000000) AS x UNWIND range(1, 100000000) AS y RETURN count(x * y)",
    "UNWIND range(1, 1000000000) AS x RETURN collect(x)",
    "RETURN reduce(s = '黑', x IN range(1, 60) | s + s)",
    "RETURN reduce(l = [1], x IN range(1, 60) | l + l)",
    "RETURN [x IN range(1, 1000000) | [y IN range(1, 1000000) | x * y]]",
    "WITH 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' AS s UNWIND range(1, 100000) AS x RETURN s =~ '(a+)+$'",
    "UNWIND range(1, 3000000) AS x RETURN x",
    "UNWIND range(1, 2000000) AS x RETURN toString(x) ORDER BY toString(x) DESC",
    "MATCH (a) MATCH (b) MATCH (c) MATCH (d) MATCH (e) MATCH (f) MATCH (g) MATCH (h) RETURN DISTINCT a, b, c, d",
)
HUGE = (
    "RETURN '" + "中" * 1_000_000 + "'",
    "RETURN '" + "x" * 999_000 + "'",
    "RETURN " + "(" * 5_000 + "1" + ")" * 5_000,
    "RETURN " + "[" * 5_000 + "]" * 5_000,
    "RETURN " + "{a: " * 3_000 + "1" + "}" * 3_000,
    "RETURN " + "NOT " * 20_000 + "true",
    "RETURN " + " + ".join(["1"] * 50_000),
    "RETURN " + "-" * 20_000 + "1",
    "MATCH " + ", ".join(f"(n{number})" for number in range(3_000)) + " RETURN count(*)",
    "MATCH (a)" + "-->()" * 3_000 + " RETURN a",
    " UNION ALL ".join(["RETURN 1 AS x"] * 3_000),
    "RETURN " + "CASE WHEN true THEN " * 2_000 + "1" + " END" * 2_000,
    "RETURN [" + ", ".join(map(str, range(100_000))) + "]",
    "MATCH (n) WHERE " + " OR ".join(f"n.name = '{number}'" for number in range(20_000)) + " RETURN n",
    "RETURN " + "EXISTS { MATCH (n) WHERE " * 300 + "true" + " }" * 300,
    "CALL { " * 500 + "RETURN 1 AS x" + " } RETURN x" * 500,
    "\x00" * 1000,
    "﻿" * 1000,
    "RETURN `" + "x" * 100_000 + "`",
    "RETURN $" + "x" * 100_000,
)


def full_width(text: str) -> str:
    """Keywords in letters that look alike."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isupper() else c for c in text)


DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    str.swapcase,
    full_width,
    lambda text: text.replace(" ", "/* RETURN 1 */ ", 2),
    lambda text: text.replace(" ", " // nothing\n", 2),
    lambda text: text.replace(" ", "\u00a0\u3000", 1),
    lambda text: f"\\u{ord(text[0]):04x}{text[1:]}",
    lambda text: f"RETURN 1; {text}",
    lambda text: f"PROFILE {text}",
    lambda text: f"CYPHER 5 {text}",
    lambda text: f"// EXPLAIN\n{text}",
)
PREFIXES: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    str.swapcase,
    lambda text: f"CYPHER 5 {text}",
    lambda text: f"; {text}",
    lambda text: f"PROFILE {text}",
)


def texts(secret: str, port: int) -> list[str]:
    """All of them, with the path of a file that none may read and a port of this machine that none may call."""
    files = [text.replace("{secret}", secret) for text in FILES]
    out = [text.replace("{port}", str(port)) for text in CALLS_OUT]
    disguised = [disguise(text) for text in (*WRITES, *files) for disguise in DISGUISES]
    prefixed = [prefix(text) for text in (*out, *ENDLESS) for prefix in PREFIXES]
    return [*disguised, *prefixed, *HUGE]


@contextmanager
def listener() -> Iterator[tuple[int, list[object]]]:
    """Give a port of this machine, and the list of those who called it."""
    callers: list[object] = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def accept() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                callers.append(caller)
                connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], callers


def outcome(engine: CypherEngine, text: str) -> tuple[str, float]:
    """What a text came to, and after how many seconds."""
    began = time.monotonic()
    try:
        said = str(engine.run(text, {}, limits=Limits(seconds=SECONDS, rows=10_000, megabytes=300)).rows)
    except GraphError as error:
        said = str(error)
        assert "\n" not in said
    return said, time.monotonic() - began


def attack(engine: CypherEngine, folder: Path, step: int) -> int:
    """Run every `step`th text; demand what is demanded of each, and return how many ran."""
    secret = folder / "secret.csv"
    secret.write_text(f"{SECRET},2\n", encoding="utf-8")
    with listener() as (port, callers), ThreadPoolExecutor(2) as pool:
        chosen = texts(secret.as_posix(), port)[::step]
        outcomes = list(pool.map(lambda text: outcome(engine, text), chosen))
    assert not callers
    assert not [text[:200] for text, (said, _) in zip(chosen, outcomes, strict=True) if SECRET in said]
    slowest = max(seconds for _, seconds in outcomes)
    print(f"{len(chosen)} texts, the slowest ended after {slowest:.1f} s")
    assert slowest < LONGEST
    return len(chosen)


def attack_embedded(folder: Path, step: int) -> int:
    write(GRAPH, folder / "graph.kgl")
    before = (folder / "graph.kgl").read_bytes()
    ran = attack(EmbeddedCypher(folder / "graph.kgl"), folder, step)
    assert (folder / "graph.kgl").read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"graph.kgl", "secret.csv"}
    return ran


def attack_neo4j(uri: str, folder: Path, step: int) -> int:
    clear(uri)
    push(GRAPH, Address(uri))
    queries = (
        "SHOW INDEXES YIELD name RETURN name ORDER BY name",
        "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name",
        "CALL db.labels()",
    )
    before = (content(uri), *(run(uri, query) for query in queries))
    ran = attack(Neo4jServer(Address(uri)), folder, step)
    assert (content(uri), *(run(uri, query) for query in queries)) == before
    return ran
