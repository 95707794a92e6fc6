"""Whom a figure is about: the district, park or body that opens its clause or sentence, stands in its row or heading, or the plan's own place."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.sentences import Sentence
from ontology import EntityType

_HOLDERS: Final = frozenset((
    EntityType.DISTRICT, EntityType.REGION, EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM, EntityType.UNIVERSITY,
    EntityType.RESEARCH_INSTITUTE, EntityType.HOSPITAL, EntityType.ENTERPRISE,
))  # fmt: skip
_HEAD_OF_CLAUSE: Final = re.compile(r"(?:^|[，。；：！？\n\t（—·:;,•])(?:支持|推动|其中|目前|截至目前|由|将|推进|建设|打造|在|以|“)?$")
_OWN: Final = re.compile(r"(?:全|我)(?:市|省|县|区|州|盟|旗|镇|园区|园|自治区)(?!级)")
_NOT_SUBJECT: Final = re.compile(
    r"(?:、|和|与|及|等|在内|签约|签署|印发|发布|出台|(?:工业|产业|科技|高新|经济|国家级?|新型)*(?:园区|产业园|工业园|示范区))"
)
_PART: Final = re.compile(r"[。；！？\n]")
_NEAR: Final = 400
_AMONG: Final = re.compile(r"(?:在|于)$")


@dataclass(slots=True)
class Holders:
    """The bodies of a document that a figure can be about, by place in the text; the sentences are asked in their order."""

    document: Document
    mentions: Sequence[Mention]
    own: Mention | None
    _bodies: list[Mention] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _topic: Mention | None = None
    _section: int = -1

    def __post_init__(self) -> None:
        """Sort the bodies by place, without those inside a longer name."""
        end = -1
        for body in sorted((m for m in self.mentions if m.type in _HOLDERS), key=lambda m: (m.span.start, -m.span.end, m.type)):
            if body.span.end > end:
                self._bodies.append(body)
                end = body.span.end
        self._starts = [m.span.start for m in self._bodies]

    def within(self, span: Span) -> list[Mention]:
        """Return the bodies named inside a stretch of text, in order."""
        return self._bodies[bisect_left(self._starts, span.start) : bisect_right(self._starts, span.end - 1)]

    def enter(self, sentence: Sentence) -> None:
        """Keep the body that opens a sentence as the topic of its section, in a document without a place of its own."""
        if self.own is not None:
            return
        if sentence.section != self._section:
            self._topic, self._section = None, sentence.section
        named = self.within(sentence.span)
        if named and self._opens(named[0], sentence.span.start) and named[0].span.start - sentence.span.start <= 6:
            self._topic = named[0]

    def of(self, sentence: Sentence, position: int) -> Mention | None:
        """Return whom the figure at `position` of a sentence is about."""
        text = self.document.text
        floor = max(sentence.span.start, position - _NEAR)
        part = max((m.end() for m in _PART.finditer(text, floor, position)), default=floor)
        clause = max(text.rfind(mark, part, position) + 1 for mark in "，：,:\t（")
        own = self.own or self._topic
        if _OWN.search(text, max(part, clause), position):
            return own
        for body in reversed(self.within(Span(max(part, clause), position))):
            if self._opens(body, sentence.span.start):
                return body
        if _OWN.search(text, part, position):
            return own
        first = next(iter(self.within(Span(part, position))), None)
        if first is not None and self._opens(first, sentence.span.start) and first.span.start - part <= 12:
            return first
        return self._of_heading(sentence) or own

    def _opens(self, body: Mention, start: int) -> bool:
        text = self.document.text
        if _NOT_SUBJECT.match(text, body.span.end):
            return False
        before = text[max(start, body.span.start - 5) : body.span.start]
        if _AMONG.search(before) and body.type in (EntityType.REGION, EntityType.DISTRICT):
            return False
        return body.span.start == start or bool(_HEAD_OF_CLAUSE.search(before if body.span.start - 5 >= start else "\n" + before))

    def _of_heading(self, sentence: Sentence) -> Mention | None:
        heading = self.document.sections[sentence.section].heading
        named = self.within(heading) if heading.end > heading.start else []
        return named[0] if named and named[0].span.start - heading.start <= 4 else None
