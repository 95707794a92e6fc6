"""What a page says of its text before it: its title, and who issued it, when, under which number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders.headings import DOCUMENT
from loaders.lexicons import rows
from loaders.readers.composition import Aside, Paragraph, Piece, Table, flat
from loaders.readers.web_page_tree import Element

_FEWEST: Final = 3
"""So many fields beside each other are the head table of a page."""
_LONGEST: Final = 120
_SPLIT = re.compile(r"\s*[_|｜丨]\s*|\s+[-–—]{1,2}\s+|\s*[-–—]+\s*(?=[^-–—]*(?:网|政府|局|委|委员会|平台|门户|办公室|办公厅|厅|中心)$)")
_NO_TITLE = re.compile(r"(?:无标题|新建|untitled|index|document|首页|政府信息公开|信息公开|详情页?|内容页?)\s*\d*", re.IGNORECASE)
_NOISE = re.compile(
    r"[【\[（(]?\s*(?:我要|在线)?(?:打印(?:本页|此页|正文|文章|页面)?|关闭(?:窗口|本页|此页|页面)?|收藏(?:本页)?|纠错|返回(?:顶部|上页|列表)?|扫一扫[^。]{0,30}|分享(?:到|至)?[：:]?"
    r"|微信|微博|QQ空间|(?:放大|缩小|默认)?(?:字号|字体)(?:大小)?[：:]?|[大中小](?=\s|$|[】\])）]|[大中小])|T|A[-+]?|语音播报|无障碍(?:阅读|浏览)?|适老(?:化|模式)?|繁體?|简体?)\s*[】\]）)]?"
    r"|(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|率)?\s*[：:]\s*[\d,]*\s*次?|(?:浏览|阅读)\s*\d+\s*次?|保护视力色[：:]?|视力保护色[：:]?|文章来源于[：:]?"
)
_DATED = re.compile(r"\s*20\d\d(?:-\d\d?-\d\d?|/\d\d?/\d\d?|年\d\d?月\d\d?日)(?:\s+\d\d?:\d\d(?::\d\d)?)?(?=\D)")
_DAY: Final = "发布日期"
_NOISE_AT_END = re.compile(rf"[\s|【\[（(]*(?:{_NOISE.pattern})[\s|】\])）]*$")
_SEPARATORS = re.compile(r"[\s|｜︱❘/·>\-—.,，。;；:：]*")
_LINE = re.compile(
    r"(?:您|你)?(?:现在|当前|目前)?(?:所在|的)?(?:的)?(?:位置|路径)(?:是)?\s*[：:].*|(?:网站)?首页\s*[>›»/·\-—].*"
    r"|(?:上|下|前|后)[一1](?:篇|条|页|则)(?:文章|信息)?\s*(?:[：:].*)?|.*(?:ICP备|公网安备|网站标识码|政府网站找错).*"
    r"|(?:版权所有|Copyright|技术支持[：:]|网站地图|网站声明|建议使用IE|网友评论).*|[\[【]?(?:TOP|返回顶部)[\]】]?|附件下载\s*[：:]?|更多\s*[>»+]*"
    r"|(?:请)?(?:使用)?(?:微信|手机)?扫.{0,4}(?:二维码|一扫).*|分享(?:到|至)\s*[：:]?.{0,60}|(?:上一页|下一页|尾页|\d+|\s)*(?:上一页|下一页)(?:上一页|下一页|尾页|\d+|\s)*",
    re.IGNORECASE,
)
RELATED: Final = re.compile(
    r"\s*[【\[]?(?:相关|推荐|热门|延伸)(?:的)?(?:文档|文件|链接|阅读|新闻|稿件|信息|文章|政策|解读)[】\]]?\s*[：:]?\s*"
)
"""What stands above links to other texts."""


@cache
def names() -> tuple[str, ...]:
    """Return what the head of a document calls the fields, in its order."""
    return tuple(row[1] for row in rows("web_pages") if row[0] == "field")


@cache
def _labels() -> dict[str, str]:
    """Return the labels of fields and what the head of a document would call each, "" where it says nothing of the text."""
    known = {word: row[1] for row in rows("web_pages") if row[0] == "field" for word in row[2].split()}
    return known | {word: "" for row in rows("web_pages") if row[0] == "field_left_out" for word in row[1].split()}


@cache
def _label() -> re.Pattern[str]:
    """Return what finds the labels in a line; blanks may stand between their characters."""
    longest = sorted(_labels(), key=len, reverse=True)
    words = "|".join(r"[\s\u3000]*".join(map(re.escape, word)) for word in longest)
    return re.compile(rf"(?:(?<![\u3400-\u9fff])|(?=[^：:]{{4,7}}[：:]))[\[【]?(?P<label>{words})[\]】]?\s*(?P<colon>[：:])?\s*[\]】]?")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a page: what the head of a document would call it ("" for what says nothing of the text), and what it says."""

    name: str
    words: str


def fields_of(line: str) -> tuple[Field, ...]:
    """Return the fields of a line that holds nothing else but tools such as 打印 and 字号; () for any other line.

    >>> [field.words for field in fields_of("发布时间：2021-09-15 来源：云溪市科技局 字号：[大 中 小]")]
    ['2021-09-15', '云溪市科技局', '']
    """
    if len(line) > 3 * _LONGEST or "。" in line:
        return ()
    day = _DATED.match(line)
    start = day.end() if day else 0
    found = [m for m in _label().finditer(line, start) if m.group("colon")]
    between = line[start : found[0].start() if found else len(line)]
    if not (found or (day and between.strip())) or not _is_noise(between):
        return ()
    ends = [*(m.start() for m in found), len(line)][1:]
    fields = [Field(_name(m), _words(line[m.end() : end])) for m, end in zip(found, ends, strict=True)]
    if any(len(field.words) > _LONGEST for field in fields):
        return ()
    return (*([Field(_DAY, day.group().strip())] if day else []), *(fields or [Field("", "")]))


def _name(label: re.Match[str]) -> str:
    return _labels()["".join(label.group("label").split())]


def _words(value: str) -> str:
    """Return what a field says, without the tools behind it."""
    value = " ".join(value.split())
    while (m := _NOISE_AT_END.search(value)) and m.start() < len(value):
        value = value[: m.start()]
    return value.strip(" |｜[]【】;；,，")


def is_noise(line: str) -> bool:
    """Tell whether a line is none of the text: where the reader is, tools, counts, other texts, the owner of the site."""
    words = line.strip()
    return len(words) <= 2 * _LONGEST and "。" not in words and (bool(_LINE.fullmatch(words)) or _is_noise(words))


def _is_noise(words: str) -> bool:
    return not _SEPARATORS.sub("", _NOISE.sub("", words))


def fields_before(pieces: Iterable[Piece]) -> list[Field]:
    """Return the fields that stand before the text of a page: in lines, or in a table or list of labels and values."""
    cells = [cell for piece in pieces for cell in _cells(piece)]
    alone = sum(bool(_label().fullmatch(cell)) for cell in cells)
    found: list[Field] = []
    for i, cell in enumerate(cells):
        label = _label().fullmatch(cell)
        if not label:
            found += fields_of(cell)
        elif alone >= _FEWEST and i + 1 < len(cells) and not _label().match(cells[i + 1]) and len(cells[i + 1]) <= _LONGEST:
            found.append(Field(_name(label), _words(cells[i + 1])))
    return [field for field in found if field.name and field.words]


def _cells(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Table):
        yield from (" ".join(cell.split()) for row in piece.rows for cell in row if cell.strip())
    elif isinstance(piece, Paragraph):
        yield from (" ".join(line.split()) for line in piece.words.split("\n") if line.strip())


def is_head_table(piece: Piece) -> bool:
    """Tell whether a piece is the table with index number, issuing body and date that stands above a text."""
    if not isinstance(piece, Table) or len(piece.rows) > 12:
        return False
    return sum(bool(_label().match(cell)) for cell in _cells(piece)) >= _FEWEST


def of_meta(page: Element) -> list[Field]:
    """Return what the <meta> elements of a page say of its text."""
    known = {word: row[1] for row in rows("web_pages") if row[0] == "meta" for word in row[2].split()}
    found = [(element.get("name").lower(), _words(element.get("content"))) for element in page.elements() if element.tag == "meta"]
    return [Field(known[name], words[:_LONGEST]) for name, words in found if name in known and words]


def of_title(words: str) -> str:
    """Return what the <title> of a page says without the name of the site.

    >>> of_title("云溪市“十四五”科技创新规划_政策文件_云溪市人民政府")
    '云溪市“十四五”科技创新规划'
    """
    parts = [part for part in (part.strip() for part in _SPLIT.split(" ".join(words.split()))) if part and not _NO_TITLE.fullmatch(part)]
    return next((part for part in parts if DOCUMENT.search(part)), parts[0] if parts else "")


def has_title(pieces: Sequence[Piece], title: str) -> bool:
    """Tell whether a text begins with its title: as a heading, or in the words that its page gives it, on one line or more."""
    first = pieces[:8]
    if any(isinstance(piece, Paragraph) and piece.level == 1 for piece in first):
        return True
    words = [_bare(flat(piece)) for piece in first if not isinstance(piece, Aside)]
    wanted = _bare(title)
    return any("".join(words[i:j]) == wanted for i in range(len(words)) for j in range(i + 1, min(i + 5, len(words) + 1)))


def is_title(piece: Piece, title: str) -> bool:
    """Tell whether a piece is the title of a text: a heading of the first level, or the words that its page gives it."""
    return isinstance(piece, Paragraph) and (piece.level == 1 or _bare(piece.words) == _bare(title))


def opens_as_document(pieces: Sequence[Piece]) -> bool:
    """Tell whether a line that ends as titles of documents do stands at the start of a text."""
    return any(isinstance(piece, Paragraph) and len(piece.words) <= 70 and DOCUMENT.search(piece.words.strip()) for piece in pieces[:5])


def _bare(words: str) -> str:
    return re.sub(r"[\s《》“”\"'（）()]", "", words)
