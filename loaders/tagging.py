"""One pass over a document's text: words with their classes, and where a name cannot go on."""

import re
from dataclasses import dataclass
from functools import cache

import rjieba

from loaders.automaton import Words
from loaders.lexicons import words

_STOP_TAGS = frozenset(("p", "c", "u", "uj", "ul", "ud", "ug", "uv", "uz", "d", "df", "dg", "r", "rr", "rz", "y", "e", "o"))
_PUNCTUATION = frozenset("，。；：！？、“”‘’《》〈〉〔〕「」『』（）()【】[]{}…\n\t\r,;:!?\"'|/\\<>=+*%￥$@^~`•●■◆▲★☆→←①②③④⑤⑥⑦⑧⑨⑩")
_SYMBOLS = re.compile(
    r"[^\w\s·—–\-－+&.%°/—]+|(?:(?<=[\n\t，。；：、（])|^)\d{1,3}[.．](?!\d)|\d{6,}|[\u0400-\u04ff\U00010000-\U0001ffff\U000f0000-\U0010ffff]+"
)
_GLUED_AT_FRONT = frozenset(("将官", "以南", "以北", "以东", "以西", "在建", "由南", "由北", "对南", "与北", "和北", "向南", "从南"))
_AGENTS = frozenset(
    ("企业", "高校", "院所", "机构", "政府", "单位", "部门", "我市", "全市", "我省", "全省", "我区", "全区", "我县", "全县")
)
_DEGREES = frozenset(
    (
        "大力",
        "充分",
        "全面",
        "积极",
        "加快",
        "深入",
        "有效",
        "重点",
        "努力",
        "全力",
        "着力",
        "主动",
        "持续",
        "深度",
        "优先",
        "广泛",
        "高度",
        "共同",
        "进一步",
        "切实",
    )
)
# prepositions that a dictionary glues to the next character when a name unknown to it follows
_STARTERS = frozenset("将在由对把以与和向于从让使为及至即有并")
_TELLING = re.compile("[" + re.escape("".join(sorted(_PUNCTUATION | _STARTERS))) + "]")


@dataclass(frozen=True, slots=True)
class Tagged:
    """`starts[i]` is 1 where a word begins at code point i; `barrier[i]` is 1 where code point i cannot be inside a name."""

    text: str
    words: tuple[tuple[str, str], ...]
    starts: bytearray
    barrier: bytearray
    verbs: bytearray


def tag(text: str) -> Tagged:
    """Segment the text once and mark the barriers."""
    starts, barrier, verbs = bytearray(len(text) + 1), bytearray(len(text) + 1), bytearray(len(text) + 1)
    position, clear = 0, True
    segmented = tuple(rjieba.tag(text))
    for word, label in segmented:
        end = position + len(word)
        starts[position] = 1
        kind = _kind(word, label, clear)
        clear = kind == "barrier" or word in _AGENTS
        if kind == "barrier":
            barrier[position:end] = b"\1" * len(word)
        elif kind == "verb":
            verbs[position:end] = b"\1" * len(word)
        position = end
    for m in _TELLING.finditer(text):
        i, c = m.start(), m[0]
        if c in _PUNCTUATION:
            barrier[i] = 1
        elif starts[i] and not starts[i + 1]:
            _release(text, i, starts, barrier)
    for m in _SYMBOLS.finditer(text):
        barrier[m.start() : m.end()] = b"\1" * (m.end() - m.start())
    for start, end, _ in _fixed().find(text):
        barrier[start:end] = verbs[start:end] = bytes(end - start)
    starts[len(text)] = 1
    return Tagged(text, segmented, starts, barrier, verbs)


@cache
def _fixed() -> Words:
    return Words((word, word) for word in sorted(words("fixed")))


@cache
def _kind(word: str, label: str, clear: bool) -> str:
    """Return "barrier", "verb" or "" for a word; `clear` tells that a barrier stands right before it.

    A word that both governs and names (建设, 促进) governs at the beginning of a phrase and names inside one.
    """
    stops, inside = words("stops"), words("name_words")
    if word in _PUNCTUATION:
        return "barrier"
    if word in inside:
        return "barrier" if clear and word in stops else ""
    if word in stops or label in _STOP_TAGS or (len(word) >= 3 and word[-2:] in stops and word[:-2] in _DEGREES):
        return "barrier"
    return "verb" if label == "v" else ""


def _release(text: str, at: int, starts: bytearray, barrier: bytearray) -> None:
    """Cut a preposition off what is no word of the dictionary: the beginning of a name unknown to it was glued to it."""
    end = at + 1
    while end < len(text) and not starts[end]:
        end += 1
    word = text[at:end]
    if word in words("glued"):
        return
    if not rjieba.has_word(word) or ((at == 0 or text[at - 1] in _PUNCTUATION) and word in _GLUED_AT_FRONT):
        barrier[at] = 1
        starts[at + 1] = 1
