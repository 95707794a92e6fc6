"""The parts of a repaired text: its blocks (headings, prose, table rows) and the tree of its sections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.document import Block, BlockKind, Section, Span
from loaders.edits import Draft
from loaders.headings import Lead, leads
from loaders.numbering import Rank


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading that is open: its number's kind, depth in dots and value, its Markdown depth, and its title."""

    rank: Rank | None
    dots: int
    value: int
    hashes: int
    title: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The blocks and sections of a text, and the titles at its head."""

    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    titles: tuple[str, ...]


def parts(draft: Draft, source: str) -> Parts:
    """Return the parts of a repaired text; its Markdown marks are looked up in the source.

    A title that text follows on the same line gives a heading block (the words of the title) and a prose block (the rest).
    """
    blocks: list[Block] = []
    sections = [Section((), "", 0, Span(0, 0), Span(0, 0))]
    stack: list[_Open] = []
    found = leads(draft, source)
    for line, lead in found:
        if lead is None:
            kind = BlockKind.ROW if "\t" in draft.text[line.start : line.end] else BlockKind.PROSE
            blocks.append(Block(kind, line, len(sections) - 1))
            continue
        sections.append(_section(draft.text, line, lead, stack))
        blocks.append(Block(BlockKind.HEADING, sections[-1].heading, len(sections) - 1))
        if lead.rest:
            blocks.append(Block(BlockKind.PROSE, Span(lead.rest, line.end), len(sections) - 1))
    titles = tuple(draft.text[lead.title.start : lead.title.end] for _, lead in found if lead and lead.of_document)
    return Parts(tuple(blocks), _spread(sections, len(draft.text)), titles)


def _section(text: str, line: Span, lead: Lead, stack: list[_Open]) -> Section:
    """Return the section that a heading opens, and keep the stack of open headings."""
    title = text[lead.title.start : lead.title.end]
    number = lead.number
    new = _Open(number.rank if number else None, number.dots if number else 0, number.value if number else 0, lead.hashes, title)
    del stack[_depth(stack, new) :]
    path = (*(above.title for above in stack), title)
    if not lead.of_document:
        stack.append(new)
    return Section(path, title, len(path), lead.title if lead.rest else line, Span(line.start, line.end))


def _spread(sections: Sequence[Section], length: int) -> tuple[Section, ...]:
    """Let each section reach to the next one."""
    ends = [section.span.start for section in sections[1:]] + [length]
    return tuple(replace(section, span=Span(section.span.start, end)) for section, end in zip(sections, ends, strict=True))


def _depth(stack: Sequence[_Open], new: _Open) -> int:
    """Return how many open headings stay above a new one: numbers that count on decide, then the kind of number, then the marks."""
    count = len(stack)
    downwards = range(count - 1, -1, -1)
    if new.rank is None:
        return next((i for i in downwards if stack[i].rank is None or (new.hashes and stack[i].hashes >= new.hashes)), count)
    if (sibling := next((i for i in downwards if _counts_on(stack[i], new)), None)) is not None:
        return sibling
    nests = (
        i + 1 for i in downwards if new.value == 1 and (stack[i].rank is Rank.BOX or (stack[i].rank is None and new.rank >= Rank.FIGURE))
    )
    least = next(nests, 0)
    return next((i for i in range(least, count) if stack[i].rank is None or (stack[i].rank, stack[i].dots) >= (new.rank, new.dots)), count)


def _counts_on(old: _Open, new: _Open) -> bool:
    return (old.rank, old.dots) == (new.rank, new.dots) and (new.rank is Rank.DASHES or old.value + 1 == new.value)
