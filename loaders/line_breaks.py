"""Which lines of a text were one before a page, a screen or a scan broke them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from loaders.headings import DOCUMENT
from loaders.lines import Line
from loaders.numbering import Rank, number_at

_CLOSING = "，。、；：？！）》”’】」』%"
_OPENING = "，、（《“〈「『【"
_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"))
_LABEL = re.compile(
    r"(?:牵头|责任|配合|负责|主管|支持|承办|协办)(?:单位|部门)?[：:]|(?:联系(?:人|方式|电话)|地\s*址|电\s*话|邮\s*箱|来\s*源|作\s*者|附\s*件\d*|抄\s*送|链长|链主)[：:]"
)
_DATE = re.compile(
    r"(?:\d{4}|[二〇零一三四五六七八九○]{4})年\s*[\d一二三四五六七八九十]{1,3}月(?:\s*[\d一二三四五六七八九十]{1,3}日)?(?:印发)?$"
)


_OF_THE_HEAD = re.compile(
    r"[\u3400-\u9fff（）()]{2,14}\s*[〔\[（(【]\s*\d{4}\s*[〕\])）】]\s*第?\s*\d{1,5}\s*号\s*(?:$|签发)"
    r"|(?:索\s*引\s*号|发布机构|发文机关|发布单位|发文字号|成文日期|发布日期|主题分类)[：:]"
)
"""The number of a document, and what a page says of it before its title: lines of their own."""
_COMPANY = re.compile(r"(?:责任)?公司")
_CLAUSE_END = re.compile(r"[。；：]")
_WIDEST = 120
_FEWEST = 4
_AROUND = 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """How a text is set: the columns of a full line (0 where each paragraph is one line), and whether paragraphs end in a stop."""

    columns: int
    stopped: bool


def measured(lines: Sequence[Line]) -> Page:
    """Return how a text is set, from the lines that break off in mid-sentence."""
    prose = [line for line in lines if not line.row and line.width >= 24 and (line.ended or line.flowing)]
    broken = [pair for pair in pairwise(lines) if _breaks_off(pair[0])]
    widths = sorted(line.width for line, _ in broken)
    columns = widths[len(widths) * 4 // 5] if len(widths) >= _FEWEST else 0
    alike = sum(0.75 * columns <= width <= 1.12 * columns for width in widths)
    within = sum(following.width <= 1.3 * columns for _, following in broken)
    others = sum(line.width <= 1.3 * columns for line in prose)
    if alike < 0.7 * len(broken) or within < 0.8 * len(broken) or len(broken) < 0.3 * others:
        columns = 0
    return Page(columns, any(_mostly_stops(lines) for lines in (prose, [line for line in prose if line.width >= 60])))


def _mostly_stops(lines: Sequence[Line]) -> bool:
    return sum(line.ended or line.text.endswith("）") for line in lines) >= 0.7 * max(len(lines), 1)


def _breaks_off(line: Line) -> bool:
    return not line.row and line.flowing and not line.ended and 24 <= line.width <= _WIDEST


def joined(lines: Sequence[Line]) -> list[bool]:
    """Tell for each line whether it goes on in the next."""
    page = measured(lines)
    body = next((i for i, line in enumerate(lines) if not line.row and (line.ended or line.flowing)), len(lines))
    found: list[bool] = []
    within = False
    for i, (line, following) in enumerate(pairwise(lines)):
        alone = i < body and bool(_OF_THE_HEAD.match(line.text))
        title = not alone and i + 1 < body and _is_title(line, following)
        within = (
            not title and not alone and not (i < body and DOCUMENT.search(line.text)) and _goes_on(line, following, page, within=within)
        )
        found.append(title or within)
    return [*found, False] if lines else []


def _goes_on(line: Line, following: Line, page: Page, *, within: bool) -> bool:
    if line.row or following.row or following.mark or line.mark.startswith("#"):
        return False
    if following.text[0] in _CLOSING or _is_open(line, following) or (line.text.endswith("有限") and _COMPANY.match(following.text)):
        return True
    if following.numbered or _LABEL.match(following.text) or _DATE.match(following.text):
        return False
    if line.ended:
        return page.columns > 0 and _is_full_sentence(line, following, page)
    if line.text[-1] in _OPENING and line.width >= 16:
        return True
    if page.columns and max(line.width, following.width) <= 1.4 * page.columns:
        return _is_full(line, following, page, within=within)
    return page.stopped and _is_cut(line) and (following.width >= 60 or _is_prose(following))


def _is_cut(line: Line) -> bool:
    """Tell whether a paragraph that is one line ends where no paragraph does; titles with a comma in them are short."""
    if not line.flowing or line.text[-1] == "）" or line.text[-1].isascii():
        return False
    clause = "。" in line.text or (line.numbered and _CLAUSE_END.search(line.text))
    return line.width >= 90 or (line.width >= 44 and bool(clause))


def _is_prose(line: Line) -> bool:
    return line.flowing or line.ended


def _is_full_sentence(line: Line, following: Line, page: Page) -> bool:
    """Tell whether a line that ends in a stop fills the page, so that the paragraph goes on below."""
    least = 0.85 if line.text[-1] in "；;" else 0.96
    return least * page.columns <= line.width <= 1.2 * page.columns and following.indent < 2 and not following.gap and _is_prose(following)


def _is_full(line: Line, following: Line, page: Page, *, within: bool) -> bool:
    if following.indent > line.indent and following.indent >= 2 and not within:
        return False
    number = number_at(line.text)
    if number and number.rank <= Rank.BOX and not _CLAUSE_END.search(line.text) and line.width < 0.85 * page.columns:
        return False
    if line.flowing or (within and (line.width >= 0.35 * page.columns or _is_prose(following))):
        return True
    if number and number.rank <= Rank.BOX and "：" not in line.text[number.length :]:
        continued = _is_prose(following)
        fits = continued if number.rank >= Rank.FIGURE else following.width < 0.6 * page.columns and not continued
        return fits and line.width >= 0.9 * page.columns
    return line.width >= (0.5 if "、" in line.text or "：" in line.text else 0.8) * page.columns


def _is_title(line: Line, following: Line) -> bool:
    """Tell whether a title at the head of a text goes on in the next line."""
    if line.row or following.row or line.numbered or following.numbered or line.mark or following.mark or line.width < 20:
        return False
    return bool(DOCUMENT.search(following.text)) and (not DOCUMENT.search(line.text) or following.text[0] in "及和与暨")


def _is_open(line: Line, following: Line) -> bool:
    """Tell whether a bracket opened near the end of a line is closed near the start of the next."""
    tail, head = line.text[-40:], following.text[:40]
    return any(
        tail.rfind(left) > tail.rfind(right) and right in head and (left not in head or head.find(right) < head.find(left))
        for left, right in _PAIRS
    )


def doubled(line: Line, following: Line, text: str) -> int:
    """Return how many code points at the start of a line repeat the end of the line before, which a page break did."""
    if not following.gap:
        return 0
    for length in (4, 3, 2):
        tail = line.text[-length:]
        if len(line.text) > length and following.text.startswith(tail) and "。" not in tail:
            return length
    if line.text[-1] != following.text[0] or not "\u3400" <= line.text[-1] <= "\u9fff":
        return 0
    around = (max(0, line.start - _AROUND), following.end + _AROUND)
    return 0 if text.count(line.text[-2:], *around) > 1 and text.count(following.text[:2], *around) > 1 else 1
