"""The parts of a repaired text: its blocks (headings, prose, table rows) and the tree of its sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from loaders.document import Block, BlockKind, Section, Span
from loaders.edits import Draft
from loaders.numbering import Number, Rank, number_at

_ENDS = re.compile(r"[。；！？;!?，,、]$")
_TITLE = re.compile(r"[^。：:！？!?；;\n]{2,30}[。：:]")
_MARK = re.compile(r"[ \t>]*(?P<hashes>#{1,6})?[ \t]*(?P<bold>\*\*)?[^\n]*")
_LABEL = re.compile(r"(?:牵头|责任|配合|负责|主管|支持|承办|协办)(?:单位|部门)?[：:]|抄\s*送[：:]|联系(?:人|方式|电话)[：:]")
_FIGURES = re.compile(r"[\d.,%年月日\s]+$")
_LONGEST = 44


@dataclass(frozen=True, slots=True)
class _Lead:
    """What a line opens: the number before it, the title, whether text follows on the same line, and its Markdown marks."""

    number: Number | None
    title: Span
    rest: int
    hashes: int
    bold: bool


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading that is open: its number's kind and value, its Markdown depth, and its title."""

    rank: Rank | None
    dots: int
    value: int
    hashes: int
    title: str


def parts(draft: Draft, source: str) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Return the blocks and the sections of a repaired text; its Markdown marks are looked up in the source."""
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", draft.text)]
    leads = _without_items([_lead(draft, source, line) for line in lines], lines, draft.text)
    blocks: list[Block] = []
    sections = [Section((), "", 0, Span(0, 0), Span(0, 0))]
    stack: list[_Open] = []
    for line, lead in zip(lines, leads, strict=True):
        if lead is None:
            kind = BlockKind.ROW if "\t" in draft.text[line.start : line.end] else BlockKind.PROSE
            blocks.append(Block(kind, line, len(sections) - 1))
            continue
        title = draft.text[lead.title.start : lead.title.end]
        _open(stack, lead, title)
        heading = lead.title if lead.rest else line
        sections.append(Section(tuple(o.title for o in stack), title, len(stack), heading, Span(line.start, line.end)))
        blocks.append(Block(BlockKind.HEADING, heading, len(sections) - 1))
        if lead.rest:
            blocks.append(Block(BlockKind.PROSE, Span(lead.rest, line.end), len(sections) - 1))
    return tuple(blocks), _spread(sections, len(draft.text))


def _spread(sections: Sequence[Section], length: int) -> tuple[Section, ...]:
    """Let each section reach to the next one."""
    ends = [section.span.start for section in sections[1:]] + [length]
    return tuple(replace(section, span=Span(section.span.start, end)) for section, end in zip(sections, ends, strict=True))


def _lead(draft: Draft, source: str, line: Span) -> _Lead | None:
    """Return what a line opens if it reads as a heading."""
    text = draft.text[line.start : line.end]
    if "\t" in text:
        return None
    origin = draft.offsets.origin(line.start)
    begin = source.rfind("\n", 0, origin) + 1
    mark = _MARK.match(source[begin : origin + 4])
    hashes, bold = (len(mark.group("hashes") or ""), bool(mark.group("bold"))) if mark else (0, False)
    number = number_at(text)
    start = number.length if number else 0
    words = text[start:]
    if (m := _TITLE.match(words)) and m.end() < len(words) and (number or bold):
        end = line.start + start + m.end()
        return _Lead(number, Span(line.start + start, end - 1), end, hashes, bold)
    if (
        not words
        or not (number or hashes or _is_bold(source, origin, bold))
        or len(words) > _LONGEST
        or _ENDS.search(words)
        or _LABEL.match(words)
    ):
        return None
    end = line.end - (words[-1] in "：:")
    return _Lead(number, Span(line.start + start, end), 0, hashes, bold)


def _is_bold(source: str, origin: int, bold: bool) -> bool:
    if not bold:
        return False
    end = source.find("\n", origin)
    return source[origin : end if end >= 0 else len(source)].rstrip().endswith("**")


def _without_items(leads: Sequence[_Lead | None], lines: Sequence[Span], text: str) -> list[_Lead | None]:
    """Take back numbered lines that follow each other with nothing between: they are the items of a list."""
    found = list(leads)
    for i, (lead, following) in enumerate(pairwise(leads)):
        if (
            lead
            and following
            and _is_item(lead)
            and _is_item(following)
            and lead.number
            and following.number
            and lead.number.rank == following.number.rank
        ):
            found[i] = found[i + 1] = None
    return found


def _is_item(lead: _Lead) -> bool:
    return lead.number is not None and lead.number.rank >= Rank.FIGURE and not lead.rest and not lead.hashes


def _open(stack: list[_Open], lead: _Lead, title: str) -> None:
    """Close what a heading ends, and put it on the stack of open ones."""
    number = lead.number
    new = _Open(number.rank if number else None, number.dots if number else 0, number.value if number else 0, lead.hashes, title)
    depth = next((i for i in range(len(stack) - 1, -1, -1) if _continues(stack[i], new)), None)
    del stack[_depth(stack, new) if depth is None else depth :]
    stack.append(new)


def _continues(old: _Open, new: _Open) -> bool:
    if new.rank is None:
        return old.rank is None and old.hashes == new.hashes
    return (old.rank, old.dots) == (new.rank, new.dots) and (new.rank is Rank.DASHES or old.value + 1 == new.value)


def _depth(stack: Sequence[_Open], new: _Open) -> int:
    """Return how many open headings stay above a new one that continues none of them."""
    if new.rank is None:
        alike = (i for i in range(len(stack) - 1, -1, -1) if stack[i].rank is None or (new.hashes and stack[i].hashes >= new.hashes))
        return next(alike, len(stack))
    boxed = max((i + 1 for i, old in enumerate(stack) if old.rank is Rank.BOX), default=0) if new.value == 1 else 0
    return max(
        boxed, next((i for i, old in enumerate(stack) if old.rank is None or (old.rank, old.dots) >= (new.rank, new.dots)), len(stack))
    )
