"""CSV files for `neo4j-admin database import`: the quickest way to fill a new Neo4j database, with the command that does it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from exports import ExportError
from exports.destination import put_folder
from exports.neo4j_form import NAME, constraints, full_text, properties
from kg.model import Graph
from kg.property_graph import Value, nodes, relationships

DELIMITERS: Final = ("\x1f", "\x1e", "\x1d", "\x1c", "\ue000")
"""What may stand between the members of a list; the first that no text holds does."""
COMMAND: Final = "import.txt"
SCHEMA: Final = "constraints.cypher"
_KINDS: Final = {str: "string", int: "long", float: "double"}

Rows = list[dict[str, Value]]


def write(graph: Graph, path: Path) -> None:
    """Write a folder of CSV files, one for each class and relation, with the command line that imports them."""
    tables = {**_node_tables(graph), **_relationship_tables(graph)}
    delimiter = _delimiter(tables.values())
    files = {name: "".join(_lines(rows, delimiter)).encode("utf-8") for name, rows in sorted(tables.items())}
    schema = "".join(f"{statement};\n" for statement in (*constraints(), *full_text()))
    put_folder(path, {**files, COMMAND: _command(files, delimiter).encode("utf-8"), SCHEMA: schema.encode("utf-8")})


def _node_tables(graph: Graph) -> dict[str, Rows]:
    tables: dict[str, Rows] = defaultdict(list)
    for node in nodes(graph):
        row = properties(node, NAME)
        tables[f"nodes-{node.labels[0]}.csv"].append({"iri:ID": row.pop("iri"), ":LABEL": node.labels, **row})
    return tables


def _relationship_tables(graph: Graph) -> dict[str, Rows]:
    tables: dict[str, Rows] = defaultdict(list)
    for each in relationships(graph):
        ends: dict[str, Value] = {":START_ID": each.source, ":END_ID": each.target, ":TYPE": each.type}
        tables[f"relationships-{each.type}.csv"].append(ends | properties(each, NAME))
    return tables


def _lines(rows: Rows, delimiter: str) -> Iterator[str]:
    kinds = {name: _kind(name, value) for row in rows for name, value in row.items()}
    yield ",".join(kinds.values()) + "\n"
    for row in rows:
        yield ",".join(_field(row[name], delimiter) if name in row else "" for name in kinds) + "\n"


def _kind(name: str, value: Value) -> str:
    """Return a column's head: names with a colon say all themselves."""
    if ":" in name:
        return name
    return f"{name}:{_KINDS[type(value[0])]}[]" if isinstance(value, tuple) else f"{name}:{_KINDS[type(value)]}"


def _field(value: Value, delimiter: str) -> str:
    text = delimiter.join(map(str, value)) if isinstance(value, tuple) else repr(value) if isinstance(value, float) else str(value)
    return '"' + text.replace('"', '""') + '"'


def _delimiter(tables: Iterable[Rows]) -> str:
    texts = [text for rows in tables for row in rows for value in row.values() for text in _texts(value)]
    for delimiter in DELIMITERS:
        if not any(delimiter in text for text in texts):
            return delimiter
    raise ExportError("文本里有各种控制字符，无法写成 CSV：请改用 liantu push。Texts hold every control character: use liantu push.")


def _texts(value: Value) -> Sequence[str]:
    if isinstance(value, tuple):
        return [each for each in value if isinstance(each, str)]
    return [value] if isinstance(value, str) else []


def _command(files: Mapping[str, bytes], delimiter: str) -> str:
    """Return what to do with the folder, in both languages, ending in the command line."""
    options = [f"--{name.partition('-')[0]}={name}" for name in files]
    command = " ".join(
        [
            "neo4j-admin database import full neo4j --overwrite-destination=true --id-type=string --multiline-fields=true",
            f"--array-delimiter=U+{ord(delimiter):04X}",
            *options,
        ]
    )
    return (
        "# w3id.org/liantu\n"
        "# 停止 Neo4j，在本文件夹里执行下面一行（会覆盖数据库 neo4j），启动后执行 constraints.cypher；以后用 liantu push 更新。\n"
        "# Stop Neo4j, run the line below in this folder (it replaces the database neo4j), start it and run constraints.cypher;\n"
        "# later changes come by liantu push.\n"
        f"{command}\n"
    )
