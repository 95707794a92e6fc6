"""The command line: all commands in one table, and every error as one line."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer

from exports import ExportError
from kg import GraphError
from liantu import __version__, asking, building, cypher_commands
from liantu.console import say, tell
from liantu.words import usage
from loaders import LoaderError
from ontology import OntologyError
from queries import QueryError

ERRORS: Final = (LoaderError, GraphError, QueryError, ExportError, OntologyError)
TRACEBACK: Final = "LIANTU_TRACEBACK"
WELCOME: Final = """\
链图 LianTu：从规划文件读出创新主体、园区、产业链及其关系，每条都附原文。

三个例子：
  liantu build 规划.md                        读入规划文件，建成图谱（目录 ./graph）
  liantu ask parks_by_chain --chain 海工装备  问：哪些园区服务海工装备产业链？
  liantu export pyvis 图谱.html               写成网页，点连线看原文

liantu --help 列出全部命令，liantu 命令 --help 看用法。 See `liantu --help` for all commands."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its help: Chinese first, English beside, an example."""

    run: Callable[..., None]
    zh: str
    en: str
    more: str
    example: str
    extra: bool = False


COMMANDS: Final[Mapping[str, Command]] = {
    "build": Command(building.build, "读入规划文件，建成图谱。", "Read plans into a graph.", "文件夹和 .zip 读其中能读的；没有变的不重读，改了的换新，改名的按内容认出，编号随新名；文件已不在的只报告，--prune 才移除。 Folders and .zip stand for what they hold. Unchanged files are skipped, changed ones replaced; renamed ones are known by their content and take the id of the new name; vanished ones are told, and dropped with --prune. --fast：只用规则。 --fast uses the rules alone.", "liantu build 规划.docx 规划文件夹 各县.zip --graph graph"),
    "remove": Command(building.remove, "从图谱中移除一份文件。", "Take a document out.", "只由它写明的内容一并移除。 What only it states goes too.", "liantu remove 规划"),
    "documents": Command(building.documents, "列出图谱中的文件。", "List the documents.", "", "liantu documents --format csv -o 文件.csv"),
    "ask": Command(asking.ask, "问一个有名字的问题。", "Ask a named question.", "不给名字时列出全部问题；参数可用名称、别名。 Without a name all are listed; parameters are names or aliases.", "liantu ask parks_by_chain --chain 海工装备 --evidence", extra=True),
    "sparql": Command(asking.sparql, "用 SPARQL 查询图谱。", "Query in SPARQL.", "只读，限时限行。 Reading only, within limits of time and rows.", 'liantu sparql "SELECT * { ?s ?p ?o } LIMIT 5"'),
    "cypher": Command(cypher_commands.cypher, "用 Cypher 查询图谱。", "Query in Cypher.", "--uri 查询 Neo4j 服务器；只读，限时限行。 --uri asks a Neo4j server; reading only, within limits.", 'liantu cypher "MATCH (p:Park)-[r:serves]->(c) RETURN p.name, c.name, r.quotes LIMIT 5"'),
    "show": Command(asking.show, "看一个实体及其原文。", "Show one entity.", "是什么，与谁有关，原文怎么写。 What it is, its relations, the sentences.", "liantu show 海工装备 --why"),
    "stats": Command(asking.stats, "统计图谱的内容。", "Count what is there.", "--refusals 列出看到而没有采纳的，附原因。 --refusals lists what was dropped, and why.", "liantu stats --refusals --format csv -o 未采纳.csv"),
    "export": Command(asking.export, "导出图谱。", "Write it for other programs.", "不给格式时列出全部格式。 Without a format all are listed.", "liantu export kgx 导出"),
    "push": Command(cypher_commands.push, "把图谱写进 Neo4j。", "Fill or update a Neo4j.", "再推一次只写有变的，中断后接着做；别人的数据不动。 What others keep there stays; a broken push goes on.", "liantu push bolt://localhost:7687 --user neo4j"),
    "verify": Command(building.verify, "重读原文件，核对每一处引文。", "Check every quote.", "有不符时退出码为 1。 Exit code 1 where one is not at its place.", "liantu verify"),
    "validate": Command(building.validate, "按本体的形状约束检查图谱。", "Check against the shapes.", "有不符时退出码为 1。 Exit code 1 where there are breaches.", "liantu validate"),
    "diff": Command(asking.diff, "与另一个图谱比较。", "Compare with another graph.", "列出它多了（+）、少了（-）哪些实体和关系。 What it has more (+) and less (-).", "liantu diff 旧图谱"),
}  # fmt: skip


def run() -> int:
    """Run the command that the arguments name; every error becomes one line."""
    try:
        return _code(typer.main.get_command(_app()).main(prog_name="liantu", standalone_mode=False))
    except typer.TyperException as error:
        tell(_usage(error))
    except ERRORS as error:
        tell(str(error))
    except typer.Abort:
        tell("已中断，图谱没有改变。 Interrupted; the graph is as it was.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except OSError as error:
        tell(f"{error.filename or '文件'}：{error.strerror or error}。请检查路径、权限和磁盘空间。 Check path, permissions and disk space.")
    except Exception as error:  # no traceback reaches a user, whatever happens
        if os.environ.get(TRACEBACK):
            raise
        tell(f"内部错误 {type(error).__name__}：{error}。设 {TRACEBACK}=1 重试可看详情。 Internal error; set {TRACEBACK}=1 for details.")
    return 2


def _app() -> typer.Typer:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
    app.callback(
        invoke_without_command=True,
        help=_escaped("链图 LianTu：规划文件的知识图谱，每条事实都附原文。 A knowledge graph of planning documents."),
    )(_main)
    for name, command in COMMANDS.items():
        settings: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True} if command.extra else {}
        text = _escaped(f"{command.zh} {command.en}\n\n{command.more}\n\n例 Example：\n\n  {command.example}")
        app.command(name, help=text, context_settings=settings)(command.run)
    return app


def _main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="显示版本。 Show the version.")] = False,
) -> None:
    if version:
        say(f"liantu {__version__}")
    elif context.invoked_subcommand is None:
        say(WELCOME)


def _code(result: object) -> int:
    if result == 130:
        tell("已中断，图谱没有改变。 Interrupted; the graph is as it was.")
    return result if isinstance(result, int) else 0


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "liantu"
    message = error.format_message().rstrip(".")
    return f"命令写法有误：{usage(message)}；用法见 {command} --help。 {message}; see {command} --help."
