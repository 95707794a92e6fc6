"""Industries to their borders: the one name that two words of the scheme make before 产业, and the stem before 及."""

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.document import Span
from loaders.facts import Mention
from loaders.tagging import Tagged
from ontology import INDUSTRIES
from ontology.industries import names, names_in_lists

_HEAD = re.compile(r"((?!产业|行业)[\u4e00-\u9fff]{2,4}?)(?:产业链|产业集群|产业(?![园化基技])|集群|行业)")
# what is no name without it: 技术密集型产业
_KIND = re.compile("(?<=密集型|依赖型|导向型)产业(?![园化基技])")
_ECONOMY = "经济"
_HIGH = re.compile(r"(?:高新技术|高新|高技术)产业(?![园化基])")  # 农业高新技术产业 is a name of its own


def mended(tagged: Tagged, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions, each industry with the word behind it that makes one name with it up to 产业, and the halves of a member as one."""
    return _joined(tagged.text, [_mended(tagged, m) if m.type in INDUSTRIES else m for m in mentions])


def _joined(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions; two industries with 及 between them are one where the list of 、 goes on behind them (钟表及配件、玻璃、陶瓷)."""
    industries = {m.span.start: m for m in mentions if m.type in INDUSTRIES}
    found: dict[Mention, Mention | None] = {}
    for m in industries.values():
        other = industries.get(m.span.end + 1)
        if other and text[m.span.end] == "及" and text[other.span.end : other.span.end + 1] == "、":
            found |= {m: replace(_reaching(text, m, other.span.end), strength=max(m.strength, other.strength)), other: None}
    return tuple(one for m in mentions if (one := found.get(m, m)) is not None)


def _mended(tagged: Tagged, m: Mention) -> Mention:
    m = _from_stem(tagged.text, m)
    text, end = tagged.text, m.span.end
    high = _HIGH.match(text, end)
    if high and m.name.endswith("农业"):
        return _reaching(text, m, high.end())
    bound = _KIND.match(text, end)
    if bound:
        return _reaching(text, m, bound.end())
    if text.startswith(_ECONOMY, end) and m.name + _ECONOMY in names():
        return _reaching(text, m, end + len(_ECONOMY))
    head = _HEAD.match(text, end)
    if head is None or any(tagged.barrier[end : head.end(1)]):
        return m
    known = any(name in names() or name in names_in_lists() for name in (head[1], *(m.name[-n:] + head[1] for n in (2, 3, 4))))
    return _reaching(text, m, head.end(1)) if known else m


def _from_stem(text: str, m: Mention) -> Mention:
    """Return the industry with the stem before 及 that it begins with itself (铜及铜加工)."""
    joint = m.span.start - 1
    stem = next((joint - n for n in (1, 2) if joint > n and text[joint] == "及" and text[joint - n : joint] == m.name[:n]), -1)
    return m if stem < 0 else replace(m, name=text[stem : m.span.end], span=Span(stem, m.span.end))


def _reaching(text: str, m: Mention, end: int) -> Mention:
    return replace(m, name=text[m.span.start : end], span=Span(m.span.start, end))
