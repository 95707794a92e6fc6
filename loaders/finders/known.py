"""Names that no ending tells: regions, short forms of universities and institutes, enterprises, by lists of general knowledge."""

import re
import sqlite3
from contextlib import closing
from functools import cache
from importlib import resources

import rjieba

from loaders.automaton import Words
from loaders.divisions import by_short
from loaders.document import Span
from loaders.facts import Mention
from loaders.finders import government
from loaders.lexicons import rows, words
from loaders.tagging import Tagged
from ontology import EntityType, Status
from ontology.industries import names as industry_names

_LISTS = (
    ("ministries", EntityType.GOVERNMENT_BODY),
    ("regions", EntityType.REGION),
    ("universities", EntityType.UNIVERSITY),
    ("institutes", EntityType.RESEARCH_INSTITUTE),
    ("enterprises", EntityType.ENTERPRISE),
)
_COMPANY_AFTER = re.compile(r"(?:、[^，。；]{2,30})?等[^，。；]{0,14}(?:企业|公司|集团|总部)|集团|公司|总部")
_COMPANY_BEFORE = re.compile(r"(?:企业|公司|集团|龙头|链主|头部|巨头|引进|包括)$")

_SURE = 0.95
_PUBLIC = re.compile(r"(?:机场|高速|铁路|旅游|港口|发展|数据|水务|地产|燃气)$")
_OFFICE = re.compile("(?:[一-鿿]{1,7}?(?<![公有厂该各上])司)(?![法机令长])")
_GROUP = re.compile(
    "(?!南北|东西)(?:(?:[苏浙皖闽赣鲁豫鄂湘粤桂川渝黔滇陕甘冀晋辽]?[东南西北中]{1,2}部?)|沿[江海黄淮边河])[两二三四五六七八九十]{1,2}(?:省区?|市|县|区|州|盟|旗)(?![级长委])"
)
_AREA = re.compile("地区(?!生产总值|性|差异)")
_BRANCH = re.compile(r"（([^（）]{2,4})）")


def find(tagged: Tagged) -> tuple[Mention, ...]:
    """Return the listed names that the text holds, each with the strength of its list and its surroundings."""
    found = []
    text = tagged.text
    for start, end, kind in _automaton().find(tagged.text):
        strength = _strength(tagged, start, end, EntityType(kind.split(":")[0]))
        if strength > 0:
            type_ = EntityType(kind.split(":")[0])
            office = _OFFICE.match(text, end) if type_ is EntityType.GOVERNMENT_BODY else None
            end, rule = (office.end(), government.OFFICE) if office else (end, "list:" + kind.split(":")[1])
            end += 2 if type_ is EntityType.REGION and _AREA.match(text, end) else 0
            branch = _BRANCH.match(text, end)
            end = branch.end() if branch and branch.group(1) in by_short() else end
            found.append(Mention(type_, text[start:end], Span(start, end), Status.EXISTS, rule, strength))
    return (*found, *_groups(tagged))


def _groups(tagged: Tagged) -> list[Mention]:
    """Return the divisions of a part of a country or province that are named together by their number (北六县, 岭南五市)."""
    return [
        Mention(EntityType.REGION, m[0], Span(*m.span()), Status.EXISTS, "divisions by their number", _SURE)
        for m in _GROUP.finditer(tagged.text)
        if tagged.starts[m.start()] and (tagged.starts[m.end()] or tagged.barrier[m.end()])
    ]


def _strength(tagged: Tagged, start: int, end: int, kind: EntityType) -> float:
    text = tagged.text
    bounded = tagged.starts[start] and tagged.starts[end]
    if kind is EntityType.ENTERPRISE:
        if (not tagged.starts[end] and rjieba.has_word(text[end - 1 : end + 1])) or (
            not tagged.starts[start] and rjieba.has_word(text[start - 1 : start + 1])
        ):
            return 0.0  # a word goes on over the name's edge (新能源汽|车)
        if not bounded and not (end - start >= 4):
            return 0.0
        if end - start >= 4:
            return 0.8
        company = _COMPANY_AFTER.match(text, end) or _COMPANY_BEFORE.search(text[max(0, start - 8) : start])
        return 0.75 if company else 0.45
    if kind is EntityType.GOVERNMENT_BODY and text.startswith("门", end):
        return 0.0
    if kind is EntityType.REGION and text.startswith("行政区", end):
        return 0.0  # the seat of the area's own administration is a division
    if kind is EntityType.PLATFORM and bounded:
        return 0.95
    return 0.85 if bounded else (0.6 if end - start >= 3 else 0.0)


@cache
def _automaton() -> Words:
    pairs = [(word, f"{kind.value}:{name}") for name, kind in _LISTS for word in sorted(words(name))]
    pairs += [(name, f"{kind}:carriers") for kind, name in rows("carriers")]
    pairs += [(name, f"{EntityType.ENTERPRISE.value}:listed") for name in _listed_companies()]
    return Words(pairs)


def _listed_companies() -> list[str]:
    """Return the short names of listed companies (matchina, 2026) that are not ordinary words."""
    with (
        resources.as_file(resources.files("matchina").joinpath("data/entities.db")) as path,
        closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro&immutable=1", uri=True)) as db,
    ):
        names = [row[0] for row in db.execute("select name_cn from entities where source = 'ashare' order by name_cn")]
    clean = (re.sub(r"^\*?ST|[A-Z]$|\s", "", name) for name in names)
    return sorted(
        {
            name
            for name in clean
            if len(name) >= 4 and name not in words("no_company") and name not in industry_names() and not _PUBLIC.search(name)
        }
    )
