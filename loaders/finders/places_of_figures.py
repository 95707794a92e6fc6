"""Whom a figure is about: the district, park or body that opens its clause, stands in its row or heading, or the plan's own place."""

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
_OPENS: Final = re.compile(r"(?:^|[，。；：！？\n\t（—·、:;,])(?:支持|推动|依托|其中|目前|在|以|由|对|将|推进|建设|打造)?$")
_OWN: Final = re.compile(r"(?:全|我)(?:市|省|县|区|州|盟|旗|镇|园区|园|自治区)")
_LIST: Final = re.compile(r"^(?:、|和|与|及|等)")


@dataclass(slots=True)
class Holders:
    """The bodies of a document that a figure can be about, by place in the text."""

    document: Document
    mentions: Sequence[Mention]
    own: Mention | None
    _bodies: list[Mention] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the bodies by place."""
        self._bodies = sorted((m for m in self.mentions if m.type in _HOLDERS), key=lambda m: (m.span.start, -m.span.end))
        self._starts = [m.span.start for m in self._bodies]

    def within(self, span: Span) -> list[Mention]:
        """Return the bodies named inside a stretch of text, in order."""
        return self._bodies[bisect_left(self._starts, span.start) : bisect_right(self._starts, span.end - 1)]

    def of(self, sentence: Sentence, position: int) -> Mention | None:
        """Return whom the figure at `position` of a sentence is about."""
        text = self.document.text
        before = Span(sentence.span.start, position)
        for body in reversed(self.within(before)):
            if _OWN.search(text, body.span.end, position):
                return self.own
            if self._opens(body, sentence):
                return body
        if _OWN.search(text, before.start, before.end):
            return self.own
        return self._of_heading(sentence) or self.own

    def _opens(self, body: Mention, sentence: Sentence) -> bool:
        text = self.document.text
        if _LIST.match(text[body.span.end : body.span.end + 1]):
            return False
        return bool(_OPENS.search(text[max(sentence.span.start - 1, body.span.start - 4, 0) : body.span.start])) or body.span.start == sentence.span.start

    def _of_heading(self, sentence: Sentence) -> Mention | None:
        heading = self.document.sections[sentence.section].heading
        named = self.within(heading) if heading.end > heading.start else []
        return named[0] if named and named[0].span.start - heading.start <= 4 else None
