"""When two names in use are one: the standard form of a name, and the shorter forms that it may go by in a document."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kg.identity import family, fold, iri, loose, sibling_iri
from kg.places import ORDINARY, district, head, home, own_level, own_place, parent_part, qualified, within
from loaders.abbreviations import is_written_with
from loaders.divisions import Division, plain_form, short_form
from loaders.lexicons import words
from ontology import EntityType, industries

_NO_PLACE: Final = frozenset({"industry", "technology", "discipline"})
_UNIQUE: Final = frozenset({EntityType.ENTERPRISE, EntityType.UNIVERSITY})
_INDUSTRY_TAIL: Final = re.compile("(?<=..)(?:产业集群|产业链|产业|领域|行业|业)$")
_PLAIN_TAIL: Final = re.compile("(?<=..)(?:产业集群|产业链|产业|领域)$")
_LEVEL: Final = "(?:国家级|国家|省级|市级|区级|县级)"
_DEVELOPMENT_ZONES: Final = (
    (re.compile("高新技术产业开发区|高新技术开发区|高新开发区"), "高新区"),
    (re.compile("经济技术开发区|经济开发区"), "经开区"),
    (re.compile("综合保税区"), "综保区"),
)
_ZONE_FORMS: Final = (
    *_DEVELOPMENT_ZONES,
    (re.compile("自主创新示范区"), "自创区"),
    (re.compile("自由贸易试验区|自贸试验区"), "自贸区"),
    (re.compile("自由贸易港"), "自贸港"),
    (re.compile("农业高新技术产业(?:示范|开发)区"), "农高区"),
    (re.compile("国家(?=自创区|高新区|经开区|自贸区|农高区)"), ""),
    (re.compile(f"^{_LEVEL}(?=.)"), ""),
    (re.compile("(?:(?<=..)|^)园区$"), "园"),
)
_BARE_ZONES: Final = frozenset({"高新区", "经开区", "自创区", "自贸区", "综保区"})
_BODY_FORMS: Final = (
    (re.compile("人民政府"), "政府"),
    (re.compile("管理委员会"), "管委会"),
    (re.compile("党?工作委员会"), "党工委"),
    (re.compile("机构编制委员会|编委会"), "编委"),
    (re.compile("委员会"), "委"),
    (re.compile("(?<=..)办公室$"), "办"),
    (re.compile("^中共(?=.{2})"), ""),
    *_DEVELOPMENT_ZONES,
    (re.compile("发展[和与]?改革"), "发改"),
    (re.compile("科学技术(?=[局厅委部办])"), "科技"),
    (re.compile("工业[和与]?信息化"), "工信"),
    (re.compile("经济[和与]?信息化"), "经信"),
    (re.compile("人力资源[和与]?社会保障"), "人社"),
    (re.compile("住房[和与]?城乡建设"), "住建"),
    (re.compile("卫生[和与]?健康"), "卫健"),
    (re.compile("文化[和与]?旅游"), "文旅"),
    (re.compile("国有资产监督管理"), "国资"),
    (re.compile("市场监督管理"), "市场监管"),
    (re.compile("投资促进(?=[局处办])"), "投促"),
    (re.compile("交通运输(?=[局厅委])"), "交通"),
    (re.compile("城市管理(?=[局委])"), "城管"),
    (re.compile("自然资源[和与]规划"), "资规"),
)
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_LEGAL_FORM: Final = re.compile("(?:集团)?(?:股份)?(?:有限责任公司|有限公司|公司)$|集团$|股份$|集团股份$")
_TRADE_WORDS: Final = "科技 创新 药业 制药 生物 食品 医疗 电子 汽车 控股 股份 集团 电气 智能 重工 新材料 新能源 光电 信息 软件 装备 能源 环保 化工 钢铁 材料 技术 环境 石化 太阳能 氢能 客车 铜业 铝业 新材 新能 乳业 矿业 建材 水泥 航空 动力 电力 光伏 锂电 半导体 通信 实业 物流 纺织 种业 农业 牧业 酒业 轮胎 机械 电器 家电"
_QUALIFIER: Final = re.compile("(?:国家级?|[省市县区]级?|全[国省市县区]|新一轮|我[省市县区])$")
_QUOTED: Final = re.compile('[“"‘「《]([^”"’」》]{2,})[”"’」》]')
_CAMPAIGN: Final = re.compile('[“"]([^”"]{2,})[”"](?:(?:专项|专题|系列)?(?:行动|计划|工程|专项|活动|政策)|行动计划)')
_COUNTRY: Final = re.compile("美国|英国|德国|法国|日本|韩国|印度|泰国|以色列|新加坡|意大利|俄罗斯|瑞士|荷兰|加拿大|澳大利亚|中国")

_CARRIERS: Final = frozenset({EntityType.PARK, EntityType.REGION})
_ALONE: Final = "新区|科学城|科技城|科创城|大学城|生态城|都市圈|示范区|先行区|合作区|试验区|工业区|商务区|产区|片区"
_HEAD: Final = re.compile(f"(?:改革创新|深度|综合)?(?:{_ALONE})$")
_ZONE: Final = re.compile(
    "(?:(?:经济|技术|产业|高新技术产业|经济技术)?开发区|高新区|经开区|(?:能源|化工|能源化工)基地|(?:产业|工业|科技)园区?)$"
)
_KIND_OF_PARK: Final = re.compile("(?<=..)(?:产业|工业|科技)园区?$")
_QUARTER: Final = re.compile("(?:产业)?(组团|片区)$")
_OWN_PART: Final = 4
_MEASURED: Final = re.compile("(?<=..)(?:科技|示范|试点|专项|三年|创新)+(?=(?:行动|计划|工程)$)")
_SHORTENED: Final = (("战略性新兴", "战略新兴"), ("电子商务", "电商"), ("石油化工", "石化"), ("信息技术", "信息"))
_WHOLE_TAIL: Final = re.compile("(?:研究所|研究院|科学院|医院|学院|大学|实验室|研究中心|交易所|平台|基地|协会|商会)$")
_FORMS: Final = {
    EntityType.PARK: _ZONE_FORMS,
    EntityType.REGION: (
        (re.compile("(?<=..)(?:地区|区域)$"), ""),
        (re.compile("(?<=[东南西北中])部(?=[两二三四五六七八九十]+[省市县区]$)"), ""),
    ),
    EntityType.RESEARCH_INSTITUTE: ((re.compile("^中国科学院(?=.{4})"), "中科院"),),
    EntityType.PLATFORM: ((re.compile("^中国科学院(?=.{4})"), "中科院"),),
}

# Types whose short forms may drop any head, not only a place or an owner: their last six characters tell them apart.
_LOOSE_HEADED: Final = frozenset(
    {
        EntityType.REGION,
        EntityType.PROGRAMME,
        EntityType.PARK,
        EntityType.INCUBATOR,
        EntityType.PLATFORM,
        EntityType.PLAN_DOCUMENT,
        EntityType.ENTERPRISE,
        EntityType.RESEARCH_INSTITUTE,
    }
)
_WHOLE: Final = frozenset({EntityType.DISTRICT, *(t for t in EntityType if family(t) in _NO_PLACE), EntityType.TASK})


@dataclass(frozen=True, slots=True)
class Name:
    """What a document calls a thing: `key` is the IRI of this writing, `standard` the form that its variants share.

    `division` is the code of the division that the name begins with, "" where it begins with none.
    """

    type: EntityType
    text: str
    key: str
    standard: str
    division: str


@lru_cache(maxsize=1 << 16)
def name_of(type: EntityType, text: str, place: str, *, apart: str = "") -> Name:
    """Return the name that `text` is in a document of `place`; `apart` takes the place's part where it is to be kept apart."""
    if type is EntityType.DISTRICT and not apart:
        return _district_name(text, place)
    group, folded = family(type), fold(text)
    where = apart or _place_part(type, folded, place)
    key = iri(group, folded, where)
    if apart:
        return Name(type, text, key, f"{group}/{apart}/{loose(text)}", "")
    if group in _NO_PLACE:
        return Name(type, text, key, f"{group}//{_INDUSTRY_TAIL.sub('', loose(text)) if group == 'industry' else loose(text)}", "")
    division, rest = _standard(type, folded, place)
    code = division.code if division else ""
    return Name(type, text, key, f"{group}/{code or where}/{rest}", code)


def fullness(name: Name, uses: int) -> tuple[bool, bool, int, int, int, str]:
    """Return what makes a name the fullest form; the key decides between equals.

    It is mentioned at all; a division's is the official one; it is long, an industry's without 产业 and with the scheme's
    preferred name before all; with its quotation marks; often used.
    """
    whole, official = loose(name.text), sibling_iri(name.key, name.text) == name.key
    if family(name.type) != "industry":
        return uses > 0, official, len(whole), len(fold(name.text)), uses, name.key
    bare = _PLAIN_TAIL.sub("", whole)
    is_preferred = _PLAIN_TAIL.sub("", loose(concept(name))) == _BRACKET.sub("", bare)
    return uses > 0, is_preferred, len(bare), -len(whole), uses, name.key


def concept(name: Name) -> str:
    """Return the preferred name of an industry in the scheme, brackets aside; "" for one not in it and for other things."""
    if family(name.type) != "industry":
        return ""
    form = _BRACKET.sub("", loose(name.text))
    return _schemed().get(form) or _schemed().get(_INDUSTRY_TAIL.sub("", form), "")


def shorter(name: Name, place: str, others: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the shorter forms, loosely written, that `name` may go by in a document, each with the rule that makes it.

    `others` are the loose names of everything that the document mentions: they may be dropped as an owner or a place.
    """
    form = loose(name.text)
    yield from _without_brackets(form, name.type, place)
    if family(name.type) == "industry" and form.startswith("现代") and len(form) > 3:
        yield form[2:], "shortForm"
        yield _INDUSTRY_TAIL.sub("", form[2:]), "shortForm"
    yield from ((form.replace(long, short, 1), "shortForm") for long, short in _SHORTENED if long in form)
    if name.type is EntityType.DISTRICT:
        yield from ((short_form(form) + form[-1], "divisionForm") for tail in ("自治州", "自治县", "自治旗") if form.endswith(tail))
    if name.type is EntityType.DISTRICT and (plain := plain_form(form)) != form:
        yield plain, "divisionForm"
    if name.type is EntityType.DISTRICT and _is_former(form, district(short_form(form), place)):
        yield short_form(form), "divisionForm"
    if name.type in _WHOLE:
        return
    if name.type is EntityType.ENTERPRISE:
        yield from _company_forms(form, place)
        yield form.replace("控股", "", 1), "company"
    if name.type in _CARRIERS:
        yield from _carrier_forms(form)
    if name.type is EntityType.PROGRAMME and _MEASURED.search(form):
        yield _MEASURED.sub("", form), "shortForm"
    for m in _QUOTED.finditer(fold(name.text)):
        yield from ((loose(part), "quotedCore") for part in (m[1], fold(name.text)[m.start() :]))
    if name.type is EntityType.PLAN_DOCUMENT:
        yield from ((form.replace(word, "", 1), "shortForm") for word in ("发展", "总体") if word in form[2:-2])
    yield from _cut(form, name.type, lambda piece: _way(piece, place, others))


def _is_former(form: str, now: Division | None) -> bool:
    """Tell whether a division that the table lacks may go by its short form: none is called so now, or it became a city or district."""
    return now is None or (form.endswith("县") and now.level > 2 and now.name != form and short_form(form) == now.name[:-1])


def abbreviates(short: str, full: str) -> bool:
    """Tell whether a loose name is made of characters of a fuller one, in their order, up to its last (近物所 of 近代物理研究所)."""
    own = short in words("institutes") or short in words("universities") or _WHOLE_TAIL.search(short)
    return not own and len(full) >= len(short) + 2 and short[-1] == full[-1] and is_written_with(short, full)


def _district_name(text: str, place: str) -> Name:
    division = district(text, place)
    if division is not None:
        where = parent_part(division)
        key = iri("place", division.name, where)
        return Name(EntityType.DISTRICT, text, key, key, division.code)
    near = bool(re.search("[区县镇乡]$|街道$", fold(text))) and (own := home(place)) is not None
    where = qualified(own) if near and own is not None else ""
    key = iri("place", text, where)
    return Name(EntityType.DISTRICT, text, key, key, "")


def _place_part(type: EntityType, folded: str, place: str) -> str:
    if family(type) in _NO_PLACE:
        return ""
    own = own_place(folded, place)
    if own is not None:
        return own
    issuer = home(place)
    return "" if type in _UNIQUE or issuer is None else qualified(issuer)


def _standard(type: EntityType, folded: str, place: str) -> tuple[Division | None, str]:
    """Return the division that a name lies in by its own words, and the standard form of the rest."""
    form = loose(folded)
    if type is EntityType.PROGRAMME and (quoted := _CAMPAIGN.fullmatch(folded)):
        form = loose(quoted[1])
    division, rest = _placed(_applied(_BODY_FORMS, form) if type is EntityType.GOVERNMENT_BODY else form, place)
    rest = _applied(_FORMS.get(type, ()), rest)
    is_own = (type is EntityType.GOVERNMENT_BODY and own_place(folded, place) is None) or (type is EntityType.PARK and rest in _BARE_ZONES)
    return home(place) if division is None and is_own else division, rest


@cache
def _schemed() -> Mapping[str, str]:
    """Return the preferred name of each loose name of the scheme of industries that means one industry only."""
    found: dict[str, set[str]] = {}
    for name, preferred in industries.names().items():
        found.setdefault(loose(name), set()).add(preferred)
    return {name: min(same) for name, same in found.items() if len(same) == 1}


def _placed(form: str, place: str) -> tuple[Division | None, str]:
    """Return the division that a name begins with, or names by a level or in a bracket at its end, and the rest."""
    if (level := own_level(form, place)) is not None:
        return level
    division, rest = head(form, place)
    bracket = _BRACKET.search(form)
    if division is None and bracket and bracket.end() == len(form) and (named := district(bracket[1], place)) is not None:
        return named, form[: bracket.start()]
    return division, rest


def _applied(forms: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
    for pattern, short in forms:
        text = pattern.sub(short, text)
    return text


def _without_brackets(form: str, type: EntityType, place: str) -> Iterator[tuple[str, str]]:
    """Yield a name without its bracket, and what stands in a bracket at its end; a place in it tells a branch from the whole."""
    for m in _BRACKET.finditer(form):
        rest = form[: m.start()] + form[m.end() :]
        if district(m[1], place) is None:
            yield rest, "bracket"
        elif type is EntityType.PARK and len(rest) >= 6:
            yield rest, "headless"
        if m.end() == len(form) and type not in _WHOLE and len(m[1]) > 1:
            yield m[1], "bracket"


@cache
def _trade_words() -> frozenset[str]:
    return frozenset(_TRADE_WORDS.split())


def _company_forms(form: str, place: str) -> Iterator[tuple[str, str]]:
    core = _LEGAL_FORM.sub("", form)
    _, bare = head(core, place)
    if core.startswith("中国") and core[-2:] in _trade_words() and len(core) >= 6:
        yield core[2:-2], "company"
    for full in (core, bare) if len(bare) >= (3 if "集团" in form else 4) else (core,):
        yield full, "company"
        if full != form:
            yield from ((full + end, "company") for end in ("公司", "集团") if end in form)
        yield from ((short, "company") for short in _brands(full) if core != form)
        for cut in (2, 3):
            if full[-cut:] in _trade_words() and len(full) >= cut + 2:
                yield full[:-cut], "company"
            if len(full) - cut >= 4:
                yield full[cut:], "company"


def _brands(core: str) -> Iterator[str]:
    """Yield a company's brand with less behind it: 云溪科技 of 云溪科技发展, 云溪药业 of 云溪生物药业, 云溪公司."""
    if core.startswith("中国"):
        return
    for end in range(2, len(core)):
        if end >= 4:
            yield core[:end]
        if end > 2:
            yield core[:end] + "公司"
        if core[-2:] in _trade_words() and end <= len(core) - 3:
            yield core[:end] + core[-2:]


def _carrier_forms(form: str) -> Iterator[tuple[str, str]]:
    """Yield what a park or an area goes by where it is the only one of its kind: its head, its name without the head, X园 for X产业园."""
    if (country := _COUNTRY.match(form)) and not (_HEAD.fullmatch(form, country.end()) or _ZONE.fullmatch(form, country.end())):
        yield form[country.end() :], "shortForm"
    if (tail := _HEAD.search(form)) and tail.start() >= 2:
        yield from ((form[-len(alone) :], "headless") for alone in _ALONE.split("|") if form.endswith(alone))
    if (tail := tail or _ZONE.search(form)) and tail.start() >= 2:
        yield form[: tail.start()], "headless"
    if form.endswith("园区") and len(form) > 3:
        yield form[:-1], "shortForm"
    if quarter := _QUARTER.search(form):
        yield from ((form[:cut] + quarter[1], "headless") for cut in (2, 3) if cut < quarter.start())
    if kind := _KIND_OF_PARK.search(form):
        yield from ((form[: kind.start()] + end, "shortForm") for end in ("园", "园区"))
        yield from ((other, "headless") for other in _without_fields(form[: kind.start()], kind[0]) if other != form)


def _without_fields(core: str, kind: str) -> Iterator[str]:
    """Yield a park's name with fewer of the fields between its own part and its kind, and with the halves of the own part turned."""
    own = next((core[:cut] for cut in range(_OWN_PART, len(core) + 1) if _is_plain(core[cut:])), core)
    fields = core[len(own) :]
    turned = (own, own[_OWN_PART // 2 :] + own[: _OWN_PART // 2]) if len(own) == _OWN_PART else (own,)
    yield from (front + fields[:end] + kind for front in turned for end in range(len(fields) + 1))


def _is_plain(text: str) -> bool:
    """Tell whether a stretch is made of fields and generic words alone."""
    reached = {0}
    for end in range(2, len(text) + 1):
        known = (text[start:end] for start in range(end - 1) if start in reached)
        if any(word in words("generic") or word in industries.names() for word in known):
            reached.add(end)
    return len(text) in reached


def _cut(form: str, type: EntityType, way: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield what remains of `form` when its head, or a piece within it, is left out; the tail always stays.

    `way` tells by which rule a piece may go, "" where by none.
    """
    least = 3 if type is EntityType.GOVERNMENT_BODY else 4
    for cut in range(1, len(form) - least + 1):
        if rule := way(form[:cut]) or _headless(form, cut, type):
            yield form[cut:], rule
    for start in range(2, len(form) - 3):
        for end in range(start + 2, len(form) - 1):
            if len(form) - (end - start) >= 6 and (rule := way(form[start:end])):
                yield form[:start] + form[end:], rule


def _headless(form: str, cut: int, type: EntityType) -> str:
    may_go = type in _LOOSE_HEADED and len(form) - cut >= 6 and not form[cut - 1 : cut + 1].isascii()
    return "headless" if may_go else ""


def _way(piece: str, place: str, others: Collection[str]) -> str:
    """Return by which rule a short form may leave `piece` out: a level, a near place, or something else that the document names.

    A place elsewhere goes as any other words do: the name may as well be that of a thing here.
    """
    if _QUALIFIER.match(piece) or _COUNTRY.fullmatch(piece) or piece in others:
        return "shortForm"
    division = district(piece, place) if len(piece) > 1 and piece not in ORDINARY else None
    if division is None:
        division, rest = head(piece, place)
        if division is None or not (_QUALIFIER.match(rest) or rest in others):
            return ""
    own = home(place)
    is_near = own is None or within(division, own) or within(own, division)
    return "shortForm" if is_near else "headless"
