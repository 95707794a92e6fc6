"""A Neo4j server: the one place that speaks to the driver, to read for anybody and to write what a push says."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, Final

from kg import GraphError
from kg.cypher import check, table
from kg.limits import LimitError, Limits, run
from kg.table import Table

if TYPE_CHECKING:
    import neo4j

OLDEST: Final = 5
"""The oldest major version of Neo4j whose Cypher the questions and the push are written in."""
MOST_CHARACTERS: Final = 10_000
DEEPEST: Final = 12
_ESCAPE: Final = re.compile(r"\\u+([0-9A-Fa-f]{4})")
_AGENT: Final = re.compile(r"Neo4j/(\d+)\.")
_REFUSED: Final = ("LoadCSV", "TerminateTransactions", "ShowTransactions", "ShowSettings")
_OUTSIDE: Final = re.compile(r"\b(?:apoc|genai|ai|gds|n10s)\.", re.IGNORECASE)
_TIMED_OUT: Final = "TransactionTimedOut"
RETRY_SECONDS: Final = 30.0
"""How long a batch is tried again while the server does not answer."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and who asks: no password means a server without authentication, no database its default one."""

    uri: str
    user: str = "neo4j"
    password: str = ""
    database: str = ""


class Neo4jServer:
    """A server as an engine: it only reads, and gives the text to the server only when the plan does nothing else."""

    def __init__(self, address: Address) -> None:
        """Take the address; nothing is sent before a query comes."""
        self.address = address

    def run(self, query: str, parameters: Mapping[str, Any], *, limits: Limits) -> Table:
        """Return the answer to a text that may come from anybody; GraphError in one line when there is none."""
        check(query)
        check_size(query)
        own = [limits.seconds, limits.rows, limits.megabytes]
        return run("kg.neo4j_server:open_task", list(astuple(self.address)), [query, dict(parameters)], own, limits=limits)

    def select(self, query: str, parameters: Mapping[str, Any]) -> Table:
        """Return the answer to one of our own texts, in this process and with the server's own limits."""
        with connected(self.address) as connection:
            return connection.read(query, parameters, limits=Limits(seconds=3600, rows=1 << 40))


class Connection:
    """An open connection to one database of a server."""

    def __init__(self, driver: "neo4j.Driver", address: Address) -> None:
        """Use `connected` to get one."""
        self._driver = driver
        self._address = address

    def read(self, query: str, parameters: Mapping[str, Any], *, limits: Limits) -> Table:
        """Return the answer to a text that the server may only read for; with more rows than allowed LimitError."""
        import neo4j

        with _told(self._address), self._session(neo4j.READ_ACCESS) as session:
            result = session.run(neo4j.Query(query, timeout=limits.seconds), dict(parameters))
            rows = [[_plain(value) for value in record.values()] for record in islice(result, limits.rows + 1)]
            return table(result.keys(), rows, limits)

    def plan(self, query: str, parameters: Mapping[str, Any], limits: Limits) -> tuple[str, Mapping[str, Any]]:
        """Return what a text would do without doing it: its kind ("r" reads) and the plan of the server."""
        import neo4j

        with _told(self._address), self._session(neo4j.READ_ACCESS) as session:
            explained = session.run(neo4j.Query(f"EXPLAIN {query}", timeout=limits.seconds), dict(parameters)).consume()
            return str(explained.query_type), explained.plan or {}

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of one of our own reading texts, as many as there are."""
        import neo4j

        with _told(self._address), self._session(neo4j.READ_ACCESS) as session:
            for record in session.run(neo4j.Query(query)):
                yield tuple(record.values())

    def write(self, query: str, rows: Sequence[Any]) -> int:
        """Run one of our own writing texts with `$rows`, again when the connection breaks; return the one number it gives."""
        from neo4j.exceptions import IncompleteCommit

        def work(transaction: "neo4j.ManagedTransaction") -> int:
            record = transaction.run(query, rows=list(rows)).single()
            return int(record[0]) if record is not None else 0

        with _told(self._address), self._session("WRITE") as session:
            try:
                return session.execute_write(work)
            except IncompleteCommit:  # it may have been done; doing it again changes nothing
                return session.execute_write(work)

    def define(self, statement: str) -> None:
        """Run a statement that defines a constraint or an index, or waits for them."""
        with _told(self._address), self._session("WRITE") as session:
            session.run(statement).consume()

    def _session(self, mode: str) -> "neo4j.Session":
        return self._driver.session(database=self._address.database or None, default_access_mode=mode)


@contextmanager
def connected(address: Address) -> Iterator[Connection]:
    """Give a connection to a server of a version that we know; GraphError in one line when there is none."""
    import neo4j

    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what goes wrong is told by errors, in one line
    auth = (address.user, address.password) if address.password else None
    with _told(address):
        driver = neo4j.GraphDatabase.driver(
            address.uri,
            auth=auth,
            connection_timeout=10.0,
            max_transaction_retry_time=RETRY_SECONDS,
            telemetry_disabled=True,
        )
    with driver:
        with _told(address), driver.session(database=address.database or None, default_access_mode=neo4j.READ_ACCESS) as session:
            agent = str(session.run("RETURN 1").consume().server.agent)
        check_version(agent)
        yield Connection(driver, address)


def check_version(agent: str) -> None:
    """Raise GraphError when a server's name for itself is not that of a Neo4j that we can work with."""
    found = _AGENT.match(agent)
    if found is None or int(found[1]) < OLDEST:
        raise GraphError(f"服务器是 {agent}，需要 Neo4j {OLDEST} 或更新的版本。The server is {agent}; Neo4j {OLDEST} or newer is needed.")


def open_task(address: Sequence[str], asked: Sequence[Any], limits: Sequence[Any]) -> Callable[[], Table]:
    """Return what answers one query in a worker; reaching the server counts into its time."""
    query, parameters = asked
    own = Limits(*limits)

    def work() -> Table:
        with connected(Address(*address)) as connection:
            check_plan(*connection.plan(query, parameters, own))
            return connection.read(query, parameters, limits=own)

    return work


def check_size(query: str) -> None:
    """Raise GraphError for a text that a server might plan for minutes: it cannot be stopped while it does that.

    Measured on 5.26: EXISTS in EXISTS fifty deep, or CASE in CASE two thousand deep, kept a core busy for more than a minute
    after the client had gone; nothing within these bounds for more than six seconds.
    """
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), query)
    depths = accumulate((bracket == "{") - (bracket == "}") for bracket in plain if bracket in "{}")
    if len(query) > MOST_CHARACTERS or max(depths, default=0) > DEEPEST:
        raise GraphError(
            f"发往 Neo4j 的查询最多 {MOST_CHARACTERS} 个字符、花括号嵌套 {DEEPEST} 层，长列表请用参数。"
            f"A query for Neo4j has at most {MOST_CHARACTERS} characters and {DEEPEST} levels of braces; give long lists as parameters."
        )


def check_plan(kind: str, plan: Mapping[str, Any]) -> None:
    """Raise GraphError when a text would do anything but read this database: by the server's own reading of it."""
    if kind != "r":
        raise GraphError("查询只能读，不能写或管理数据库。Queries only read: they neither write nor manage the database.")
    for operator in _operators(plan):
        name = str(operator["operatorType"]).partition("@")[0]
        details = str(operator["args"].get("Details", ""))
        is_foreign = name == "ProcedureCall" and not details.startswith("db.")
        if name in _REFUSED or is_foreign or _OUTSIDE.search(details):
            said = details.partition("(")[0] if name == "ProcedureCall" else name
            raise GraphError(f"查询不能使用 {said}：只能读这个图数据库。Queries only read this database: {said} is not allowed.")


def _operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting = [plan]
    while waiting:
        operator = waiting.pop()
        yield operator
        waiting.extend(operator.get("children", ()))


def _plain(value: Any) -> Any:
    """Return nodes and relationships by their IRI (foreign ones by the server's id), a path as those along it."""
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, Node | Relationship):
        return value.get("iri") or value.element_id
    if isinstance(value, Path):
        between = [*value.relationships, None]
        return [_plain(each) for pair in zip(value.nodes, between, strict=True) for each in pair][:-1]
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


@contextmanager
def _told(address: Address) -> Iterator[None]:
    """Turn what the driver raises into one line that says what is wrong and what to do."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        yield
    except (DriverError, Neo4jError, ValueError, OSError) as error:
        if isinstance(error, GraphError):
            raise
        raise _error(error, address) from None


def _error(error: Exception, address: Address) -> GraphError:
    from neo4j.exceptions import AuthError, ClientError, Neo4jError, ServiceUnavailable, SessionExpired, TransientError

    text = error.message if isinstance(error, Neo4jError) else error.args[0] if error.args else ""
    said = " ".join(str(text).split("\n", 1)[0].split())[:300]
    code = str(getattr(error, "code", ""))
    if _TIMED_OUT in code:
        return LimitError("查询超过时限，服务器已中止。The query took too long and the server ended it.")
    if isinstance(error, AuthError):
        return GraphError(f"{address.uri} 不接受用户名或密码，请检查 NEO4J_USERNAME、NEO4J_PASSWORD。Wrong user or password: {said}")
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        return GraphError(
            f"连不上 {address.uri} 的 Neo4j：服务器没有启动、中途停止，或地址不对；重新执行即可接着做。"
            f"No Neo4j answers at {address.uri}: not started, stopped meanwhile, or another address; running the command again goes on."
        )
    if isinstance(error, ClientError) and "AccessMode" in code:
        return GraphError("查询只能读，不能写。Queries only read, they write nothing.")
    if isinstance(error, TransientError):
        return GraphError(f"服务器暂时忙，请稍后再试。The server is busy, try again later: {said}")
    return GraphError(f"Neo4j 不能执行。Neo4j cannot do this: {said}")
