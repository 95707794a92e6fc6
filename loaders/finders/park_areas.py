"""The areas of a park: in a park's own report on its work 片区 and 组团 are parks within it, no regions."""

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.divisions import short_form
from loaders.document import Document
from loaders.facts import Mention
from loaders.finders.relations import subject
from ontology import EntityType

_REPORT = "工作总结"
_AREA = re.compile(r"(?!.*(?:特困|城区|农场|新城)).*(?:片区|组团)$")


def as_parks(document: Document, mentions: Sequence[Mention], own: Mention | None) -> tuple[Mention, ...]:
    """Return the mentions with the areas as parks where a park reports on its work, itself or through its district.

    Plans and news are no such reports: there an area stays a region. An area of the district's own name is a part of the town.
    """
    if document.kind != _REPORT:
        return tuple(mentions)
    about = subject.silent(document, mentions, own)
    if about is not None and about.type is not EntityType.PARK:
        about = subject.zone(document, mentions, about)
    if about is None or about.type is not EntityType.PARK:
        return tuple(mentions)
    district = short_form(document.place) + "片区"
    return tuple(
        replace(m, type=EntityType.PARK) if m.type is EntityType.REGION and _AREA.match(m.name) and m.name != district else m
        for m in mentions
    )
