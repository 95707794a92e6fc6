"""What a document says of itself: title, publisher, number, date, period, kind and place."""

import re
from dataclasses import dataclass


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


def metadata(text: str) -> Metadata:
    """Return what a repaired text says of itself."""
    head = text[:3000]
    title = head.split("\n", 1)[0]
    number = re.search(r"[\u3400-\u9fff]{2,12}〔\d{4}〕\d+号", head)
    return Metadata(title, "", number.group() if number else "", "", "", "", "")
