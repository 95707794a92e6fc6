"""Reading from Neo4j: only reading, within limits, and one clear line for everything that is wrong."""

import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exports.neo4j_push import push
from kg import GraphError
from kg.limits import LimitError, Limits
from kg.neo4j_server import Address, Neo4jServer, check_version
from tests.cypher.constructs import GRAPH
from tests.neo4j.content import clear, content, run

QUICK = Limits(seconds=5, rows=100)


@pytest.fixture(scope="module")
def server(neo4j_uri: str) -> Neo4jServer:
    clear(neo4j_uri)
    push(GRAPH, Address(neo4j_uri))
    return Neo4jServer(Address(neo4j_uri))


def test_nodes_and_relationships_are_told_by_their_iris_and_paths_by_those_along_them(server: Neo4jServer) -> None:
    text = "MATCH path = (p:Platform)-[r:serves]->(c) RETURN p, r, path, [p] AS list, {a: p} AS map, p.missing AS none"
    ((node, tie, path, listed, mapped, none),) = server.run(text, {}, limits=QUICK).rows
    assert path[0] == node and path[1] == tie and listed == (node,) and mapped == (("a", node),) and none is None


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (n:Hacked)",
        "MATCH (n) SET n.x = 1",
        "CALL db.createLabel('Hacked')",
        "CREATE INDEX hacked FOR (n:Park) ON (n.x)",
        "SHOW TRANSACTIONS",
        "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
        "SHOW SETTINGS",
        "SHOW USERS",
        "CALL dbms.components()",
        "LOAD CSV FROM 'file:///x' AS l RETURN l",
        "LO\\u0041D CSV FROM 'file:///x' AS l RETURN l",
        "CALL (*) { LO\\u0041D CSV FROM 'file:///x' AS l RETURN l } RETURN l",
    ],
)
def test_a_text_that_does_more_than_read_the_graph_is_refused_by_its_plan(server: Neo4jServer, text: str) -> None:
    before = content(server.address.uri)
    with pytest.raises(GraphError, match=r"查询(只能读|不能)") as caught:
        server.run(text, {}, limits=QUICK)
    assert "\n" not in str(caught.value)
    assert content(server.address.uri) == before


@pytest.mark.parametrize(
    "text", ["CALL db.labels()", "CALL db.index.fulltext.queryNodes('liantu_names', '高新') YIELD node RETURN node", "SHOW INDEXES"]
)
def test_what_only_tells_of_the_database_may_be_asked(server: Neo4jServer, text: str) -> None:
    assert server.run(text, {}, limits=QUICK).rows


def test_too_many_rows_and_too_long_a_time_are_limits_that_say_so(server: Neo4jServer) -> None:
    with pytest.raises(LimitError, match="超过 100 行"):
        server.run("UNWIND range(1, 101) AS x RETURN x", {}, limits=QUICK)
    with pytest.raises(LimitError, match=r"时限|秒"):
        server.run("UNWIND range(1, 1000000000) AS x WITH x WHERE x < 0 RETURN x", {}, limits=QUICK)
    assert server.run("UNWIND range(1, 100) AS x RETURN x", {}, limits=QUICK).rows[-1] == (100,)


def test_what_texts_say_reaches_the_server_as_parameters_only(server: Neo4jServer) -> None:
    evil = "云溪高新区' OR true RETURN n //"
    assert server.run("MATCH (n:Park) WHERE n.name = $name RETURN n", {"name": evil}, limits=QUICK).rows == ()
    assert server.run("RETURN $name", {"name": evil}, limits=QUICK).rows == ((evil,),)


def test_sparql_and_endless_texts_are_told_before_anything_is_sent() -> None:
    nowhere = Neo4jServer(Address("bolt://127.0.0.1:9"))
    with pytest.raises(GraphError, match="liantu sparql"):
        nowhere.run("SELECT * WHERE { ?s ?p ?o }", {}, limits=QUICK)
    with pytest.raises(GraphError, match="最多"):
        nowhere.run("RETURN " + "EXISTS { MATCH (n) WHERE " * 20 + "true" + " }" * 20, {}, limits=QUICK)


@pytest.mark.parametrize("agent", ["Neo4j/4.4.30", "Neo4j/3.5.1", "Memgraph/2.1", ""])
def test_another_or_older_server_is_not_spoken_to(agent: str) -> None:
    with pytest.raises(GraphError, match="需要 Neo4j 5"):
        check_version(agent)


@pytest.mark.parametrize("agent", ["Neo4j/5.26.30", "Neo4j/2025.10.1"])
def test_version_5_and_the_versions_named_by_years_will_do(agent: str) -> None:
    check_version(agent)


@contextmanager
def served(handle: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the address of something that is no Neo4j 5."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def accept() -> None:
            while True:
                try:
                    connection = listener.accept()[0]
                except OSError:
                    return
                threading.Thread(target=handle, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}"


def speak_bolt_as_4_4(connection: socket.socket) -> None:
    """Answer as a Neo4j 4.4 does: version 4.4 of the protocol, and success to every message."""
    with connection, connection.makefile("rb") as incoming:
        incoming.read(20)
        connection.sendall(b"\x00\x00\x04\x04")
        agent = b"\xb1\x70\xa2\x86server\x8cNeo4j/4.4.30\x8dconnection_id\x86bolt-1"
        while (size := incoming.read(2)) and (message := incoming.read(struct.unpack(">H", size)[0])):
            incoming.read(2)
            answer = agent if message[1] == 0x01 else b"\xb1\x70\xa1\x86fields\x90" if message[1] == 0x10 else b"\xb1\x70\xa0"
            connection.sendall(struct.pack(">H", len(answer)) + answer + b"\x00\x00")


def speak_http(connection: socket.socket) -> None:
    with connection:
        connection.recv(20)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_server_of_another_version_is_named_in_one_line() -> None:
    with served(speak_bolt_as_4_4) as uri, pytest.raises(GraphError, match=r"服务器是 Neo4j/4\.4\.30，需要 Neo4j 5"):
        Neo4jServer(Address(uri)).select("RETURN 1", {})


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("bolt://127.0.0.1:9", "连不上"),
        ("bolt://no.such.host.invalid:7687", "连不上"),
        ("ftp://127.0.0.1:7687", "scheme"),
        ("", "scheme"),
        ("bolt://127.0.0.1:99999", "连不上"),
    ],
)
def test_no_server_is_said_in_one_line(uri: str, says: str) -> None:
    with pytest.raises(GraphError, match=says) as caught:
        Neo4jServer(Address(uri)).select("RETURN 1", {})
    assert "\n" not in str(caught.value)


def test_a_web_server_is_no_neo4j() -> None:
    with served(speak_http) as uri, pytest.raises(GraphError) as caught:
        Neo4jServer(Address(uri)).select("RETURN 1", {})
    assert "\n" not in str(caught.value)


def test_a_database_that_is_not_there_is_named(server: Neo4jServer) -> None:
    with pytest.raises(GraphError, match="nosuch"):
        Neo4jServer(Address(server.address.uri, database="nosuch")).select("RETURN 1", {})


def liantu(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line, in which nothing of this machine's settings for Neo4j is left."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "LIANTU_"))}
    command = [sys.executable, "-m", "liantu", *arguments]
    environment = {**own, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph of the examples."""
    made = tmp_path_factory.mktemp("commands")
    plans = sorted(str(path) for path in (root / "examples").iterdir() if path.suffix in (".md", ".txt"))
    assert liantu("build", *plans, folder=made).returncode == 0
    return made


def test_a_pushed_graph_answers_on_neo4j_as_it_does_here(folder: Path, neo4j_uri: str) -> None:
    clear(neo4j_uri)
    pushed = liantu("push", neo4j_uri, folder=folder)
    assert (pushed.returncode, pushed.stderr) == (0, "")
    assert "已写入" in pushed.stdout
    assert run(neo4j_uri, "MATCH (n:Park) RETURN count(n) > 0") == [(True,)]
    text = "MATCH (p:Park)-[r:serves]->(c) RETURN p.name AS park, c.name AS chain, r.quotes AS quotes ORDER BY park, chain"
    here, there = (liantu("cypher", text, "--format", "json", *more, folder=folder) for more in ((), ("--uri", neo4j_uri)))
    assert (here.returncode, there.returncode) == (0, 0)
    assert here.stdout == there.stdout
    assert '"park"' in here.stdout


def test_a_query_may_lie_in_a_file_and_take_parameters(folder: Path) -> None:
    (folder / "园区.cypher").write_text("// 一个园区\nMATCH (n:Entity {name: $name}) RETURN n.name AS name", encoding="utf-8")
    name = run_json(liantu("cypher", "MATCH (p:Park) RETURN p.name AS name LIMIT 1", "--format", "json", folder=folder))[0]["name"]
    assert run_json(liantu("cypher", "园区.cypher", "-p", f"name={name}", "--format", "json", folder=folder)) == [{"name": name}]


def run_json(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("push", "bolt://127.0.0.1:9"), "连不上"),
        (("push", "http//x"), "scheme"),
        (("push", "bolt://127.0.0.1:9", "--graph", "nowhere"), "nowhere"),
        (("cypher", "MATCH (n) RETURN n", "--uri", "bolt://127.0.0.1:9"), "连不上"),
        (("cypher", "SELECT * { ?s ?p ?o }"), "liantu sparql"),
        (("sparql", "MATCH (n {name: 'x'}) RETURN n"), "liantu cypher"),
        (("cypher", "MATCH (n RETURN n"), "读不懂"),
        (("cypher", "CREATE (n:Hacked)"), "只能读"),
        (("cypher", "没有这个文件.cypher"), "没有这个文件"),
        (("cypher", "RETURN ($x)"), "参数"),
        (("cypher", "RETURN ($x)", "-p", "x"), "名字=值"),
        (("cypher", "MATCH (n) RETURN n", "--rows", "1"), "超过 1 行"),
        (("cypher", "MATCH (n) RETURN n", "--graph", "nowhere"), "nowhere"),
    ],
)
def test_every_wrong_command_gives_one_line_and_exit_code_2(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    done = liantu(*arguments, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
