"""The lines of a text under repair: what each is before broken ones are joined."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.numbering import number_at

_COUNTER_HEADS = frozenset(("序号", "编号"))
_CONTENT = re.compile(r"[^\n]+")
BULLET = "•"
"""What every bullet is in a repaired text; no block and no quote holds it."""

_BULLETS = "•●■◆◇▪▫✓✔►▶➢☆★"
_LEAD = re.compile(
    rf"[ \t]*(?P<mark>(?:>[ \t]*|#{{1,6}}(?:[ \t]+|(?=[^\s#!\w/])|(?=[\u3400-\u9fff]))|[-*+][ \t]+(?=\S)|[{_BULLETS}]+[ \t]*|[○□√※][ \t]+)*)"
)
_RULE = re.compile(r"[-*_=─━—~·.…|: \t]{3,}$")
_PAGE = re.compile(
    r"[\s|]*(?:[—–─\-一~]+\s*\d{1,4}\s*[—–─\-一~]+|[·•]\s*\d{1,4}\s*[·•]|第\s*\d{1,4}\s*页(?:[\s/,，、]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|共\s*\d{1,4}\s*页.{0,4}第\s*\d{1,4}\s*页)[\s|]*$"
)
_PAGE_AT_END = re.compile(r"\S.{1,40}?\s第\s*\d{1,4}\s*页(?:[\s/,，、]*共\s*\d{1,4}\s*页)?\s*$")
_LEADER = re.compile(r"(?<![.．…·])[.．…·]{5,}[\s\d]{0,6}$")
_TERMINAL = re.compile(r"(?:[。！？；：!?;:…]|(?<=[A-Za-z)])\.)[”’」』）)》】]*$")
_FLOWING = re.compile(r"[，。；](?!$)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with content: where it begins and ends without marks and outer blanks, and what can be seen of it.

    `width` counts columns, two for a Chinese character; `mark` is what stood before it (bullets, heading and quotation marks);
    `bullet` is the place of a bullet in it, or -1; `gap` tells that something (blank lines, a page number) stood between it and the line before; `page` that
    this was a page number.
    """

    start: int
    end: int
    text: str
    width: int
    indent: int
    mark: str
    bullet: int
    row: bool
    gap: bool
    page: bool

    @property
    def ended(self) -> bool:
        """Whether the line ends as a sentence or a lead does."""
        return bool(_TERMINAL.search(self.text[-4:]))

    @property
    def flowing(self) -> bool:
        """Whether there is a comma, a semicolon or a full stop inside."""
        return bool(_FLOWING.search(self.text))

    @property
    def numbered(self) -> bool:
        """Whether the line starts with a number of a heading or an item."""
        return number_at(self.text) is not None


def width(text: str) -> int:
    """Return the columns of a text, two for a Chinese character."""
    return len(text.encode("gbk", "replace"))


def lines_of(text: str) -> list[Line]:
    """Return the lines that say something, without page numbers, running heads and rules."""
    found = [(m.start(), m.end(), m.group()) for m in _CONTENT.finditer(text)]
    kinds = _page_lines([line for _, _, line in found])
    lines: list[Line] = []
    gap = page = False
    last = 0
    for (start, end, line), dropped in zip(found, kinds, strict=True):
        gap |= text.count("\n", last, start) > 1
        last = end
        if dropped or line.isspace() or _RULE.match(line):
            gap, page = True, page or dropped
            continue
        begin, content, mark = _content(line)
        if not content or (lines and _repeats(content, lines[-1])):
            gap = True
            continue
        indent = len(line) - len(line.lstrip(" "))
        row = "\t" in content or "|" in content
        lines.append(
            Line(
                start + begin,
                start + begin + len(content),
                content,
                width(content),
                indent,
                mark,
                _bullet(line, start, mark),
                row,
                gap,
                page,
            )
        )
        gap = page = False
    return lines


def _content(line: str) -> tuple[int, str, str]:
    """Return where the content of a line begins, the content, and the mark before it."""
    bare = line.strip(" \t|")
    if "|" in bare or "\t" in bare:
        begin = len(line) - len(re.sub(r"^ *\|? *", "", line))
        return begin, line[begin:].rstrip(" \t|"), ""
    lead = _LEAD.match(line)
    assert lead is not None
    content = line[lead.end() :].rstrip(" \t")
    if ".." in content or "……" in content or "··" in content:
        content = _LEADER.sub("", content).rstrip()
    return lead.end(), content, lead.group("mark").strip()


def _bullet(line: str, start: int, mark: str) -> int:
    symbol = next((c for c in mark if c not in "> #"), "")
    return start + line.index(symbol) if symbol else -1


def _repeats(content: str, before: Line) -> bool:
    """Tell whether a line is printed over the one before, as bold headings of some PDF files are."""
    return (
        len(content) > 3
        and before.width < 60
        and "\u3400" <= content[0] <= "\u9fff"
        and before.text.endswith(content)
        and "\t" not in content
    )


def _page_lines(lines: Sequence[str]) -> list[bool]:
    """Tell which lines are page numbers, or running heads beside one."""
    stripped = [line.strip() for line in lines]
    pages = [bool(line) and len(line) < 60 and bool(_PAGE.match(line) or _PAGE_AT_END.match(line)) for line in stripped]
    rows = _row_numbers(stripped)
    pages = [page or (i not in rows and _is_bare_page(stripped, i, lines[i])) for i, page in enumerate(pages)]
    if not any(pages):
        return pages
    counts = Counter(line for line in stripped if 4 <= len(line) <= 40)
    beside = [
        i
        for i, line in enumerate(stripped)
        if not pages[i] and counts[line] > 1 and (pages[max(i - 1, 0)] or pages[min(i + 1, len(pages) - 1)])
    ]
    for i in beside:
        pages[i] = "\t" not in stripped[i] and "|" not in stripped[i] and number_at(stripped[i]) is None
    return pages


def _row_numbers(stripped: Sequence[str]) -> set[int]:
    """Return the lines that count up from 1 below a 序号 of a table that was copied one cell a line: rows, not pages."""
    rows: set[int] = set()
    following = 0
    for i, line in enumerate(stripped):
        if line in _COUNTER_HEADS:
            following = following or 1
        elif following and line == str(following):
            rows.add(i)
            following += 1
    return rows


def _is_bare_page(stripped: Sequence[str], i: int, line: str) -> bool:
    if not (1 <= len(stripped[i]) <= 3 and stripped[i].isdecimal()):
        return False
    if line.startswith(" " * 8):
        return True
    around = [next((line for line in side if line), "") for side in (reversed(stripped[max(0, i - 3) : i]), stripped[i + 1 : i + 4])]
    return all(width(line) >= 30 and "\t" not in line and "|" not in line for line in around)
