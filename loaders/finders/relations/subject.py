"""Who acts in a document where nobody is named: the place it is known to be about, unless its first lines say better."""

import re
from collections.abc import Sequence

from loaders.divisions import short_form
from loaders.document import Document
from loaders.facts import Mention
from ontology import EntityType

T = EntityType
_BEARERS = frozenset((T.PARK, T.INCUBATOR))
_OPENING = 150
_DEFINED = re.compile(r"(?:（[^（）]{0,40}）)?，?(?:位于|坐落|地处|是|成立于|始建于|创建于|创办于|规划面积|总规划|于\d{4}年)")
_ACTS = re.compile(r"推进|对接|支持|加快|举行|委托|举办")
_STARTS = "\n。 》"


def silent(document: Document, mentions: Sequence[Mention], own: Mention | None) -> Mention | None:
    """Return the silent subject: the body that the first lines introduce, the division that acts on a park in the title, else `own`."""
    if own is not None and own.type is not T.DISTRICT:
        return _issuer(document, mentions, own) or own
    if own is None:
        own = _titled(document, mentions)
    elif document.title.startswith((own.name, short_form(own.name))):
        return own
    return _introduced(document, mentions) or own


def _issuer(document: Document, mentions: Sequence[Mention], own: Mention) -> Mention | None:
    """Return the division whose title says what it does about a park: 云溪市推进东湖科技城建设方案."""
    before, _, after = document.title.partition(own.name)
    if not document.place or not _ACTS.search(before + after[:2]):
        return None
    same = [m for m in mentions if m.type is T.DISTRICT and m.name in (document.place, short_form(document.place))]
    return min(same, key=lambda m: (m.name != document.place, m.span.start), default=None)


def _titled(document: Document, mentions: Sequence[Mention]) -> Mention | None:
    named = [m for m in mentions if m.type in (T.DISTRICT, T.REGION, T.PARK) and document.title.startswith(m.name)]
    return max(named, key=lambda m: (len(m.name), -m.span.start), default=None)


def _introduced(document: Document, mentions: Sequence[Mention]) -> Mention | None:
    """Return the park or incubator that one of the first sentences begins with and says what it is: 东湖科技城位于……."""
    text = document.text
    for m in mentions:
        if m.span.start >= _OPENING:
            return None
        if m.type in _BEARERS and text[m.span.start - 1 : m.span.start] in (*_STARTS, "") and _DEFINED.match(text, m.span.end):
            return m
    return None
