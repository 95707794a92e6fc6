"""The division that a document speaks for: by its title, its publisher, or what it calls its own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from loaders.divisions import Division, by_short, divisions, path

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_LEVELS = 3
_FEWEST = 3
_OWN = re.compile(
    r"([我全本])(省|市|区|县|州|盟|旗)(?!域|直|级|长|委|政府|名|属|中心|场|值|优|位)"
    r"|(?<![\u3400-\u9fff])(省|市|区|县|州|盟|旗)(?:委|政府|重大|重点|实验室|[\u3400-\u9fff]{1,6}?(?:局|厅|委(?!托)|办(?!好|理|法)))"
)
_OWN_WEIGHTS = {"我": 3, "全": 1, "本": 2, None: 1}
_PLANNING = re.compile(
    r"(?:^|(?<=[。；，、\n]))(?:积极|大力|着力|加快|深入|全面|持续|统筹|重点|进一步)?"
    r"(?:推进|推动|加快|实施|支持|建设|培育|打造|发展|完善|深化|强化|加强|提升|壮大|做强|做优|做大|构建|鼓励|引导|优化|健全|落实|布局)"
)
_VOICE = 8
"""Planning phrases to 1,000 characters: reports and plans of governments have 10 to 40, news and company profiles under 5."""
_GENERIC = {"城区", "郊区", "矿区", "东区", "西区"}
_NOT_AFTER = re.compile(r"大学|学院|中学|医院|银行|证券|集团|股份|科技|汽车|交通大学|路|街|湖|山|河|江|人")
_ZONE = re.compile(r"(?:国家|省级)?(?:经济|高新|工业|产业|现代农业|农业|化工)[\u3400-\u9fff]{0,6}(?:区|园)")
_SKIPPED = re.compile(r"[\s“”《》（）()\d年—\-]*(?:中共|关于|推进|支持|加快|印发)*")


@dataclass(frozen=True, slots=True)
class _Named:
    """A division that a text names at `start`; `whole` tells its full name from a short form."""

    division: Division
    start: int
    end: int
    whole: bool


def issuing_place(text: str, titles: Sequence[str], publisher: str, *, by_words: bool) -> str:
    """Return the full official name of the division that issued a document, "" where none can be told for sure.

    Titles and publisher come first; `by_words` also asks what the text calls its own (我市, 全省) and what it is mostly about.
    """
    named = tuple(_named(text))
    whole = {n.division.name for n in named if n.whole}
    found = _in_head(titles, whole) or _in_head([publisher], whole) or (_own(text, named) if by_words else None)
    return found.name if found else ""


def _in_head(lines: Sequence[str], whole: set[str]) -> Division | None:
    """Return the division that a title or a publisher's name is about: the innermost of one chain of divisions."""
    found: list[_Named] = []
    for line in lines:
        named = list(_named(line))
        here = [n for n in named if n.whole or (n.start <= _start(line) and _is_meant(n, line, whole))]
        here += [n for n in named if not n.whole and here and n.start == here[-1].end and n.division.parent == here[-1].division.code]
        found += here
    chain: list[Division] = []
    for n in found:
        if n.division in chain:
            continue
        if chain and not _related(chain[-1], n.division):
            return None
        chain.append(n.division)
    return max(chain, key=lambda d: d.level) if chain else None


def _is_meant(named: _Named, line: str, whole: set[str]) -> bool:
    """Tell whether a short form at the start of a title means the division: county names may be common words."""
    if named.division.level < _LEVELS or named.division.name in whole:
        return True
    return bool(_ZONE.match(line, named.end)) and len(by_short()[named.division.short]) == 1


def _start(line: str) -> int:
    m = _SKIPPED.match(line)
    return m.end() if m else 0


def _related(one: Division, other: Division) -> bool:
    return one in path(other) or other in path(one)


def _own(text: str, named: tuple[_Named, ...]) -> Division | None:
    """Return the division that 我市, 全省 and the like mean, or that a text without them is all about."""
    beside = _beside_their_city(named) if any(m.group(1) == "我" for m in _OWN.finditer(text)) else set()
    whole = {n.division for n in named if n.whole} | beside
    weights: Counter[Division] = Counter()
    for n in named:
        if n.whole or n.division.level < _LEVELS or n.division in whole:
            weights[n.division] += 2 if n.whole else 1
    within: Counter[Division] = Counter()
    for division, weight in weights.items():
        for above in path(division):
            within[above] += weight
    total = sum(weights.values())
    shares = {d: w / (total - sum(weights[above] for above in path(d)[:-1])) for d, w in within.items() if w >= _FEWEST}
    own: Counter[str] = Counter()
    for m in _OWN.finditer(text):
        own[m.group(2) or m.group(3)] += _OWN_WEIGHTS[m.group(1)]
    kind, said = max(own.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    shares = {d: share for d, share in shares.items() if d.level > 1 or _is_spread(d, weights)}
    if said >= _FEWEST:
        fitting = {d: share for d, share in shares.items() if _is_a(d, kind) and (weights[d] or kind in "省市")}
        best = max(fitting, key=lambda d: (within[d], d.code), default=None)
        if best and fitting[best] >= 0.35 and (kind in "省市" or weights[best] >= 0.4 * max(weights.values())):
            return best
    lowest = 1 if len(_PLANNING.findall(text)) * 1000 >= _VOICE * len(text) else 2
    alone = [d for d, share in shares.items() if d.level >= lowest and d not in beside and share >= 0.7 and weights[d] >= _FEWEST]
    return max(alone, key=lambda d: (d.level, within[d], d.code), default=None)


def _beside_their_city(named: tuple[_Named, ...]) -> set[Division]:
    """Return the counties that a text calls by a short form that is no other's, where it names their city too: such a word is a name."""
    above = {n.division.code for n in named if n.division.level == _LEVELS - 1}
    counties = {n.division for n in named if n.division.level == _LEVELS and not n.whole}
    whole = {n.division for n in named if n.whole}
    return {d for d in counties - whole if d.parent in above and len(by_short()[d.short]) == 1}


def _is_spread(province: Division, weights: Counter[Division]) -> bool:
    """Tell whether a text names none or several of a province's prefectures; what names one alone is about that one."""
    return len({path(d)[1] for d in weights if d.level > 1 and path(d)[0] == province}) != 1


def _is_a(division: Division, kind: str) -> bool:
    """Tell whether a division may call itself 我市, 我区 and so on."""
    if kind == "区" and division.level == 1:
        return division.name.endswith("自治区")
    return division.name.endswith(kind)


def _named(text: str) -> Iterator[_Named]:
    names, automaton = _names()
    for index, start, end in automaton.find_matches_as_indexes(text):
        division, whole = names[index]
        if whole or not _NOT_AFTER.match(text, end):
            yield _Named(division, start, end, whole)


@cache
def _names() -> tuple[list[tuple[Division, bool]], "AhoCorasick"]:
    """Return full names and short forms of the divisions down to counties, and what finds them in a text."""
    import ahocorasick_rs

    names: dict[str, tuple[Division, bool]] = {}
    for d in divisions():
        if d.level <= _LEVELS and d.name not in _GENERIC:
            names.setdefault(d.name, (d, True))
            if "自治" in d.name:
                names.setdefault(d.short + d.name[-1], (d, True))
    for d in divisions():
        if d.level <= _LEVELS and d.name not in _GENERIC:
            names.setdefault(d.short, (d, False))
    automaton = ahocorasick_rs.AhoCorasick(list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return list(names.values()), automaton
