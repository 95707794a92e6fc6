"""What both taggers are told of every character: its word, and which endings, lists, schemes and rules have something there."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from loaders.automaton import Words
from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders import industries, names
from loaders.lexicons import rows, words
from loaders.tagging import Tagged

LOCAL = 7
"""How many of the columns tell of the character itself; the others tell of its clause."""
ENDINGS, RULES, PLACES = 1, 4, 5
"""The columns of the endings of names, of what the rules accepted, and of the divisions."""
_SURE = 0.7
_CLAUSE_REACH = 100
_CLAUSE_ENDS = frozenset("，。；：！？\n")
_CLASS_WORD = re.compile(
    "[，。；：！？\n]|产业链|产业集群|产业|领域|集群|行业|技术|产品|设备|装备|材料|系统|企业|公司|集团|学科|专业|项目|工程|行动|计划|活动|园区|平台|载体|机构|高校|院所|区域|地区|城市|市|区|县|部门|单位|品牌|业态|环节|方向|基地|中心|服务|人才"
)
_TECHNIQUES = re.compile(r"技术|攻关|工艺|研发|突破")
_NO_TECHNIQUE = re.compile(r"信息技术|生物技术|高新技术|技术改造|技术转移|技术开发区")
_BOX = re.compile(r"技术方向|关键技术|前沿技术|核心技术|技术路线|技术攻关|攻关方向|技术清单|重点技术|技术领域")
_CLAUSE = re.compile(r"[^，；。\n]+")

Columns = list[list[str]]


def technical(text: str, columns: Columns) -> Callable[[Span], str]:
    """Return what tells of a span of the text that it stands in a box of techniques ("box"), a clause about them ("clause") or neither ("")."""
    scenes = columns[-1]

    def tell(span: Span) -> str:
        if "t" in scenes[span.start]:
            return "box"
        left, right = max(0, span.start - _CLAUSE_REACH), min(len(text), span.end + _CLAUSE_REACH)
        before = max(left, *(text.rfind(mark, left, span.start) + 1 for mark in _CLAUSE_ENDS))
        after = min([right, *(at for mark in _CLAUSE_ENDS if (at := text.find(mark, span.end, right)) >= 0)])
        around = text[before : span.start] + text[span.end : after]
        return "clause" if _TECHNIQUES.search(_NO_TECHNIQUE.sub("", around)) else ""

    return tell


def columns(
    document: Document, tagged: Tagged, *, rules: Iterable[Mention], listed: Iterable[Mention], places: Iterable[Mention]
) -> Columns:
    """Return, for every code point, what word, ending, list, scheme and rule stand there, one column each ("" for nothing)."""
    text = document.text
    table: Columns = [[""] * len(text) for _ in range(LOCAL)]
    governors, heads = [""] * len(text), [""] * len(text)
    _words(tagged, table[0], governors)
    _coming(text, heads)
    table += [governors, heads, _scenes(document)]
    for column, hits in (
        (1, names.heads().find(text)),
        (2, _generic().find(text)),
        (3, ((start, end, "i") for start, end, _ in industries.scheme_words().find(text))),
    ):
        for start, end, value in hits:
            _mark(table[column], start, end, value)
    for m in sorted(rules, key=lambda m: (m.span.start - m.span.end, m.span.start)):
        if not table[RULES][m.span.start]:
            _mark(table[RULES], m.span.start, m.span.end, f"{m.type.value}{'+' if m.strength >= _SURE else '-'}")
    for column, mentions in ((PLACES, places), (6, listed)):
        for m in mentions:
            _mark(table[column], m.span.start, m.span.end, m.type.value)
    return table


def _words(tagged: Tagged, column: list[str], governors: list[str]) -> None:
    """Fill in each code point's word class, and the verb that governs it: the last one in the same clause."""
    position, governor = 0, ""
    stops = words("stops")
    for word, label in tagged.words:
        kind = label[:2]
        if word in _CLAUSE_ENDS:
            governor = ""
        elif len(word) > 1 and (label[0] == "v" or word in stops):
            governor = word
        elif governor:
            governors[position : position + len(word)] = [governor] * len(word)
        if len(word) == 1:
            column[position] = "S" + kind
        else:
            column[position : position + len(word)] = ["B" + kind, *["M" + kind] * (len(word) - 2), "E" + kind]
        position += len(word)


def _coming(text: str, column: list[str]) -> None:
    """Fill in the class word that the clause runs up to (A、B和C等重点[产业])."""
    start = 0
    for m in _CLASS_WORD.finditer(text):
        if m.group() in _CLAUSE_ENDS:
            start = m.end()
            continue
        column[start : m.start()] = [m.group()] * (m.start() - start)
        start = m.end()


def _scenes(document: Document) -> list[str]:
    """Return for each code point what its section and clause are about: techniques, industries, neither."""
    column = [""] * len(document.text)
    for part in document.sections:
        box = "t" if _BOX.search("".join(part.path)) else ""
        for m in _CLAUSE.finditer(document.text, part.span.start, part.span.end):
            words_ = m.group()
            value = box + ("T" if _TECHNIQUES.search(_NO_TECHNIQUE.sub("", words_)) else "") + ("I" if "产业" in words_ else "")
            if value:
                column[m.start() : m.end()] = [value] * (m.end() - m.start())
    return column


def _mark(column: list[str], start: int, end: int, value: str) -> None:
    for i in range(start + 1, end - 1):
        column[i] = value + "M"
    column[end - 1] = value + "E"
    column[start] = value + "B"


@cache
def _generic() -> Words:
    return Words((row[0], "g") for row in rows("generic"))
