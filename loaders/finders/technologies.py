"""Technologies: the members of lists before 等关键技术, and what is called a technique itself, in sections about techniques."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import BlockKind, Document, Span, covered
from loaders.facts import Mention
from loaders.finders.lists import before
from loaders.sentences import Sentence
from loaders.tagging import Tagged
from ontology import EntityType, Status

_HEAD = re.compile(
    r"(?P<etc>等)(?:一批|系列|相关)?(?:关键|核心|共性|前沿|先进|瓶颈|重点|颠覆性|“卡脖子”|基础|的)*(?:技术|工艺)"
    r"(?!领域|人才|创新|市场|转移|企业|服务|交易|合同|中心|平台|改造|支撑|水平|体系|标准)"
)
_SECTION = re.compile(r"技术|攻关|专栏|科技专项")
_LEAD = re.compile(r"(?:发展|研发|开发|突破|攻克|攻关|掌握|加强|开展|推进)+")
_NOT = re.compile(
    r"^(?:关键|核心|共性|前沿|先进|高新|重大|相关|成套|配套|新|科学|应用|产业|各类)*(?:技术|工艺)?$|企业|园区|平台|人才|项目$|资金|机构"
)


def find(document: Document, sentences: Sequence[Sentence], tagged: Tagged, *, taken: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the technologies that sections about techniques list; `taken` are the names that stand before them."""
    closed = covered(document.text, (m.span for m in taken))
    return tuple(
        Mention(EntityType.TECHNOLOGY, document.text[start:end], Span(start, end), Status.EXISTS, "listed before 等…技术", 0.7)
        for sentence in sentences
        if sentence.kind is BlockKind.PROSE and _SECTION.search("".join(document.sections[sentence.section].path))
        for start, end in _members(tagged, sentence)
        if not any(closed[start:end])
    )


def _members(tagged: Tagged, sentence: Sentence) -> Iterator[tuple[int, int]]:
    for m in _HEAD.finditer(tagged.text, sentence.span.start, sentence.span.end):
        for start, end in before(tagged, m.start(), sentence.span.start, verbs=False):
            if 3 <= end - start <= 24 and not _NOT.search(tagged.text[start:end]):
                lead = _LEAD.match(tagged.text, start, end)
                yield (lead.end() if lead and end - lead.end() >= 3 else start), end
