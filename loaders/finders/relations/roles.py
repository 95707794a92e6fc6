"""What part each list of names plays in its sentence: who acts, on what, where, with whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from loaders.document import Span
from loaders.facts import Mention
from loaders.finders.relations.reading import Cue, Group, Kind, Reading, Token, Word


class Role(StrEnum):
    """The part that a list of names plays."""

    SUBJECT = "subject"
    CARRIER = "carrier"
    BUILT = "built"
    PLACE = "place"
    FOREIGN = "foreign"
    PARTNER = "partner"
    BROUGHT = "brought"
    PLAIN = "plain"
    ATTACHED = "attached"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Part:
    """A list of names with its role; `lead` is the word of a frame before it, `tail` the one after it, in its clause.

    `clause` and `segment` count the parts of the sentence between commas and between semicolons; `attached` is the
    list that stands right before it; `opens` that it stands at the beginning of its clause.
    """

    group: Group
    role: Role
    lead: Word | None
    tail: Word | None
    clause: int
    segment: int
    attached: "Part | None"
    opens: bool

    @property
    def members(self) -> tuple[Mention, ...]:
        """The names of the list."""
        return self.group.members

    @property
    def span(self) -> Span:
        """From the first name to the last."""
        return self.group.span


_LEADS = {
    Cue.SUPPORT: Role.SUBJECT,
    Cue.RELY: Role.CARRIER,
    Cue.TAKE: Role.CARRIER,
    Cue.BUILD: Role.BUILT,
    Cue.IN: Role.PLACE,
    Cue.LOCATE: Role.PLACE,
    Cue.FOREIGN: Role.FOREIGN,
    Cue.WITH: Role.PARTNER,
    Cue.JOINT: Role.PARTNER,
    Cue.COOPERATE: Role.PARTNER,
    Cue.JOIN: Role.BUILT,
    Cue.FOUND: Role.BUILT,
    Cue.BRING: Role.BROUGHT,
}
_OPENING = re.compile(
    r"(?:[^\w]|[（(〔【]?[\d一二三四五六七八九十]+[）)〕】.．、]|第[一二三四五六七八九十百\d]+[条章节批]|[一二三四五六七八九十]+是|其中对?|特别是|同时|此外|另外|目前|如今|今年|去年"
    r"|近年来|上半年|下半年|“?十[三四五]五”?(?:期间|时期|以来)?|五年来|未来[一二三四五六七八九十\d]+年|到?\d{4}年?(?:\d+月)?(?:底|末|前|以来)?|即|又如|例如|如|境内|区内|结合"
    r"|该市|该县|该区|而|则|并|本报讯|记者获悉|据悉)*"
)
_BREAKS = (Cue.COMMA, Cue.BREAK, Cue.LABEL)
_NEAR, _FAR, _OPEN = 10, 24, 40
_TIGHT = ("", "的", "“", "等", "等地", "，", "内", "（")


def interpret(text: str, reading: Reading) -> list[Part]:
    """Return the lists of a sentence with their roles."""
    parts: list[Part] = []
    clause = segment = 0
    start = reading.sentence.span.start
    tokens = [t for t in reading.tokens if isinstance(t, Word) or not t.aside]
    for i, token in enumerate(tokens):
        if isinstance(token, Word):
            if token.cue in _BREAKS:
                clause += 1
                segment += token.cue is Cue.BREAK
                start = token.span.end
            continue
        lead = _lead(tokens, i)
        after = next((tokens[j] for j in range(i + 1, len(tokens)) if tokens[j].span.start >= token.span.end), None)
        tail = after if isinstance(after, Word) else None
        last = parts[-1] if parts and parts[-1].clause == clause and i and tokens[i - 1] is parts[-1].group else None
        attached = last if last and text[last.span.end : token.span.start] in _TIGHT else None
        opens = (
            last is None
            and lead is None
            and token.span.start - start <= _OPEN
            and _OPENING.fullmatch(text, start, token.span.start) is not None
        )
        role = Role.ATTACHED if attached else _role(text, token, lead, tail, opens=opens)
        parts.append(Part(token, role, lead, tail, clause, segment, attached, opens))
    return parts


def _lead(tokens: Sequence[Token], at: int) -> Word | None:
    """Return the word of a frame before the list at `at`, in its clause or before a colon: 地址：甲市乙区."""
    before = tokens[at - 1] if at else None
    if not isinstance(before, Word):
        return None
    if before.cue not in _BREAKS:
        return before
    site = tokens[at - 2] if at > 1 else None
    behind = before.cue is Cue.LABEL and isinstance(site, Word) and site.span.end == before.span.start
    return site if behind and isinstance(site, Word) and site.cue is Cue.LOCATE else None


def _role(text: str, group: Group, lead: Word | None, tail: Word | None, *, opens: bool) -> Role:
    if group.kind is not Kind.ACTOR:
        return Role.PLAIN
    if lead is not None:
        far = _FAR if lead.cue is Cue.LOCATE else _NEAR
        near = group.span.start - lead.span.end <= far and text.find("的", lead.span.end, group.span.start) < 0
        if near and lead.text == "深化" and text.startswith("建设", group.span.end):
            return Role.BUILT
        return _LEADS.get(lead.cue, Role.PLAIN) if near else Role.PLAIN
    if opens:
        return Role.LABEL if tail is not None and tail.cue is Cue.LABEL else Role.SUBJECT
    return Role.PLAIN
