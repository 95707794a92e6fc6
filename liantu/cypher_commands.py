"""Commands in Cypher: ask in it, here or on a Neo4j server, and push the graph to one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liantu.console import progress, say
from liantu.options import DEFAULT_GRAPH, Format, Graph, Output, deliver
from queries import QueryError

if TYPE_CHECKING:
    from exports.neo4j_push import PushProgress
    from kg.neo4j_server import Address
    from kg.pipeline import Progress

User = Annotated[str, typer.Option("--user", envvar=["NEO4J_USERNAME", "NEO4J_USER"], help="Neo4j 用户名。 Its user.")]
Password = Annotated[
    str, typer.Option("--password", envvar="NEO4J_PASSWORD", show_default=False, help="密码；不给即不认证。 Its password; none without.")
]
Database = Annotated[str, typer.Option("--database", envvar="NEO4J_DATABASE", help="数据库名，缺省为主库。 By default the home one.")]


def cypher(
    query: Annotated[str, typer.Argument(metavar="QUERY|FILE", help="Cypher 文本、文件或 -。 Text, file, or - for standard input.")],
    graph: Graph = DEFAULT_GRAPH,
    uri: Annotated[str, typer.Option("--uri", help="在这个 Neo4j 上查询。 Ask this Neo4j: bolt://…")] = "",
    parameter: Annotated[list[str] | None, typer.Option("--param", "-p", metavar="NAME=TEXT", help="$NAME 的值。 Its value.")] = None,
    user: User = "neo4j",
    password: Password = "",
    database: Database = "",
    format: Format = "",
    output: Output = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="限时（秒）。 Time limit.")] = 30,
    rows: Annotated[int, typer.Option(min=1, help="最多行数。 The most rows.")] = 100_000,
) -> None:
    """Ask in Cypher, reading only."""
    from kg.limits import Limits

    text, values, limits = _text(query), dict(map(_parameter, parameter or ())), Limits(seconds=seconds, rows=rows)
    if uri:
        from kg.neo4j_server import Neo4jServer

        answer = Neo4jServer(_address(uri, user, password, database)).run(text, values, limits=limits)
    else:
        from kg.store import Store

        with Store.open(graph) as store:
            answer = store.cypher(text, values, seconds=seconds, rows=rows)
    deliver(answer, format, output)


def push(
    uri: Annotated[str, typer.Argument(metavar="URI", envvar="NEO4J_URI", help="Neo4j 的地址 bolt://…。 Where the server is.")],
    graph: Graph = DEFAULT_GRAPH,
    name: Annotated[str, typer.Option("--name", help="图谱在数据库里的名字。 The graph's name in the database.")] = "liantu",
    user: User = "neo4j",
    password: Password = "",
    database: Database = "",
    everything: Annotated[bool, typer.Option("--all", help="没有变的也重写。 Write again what has not changed, too.")] = False,
) -> None:
    """Fill or update a Neo4j database."""
    from exports.neo4j_push import push as push_graph
    from kg.store import Store

    with Store.open(graph) as store:
        content = store.graph()
    address = _address(uri, user, password, database)
    with progress("推送") as watch:
        done = push_graph(content, address, name=name, everything=everything, watch=lambda step: watch(_shown(step)))
    say(f"已写入 {done.nodes} 个节点、{done.relationships} 条关系；{done.unchanged} 项没有变；删除 {done.removed} 项。")
    say(f"{done.nodes} nodes and {done.relationships} relationships written, {done.unchanged} unchanged, {done.removed} removed.")
    if done.kept:
        say(f"{done.kept} 个不再写明的节点上有别人的关系，去掉标签后保留。 Kept without labels, since others tied something to them.")


def _shown(step: "PushProgress") -> "Progress":
    from kg.pipeline import Progress

    return Progress("push", done=step.done, total=step.total, document=step.step)


def _address(uri: str, user: str, password: str, database: str) -> "Address":
    from kg.neo4j_server import Address

    return Address(uri, user, password, database)


def _parameter(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not (sign and name.isidentifier()):
        raise QueryError(f"参数应写成 名字=值，而不是“{given}”。 A parameter is written NAME=TEXT.")
    return name, value


def _text(query: str) -> str:
    """Return the query itself, or what the file of this name or standard input holds."""
    if query == "-":
        return sys.stdin.read()
    path = Path(query)
    if "\n" in query or len(query) > 250 or ("(" in query and not path.is_file()):
        return query
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if " " in query.strip():
            return query
        raise QueryError(f"“{query}”不是查询文本，也没有这个文件。 Neither a query nor a file.") from None
    except UnicodeDecodeError:
        raise QueryError(f"{path} 不是 UTF-8 文本。 Is not UTF-8 text.") from None
    except OSError as error:
        raise QueryError(f"{path} 读不了：{error.strerror}。 Cannot be read.") from error
