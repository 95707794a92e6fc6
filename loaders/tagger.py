"""The second opinion: a linear-chain CRF over characters that sees the rules' hits, the word lists and the context.

It is the one home of python-crfsuite. The model lies in `loaders/model/entities.crf`; `training/` says how it is made.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pycrfsuite

from loaders.automaton import Words
from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders import industries, names
from loaders.lexicons import rows, words
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import INDUSTRIES, EntityType

_AHEAD = 14
_SURE = 0.7
_CLAUSE_REACH = 100
_LONGEST_PIECE = 400  # a longer sentence is read in pieces, so that memory stays bounded
_LOCAL = 7
_CLAUSE_ENDS = frozenset("，。；：！？\n")
_CLASS_WORD = re.compile(
    "[，。；：！？\n]|产业链|产业集群|产业|领域|集群|行业|技术|产品|设备|装备|材料|系统|企业|公司|集团|学科|专业|项目|工程|行动|计划|活动|园区|平台|载体|机构|高校|院所|区域|地区|城市|市|区|县|部门|单位|品牌|业态|环节|方向|基地|中心|服务|人才"
)
_TECHNIQUES = re.compile(r"技术|攻关|工艺|研发|突破")
_NO_TECHNIQUE = re.compile(r"信息技术|生物技术|高新技术|技术改造|技术转移|技术开发区")
_BOX = re.compile(r"技术方向|关键技术|前沿技术|核心技术|技术路线|技术攻关|攻关方向|技术清单|重点技术|技术领域")
_CLAUSE = re.compile(r"[^，；。\n]+")


@dataclass(frozen=True, slots=True)
class Opinion:
    """A span that the tagger takes for a name of `type`, with the mean probability of its characters."""

    span: Span
    type: EntityType
    probability: float


Columns = list[list[str]]
_TITLES = frozenset((EntityType.PLAN_DOCUMENT, EntityType.PROGRAMME))
_PREPOSITIONS = frozenset("以即由有至起在将为及与和对从")


def opinions(sentences: Sequence[Sentence], columns: Columns, tagged: Tagged, *, model: str = "") -> tuple[Opinion, ...]:
    """Return what the model sees as names, in the order of the text; `model` names a file other than the one shipped."""
    crf = _model(model)
    places = _places(columns[5])
    found: list[Opinion] = []
    for piece in _pieces(tagged.text, sentences):
        start, end = piece.start, piece.end
        if not any(map(any, (column[start:end] for column in columns[1:_LOCAL]))) and end - start < 4:
            continue
        crf.set(features(tagged, columns, piece))
        found += (_tidy(opinion, tagged, places) for opinion in _spans(crf, crf.tag(), start))
    return tuple(found)


def _pieces(text: str, sentences: Sequence[Sentence]) -> Iterator[Span]:
    """Yield the sentences; a very long one cut at marks."""
    for sentence in sentences:
        start, end = sentence.span.start, sentence.span.end
        while end - start > _LONGEST_PIECE:
            cut = max(text.rfind(mark, start + 1, start + _LONGEST_PIECE) for mark in "，；、 ")
            cut = cut + 1 if cut > start else start + _LONGEST_PIECE
            yield Span(start, cut)
            start = cut
        yield Span(start, end)


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


def _tidy(opinion: Opinion, tagged: Tagged, places: Mapping[int, int]) -> Opinion:
    """Mend the ends of what the tagger saw: a governing verb or number before it, a quotation mark left out, a place before an industry."""
    text, start, end = tagged.text, opinion.span.start, opinion.span.end
    if opinion.type in _TITLES:
        return Opinion(Span(*_quoted(text, start, end)), opinion.type, opinion.probability)
    while start < end - 2 and tagged.barrier[start] and text[start] not in "“（《":
        start += 1
    while (
        start < end - 2
        and text[start].isdigit()
        and not text[start:end].isascii()
        and text[max(0, start - 1) : start] in ("", "\n", "\t", *"0123456789")
    ):
        start += 1
    if text[start] in _PREPOSITIONS and start + 1 in places:
        start += 1
    if text.count("”", start, end) > text.count("“", start, end):
        start = _opening(tagged, start)
    if opinion.type in INDUSTRIES:
        start = places.get(start, start) if places.get(start, end) < end - 1 else start
    return Opinion(Span(start, end), opinion.type, opinion.probability)


def _opening(tagged: Tagged, start: int) -> int:
    """Return where a name begins whose quotation mark opens before `start`: at what stands in front of the mark, up to a barrier."""
    opened = tagged.text.rfind("“", max(0, start - 14), start)
    if opened < 0:
        return start
    while opened > 0 and not tagged.barrier[opened - 1] and not tagged.verbs[opened - 1]:
        opened -= 1
    return opened


def _quoted(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with its quotation marks whole: a row of quoted names is cut to its first, a level before a mark is left out."""
    row = text.find("”等", start, end)
    if row > start:
        end = row + 1
    if text[start : start + 2] in ("省“", "市“", "区“", "县“"):
        start += 1
    name = text[start:end]
    if name.count("”") > name.count("“") and text[start - 1 : start] == "“":
        start -= 1
    if name.count("“") > name.count("”") and text[end : end + 1] == "”":
        end += 1
    return start, end


def _places(column: Sequence[str]) -> dict[int, int]:
    """Return start and end of the divisions that a column of marks holds."""
    starts = [i for i, value in enumerate(column) if value.endswith("B")]
    ends = [i + 1 for i, value in enumerate(column) if value.endswith("E")]
    return dict(zip(starts, ends, strict=False))


def _spans(crf: "pycrfsuite.Tagger", labels: Sequence[str], offset: int) -> list[Opinion]:
    spans, at = [], 0
    while at < len(labels):
        if labels[at][0] != "B":
            at += 1
            continue
        kind, end = labels[at][2:], at + 1
        while end < len(labels) and labels[end] == "I-" + kind:
            end += 1
        marginals = [crf.marginal(labels[i], i) for i in (at, end - 1)]
        spans.append(Opinion(Span(offset + at, offset + end), EntityType(kind), sum(marginals) / len(marginals)))
        at = end
    return spans


def columns(
    document: Document, tagged: Tagged, *, rules: Iterable[Mention], listed: Iterable[Mention], places: Iterable[Mention]
) -> Columns:
    """Return, for every code point, what word, ending, list, scheme and rule stand there, one column each ("" for nothing)."""
    text = document.text
    table: Columns = [[""] * len(text) for _ in range(7)]
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
        if not table[4][m.span.start]:
            _mark(table[4], m.span.start, m.span.end, f"{m.type.value}{'+' if m.strength >= _SURE else '-'}")
    for column, mentions in ((5, places), (6, listed)):
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
            for i in range(position, position + len(word)):
                governors[i] = governor
        if len(word) == 1:
            column[position] = "S" + kind
        else:
            column[position] = "B" + kind
            for i in range(position + 1, position + len(word) - 1):
                column[i] = "M" + kind
            column[position + len(word) - 1] = "E" + kind
        position += len(word)


def _coming(text: str, column: list[str]) -> None:
    """Fill in the class word that the clause runs up to (A、B和C等重点[产业])."""
    start = 0
    for m in _CLASS_WORD.finditer(text):
        if m.group() in _CLAUSE_ENDS:
            start = m.end()
            continue
        for i in range(start, m.start()):
            column[i] = m.group()
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


def features(tagged: Tagged, columns: Columns, span: Span) -> list[list[str]]:
    """Return the features of the code points of `span`, one list a code point."""
    start, end = span.start, span.end
    text, barrier = tagged.text, tagged.barrier
    padded = "^^" + text[start:end] + "$$"
    endings, governors, heads, scenes = columns[1], *columns[_LOCAL:]
    result = []
    for i in range(start, end):
        j = i - start + 2
        c, l1, l2, r1, r2 = padded[j], padded[j - 1], padded[j - 2], padded[j + 1], padded[j + 2]
        row = ["b", "c" + c, "l" + l1, "r" + r1, "k" + l2, "s" + r2, "L" + l1 + c, "R" + c + r1, "K" + l2 + l1, "S" + r1 + r2]
        if governors[i]:
            row.append("G" + governors[i])
        if heads[i]:
            row.append("H" + heads[i])
        if scenes[i]:
            row.append("T" + scenes[i])
        for q, column in enumerate(columns[:_LOCAL]):
            if column[i]:
                row.append(f"{q}{column[i]}")
            if i > start and column[i - 1]:
                row.append(f"{q}<{column[i - 1]}")
            if i + 1 < end and column[i + 1]:
                row.append(f"{q}>{column[i + 1]}")
        for k in range(i + 1, min(end, i + _AHEAD)):
            if barrier[k]:
                row.append(f"|{text[k]}{'n' if k - i < 5 else 'f'}")
                break
            if endings[k] and endings[k][-1] == "E":
                row.append(f"^{endings[k]}{'n' if k - i < 5 else 'f'}")
                break
        result.append(row)
    return result


@cache
def _model(path: str) -> "pycrfsuite.Tagger":
    tagger = pycrfsuite.Tagger()
    with resources.as_file(resources.files("loaders").joinpath("model", "entities.crf")) as shipped:
        tagger.open(path or str(shipped))
    return tagger
