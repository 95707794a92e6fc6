"""Where the bodies of a byline or an address lie: what stands before a place and its post code, 甲大学乙学院，丙省丁市100000."""

import re
from collections.abc import Iterator, Sequence

from loaders.facts import Mention
from loaders.finders.relations.claims import Proposal
from loaders.finders.relations.location import place
from loaders.finders.relations.reading import LOCATED, outermost
from ontology import EntityType

T = EntityType
# a post code; the figure of the next author may run into it (1000002乙大学)
_CODE = re.compile(r"[，,]? ?\d{6}(?!\d(?![\u4e00-\u9fff ]))")
_BEFORE = re.compile(r"(?:[^，,。；;：:、\n（）()]{1,8}[馆系所室院部心处])?[，,]? ?")
_LISTED = re.compile(r"[^，,。；;：:\n（）()]{0,8}[、/／]")


def find(text: str, mentions: Sequence[Mention]) -> Iterator[Proposal]:
    """Yield that the bodies before a place with a post code lie there; of places behind one another, in the last."""
    bodies: list[Mention] = []
    start = end = -1
    for m in outermost(mentions):
        if m.type in LOCATED:
            goes_on = bool(bodies) and _LISTED.fullmatch(text, bodies[-1].span.end, m.span.start) is not None
            bodies = [*bodies, m] if goes_on else [m]
        if m.type is not T.DISTRICT:
            continue
        start, end = (start if end == m.span.start else m.span.start), m.span.end
        if bodies and _CODE.match(text, end) and _BEFORE.fullmatch(text, bodies[-1].span.end, start):
            for body in bodies:
                yield from place(body, m, "邮编前的地名")
