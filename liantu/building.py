"""Commands that make, change and check a graph: build, remove, documents, verify, validate."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import GraphError
from kg.table import Table
from liantu.console import progress, say, show, tell
from liantu.options import DEFAULT_GRAPH, Format, Graph, Output, deliver
from liantu.words import PROBLEMS, word

if TYPE_CHECKING:
    from kg.pipeline import BuildReport

DOCUMENT_COLUMNS = {
    "id": "编号", "title": "标题", "publisher": "发文单位", "number": "文号", "date": "日期", "period": "规划期", "place": "地方", "kind": "种类",
}  # fmt: skip


def build(
    plans: Annotated[list[Path], typer.Argument(metavar="PLAN...", help="规划文件或文件夹。 Plans, or folders of plans.")],
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """Read plans into a graph."""
    from kg.pipeline import build as build_graph

    with progress("读取 Reading") as watch:
        report = build_graph(list(files(plans)), graph, progress=watch)
    summarise(report, graph)
    for failure in report.failures:
        tell(failure.message)
    if report.failures:
        tell(
            f"{len(report.failures)} 个文件没有读成（见上），其余已存入图谱。 {len(report.failures)} files could not be read; the others are stored."
        )
        raise typer.Exit(2)


def remove(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="文件的编号或路径。 Its id or file.")],
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """Take a document out of a graph."""
    from kg.pipeline import remove as remove_document

    summarise(remove_document(graph, document), graph)


def documents(graph: Graph = DEFAULT_GRAPH, format: Format = "", output: Output = None) -> None:
    """List the documents of a graph."""
    from kg.store import Store

    with Store.open(graph) as store:
        rows = tuple(tuple(getattr(each, name) for name in DOCUMENT_COLUMNS) for each in store.documents())
    deliver(Table(tuple(DOCUMENT_COLUMNS), rows), format, output, headers=DOCUMENT_COLUMNS.__getitem__)


def verify(graph: Graph = DEFAULT_GRAPH) -> None:
    """Read the originals again and check every quote of a graph at its place."""
    from kg.store import Store
    from kg.verification import verify as verify_graph

    with Store.open(graph) as store:
        report = verify_graph(store)
    for problem in report.problems:
        say(f"{problem.document}：{PROBLEMS.get(problem.kind, problem.kind)}。{problem.detail}")
    say(
        f"核对 {report.documents} 份文件、{report.quotes} 处引文：{'有 ' + str(len(report.problems)) + ' 处不符' if report.problems else '全部在原处'}。"
    )
    if report.problems:
        raise typer.Exit(1)


def validate(graph: Graph = DEFAULT_GRAPH) -> None:
    """Check a graph against the ontology's shapes."""
    from kg.store import Store
    from ontology.validation import validate as validate_triples

    with Store.open(graph) as store:
        report = validate_triples(store.dump("nt"))
    for result in report.results:
        say(f"{result.focus}  {result.path.rpartition('#')[2]}  {result.value}  {' / '.join(result.messages)}")
    say("图谱符合本体的形状约束。 The graph conforms." if report.conforms else f"有 {len(report.results)} 处不符。 Breaches found.")
    if not report.conforms:
        raise typer.Exit(1)


def files(plans: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that are meant: a folder stands for all readable files in it, a pattern for what it matches."""
    for plan in plans:
        if plan.is_dir():
            yield from _inside(plan)
        elif any(sign in plan.name for sign in "*?[") and not plan.exists():
            yield from sorted(plan.parent.glob(plan.name)) or [plan]
        else:
            yield plan


def _inside(folder: Path) -> list[Path]:
    from loaders.formats import READERS

    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in READERS and path.is_file() and not _is_hidden(path, folder))
    if not found:
        raise GraphError(f"文件夹 {folder} 里没有能读的文件（{' '.join(sorted(READERS))}）。 No readable file in this folder.")
    return found


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


def summarise(report: "BuildReport", graph: Path) -> None:
    """Print what a build did and what the graph holds."""
    holds = report.summary
    parts = {"新读": report.read, "替换": report.replaced, "未变": report.unchanged, "移除": report.removed}
    done = "，".join(f"{name} {len(ids)}" for name, ids in parts.items() if ids)
    say(f"图谱 {graph}：{holds.documents} 份文件{f'（{done}）' if done else ''}，用时 {report.seconds:.1f} 秒")
    for id, other in report.skipped:
        say(f"跳过 {id}：与 {other} 的文字相同")
    _count("实体", holds.entities)
    _count("关系", holds.relations)
    _count("没有采纳", holds.refusals)
    if holds.indicators:
        say(f"指标 {holds.indicators} 项")
    if holds.refusals:
        say("没有采纳的内容及原因：liantu stats --refusals")
    for line in holds.violations:
        tell(f"不合形状约束：{line}")


def _count(title: str, counts: Mapping[str, int]) -> None:
    """Print how many there are of each kind, in one small table."""
    if counts:
        rows = tuple((word(kind), count) for kind, count in counts.items() if count)
        show(Table(("", ""), (*rows, ("合计", sum(counts.values())))), (title, "数量"))
