"""Which lines of a repaired text are headings: by number, by Markdown mark, at the head of the text, or standing alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from loaders.document import Span
from loaders.edits import Draft
from loaders.lines import BULLET
from loaders.numbering import Number, Rank, number_at

_LONGEST = 44
_LONGEST_TITLE = 70
_STOPS = re.compile(r"[。；！？;!?]|[，,、]$")
_RUN_IN = re.compile(r"[^。：:！？!?；;\n]{2,30}[。：:]")
_MARK = re.compile(r"[ \t>]*(?P<hashes>#{1,6})?[ \t]*(?P<bold>\*\*)?")
_OTHER = re.compile(
    r"(?:牵头|责任|配合|负责|主管|支持|承办|协办|来源|作者|记者|编辑|责任编辑|时间|日期|地址|电话|邮箱|邮编|传真|网址|联系|发布|索引|主题|发文|成文|文号|标题|原标题"
    r"|浏览|阅读|字体|字号|链长|链主|报|送|注|说明)[^：:]{0,6}[：:]."
    r"|(?:抄|印)\s*(?:送|发)|（[^（）]*）$|.*〔\d{4}〕\s*\d+\s*号$|(?:\d{4}|[二〇零一三四五六七八九○]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十日]*(?:印发)?$"
    r"|(?=\D*\d)[\d.,:%+\-/年月日时\s]+\S{0,3}$|[^\u3400-\u9fff]*$|各.*[：:]$|.*(?:同志|单位|部门)[：:]$|图\s*\d|序号$|关键词|摘\s*要|中图分类号|收稿|基金项目|第一作者|通[讯信]作者|DOI"
)
_BARE = re.compile(r"(\d{1,2})\s?(?=[\u3400-\u9fff“])(?![年月日时分秒余多家个项条亿万元名人户台套所种类次倍层号楼届期级平公座处])")
DOCUMENT = re.compile(
    r"(?:规划|计划|方案|意见|通知|办法|总结|报告|要点|措施|纲要|打算|通报|决定|规定|细则|政策|建议|批复|公告|公示|纪要|清单|名单)(?:（[^（）]{1,20}）)*$"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What a line opens: the number before it, the span of its title, where text follows on the line (0: nowhere), its Markdown depth.

    `of_document` tells the titles at the head of a text, under which nothing stands in the tree.
    """

    number: Number | None
    title: Span
    rest: int
    hashes: int
    of_document: bool


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str
    number: Number | None
    hashes: int
    bold: bool

    @property
    def words(self) -> str:
        return self.text[self.number.length if self.number else 0 :]

    @property
    def body(self) -> bool:
        """Whether this is a paragraph: long, or a whole sentence."""
        if len(self.text) >= 45:
            return len(self.text) > _LONGEST_TITLE or "。" in self.text or not DOCUMENT.search(self.text)
        return len(self.text) >= 16 and self.text[-1] in "。！？；："

    @property
    def row(self) -> bool:
        return "\t" in self.text


def leads(draft: Draft, source: str) -> list[tuple[Span, Lead | None]]:
    """Return the lines of a repaired text with what each opens; Markdown marks are looked up in the source."""
    lines = list(_lines(draft, source))
    found = [None if line.row else _run_in(line) or _whole(line) for line in lines]
    found = _without_items(lines, found)
    head = next((i for i, line in enumerate(lines) if (line.body and not line.hashes) or line.number or line.row), len(lines))
    for i, line in enumerate(lines):
        if i < head:
            found[i] = _of_document(line, first=not any(found[:i])) or found[i]
        if found[i] is None and _stands_alone(lines, i, found[i - 1] is not None if i else True):
            found[i] = _lead(replace(line, number=_bare(line.text)), of_document=False)
    return [(line.span, lead) for line, lead in zip(lines, found, strict=True)]


def _lines(draft: Draft, source: str) -> Iterator[_Line]:
    for m in re.finditer(rf"^{BULLET}?([^\n]+)", draft.text, re.MULTILINE):
        span, text = Span(*m.span(1)), m.group(1)
        origin = draft.offsets.origin(span.start)
        mark = _MARK.match(source[source.rfind("\n", max(0, origin - 40), origin) + 1 : origin + 4])
        hashes, bold = (len(mark.group("hashes") or ""), bool(mark.group("bold"))) if mark else (0, False)
        yield _Line(span, text, number_at(text), hashes, bold and _is_all_bold(source, origin))


def _is_all_bold(source: str, origin: int) -> bool:
    end = source.find("\n", origin)
    return "**" in source[origin : end if end >= 0 else len(source)]


def _lead(line: _Line, *, of_document: bool) -> Lead:
    start = line.number.length if line.number else 0
    end = line.span.end - (line.text[-1] in "：:")
    return Lead(line.number, Span(line.span.start + start, end), 0, line.hashes, of_document)


def _bare(text: str) -> Number | None:
    """Return a number without a stop, as articles in journals have: 2 研究方法."""
    m = _BARE.match(text)
    return Number(Rank.FIGURE, int(m.group(1)), 0, m.end()) if m else None


def _run_in(line: _Line) -> Lead | None:
    """Return a numbered or bold title that the text follows on the same line."""
    m = _RUN_IN.match(line.words) if line.number or line.bold else None
    if not m or m.end() == len(line.words):
        return None
    start = line.span.end - len(line.words)
    return Lead(line.number, Span(start, start + m.end() - 1), start + m.end(), line.hashes, False)


def _whole(line: _Line) -> Lead | None:
    """Return a numbered or marked title that fills its line."""
    words = line.words
    if not words or not (line.number or line.hashes or line.bold) or len(words) > _LONGEST or _STOPS.search(words) or _OTHER.match(words):
        return None
    return _lead(line, of_document=False)


def _of_document(line: _Line, *, first: bool) -> Lead | None:
    """Return a title at the head of a text: its first line, a line with a mark, or one that ends as titles of documents do."""
    if not 4 <= len(line.text) <= _LONGEST_TITLE or _STOPS.search(line.text) or _OTHER.match(line.text) or _bare(line.text):
        return None
    return _lead(line, of_document=True) if first or line.hashes or DOCUMENT.search(line.text) else None


def _stands_alone(lines: Sequence[_Line], i: int, after_heading: bool) -> bool:
    """Tell whether a short line without a number is the title of the paragraph or table below it."""
    line = lines[i]
    bare = _bare(line.text)
    words = line.text[bare.length if bare else 0 :]
    if line.number or line.row or not 2 <= len(words) <= 30 or _STOPS.search(words) or _OTHER.match(words) or i + 1 == len(lines):
        return False
    before, following = lines[i - 1] if i else None, lines[i + 1]
    if not (after_heading or before is None or before.body or before.row or before.text[-1] in "。；！？"):
        return False
    if line.text[-1] in "：:":
        return len(line.text) <= 12
    return following.body or following.row or (following.number is not None and following.number.value == 1)


def _without_items(lines: Sequence[_Line], found: Sequence[Lead | None]) -> list[Lead | None]:
    """Take back numbered lines that follow each other with nothing between: they are the items of a list."""
    left = list(found)
    for i, (line, following) in enumerate(pairwise(lines)):
        lead, second = found[i], found[i + 1]
        if not second or not _is_item(second) or not _counts_on(line, following):
            continue
        if lead and _is_item(lead):
            left[i] = left[i + 1] = None
        elif not lead and not (i + 2 < len(lines) and lines[i + 2].body):
            left[i + 1] = None
    return left


def _counts_on(line: _Line, following: _Line) -> bool:
    one, other = line.number, following.number
    return one is not None and other is not None and one.rank is other.rank and other.value == one.value + 1


def _is_item(lead: Lead) -> bool:
    return lead.number is not None and lead.number.rank >= Rank.FIGURE and not lead.rest and not lead.hashes
