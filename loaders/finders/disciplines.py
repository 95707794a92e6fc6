"""Academic disciplines: what is listed behind a university before 学科 or 专业, or governed by 学科建设."""

import re
from collections.abc import Sequence

from loaders.document import Span
from loaders.facts import Mention
from loaders.finders.lists import before
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import EntityType, Status

_TAIL = re.compile(r"(?:学科|专业)(?!技术|人才|化|服务|孵化|委员会|经费|镇|村|园|合作社|机构|团队|平台|市场|技能|性|会)")
_ETC = re.compile(r"等(?:[一二三四五六七八九十两\d]+个?)?[^，。；、“”等]{0,8}$")
_LEAD = re.compile(r"(?:建设|发展|打造|加强|做强|优化|设置|开设|新增|增设)+")
_NOT = re.compile(
    r"^(?:重点|优势|特色|新兴|交叉|一流|相关|主干|急需|紧缺|基础|应用|国家级|省级|本科|高职|专科|硕士|博士|一级|二级|新|各|多|有关|热门|传统|骨干|品牌|双一流|世界一流|高峰|高原|若干|\d+|[一二三四五六七八九十两]+)*个?(?:学科|专业)?$|大学|学院|企业|产业|人才|建设|学校"
)


def find(tagged: Tagged, sentences: Sequence[Sentence], universities: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the disciplines; a sentence without a university, a 高校 or a 学院 has none."""
    found: dict[tuple[int, int], Mention] = {}
    ends = {u.span.end for u in universities}
    for sentence in sentences:
        text = tagged.text[sentence.span.start : sentence.span.end]
        if ("学科" not in text and "专业" not in text) or not re.search(r"大学|学院|高校|院校|学校", text):
            continue
        for m in _TAIL.finditer(tagged.text, sentence.span.start, sentence.span.end):
            etc = _ETC.search(tagged.text, max(sentence.span.start, m.start() - 14), m.start())
            for start, end in before(tagged, etc.start() if etc else m.start(), sentence.span.start):
                start = next((e for e in range(end - 1, start, -1) if e in ends), start)
                lead = _LEAD.match(tagged.text, start, end)
                start = lead.end() if lead and end - lead.end() >= 2 else start
                name = tagged.text[start:end]
                if 2 <= len(name) <= 14 and not _NOT.search(name):
                    found[start, end] = Mention(
                        EntityType.DISCIPLINE, name, Span(start, end), Status.EXISTS, "listed before 学科 or 专业", 0.65
                    )
    return tuple(found[key] for key in sorted(found))
