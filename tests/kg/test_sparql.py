"""A user's query can read the graph and nothing else, whatever it is written like."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg import GraphError
from kg.limits import LimitError, Limits, run
from kg.sparql import bound, guarded, pieces

PREFIX = "PREFIX : <https://w3id.org/liantu/ns#> PREFIX ex: <http://a/service#> "
MILLION = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(12))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An Oxigraph store of 300 triples about services."""
    folder = tmp_path_factory.mktemp("rdf")
    store = Oxigraph(folder)
    for number in range(299):
        store.add(Quad(NamedNode(f"http://a/{number}"), NamedNode("http://a/service#from"), Literal(number)))
    store.add(Quad(NamedNode("http://a/service"), NamedNode("http://a/service#Service"), Literal("from “service” 服务", language="zh")))
    store.flush()
    del store
    return folder


@pytest.fixture(scope="module")
def listener():
    """A server on the loopback that counts what reaches it."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            calls.append(self.path)
            self.send_response(500)
            self.end_headers()

        do_POST = do_GET  # noqa: N815  # the library's name

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, calls
    server.shutdown()
    server.server_close()


def ask(index: Path, query: str, *, seconds: float = 10, rows: int = 1000):
    return run("kg.sparql:answer", str(index), query, rows, limits=Limits(seconds=seconds, rows=rows))


def outside(port: int) -> list[str]:
    """Texts that would send a request to this port, or read a file, if they could."""
    url = f"<http://127.0.0.1:{port}/x>"
    group = "{ ?s ?p ?o }"
    return [
        f"SELECT * {{ SERVICE {url} {group} }}",
        f"SELECT * {{ service silent {url} {group} }}",
        f"SELECT * {{ SeRvIcE{url}{group} }}",
        f"SELECT * {{ SERVICE#<\n{url} {group} }}",
        f"SELECT * {{ ?s ?p ?o.FILTER(?s<1)SERVICE#>\n{url}{group} }}",
        f"SELECT * {{ ?s ?p ?o.FILTER(?s<?o)SERVICE{url}{group} }}",
        f"PREFIX e: {url} SELECT * {{ SERVICEe:{group} }}",
        f"PREFIX e: {url} SELECT * {{ SERVICE e:{group} }}",
        f"PREFIX SERVICEe: {url} PREFIX e: {url} SELECT * {{ SERVICEe:x {group} }}",
        f"PREFIX e: {url} SELECT * {{ ?s ?p e:SERVICE {url} {group} }}",
        f"PREFIX e: {url} SELECT * {{ ?s ?p e:a.SERVICE {url} {group} }}",
        f"PREFIX : {url} SELECT * {{ ?s ?p :SERVICE{url} {group} }}",
        f"SELECT * {{ ?s ?p _:SERVICE {url} {group} }}",
        f"SELECT * {{ ?s ?p 'x'SERVICE {url} {group} }}",
        f"SELECT * {{ ?s ?p '''\\'''' SERVICE {url} {group} }}",
        f'SELECT * {{ ?s ?p "#" SERVICE {url} {group} }}',
        f"SELECT * {{ ?s ?p '#' . SERVICE {url} {group} }}",
        f'SELECT * {{ ?s ?p """"\'""" . SERVICE {url} {group} }}',
        f"SELECT * {{ ?s ?p 1.SERVICE {url} {group} }}",
        f"SELECT * {{ ?sSERVICE ?p ?o . SERVICE {url} {group} }}",
        f"SELECT * {{ VALUES ?u {{ {url} }} SERVICE ?u {group} }}",
        f"SELECT * {{ {{ SELECT * {{ SERVICE {url} {group} }} }} }}",
        f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {url} {group} }} }}",
        f"SELECT * {{ \\u0053ERVICE {url} {group} }}",
        f"SELECT * {{ S\\u0045RVICE {url} {group} }}",
        f"SELECT * {{ \\U00000053ERVICE {url} {group} }}",
        f"SELECT * {{ ＳＥＲＶＩＣＥ {url} {group} }}",
        f"SELECT * {{ ſERVICE {url} {group} }}",
        f"SELECT * {{ SER/**/VICE {url} {group} }}",
        f"SELECT * {{ SER#\nVICE {url} {group} }}",
        f"SELECT * FROM {url} {group}",
        f"SELECT * from named {url} {group}",
        f"SELECT * #x\nFROM {url} {group}",
        f"SELECT*FROM{url}{group}",
        f"ASK FROM {url} {group}",
        f"DESCRIBE {url} FROM {url}",
        f"CONSTRUCT {group} FROM {url} WHERE {group}",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        f"LOAD {url}",
        f"LOAD SILENT {url} INTO GRAPH <http://a/g>",
        "LOAD <file:///etc/passwd>",
        f"SELECT * {{ ?s ?p ?o }} ; LOAD {url}",
        "INSERT DATA { <http://a/a> <http://a/b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP DEFAULT",
        "CREATE GRAPH <http://a/g>",
        "COPY DEFAULT TO <http://a/g>",
    ]


def test_nothing_is_sent_written_or_read_from_files(index: Path, listener) -> None:
    port, calls = listener
    texts = outside(port)
    for text in texts:
        with pytest.raises(GraphError) as caught:
            ask(index, text)
        assert "\n" not in str(caught.value), text
    assert not calls
    assert ask(index, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == ((300,),)
    print(f"{len(texts)} hostile texts, 0 requests, 0 writes")


@given(
    st.lists(
        st.sampled_from(["service", "FROM", "<", ">", "'", '"', '"""', "#", "\n", ":", "\\", "{", "}", "x", " ", "?s", "\\u0073"]),
        max_size=14,
    )
)
def test_pieces_put_together_are_the_text_and_no_keyword_stays_in_code(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(piece.text for piece in pieces(text)) == text
    try:
        safe = guarded(text)
    except GraphError:
        return
    held = [m.start() for m in re.finditer("service|from", safe, re.IGNORECASE)]
    assert all(re.search(r":[A-Za-z0-9_]*\Z", safe[:at]) for at in held)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('SELECT ?s { ?s ?p ?o FILTER(CONTAINS(STR(?o), "from “service”")) }', 1),
        ("SELECT ?s { ?s ?p ?o FILTER(CONTAINS(STR(?o), '''service''')) } # from service", 1),
        (f"{PREFIX} SELECT ?o {{ ?s ex:Service ?o }}", 1),
        (f"{PREFIX} SELECT ?o {{ <http://a/service> ex:Service ?o }} # SERVICE <http://a/>", 1),
        (f"{PREFIX} SELECT (COUNT(?o) AS ?n) {{ ?s ex:from ?o }}", 1),
        ('SELECT ?o { ?s <http://a/service#Service> ?o FILTER(?o != "\\from") }', 1),
        ("ASK { <http://a/service> ?p ?o }", 1),
        ("CONSTRUCT { ?s <http://a/q> ?o } WHERE { ?s <http://a/service#Service> ?o }", 1),
        ("DESCRIBE <http://a/service>", 1),
    ],
)
def test_a_query_about_services_is_answered(index: Path, query: str, rows: int) -> None:
    assert len(ask(index, query)) == rows


def test_cells_are_plain_values(index: Path) -> None:
    table = ask(index, 'SELECT (1 AS ?i) (1.5 AS ?d) (1e0 AS ?f) (true AS ?b) ("文"@zh AS ?t) (<http://a/x> AS ?u) ?none { }')
    assert table.columns == ("i", "d", "f", "b", "t", "u", "none")
    assert table.rows == ((1, 1.5, 1.0, True, "文", "http://a/x", None),)


@pytest.mark.parametrize(
    "query",
    [f"SELECT (COUNT(*) AS ?n) {{ {MILLION} }}", f"SELECT * {{ {MILLION} }} ORDER BY ?a0", f"SELECT DISTINCT ?x {{ {MILLION} }}"],
)
def test_an_endless_query_is_ended_at_its_time(index: Path, query: str) -> None:
    with pytest.raises(LimitError):
        ask(index, query, seconds=1)


def test_an_answer_of_too_many_rows_is_refused_not_cut(index: Path) -> None:
    with pytest.raises(LimitError, match="LIMIT"):
        ask(index, "SELECT * { ?s ?p ?o }", rows=299)
    assert len(ask(index, "SELECT * { ?s ?p ?o }", rows=300)) == 300


@pytest.mark.parametrize("query", ["", "SELECT", "SELECT * { ?s ?p }", "选择 ?s", "{" * 10_000, "\ud800", "SELECT * { ?s ?p '\\ud800' }"])
def test_a_malformed_query_is_told_in_one_line(index: Path, query: str) -> None:
    with pytest.raises(GraphError) as caught:
        ask(index, query)
    assert "\n" not in str(caught.value)


VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(VALUES)
def test_a_bound_parameter_is_a_value_whatever_it_holds(value: str) -> None:
    store = Oxigraph()
    text = bound('SELECT ?name { BIND("a" AS ?x) }', {"name": value})
    (solution,) = store.query(text)
    assert solution["name"] == (NamedNode(value) if value.startswith(("http://", "https://")) else Literal(value, language="zh"))


def test_a_parameter_is_seen_by_the_filters_of_the_outermost_group() -> None:
    store = Oxigraph()
    for name in ("新材料", "新能源"):
        store.add(Quad(NamedNode("http://a/x"), NamedNode("http://a/p"), Literal(name, language="zh")))
    query = '# { a comment\nSELECT ?o WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?o), STR(?start)) && STR(?o) != "{") } ORDER BY ?o'
    assert len(list(store.query(bound(query, {"start": "新材"})))) == 1
    assert len(list(store.query(bound("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", {"o": "新能源"})))) == 1
