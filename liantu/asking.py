"""Commands that read a graph: ask, sparql, show, stats, export, diff."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.table import Cell, Table
from liantu.console import say, tell
from liantu.options import DEFAULT_GRAPH, Format, Graph, Output, chosen, deliver, without
from liantu.words import FORMATS, word
from queries import QueryError

if TYPE_CHECKING:
    from kg.model import Entity, EntityMention, Evidence
    from kg.model import Graph as Content
    from kg.store import Store
    from queries.context import Sentences
    from queries.questions import Question

Catalogue = Annotated[Path | None, typer.Option("--catalogue", envvar="LIANTU_CATALOGUE", help="自备问题的文件夹。 Own questions.")]
FREE_TEXT = ("document", "heading", "quote", "sentence")
PLACES = ("quote", "start", "end")
HEAVY_PAGE = 60  # megabytes
STATS_COLUMNS = {
    "document": "文件", "reason": "原因", "what": "本应是", "words": "原文", "rule": "规则", "detail": "说明",
    "part": "内容", "kind": "类别", "count": "数量",
}  # fmt: skip


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="问题的名字。 The question's name.")] = "",
    chain: Annotated[str, typer.Option(help="产业链的名称或别名。 A chain's name or alias.")] = "",
    district: Annotated[str, typer.Option(help="地方的名称或简称。 A place's name or alias.")] = "",
    evidence: Annotated[bool, typer.Option("--evidence", "-e", help="附文件、标题和原文。 With the sentences.")] = False,
    graph: Graph = DEFAULT_GRAPH,
    format: Format = "",
    output: Output = None,
    catalogue: Catalogue = None,
) -> None:
    """Ask a named question."""
    from queries.questions import catalogue as all_questions

    if not question:
        deliver(_listed(all_questions(catalogue).values()), format, output)
        return
    from kg.store import Store
    from queries.engine import ask as ask_question
    from queries.engine import find_question
    from queries.questions import names

    asked, form = find_question(question, catalogue), chosen(format, output)
    with Store.open(graph) as store:
        given = {"chain": chain, "district": district, **_extra(context.args)}
        answer = ask_question(store, question, evidence=evidence, folder=catalogue, **{k: v for k, v in given.items() if v})
        if form == "table" and output is None and answer.rows and "quote" in answer.columns:
            from liantu.evidence import paragraphs
            from queries.context import Sentences

            say("\n".join(paragraphs(answer, asked, Sentences(store))))
            return
    if form in ("table", "md"):
        answer = without(answer, PLACES)
    terms = [column for column in answer.columns if column not in FREE_TEXT and not column.endswith("Name")]
    deliver(answer, format, output, headers=lambda column: names(asked, column)[0], words=dict.fromkeys(terms, word))


def sparql(
    query: Annotated[str, typer.Argument(metavar="QUERY|FILE", help="文本、文件或 -（标准输入）。 Text, file or -.")],
    graph: Graph = DEFAULT_GRAPH,
    format: Format = "",
    output: Output = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="限时（秒）。 Time limit.")] = 30,
    rows: Annotated[int, typer.Option(min=1, help="最多行数。 The most rows.")] = 100_000,
) -> None:
    """Run a SPARQL query, reading only."""
    from kg.store import Store

    text = _text(query)
    with Store.open(graph) as store:
        deliver(store.sparql(text, seconds=seconds, rows=rows), format, output)


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="实体的名称或别名。 An entity's name or alias.")],
    graph: Graph = DEFAULT_GRAPH,
    why: Annotated[bool, typer.Option("--why", help="写明由哪条规则得出。 Tell the rule.")] = False,
) -> None:
    """Show one entity: what it is, its relations, the sentences."""
    from kg.store import Store

    with Store.open(graph) as store:
        found = store.find(name)
        if not found:
            near = store.suggest(name)
            hint = f"相近的有：{'、'.join(near)}" if near else "用 liantu stats 看图谱里有什么"
            raise QueryError(f"图谱中没有“{name}”；{hint}。 No such entity" + (f"; nearest: {', '.join(near)}." if near else "."))
        blocks = ["\n".join(described(entity, store, why=why)) for entity in found]
    say("\n\n".join(blocks))


def stats(
    graph: Graph = DEFAULT_GRAPH,
    refusals: Annotated[bool, typer.Option("--refusals", help="列出没有采纳的及原因。 What was dropped, and why.")] = False,
    format: Format = "",
    output: Output = None,
) -> None:
    """Count what a graph holds, or list what was refused."""
    from kg.store import Store

    with Store.open(graph) as store:
        table = _refused(store) if refusals else _counted(store)
    deliver(table, format, output, headers=STATS_COLUMNS.__getitem__, words=dict.fromkeys(("part", "kind", "reason", "what"), word))


def export(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="格式。 The format.")] = "",
    path: Annotated[Path | None, typer.Argument(metavar="PATH", help="写到哪里。 Where to write it.")] = None,
    graph: Graph = DEFAULT_GRAPH,
    document: Annotated[list[str] | None, typer.Option(help="review 只写这些文件（编号或路径）。 Only these, by id or file.")] = None,
) -> None:
    """Write a graph for other programs."""
    from exports import formats

    if not format:
        deliver(Table(("格式 format", "说明"), tuple((name, FORMATS.get(name, "")) for name in formats.FORMATS)), "", None)
        return
    if path is None:
        raise QueryError(f"还要给出写到哪里，例如 liantu export {format} 输出。 Say where to write it.")
    if document and format not in formats.OF_TEXTS:
        raise QueryError(f"--document 只用于 {' '.join(formats.OF_TEXTS)}。 --document is only for these formats.")
    from kg.store import Store
    from queries.context import widened

    with Store.open(graph) as store:
        readings = [store.facts(id) for id in _chosen(store, document)] if format in formats.OF_TEXTS else []
        formats.export(widened(store) if format in formats.READ_BY_PEOPLE else store.graph(), format, path, readings=readings)
    size = path.stat().st_size / 1e6
    say(f"已写入 {path}" + (f"（{len(readings)} 份文件，{size:.1f} MB）" if readings else ""))
    if readings and size > HEAVY_PAGE:
        tell("网页较大，打开会慢：用 --document 只写要看的文件。 A large page, slow to open: choose documents by --document.")


def diff(
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="另一个图谱目录。 Another graph.")],
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """Tell what another graph has more (+) and less (-) than this one."""
    from kg.store import Store

    with Store.open(graph) as here, Store.open(other) as there:
        old, new = set(_facts(here.graph())), set(_facts(there.graph()))
    for sign, facts in (("-", old - new), ("+", new - old)):
        for fact in sorted(facts):
            say(f"{sign} {fact}")
    say(f"{other} 比 {graph} 多 {len(new - old)} 条，少 {len(old - new)} 条（实体、关系）。")


def _chosen(store: "Store", names: list[str] | None) -> list[str]:
    """Return the ids of the documents with these names, each an id or the file that it was read from; all ids where none is named."""
    by_path = {path: id for id, path in store.sources().items()}
    return list(dict.fromkeys(by_path.get(Path(name).resolve(), name) for name in names or store.sources()))


def described(entity: "Entity", store: "Store", *, why: bool) -> Iterator[str]:
    """Yield the lines that tell all about an entity."""
    from queries.context import Sentences

    yield f"{entity.name}（{word(entity.type)}）"
    yield f"  编号：{entity.iri}"
    if entity.aliases:
        yield f"  又称：{'、'.join(entity.aliases)}"
    yield from (f"  {word(name)}：{value}" for name, value in entity.attributes)
    for merge in store.graph().merges:
        if why and merge.iri == entity.iri:
            yield f"  并入“{merge.alias}”：规则 {merge.rule}，{merge.document}：{_line(merge.quote)}"
    around = Sentences(store)
    yield from _relations(entity, store, around, why=why)
    yield f"  提及 {len(entity.mentions)} 处："
    for mention in entity.mentions:
        rule = f"（规则 {mention.rule}）" if why else ""
        yield f"    {_where(mention, around)}：{_line(mention.surface)}【{word(mention.status)}】{rule}"


def _relations(entity: "Entity", store: "Store", around: "Sentences", *, why: bool) -> Iterator[str]:
    from ontology.schema import inverse

    content = store.graph()
    for each in content.relations:
        if entity.iri in (each.subject, each.object):
            forward = each.subject == entity.iri
            other = content.entities[each.object if forward else each.subject]
            name = word(each.relation) if forward else word(inverse(each.relation) or each.relation)
            yield f"  {name} {other.name}（{word(other.type)}）【{word(each.status)}】"
            for said in each.evidence:
                rule = f"（规则 {said.rule}{'，' + said.silent if said.silent else ''}）" if why else ""
                sentence = str(around.of(said.document, said.start, said.end, otherwise=said.quote))
                yield f"    “{_line(sentence)}” {_where(said, around)}【{word(said.status)}】{rule}"


def _where(said: "Evidence | EntityMention", around: "Sentences") -> str:
    """Return the document, the place in its file and the headings above."""
    from liantu.evidence import where

    return " › ".join((where(said.document, around.place(said.document, said.start)), *said.heading))


def _facts(content: "Content") -> Iterator[str]:
    for entity in content.entities.values():
        yield f"实体 {entity.name}（{word(entity.type)}） {entity.iri}"
    for each in content.relations:
        subject, object = content.entities[each.subject].name, content.entities[each.object].name
        yield f"关系 {subject} {word(each.relation)} {object}【{word(each.status)}】"


def _counted(store: "Store") -> Table:
    holds = store.summary()
    statuses = Counter(str(relation.status) for relation in store.graph().relations)
    parts = (("实体", holds.entities), ("关系", holds.relations), ("关系的状态", statuses), ("没有采纳", holds.refusals))
    rows: list[tuple[Cell, ...]] = [("文件", "", holds.documents)]
    for part, counts in parts:
        rows += [(part, kind, count) for kind, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
        rows.append((part, "合计", sum(counts.values())))
    rows.append(("指标", "", holds.indicators))
    return Table(("part", "kind", "count"), tuple(rows))


def _refused(store: "Store") -> Table:
    rows: list[tuple[Cell, ...]] = []
    for listed in store.documents():
        document, facts = store.facts(listed.id)
        for each in facts.refusals:
            rows.append((listed.id, str(each.reason), each.what, _line(document.quote(each.span)), each.rule, each.detail))
    return Table(("document", "reason", "what", "words", "rule", "detail"), tuple(rows))


def _listed(questions: "Iterable[Question]") -> Table:
    rows = []
    for each in questions:
        options = " ".join(f"--{p.name} …" if p.required else f"[--{p.name} …]" for p in each.parameters)
        rows.append((each.id, each.title_zh, each.title_en, options))
    return Table(("名字 name", "问题", "question", "参数 parameters"), tuple(rows))


def _extra(arguments: list[str]) -> dict[str, str]:
    """Return the options that only the question knows: `--platform 名称` or `--platform=名称`."""
    given: dict[str, str] = {}
    left = list(arguments)
    while left:
        name, found, value = left.pop(0).partition("=")
        if not name.startswith("--") or not (found or left):
            raise QueryError(f"不懂“{name}”：参数写成 --名字 值。 Cannot read {name}: parameters are written --name value.")
        given[name.removeprefix("--")] = value if found else left.pop(0)
    return given


def _text(query: str) -> str:
    """Return the query itself, or what the file of this name or standard input holds."""
    if query == "-":
        return sys.stdin.read()
    if "{" in query or "\n" in query or len(query) > 1000:
        return query
    path = Path(query)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise QueryError(
            f"“{query}”不是查询文本，也没有这个文件：SPARQL 里应有花括号。 Neither a query (it would hold braces) nor a file."
        ) from None
    except UnicodeDecodeError:
        raise QueryError(f"{path} 不是 UTF-8 文本。 Is not UTF-8 text.") from None
    except OSError as error:
        raise QueryError(f"{path} 读不了：{error.strerror}。 Cannot be read.") from error


def _line(text: str) -> str:
    return " ".join(text.split())
