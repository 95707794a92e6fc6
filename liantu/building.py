"""Commands that make, change and check a graph: build, remove, documents, verify, validate."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.table import Table
from liantu.console import progress, say, show, tell
from liantu.options import DEFAULT_GRAPH, Format, Graph, Output, chosen, deliver, without
from liantu.words import PROBLEMS, word

if TYPE_CHECKING:
    from kg.model import GraphDocument
    from kg.pipeline import BuildReport

DOCUMENT_COLUMNS = {
    "id": "编号", "title": "标题", "publisher": "发文单位", "number": "文号", "date": "日期", "period": "规划期", "place": "地方", "code": "区划代码",
    "kind": "种类", "reader": "读取程序",
}  # fmt: skip


def build(
    plans: Annotated[list[Path], typer.Argument(metavar="PLAN...", help="文件、文件夹或 .zip。 Files, folders, .zip.")],
    graph: Graph = DEFAULT_GRAPH,
    prune: Annotated[bool, typer.Option("--prune", help="移除文件已不在的。 Drop what has vanished.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="只用规则，快几倍，少找到一些。 Rules alone.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="一直看着，有变就更新。 Keep watching; update on change.")] = False,
) -> None:
    """Read plans into a graph."""
    if watch:
        from liantu.watching import changes

        for _ in changes(lambda: matched(plans), graph):
            _build(plans, graph, fast=fast, prune=prune)
            say("看着这些文件，有变就更新；按 Ctrl-C 停止。 Watching for changes; Ctrl-C stops.")
        say("停止。 Stopped.")
    elif _build(plans, graph, fast=fast, prune=prune):
        raise typer.Exit(2)


def _build(plans: Sequence[Path], graph: Path, *, fast: bool, prune: bool) -> bool:
    """Build once and tell all about it; return whether some file could not be read."""
    from kg.pipeline import build as build_graph

    with progress("读取 Reading") as watch:
        report = build_graph(list(matched(plans)), graph, fast=fast, prune=prune, progress=watch)
    summarise(report, graph)
    for failure in report.failures:
        tell(failure.message)
    if report.failures:
        tell(
            f"{len(report.failures)} 个文件没有读成（见上），其余已存入图谱。 {len(report.failures)} files could not be read; the others are stored."
        )
    return bool(report.failures)


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
        rows = tuple(tuple(_cell(each, name) for name in DOCUMENT_COLUMNS) for each in store.documents())
    table = Table(tuple(DOCUMENT_COLUMNS), rows)
    if chosen(format, output) == "table":
        empty = (name for number, name in enumerate(table.columns) if not any(row[number] for row in rows))
        table = without(table, (*empty, "reader"))
    deliver(table, format, output, headers=DOCUMENT_COLUMNS.__getitem__)


def _cell(document: "GraphDocument", column: str) -> str:
    """Return what a document says of itself; the code is that of its division in GB/T 2260."""
    if column != "code":
        return str(getattr(document, column))
    from kg.places import home

    division = home(document.place)
    return division.code if division is not None and division.code.isascii() else ""


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


def matched(plans: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, folders and archives that are meant: a pattern stands for what it matches."""
    for plan in plans:
        if any(sign in plan.name for sign in "*?[") and not plan.exists():
            yield from sorted(plan.parent.glob(plan.name)) or [plan]
        else:
            yield plan


def summarise(report: "BuildReport", graph: Path) -> None:
    """Print what a build did and what the graph holds."""
    holds = report.summary
    parts = {
        "新读": report.read, "替换": report.replaced, "改名": report.renamed, "未变": report.unchanged, "移除": report.removed,
    }  # fmt: skip
    done = "，".join(f"{name} {len(ids)}" for name, ids in parts.items() if ids)
    say(f"图谱 {graph}：{holds.documents} 份文件{f'（{done}）' if done else ''}，用时 {report.seconds:.1f} 秒")
    for id, other in report.skipped:
        say(f"跳过 {id}：与 {other} 的文字相同")
    for id, other in report.renamed:
        say(f"改名 {id} → {other}：内容没有变，没有重读。 Renamed; its content is as it was and was not read again.")
    for id in report.removed:
        say(f"移除 {id}")
    for id, path in report.vanished:
        say(f"{id} 的文件 {path} 已不在；加 --prune 移除。 Its file is gone; --prune drops it.")
    if report.left_out:
        counts = "，".join(f"{suffix} {count} 个" for suffix, count in sorted(report.left_out.items()))
        say(f"没有读：{counts}（格式不能读）。 Left out, in formats that cannot be read.")
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
