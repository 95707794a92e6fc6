"""What a document says of itself: title, publisher, number, date, period, kind and place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.headings import DOCUMENT
from loaders.issuing_place import issuing_place
from loaders.numbering import number_at

_HEAD = 40
_TAIL = 25
_DIGITS = "〇○零一二三四五六七八九"
_BODY = r"(?:人民政府|委员会|办公室|管委会|管理局|[市区县州省旗盟]委|[厅局部院会]|政府|国务院|办公厅|指挥部|专班|领导小组|联席会议|中心)"
_LABELS = r"标\s*题|发文机关|发布机构|发布单位|发文字号|文\s*号|成文日期|发布日期|发布时间|印发日期|发文日期|时\s*间|日\s*期"
_OTHER_LABELS = r"索\s*引\s*号|主题分类|信息分类|公开日期|生成日期|来\s*源|浏览次数|点击|有效性|有\s*效\s*期|主\s*题\s*词|公开方式"
_FIELD = re.compile(rf"({_LABELS})[：:]?[\t ]*([^\t\n]+?)(?=\s*(?:{_LABELS}|{_OTHER_LABELS})[：:]|[\t\n]|$)")
_LABELLED = re.compile(rf"(?:{_LABELS}|{_OTHER_LABELS})[：:]")
_NUMBER = re.compile(r"([\u3400-\u9fff（）()]{2,14}[〔\[（(【]\d{4}[〕\])）】]\s*第?\d{1,5}号)(?:$|[\t ]*签发)")
_DATE = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})日")
_DATE_OF_FIGURES = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DATE_OF_WORDS = re.compile(rf"([{_DIGITS}]{{4}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日")
_MONTH = re.compile(rf"[（(]?(\d{{4}}|[{_DIGITS}]{{4}})年(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月[）)]?$")
_OF_A_MEETING = re.compile(r"(?:[—–-]{1,3}|（).{4,50}(?:会议?上(?:的报告)?|批准|通过)）?$")
_SIGNED = re.compile(rf"([\u3400-\u9fff（）、]{{2,40}}?{_BODY})\s*(?=(?:\d{{4}}|[{_DIGITS}]{{4}})年|$)")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)年?\s*[—–\-~～至]{1,2}\s*((?:19|20)\d\d)(?!\d)")
_FIVE_YEARS = re.compile(r"(?:[“\"']|第)?(十?[一二三四五六七八九])(?:五[”\"']|个五年)")
_INNER = re.compile(r"印发(?:了)?《?([^《》]{4,60}?)》?的通知|(?:印发|现将|公布)[^《》]{0,6}《([^《》]{4,60})》")
_LETTERHEAD = re.compile(r"([\u3400-\u9fff]{4,30}?)文件$")
_ABOUT = re.compile(rf"([\u3400-\u9fff、 ]{{3,40}}?{_BODY})关于")
_NOTICES = re.compile(r"(?:通知|函|通报)(?:（[^（）]*）)?$")
_NATIONAL = re.compile(r"国务院|中共中央|国家|中华人民共和国|[\u3400-\u9fff]{1,12}部(?:办公厅)?$|全国")
_COLUMN = re.compile(r"(?:专刊|专题|专栏|特稿|栏目)[：:｜|](?:[^A-Za-z]{0,40}[A-Za-z][A-Za-z&’',.:\- ]*|[^A-Za-z]{0,12}$)")
_AUTHORS = re.compile(r"([^，。；：\d\s（）()^*]{8,40})[\d\s（(^*¹²³][^\n]{0,200}?[^\d\n]\d{6}")
_NOISE = re.compile(r"首页|当前的?位置|登录|设为|收藏|^目\s*录$|>>")
_KINDS = (
    ("政策", r"(?:办法|规定|细则|条例)(?:（[^（）]*）)?$"),
    ("政府工作报告", r"政府工作报告"),
    ("工作总结", r"总结|自评|汇报"),
    ("工作要点", r"要点|打算|重点(?:工作|任务)"),
    ("规划", r"规划|纲要"),
    ("行动计划", r"计划|行动"),
    ("方案", r"方案"),
    ("意见", r"意见|建议"),
    ("政策", r"办法|措施|政策|规定|细则|条例"),
    ("清单", r"名单|清单|目录|一览|公示|公布"),
    ("通知", r"通知|通报|函|批复"),
    ("纪要", r"纪要|座谈会|推进会"),
    ("工作报告", r"报告|进展|简报|专报|动态|情况"),
)


ARTICLE = "研究文章"
"""The kind of papers on a place or a subject: nobody's plan, so that 全省 in them means no issuing place."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; "" for what it does not say."""

    title: str
    publisher: str
    number: str
    date: str
    period: str
    place: str
    kind: str


def metadata(text: str, titles: Sequence[str]) -> Metadata:
    """Return what a repaired text says of itself; `titles` are those at its head."""
    lines = text.split("\n")
    head, tail = lines[:_HEAD], lines[-_TAIL:]
    fields = {m.group(1).replace(" ", ""): m.group(2).strip() for line in head for m in _FIELD.finditer(line)}
    title = _without_authors(_title(head, titles, fields))
    publisher = _publisher(head, tail, [*titles, title], fields=fields)
    kind = _kind(title, text)
    heads = tuple(dict.fromkeys([title, *titles]))
    return Metadata(
        title=title,
        publisher=publisher,
        number=_number(head, fields),
        date=_date(head, tail, fields),
        period=_period(title) or _period_below(title, head),
        place="" if _NATIONAL.match(publisher) else issuing_place(text, heads, publisher, by_words=kind != ARTICLE),
        kind=kind,
    )


def _title(head: Sequence[str], titles: Sequence[str], fields: dict[str, str]) -> str:
    """Return the title of the plan itself rather than of the notice that sends it."""
    named = [title for title in titles if not _NOISE.search(title) and not _LETTERHEAD.match(title)]
    plans = [title for title in named if DOCUMENT.search(title) and not _NOTICES.search(title)]
    if plans:
        return plans[-1] if len(plans) == 1 or any(_NOTICES.search(title) for title in named) else plans[0]
    notice = next((title for title in [*named, *fields.values()] if _NOTICES.search(title)), "")
    if notice and (m := _INNER.search(notice)):
        inner = m.group(1) or m.group(2)
        return next((line for line in head if line.startswith(inner) and len(line) <= 70), inner)
    return notice or fields.get("标题", "") or next(iter(named), "") or _first_heading(head)


def _first_heading(head: Sequence[str]) -> str:
    """Return the first line of an excerpt that is no field, number of a document or column of a journal, without its own number, as a title."""
    lines = (_without_column(line) for line in head if not _LABELLED.match(line) and not _NUMBER.match(line))
    line = _without_authors(next(filter(None, lines), ""))
    number = number_at(line)
    words = line[number.length :] if number else line
    return words if len(words) <= 60 and "。" not in words and "\t" not in words else ""


def _without_column(line: str) -> str:
    """Return a line without the column of a journal at its front: one with its English name, or one that is all there is."""
    column = _COLUMN.match(line)
    return line[column.end() if column else 0 :].strip()


def _without_authors(title: str) -> str:
    """Return the title of a paper without the authors and their addresses on its line.

    >>> _without_authors("云溪市茶业发展研究 王某1，李某2（1东江大学，南江，330000）")
    '云溪市茶业发展研究'
    """
    authors = _AUTHORS.match(title)
    return authors[1] if authors else title


def _publisher(head: Sequence[str], tail: Sequence[str], titles: Sequence[str], *, fields: dict[str, str]) -> str:
    """Return the body that issued a document: as the field says, as signed, by the letterhead, by the title."""
    for name in ("发文机关", "发布机构", "发布单位"):
        if name in fields:
            return fields[name]
    for line in (*reversed(tail), *head[:12]):
        if (
            len(line) <= 60
            and (m := _SIGNED.match(line))
            and (_date_in(line[m.end() :]) or (m.end() == len(line) and _follows_a_date(line, [*head, *tail])))
        ):
            return _signers(m.group(1), line, tail)
    if signed := _SIGNED.fullmatch(_line_above_month(head)):
        return signed.group(1)
    for line in titles:
        if m := _LETTERHEAD.match(line) or _ABOUT.match(line):
            return m.group(1).strip()
    return ""


def _signers(last: str, line: str, tail: Sequence[str]) -> str:
    """Return all that signed a document, one below the other, the last of them in this line."""
    found, at = [last], tail.index(line) if line in tail else 0
    while at and (m := _SIGNED.fullmatch(tail[at - 1])):
        found.insert(0, m.group(1))
        at -= 1
    return "、".join(found)


def _line_above_month(head: Sequence[str]) -> str:
    """Return who stands above the month of a cover."""
    at = next((i for i, line in enumerate(head[:12]) if _MONTH.fullmatch(line)), 0)
    return head[at - 1] if at else ""


def _follows_a_date(line: str, lines: Sequence[str]) -> bool:
    at = lines.index(line)
    return at + 1 < len(lines) and len(lines[at + 1]) <= 20 and bool(_date_in(lines[at + 1]))


def _number(head: Sequence[str], fields: dict[str, str]) -> str:
    for name in ("发文字号", "文号"):
        if name in fields:
            return fields[name]
    return next((m.group(1) for line in head[:15] if len(line) <= 40 and (m := _NUMBER.match(line))), "")


def _date(head: Sequence[str], tail: Sequence[str], fields: dict[str, str]) -> str:
    """Return the day of issue: as signed or printed, else as the page says; the month, where the cover tells no more."""
    printed = [line for line in reversed(tail) if len(line) <= 60 and ("印发" in line or _SIGNED.match(line) or _is_a_date(line))]
    stated = [fields[name] for name in ("成文日期", "发文日期", "印发日期", "发布日期", "发布时间", "日期", "时间") if name in fields]
    dated = [line for line in head[:12] if len(line) <= 60 and (_is_a_date(line) or "来源" in line or _OF_A_MEETING.match(line))]
    closing = [m.group(2) for line in tail for m in _FIELD.finditer(line) if m.group(1) in ("时间", "发布时间", "发布日期")]
    day = next(filter(None, map(_date_in, (*printed, *stated, *dated, *closing))), "")
    return day or next(filter(None, map(_month, head[:12])), "")


def _month(line: str) -> str:
    """Return the month that a line of a cover is, as ISO, "" where it is none.

    >>> _month("二〇二三年十月"), _month("2023年10月底前完成")
    ('2023-10', '')
    """
    m = _MONTH.fullmatch(line)
    if not m:
        return ""
    year = m.group(1) if m.group(1).isdecimal() and m.group(1).isascii() else _year(m.group(1))
    month = int(m.group(2)) if m.group(2).isdecimal() else _tens(m.group(2))
    return f"{year}-{month:02}" if 1 <= month <= 12 else ""


def _year(digits: str) -> int:
    return int("".join(str(_DIGITS.index(c) - 2 if c in _DIGITS[2:] else 0) for c in digits))


def _is_a_date(line: str) -> bool:
    return len(line) <= 20 and bool(_date_in(line))


def _date_in(words: str) -> str:
    """Return the first day in some words as ISO, "" where there is none.

    >>> _date_in("2022年12月2日印发"), _date_in("二〇二一年十一月二十四日")
    ('2022-12-02', '2021-11-24')
    """
    if m := _DATE.search(words) or _DATE_OF_FIGURES.search(words):
        year, month, day = (int(part) for part in m.groups())
    elif m := _DATE_OF_WORDS.search(words):
        year = _year(m.group(1))
        month, day = _tens(m.group(2)), _tens(m.group(3))
    else:
        return ""
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _tens(digits: str) -> int:
    tens, ten, ones = digits.rpartition("十")
    value = "零一二三四五六七八九".index(ones) if ones else 0
    return value + ("零一二三四五六七八九".index(tens) if tens else 1) * 10 if ten else value


def _period(title: str) -> str:
    """Return the years that a plan is for: written out, or as a numbered five-year plan.

    >>> _period("云溪市“十四五”科技创新规划")
    '2021-2025'
    """
    if m := _RANGE.search(title):
        return f"{m.group(1)}-{m.group(2)}"
    if m := _FIVE_YEARS.search(title):
        first = 1953 + 5 * (_tens(m.group(1)) - 1) if _tens(m.group(1)) < 3 else 1966 + 5 * (_tens(m.group(1)) - 3)
        return f"{first}-{first + 4}"
    return ""


def _period_below(title: str, head: Sequence[str]) -> str:
    """Return the years in brackets in the line below the title."""
    lines = [line for line, above in zip(head[1:], head, strict=False) if above.endswith(title) and re.fullmatch(r"（[^（）]*）", line)]
    return _period(lines[0]) if title and lines else ""


def _kind(title: str, text: str) -> str:
    if m := DOCUMENT.search(title):
        title = title[max(0, m.start() - 6) :]
    if re.search(r"摘\s*要[\s\S]{20,}?关键词", text[:3000]):
        return ARTICLE
    if found := next((kind for kind, pattern in _KINDS if re.search(pattern, title)), ""):
        return found
    if re.search(r"责任编辑|记者|通讯员|本报讯|来源[：:]", text[:400] + text[-400:]):
        return "新闻"
    if re.search(r"关键词|摘\s*要", text[:3000]):
        return ARTICLE
    return "工作报告" if re.search(r"各位代表|今年(?:经济社会发展|工作)的?(?:总体|主要)", text) else ""
