"""Where the words around a name say that a sentence states nothing of it: events, favours, the whole country, cells of tables that came apart."""

import re

from loaders.document import BlockKind, Document, Span
from loaders.finders.relations.roles import Part

_EVENT = re.compile(
    r"(?:产业|行业)?[^，。；：、和与（\n]{0,6}?"
    r"(?:协会|商会|学会|联合会|博览会|推介会|推进会|交易会|洽谈会|峰会|论坛|展览会|研讨会|大赛|(?<!发展)大会)"
)
_EXCEPT = re.compile(r"[（(]除[^（）()，。；\n]{0,60}$")
_FAVOURS = re.compile(r"[^，。；：\n]{0,16}(?:政策|优惠|优势)")
_WIDE = re.compile(
    r"(?:^|[，。；：\n])(?:而|但|且)?(?:(?:目前|近年来|当前|如今|到?\d{4}(?:年底?|—\d{4}年)|近期|长期以来|其中|未来|对于?|从|据)，?)?(?:(?:我国|各国|世界各国|发达国家)(?!首)"
    r"|(?:全国|全球|世界|国内|国际)(?:上|的)?(?!首|领先|一流|级|第|最|知名|重要|先进|前列|500|五百|统一|两会|文明|百强|优秀|示范|唯一|性|、))[^。；\n]*$"
)
_FIGURE = re.compile(r"[\d.,%％—\-～~/\s]+[\u4e00-\u9fff/]{0,4}")
_DEFINES = re.compile(r"(?:是一[种类个]|是指|指的是|所谓|定义为)[^。；\n]*$")
_CONDITION = re.compile(r"(?:业|产业|行业)?(?:和流通)?企业[^。；\n]{0,60}?(?:纳税|税额|税率|退役|失业|执照|实收资本|注册资本)")
_BACK, _CELL, _AGAIN, _PRODUCT = 80, 20, 3, 12


def is_aside(text: str, part: Part) -> bool:
    """Tell whether industries are but in the name of an event or a society, or are what a rule leaves out: （除广告业外）."""
    before = text[max(0, part.span.start - _BACK) : part.span.start]
    return _EVENT.match(text, part.span.end) is not None or _EXCEPT.search(before) is not None


def is_favour(text: str, carrier: Part) -> bool:
    """Tell whether what is relied on are the favours that a body grants, not the body: 依托甲园区给予的优惠政策."""
    return _FAVOURS.match(text, carrier.span.end) is not None


def is_elsewhere(text: str, start: int, part: Part) -> bool:
    """Tell whether the sentence from `start` up to an industry is about the country or the world (我国锂电产量居首), defines it, or sets a condition for its firms."""
    before = text[max(start, part.span.start - _BACK) : part.span.start]
    return any(said.search(before) for said in (_WIDE, _DEFINES)) or _CONDITION.match(text, part.span.end) is not None


def repeated(document: Document) -> frozenset[Span]:
    """Return the short lines that a document has again and again: cells of a table that came apart, which head nothing."""
    words = [document.quote(b.span) if b.span.end - b.span.start <= _CELL else "" for b in document.blocks]
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return frozenset(b.span for b, word in zip(document.blocks, words, strict=True) if word and counts[word] >= _AGAIN)


def products(document: Document, cells: frozenset[Span]) -> frozenset[Span]:
    """Return the short lines between figures that stand once in a table that came apart: what its firms make, nothing of the place.

    `cells` are those that it has again and again, as `repeated` returns them.
    """
    blocks = [b for b in document.blocks if b.kind is not BlockKind.HEADING]
    figures = [_FIGURE.fullmatch(document.quote(b.span)[:_CELL]) is not None for b in blocks]
    beside = [any(figures[max(0, i - 1) : i + 2]) for i in range(len(blocks))]
    return frozenset(b.span for b, near in zip(blocks, beside, strict=True) if near and b.span.end - b.span.start <= _PRODUCT) - cells
