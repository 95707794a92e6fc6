"""The lists of responsible and assisting units: where they stand, in which role, and which bodies they name."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loaders import divisions, lexicons
from loaders.document import Document, Span
from loaders.facts import Mention, Refusal, RefusalReason
from ontology import EntityType, Relation, Status

_LEAD: Final = "牵头|主责|主办"
_DUTY: Final = "责任|负责|实施|承办|落实|承担|指导|主管"
_HELP: Final = "配合|参与|协办|协同|支持|参加|协助"
_LABEL: Final = re.compile(
    rf"(?:(?P<lead>{_LEAD})|(?P<duty>{_DUTY})|(?P<help>{_HELP}))(?:单位|部门|主体|处室|科室)(?:（(?:单位|部门)）)?(?:及责任人)?[：:\t]|(?P<who>谁来干|谁负责)[？?]?[：:\t]"
)
_BRACKET: Final = re.compile(r"（(?P<inner>(?:[^（）\n]|（[^（）\n]{0,20}）){2,160})）|[【〔](?P<square>[^【】〔〕\n]{2,160})[】〕]")
_NAMED: Final = re.compile(
    r"由?(?P<a>[^；]+?)(?:会同(?P<with>[^，；]+?))?(?:按(?:照)?(?:各自)?职责(?:分工)?|共同|分别|具体)*(?P<role>牵头|负责|主责)(?:负责|落实|督办|组织)?(?:[，；](?P<b>.+?)(?:按(?:照)?(?:各自)?职责(?:分工)?|共同|分别)*(?P<role_b>配合|参与|协助|负责)(?:落实)?)?"
)
_BY: Final = re.compile(
    r"由(?P<a>[^，。；（）\n]{2,40}?)(?:共同)?牵头(?:负责)?[，、](?P<b>[^，。；（）\n]{2,40}?)?(?P<role_b>配合|参与|协助)?[，。；]"
)
_ORDER: Final = re.compile(r"(?:[，；](?:[排列]在?第一位?的[^，；]{0,16}|以下均为此格式|下同))+$")
_GENERIC: Final = re.compile(
    r"^(?:各|有关|相关|其他|其它|全体|所有|本级)|^(?:市|区|县|省|州)直|(?:各|有关|相关)[^、]*$|(?:部门|单位|企业|乡镇|街道（园区）|成员|处室)$|^(?:等|—|-|无|略|——)?$"
)
_ORGAN: Final = re.compile(
    r"(?:局|委|办|部|厅|署|处|政府|公署|委员会|办公室|管委会|海关|法院|检察院|大队|支队|总队|公安|税务|团委|妇联|工会|总社|供销社|联社|工商联|残联|科协|文联|侨联|贸促会|联席会议|专班|指挥部|领导小组|服务中心|中心|事务所|研究室|党校|人民银行(?:[^、银]{2,12}(?:分行|支行|中心支行|营业管理部))?|人行|所|站|队|组|院|司|[证银保]监会|监管总局|总局|外汇局)$"
)
_OTHER_LABEL: Final = re.compile(r"[^，。；：、\n]{2,8}：")
_EACH: Final = re.compile(r"各[省市区县州盟旗]{1,3}、$")
_NEAR: Final = 5
_ALL: Final = re.compile(r"各|有关|相关")
_MORE: Final = re.compile(r"等(?:有关|相关|各)?(?:部门|单位|方面)?$")
_NO_ORGAN: Final = re.compile(
    r"(?:医院|学院|研究院|研究所|大学|公司|集团|(?<!人民)银行|设计院|科学院|中科院|工程院|社科院|实验室|创新中心|技术中心|工程中心)$"
)
_DIVISION: Final = re.compile(r"(?:市|县|区|镇|乡|街道|旗|州|盟)$")
_PARK: Final = re.compile(
    r"(?:开发区|高新区|经开区|园区|产业园|工业园|片区|新区|示范区|试验区|科技城|产业城|集中区|保税区|度假区|产业基地)$"
)
_RULE: Final = "member of a list of units"
_MAY: Final = frozenset((EntityType.GOVERNMENT_BODY, EntityType.DISTRICT, EntityType.PARK))
_ROLES: Final = {"lead": "牵头单位", "duty": "责任单位", "help": "配合单位", "who": "责任单位"}
_LABEL_STARTS: Final = frozenset("牵主责负实承落配参协支指")
_OTHER_UNIT: Final = re.compile(r"(?:中科院|科学院|工程院|社科院|大学|学院|研究院|公司|集团|银行|协会|学会|联合会|商会)$")
_LEVEL: Final = re.compile(
    r"^(?:[省市区县州盟旗国]|中央|全国|国家|各)|(?:局|厅|委|办|部|署|委员会|办公室|管委会|政府|海关|人民银行|监会|法院|检察院|税务)$"
)
_DOES: Final = re.compile(
    r"^(?:成立|组建|建立|设立|支持|加强|推动|推进|完善|健全|建设|打造|优化|明确|鼓励|引导|实施|落实|由|对|将|在|以|按|向|依托|整合|通过|发挥)|的"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of units in one role: its words with the label at `span`, and each member's place; `bare` where no label says so."""

    span: Span
    role: str
    members: tuple[Span, ...]
    bare: bool = False

    @property
    def relation(self) -> Relation:
        """What the members are to the task."""
        return Relation.ASSISTS if self.role == "配合单位" else Relation.RESPONSIBLE_FOR


def listed(text: str) -> tuple[Listed, ...]:
    """Return the lists of units in a text, in order."""
    found = [*_labelled(text), *_in_brackets(text)]
    return tuple(sorted(found, key=lambda one: (one.span, one.role)))


def is_duty_of_all(text: str, units: Listed) -> bool:
    """Tell whether a bracket behind a sentence charges whole classes of units: （各区人民政府负责）."""
    words = [text[m.start : m.end] for m in units.members]
    return text[units.span.start - 1 : units.span.start] == "。" and bool(words) and _ALL.match(words[0]) is not None


def is_label(text: str, position: int) -> bool:
    """Tell whether a line begins with 责任单位： and the like at `position`."""
    return _LABEL.match(text, position) is not None


def is_list(words: str) -> bool:
    """Tell whether a cell holds nothing but units: each named or generic, one at least by the form of an organ's name.

    >>> is_list("财政部、人民银行、各有关部门"), is_list("成立工作专班"), is_list("全国")
    (True, False, False)
    """
    if not 2 <= len(words) <= 300 or "。" in words or "：" in words:
        return False
    parts = [words[m.start : m.end] for m in members(words, Span(0, len(words)))]
    return bool(parts) and all(_is_unit(part) for part in parts) and any(_LEVEL.search(part) for part in parts)


def names_unit(words: str) -> bool:
    """Tell whether a cell that stands in a column of units may be one: short, no sentence, and one unit at least."""
    parts = [words[m.start : m.end] for m in members(words, Span(0, len(words)))] if len(words) <= 300 and "。" not in words else []
    return any(_is_unit(part) for part in parts)


def _is_unit(part: str) -> bool:
    if _DOES.search(part):
        return False
    bare = re.sub(r"（[^（）]*）$", "", part)
    if part in lexicons.words("ministries") or (len(part) <= 16 and _GENERIC.search(part) and not part.endswith("企业")):
        return True
    return len(bare) >= 3 and (
        _type(bare) is not None or bool(_DIVISION.search(bare) and bare in divisions.by_name()) or _OTHER_UNIT.search(bare) is not None
    )


def _labelled(text: str) -> Iterator[Listed]:
    for m in _LABEL.finditer(text):
        end = _list_end(text, m.end())
        if end - m.end() <= 400:
            yield Listed(Span(m.start(), end), _ROLES[m.lastgroup or "duty"], members(text, Span(m.end(), end)))


def _list_end(text: str, start: int) -> int:
    """Return where a list ends: at a mark, the next label or the bracket that holds the list."""
    depth = 0
    for i in range(start, min(len(text), start + 401)):
        c = text[i]
        if c in "（(":
            depth += 1
        elif c in "）)":
            if not depth:
                return i
            depth -= 1
        elif c in "；;。\n】〕]" or (c in "，," and _OTHER_LABEL.match(text, i + 1)) or (c in _LABEL_STARTS and _LABEL.match(text, i)):
            return i
    return min(len(text), start + 401)


def _in_brackets(text: str) -> Iterator[Listed]:
    for bracket in _BRACKET.finditer(text):
        inner = _ORDER.sub("", bracket["inner"] or bracket["square"])
        if not (inner.endswith(("负责", "牵头", "配合", "参与", "督办", "落实", "协助")) and (m := _NAMED.fullmatch(inner))):
            continue
        base = bracket.start() + 1
        roles = {"a": "牵头单位" if m["role"] == "牵头" else "责任单位", "with": "配合单位"}
        roles["b"] = "责任单位" if m["role_b"] == "负责" else "配合单位"
        for part, role in roles.items():
            if m[part]:
                named = members(text, Span(base + m.start(part), base + m.end(part)))
                yield Listed(Span(bracket.start(), bracket.end()), role, named, True)


def led_by(text: str, start: int, end: int) -> tuple[Listed, ...]:
    """Return the units of 由甲牵头，乙、丙配合 at the start of a stretch of text."""
    m = _BY.match(text, start, end)
    if m is None:
        return ()
    found = [Listed(Span(m.start(), m.end() - 1), "牵头单位", members(text, Span(*m.span("a"))))]
    if m["b"] and m["role_b"]:
        found.append(Listed(Span(m.start(), m.end() - 1), "配合单位", members(text, Span(*m.span("b")))))
    return tuple(found)


def members(text: str, span: Span) -> tuple[Span, ...]:
    """Return the members of a list: what stands between 、，； outside brackets."""
    found, start, depth = [], span.start, 0
    for i in range(span.start, span.end + 1):
        c = text[i] if i < span.end else "、"
        depth += (c in "（(") - (c in "）)")
        if c in "、，,；;" and depth <= 0:
            found.append(_trimmed(text, start, i))
            start = i + 1
    return tuple(member for member in found if member.end > member.start)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t\n　":
        start += 1
    if more := _MORE.search(text, start, end):
        end = more.start()
    while end > start and text[end - 1] in " \t\n　。":
        end -= 1
    return Span(start, end)


class Bodies:
    """The bodies that a document's lists can name: the mentions that were found, and those that the lists themselves show."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        """Keep the mentions that may be in charge, by place."""
        self._text = document.text
        self._mentions = sorted((m for m in mentions if m.type in _MAY), key=lambda m: (m.span.start, -m.span.end))
        self._starts = [m.span.start for m in self._mentions]
        self.new: dict[Span, Mention] = {}
        self.refusals: list[Refusal] = []

    def named(self, member: Span) -> Mention | None:
        """Return the body that a member of a list names; None for 各镇, 有关部门 and for what no task is given to."""
        words = self._text[member.start : member.end].replace("\n", "")
        if _GENERIC.search(words) or _EACH.search(self._text, max(0, member.start - _NEAR), member.start):
            if len(words) > 1:
                self.refusals.append(Refusal("GovernmentBody", member, RefusalReason.GENERIC, _RULE, words))
            return None
        known = [
            m
            for m in self._mentions[bisect_left(self._starts, member.start) : bisect_left(self._starts, member.end)]
            if m.span.end == member.end
        ]
        exact = next((m for m in known if m.span == member), None)
        if exact is not None:
            return exact
        type_ = _type(words)
        if type_ is not None:
            return self.new.setdefault(member, Mention(type_, words, member, Status.EXISTS, _RULE, 0.9))
        bare = words[: words.index("（")] if words.endswith("）") and "（" in words else ""
        if not known and bare and (type_ := _type(bare)) is not None:
            short = Span(member.start, member.start + len(bare))
            return self.new.setdefault(short, Mention(type_, bare, short, Status.EXISTS, _RULE, 0.9))
        if not known:
            reason = RefusalReason.UNKNOWN_PLACE if _DIVISION.search(words) else RefusalReason.SIGNATURE
            self.refusals.append(Refusal("GovernmentBody", member, reason, _RULE, words))
        return max(known, key=lambda m: m.span.end - m.span.start, default=None)


def _type(words: str) -> EntityType | None:
    if not 2 <= len(words) <= 28 or re.search(r"[。，；：\s]", words):
        return None
    if words in lexicons.words("ministries"):
        return EntityType.GOVERNMENT_BODY
    if _PARK.search(words):
        return EntityType.PARK
    if _ORGAN.search(words) and not _NO_ORGAN.search(words):
        return EntityType.GOVERNMENT_BODY
    if _DIVISION.search(words) and len(words) >= 3 and words in divisions.by_name():
        return EntityType.DISTRICT
    return None
