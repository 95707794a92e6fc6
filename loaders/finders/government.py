"""Party and government organs: a place or level, then the name of a department, or a body of a closed class."""

import re
from collections.abc import Sequence
from functools import cache

from loaders.automaton import Words
from loaders.document import Span
from loaders.facts import Mention
from loaders.finders import organ_lists
from loaders.lexicons import words
from loaders.tagging import Tagged
from ontology import EntityType, Status

OFFICE = "office of a ministry"
_SUFFIXES = ("局", "厅", "委", "委员会", "办", "办公室", "部", "管理局", "监督管理局")
_LEVEL = "省市区县州盟旗"
_ORGAN = re.compile(
    rf"(?:中共)?(?P<level>[{_LEVEL}]|自治区)(?:"
    r"委(?:办公室|办公厅|办|组织部|宣传部|统战部|政法委|编办|网信办|人才办|财经办|改革办|考核办|军民融合办|农办|金融办|政研室|政策研究室|督查室|党校)?"
    r"|(?:人民)?政府(?:办公室|办公厅|办)?|人大(?:常委会)?(?:办公厅|办公室|办)?|编委(?:会)?(?:办公室|办)?|政协(?:办公厅|办公室|办)?|纪委监委|纪委|监委"
    r"|科协|贸促会|残联|妇联|总工会|团委|工商联|人武部|(?:人民)?(?:法院|检察院)|[一-鿿]{1,6}领导小组(?:办公室)?)"
)
_BODY = re.compile(
    r"管理委员会(?:办公室)?|管委会|党工委|工作委员会|党政办公室|人民政府(?:办公室)?|编制委员会|领导小组(?:办公室)?|创新委员会"
)
_GROUP = re.compile("领导小组")
_POST = re.compile("(?:副?书记|常委|委员|秘书长)")
# what follows a body's name and makes it the name of something else, or a class of bodies
_NO_BODY = re.compile("工作报告|(?:采购|引导|投资|产业)基金|门(?!户)")
# what no body is called: its head, a part of a sentence
_PHRASE = re.compile(
    "常委(?!会)|委员长|[处局部厅]长|书记(?!处)|主任|领导(?!小组)|负责|及其|部门|[两二三四五六七八九十](?:部委|单位)|[0-9][名个位]|^(?:核定|上报|报)"
)
_PARK = (EntityType.PARK, EntityType.REGION)


def find(tagged: Tagged, places: Sequence[Mention], carriers: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the organs named in the text; `places` are divisions, `carriers` parks and regions found before."""
    before = {m.span.end: m for m in (*places, *(c for c in carriers if c.type in _PARK))}
    found: dict[tuple[int, int], Mention] = {}
    for start, end, rule in (*_departments(tagged.text), *_organs(tagged), *_bodies(tagged)):
        begin, strength = _prefixed(tagged, start, before, rule)
        if strength > 0 and (begin, end) not in found and not _NO_BODY.match(tagged.text, end):
            name = tagged.text[begin:end]
            found[begin, end] = Mention(EntityType.GOVERNMENT_BODY, name, Span(begin, end), Status.EXISTS, rule, strength)
    for begin, end, _ in _governments().find(tagged.text):
        name = tagged.text[begin:end]
        found[begin, end] = Mention(EntityType.GOVERNMENT_BODY, name, Span(begin, end), Status.EXISTS, "government of a country", 0.95)
    for begin, end, rule in organ_lists.find(tagged, before, sorted(found)):
        found.setdefault(
            (begin, end), Mention(EntityType.GOVERNMENT_BODY, tagged.text[begin:end], Span(begin, end), Status.EXISTS, rule, 0.85)
        )
    return tuple(found[key] for key in sorted(found))


def is_phrase(text: str, span: Span) -> bool:
    """Tell whether what looks like a body is its head (省委常委), a part of a sentence, or the word for something else (政府工作报告)."""
    return _PHRASE.search(text[span.start : span.end]) is not None or _NO_BODY.match(text, span.end) is not None


@cache
def _governments() -> Words:
    return Words((country + "政府", "government") for country in sorted(words("countries")))


@cache
def _department_words() -> Words:
    pairs = [(core + suffix, "department") for core in sorted(words("departments")) for suffix in _SUFFIXES]
    return Words(pairs)


def _departments(text: str) -> list[tuple[int, int, str]]:
    return [(start, end, "department") for start, end, _ in _department_words().find(text)]


def _organs(tagged: Tagged) -> list[tuple[int, int, str]]:
    found = []
    for m in _ORGAN.finditer(tagged.text):
        end = m.end()
        if tagged.text[m.start() : end].endswith("委") and not (tagged.starts[end] or _POST.match(tagged.text, end)):
            continue
        found.append((m.start(), end, "organ"))
    return found


def _bodies(tagged: Tagged) -> list[tuple[int, int, str]]:
    return [(m.start(), m.end(), "body") for m in _BODY.finditer(tagged.text)]


def _prefixed(tagged: Tagged, start: int, before: dict[int, Mention], rule: str) -> tuple[int, float]:
    """Return where the organ's name begins with its place or level, and how sure it is."""
    text = tagged.text
    begin = start
    level = rule == "organ"
    if not level and text[begin - 1 : begin] in _LEVEL and begin and tagged.starts[begin - 1] | (begin in before):
        begin -= 1
        level = True
    if not level and text[max(0, begin - 2) : begin] == "国家":
        return begin - 2, 0.9
    if not level and text[max(0, begin - 3) : begin] == "自治区":
        begin, level = begin - 3, True
    owner = before.get(begin) or (before.get(begin + 1) if level else None)
    if owner is not None:
        begin = owner.span.start
        if text[max(0, begin - 2) : begin] == "中共":
            begin -= 2
        return begin, 0.95
    if level:
        inside = begin > 0 and not tagged.barrier[begin - 1] and not tagged.starts[begin]
        return begin, 0.0 if inside else 0.85
    if rule == "body":
        while begin > 0 and start - begin < 14 and not tagged.barrier[begin - 1] and not tagged.verbs[begin - 1]:
            begin -= 1
        whole = text[begin] in _LEVEL and _GROUP.match(text, start) and tagged.starts[begin]
        return begin, 0.85 if whole else 0.6 if start - begin >= 2 else 0.0
    bounded = begin == 0 or tagged.barrier[begin - 1]
    return begin, 0.55 if bounded and text[start:].startswith(tuple(words("departments"))) and text[start + 1 : start + 2] else 0.0
