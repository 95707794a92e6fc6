"""What a task is called: by a short heading before its sentences, else by the sentences themselves, without number and bracket."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final

from loaders.document import Span
from loaders.numbering import number_at

ENDS: Final = re.compile(r"[。：；，\n]")
_ITEM: Final = re.compile(r"[①-⑳]|[（(]\d{1,2}[）)]|(?<=[；。：\n])\d{1,2}[.、．](?!\d)")
_ARTICLE: Final = re.compile(r"第[一二三四五六七八九十百\d]+条\s*【(?P<title>[^】\n]{2,40})】")
_KIND_NUMBER: Final = re.compile(
    r"(?:工程|任务|行动|项目|举措|措施)\s*(?:\d{1,2}[：:、.]?|[一二三四五六七八九十]{1,2}[：:、.])\s*(?=[\u4e00-\u9fff“])"
)
_SENTENCE: Final = re.compile(r"[。：\n]")
_LINE, _HEADING, _RUN_IN, _SENTENCES, _LEAST = 120, 44, 30, 600, 6


def own(text: str, paragraph: Span, position: int, *, behind: int) -> Span | None:
    """Return the name of the task that a paragraph itself says before the units at `position`; None where it says none.

    That is the first clause of an item of it, or the whole where it begins with a number or a title: 第四条【集群升级】…, 1.建设平台。…
    Where other units ended at `behind` in the same paragraph, the sentences since then are a task, unless a heading stands before all.
    """
    items = _items(text, paragraph)
    before = bisect_right(items, position)
    if len(items) >= 2 and before:
        return _first_clause(text, items[before - 1], position)
    line = text[paragraph.start : min(paragraph.end, paragraph.start + _LINE)]
    if m := _ARTICLE.match(line):
        return Span(paragraph.start + m.start("title"), paragraph.start + m.end("title"))
    number = number_at(line)
    length = number.length if number else m.end() if (m := _KIND_NUMBER.match(line)) else 0
    if not length:
        return None
    start = paragraph.start + length
    return heading(text, start, position) or sentences(text, max(start, behind), position)


def title(text: str, start: int, end: int) -> Span | None:
    """Return the name of a task that a stretch begins with: its heading, else its sentences; None where it is too short or too long."""
    return heading(text, start, end) or sentences(text, start, end)


def heading(text: str, start: int, end: int) -> Span | None:
    """Return the short sentence before others: a heading run in; a longer one only without a comma."""
    stop = _SENTENCE.search(text, start, min(end, start + _HEADING + 1))
    if stop is None or stop.start() - start < 2 or _bare(text, stop.end(), end) - stop.end() < _LEAST:
        return None
    short = stop.start() - start <= _RUN_IN or text.find("，", start, stop.start()) < 0
    return Span(start, stop.start()) if short else None


def _first_clause(text: str, start: int, end: int) -> Span | None:
    stop = ENDS.search(text, start, min(end, start + _LINE))
    end = _bare(text, start, stop.start() if stop else end)
    return Span(start, end) if 2 <= end - start <= _LINE else None


def sentences(text: str, start: int, end: int) -> Span | None:
    """Return the sentences of a stretch without the stop and the bracket behind them."""
    line = text.find("\n", start, end)
    end = _bare(text, start, end if line < 0 else line)
    return Span(start, end) if 2 <= end - start <= _SENTENCES else None


def _bare(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "（([【〔 。；":
        end -= 1
    return end


@lru_cache(maxsize=1)
def _items(text: str, span: Span) -> tuple[int, ...]:
    """Return where the items of a paragraph begin, behind their numbers; the lists of one paragraph ask one after the other."""
    return tuple(m.end() for m in _ITEM.finditer(text, span.start, span.end))
