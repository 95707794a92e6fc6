"""What the headings and labels above a sentence say it is about, and who acts where it names nobody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from loaders.document import BlockKind, Document
from loaders.facts import Mention
from loaders.finders.relations import unstated
from loaders.finders.relations.pronouns import is_class
from loaders.finders.relations.reading import CONTAINERS, LOCATED, PLACES, Cue, Kind, Reading
from loaders.finders.relations.roles import Part, Role
from ontology import INDUSTRIES, EntityType

_FAR = frozenset((Role.FOREIGN, Role.PARTNER, Role.BROUGHT, Role.ATTACHED))
_HEADS = INDUSTRIES | CONTAINERS | LOCATED
_ACTING = CONTAINERS | {EntityType.INCUBATOR}
_BOXED = re.compile(r"[】〕]")
_SHORT, _BARE, _CLOSE, _PAIR = 8, 1, 4, 2
_CLOSED = re.compile(r"(?:等|[）)]|^[^、，。；和与及]{1,3})$")
_COUNTED = re.compile(r"[一二三四五六七八九十]是")
_LEFT = re.compile(
    r"产业链?|集群|发展|方向|布局|领域|重点|关键|技术|专栏|做[大优强精]|[第（(]?[一二三四五六七八九十\d]+[）).、．章节]"
    r"|(?:第?[一二三四五六七八九十]|头一|其[一二三四五六])[个条块项类桩张]?(?=[，是])|是|[^\w]"
)


@dataclass(frozen=True, slots=True)
class About:
    """Whom and which industries a heading or a label names."""

    subjects: tuple[Mention, ...] = ()
    topic: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The plan's own place, and what the heading and the label above a sentence name; `opens` when it is a heading itself.

    `zone` is the park that a district's report is about beside the district; `loose` tells a cell of a table that came apart.
    """

    own: Mention | None
    heading: About = About()
    label: About = About()
    opens: bool = False
    zone: Mention | None = None
    loose: bool = False

    @property
    def topic(self) -> tuple[Mention, ...]:
        """The industries that the sentence is about by its label, else by its heading."""
        return self.label.topic or self.heading.topic

    def near(self) -> tuple[tuple[Mention, ...], str]:
        """Return the subjects of the label, else of the heading, and which of the two it is."""
        return (self.label.subjects, "label") if self.label.subjects else (self.heading.subjects, "heading")

    def subjects(self, *, only_places: bool) -> Iterator[tuple[Mention, str]]:
        """Yield the silent subjects with the reason; the plan's own place where no other division is named."""
        near, why = self.near()
        acting = PLACES if only_places else _ACTING
        yield from ((m, why) for m in near if m.type in acting)
        if self.own is not None and not any(m.type is EntityType.DISTRICT for m in near):
            yield self.own, "ownPlace"
            if self.zone is not None:
                yield self.zone, "ownPlace"

    def actors(self) -> Iterator[tuple[Mention, str]]:
        """Yield who acts with others where a sentence names nobody: those of the label, else the plan's own place."""
        if self.label.subjects:
            yield from ((m, "label") for m in self.label.subjects)
        elif self.own is not None:
            yield self.own, "ownPlace"

    def things(self) -> Iterator[tuple[Mention, str]]:
        """Yield the organisations and parks that a sentence without a subject is about."""
        near, why = self.near()
        yield from ((m, why) for m in near if m.type in LOCATED)
        if not near and self.own is not None and self.own.type in LOCATED:
            yield self.own, "ownPlace"

    def containers(self) -> Iterator[tuple[Mention, str]]:
        """Yield the places in which a sentence without a place happens: of the label, the heading, or a park's own page or report."""
        near, why = self.near()
        holding = [m for m in near if m.type in CONTAINERS]
        yield from ((m, why) for m in holding)
        about = self.zone or self.own
        if not holding and about is not None and about.type is EntityType.PARK:
            yield about, "ownPlace"

    def beside(self, thing: Mention, whole: Mention) -> bool:
        """Tell whether a thing is a park of the district whose zone `whole` is: it may be that zone by another name, or one beside it."""
        return whole is self.zone and thing.type is EntityType.PARK


class Tracker:
    """Follows headings and labels through a document."""

    def __init__(self, document: Document, own: Mention | None, zone: Mention | None) -> None:
        """Begin before the first sentence; `own` is the plan's own place, `zone` its park where the plan is about that."""
        self._document = document
        self._own = own
        self._zone = zone
        self._starts = {block.span.start for block in document.blocks}
        self._first = document.blocks[0].span.start if document.blocks else 0
        self._ends = {block.span.end for block in document.blocks}
        self._stack: list[tuple[int, About]] = []
        self._label = About()
        self._line = About()
        self._cells = unstated.repeated(document)
        self._products = unstated.products(document, self._cells)

    def follow(self, reading: Reading, parts: Sequence[Part]) -> Context:
        """Return the context of a sentence, after taking in what it says for those that follow.

        A line that stands in the document again and again is a cell of a table that came apart, and heads nothing.
        """
        sentence = reading.sentence
        if sentence.span in self._cells:
            parts = ()
            self._label = self._line = About()
        if sentence.kind is BlockKind.HEADING:
            title = sentence.span.start == self._first
            named = [p for p in parts if p.group.kind is not Kind.ACTOR or not (title or is_class(p.members[0].name))]
            above = self._open(sentence.section, named)
            self._label = self._line = About()
            return Context(self._own, above, opens=True, zone=self._zone)
        text = self._document.text
        first = sentence.span.start in self._starts
        loose = sentence.span in self._products
        if first:
            self._label = self._line
        if _COUNTED.match(text, sentence.span.start):
            self._label = self._line
        context = Context(self._own, self._stack[-1][1] if self._stack else About(), self._label, zone=self._zone, loose=loose)
        label = _label(text, reading, parts, first=first)
        if label is not None:
            self._label = label
        if first and sentence.span.end in self._ends:
            behind = _behind(text, reading, parts) if any(m.type in PLACES for m in context.near()[0]) else None
            if behind is not None:
                self._label = behind
            if behind is not None or _is_bare(text, reading, parts):
                self._line = self._label
        return context

    def _open(self, section: int, parts: Sequence[Part]) -> About:
        level = self._document.sections[section].level
        while self._stack and self._stack[-1][0] >= level:
            self._stack.pop()
        above = self._stack[-1][1] if self._stack else About()
        said = _about(parts, self._document.quote(self._document.sections[section].heading))
        self._stack.append((level, About(said.subjects or above.subjects, said.topic or above.topic)))
        return above


def _about(parts: Sequence[Part], words: str) -> About:
    """Return what a heading or a label is about; its industries only where it says little else."""
    actors = [p for p in parts if p.group.kind is Kind.ACTOR and p.role not in _FAR and not p.group.silent]
    topics = [p for p in parts if p.group.kind is Kind.INDUSTRY]
    rest = len(_LEFT.sub("", words)) - (topics[0].span.end - topics[0].span.start if topics else 0)
    stacked = [p for p in parts if p.role is Role.ATTACHED and p.attached in actors[:1] and p.members[0].type in LOCATED]
    subjects = [m for p in (*actors[:1], *stacked) for m in p.members]
    return About(tuple(subjects), topics[0].members if topics and rest <= _SHORT else ())


def _label(text: str, reading: Reading, parts: Sequence[Part], *, first: bool) -> About | None:
    """Return what a label at the start of a sentence names for the rest of its paragraph."""
    tails = [(p, p.tail) for p in parts if p.clause == 0 and p.tail is not None and p.tail.cue is Cue.LABEL]
    labels = [p for p, tail in tails if tail.span.start - p.span.end <= _CLOSE]
    if first and parts and _BOXED.match(text, parts[0].span.end) and parts[0].span.start - reading.sentence.span.start <= _CLOSE:
        return _about(parts[:1], "")
    if labels:
        actor = [p for p in labels if p.role is Role.LABEL and not p.group.silent and len(p.members) == 1]
        topic = [p for p in labels if p.group.kind is Kind.INDUSTRY]
        if actor or topic:
            return About(actor[-1].members if actor else (), topic[-1].members if topic else ())
    if _is_bare(text, reading, parts) or _is_counted(text, reading, parts):
        return _about(parts, "")
    opening = first and parts and parts[0].opens and parts[0].group.kind is Kind.INDUSTRY and len(parts[0].members) == 1
    return About((), parts[0].members) if opening else None


def _behind(text: str, reading: Reading, parts: Sequence[Part]) -> About | None:
    """Return the place that a line of industries ends with, where lines of a table came together: it heads the next one."""
    if len(parts) < _PAIR or parts[-1].span.end != reading.sentence.span.end or len(parts[-1].members) > 1:
        return None
    before, last = parts[-2], parts[-1]
    if before.group.kind is not Kind.INDUSTRY or last.members[0].type not in PLACES:
        return None
    return About(last.members) if _CLOSED.search(text[before.span.end - 1 : last.span.start]) else None


def _is_counted(text: str, reading: Reading, parts: Sequence[Part]) -> bool:
    """Tell whether a short sentence of a count says what the next ones are about: 四是东湖产业园要提升。"""
    begins = _COUNTED.match(text, reading.sentence.span.start)
    if begins is None or len(parts) != 1 or len(parts[0].members) > 1 or parts[0].span.start != begins.end():
        return False
    return reading.sentence.span.end - parts[0].span.end <= _SHORT and parts[0].members[0].type in _HEADS


def _is_bare(text: str, reading: Reading, parts: Sequence[Part]) -> bool:
    """Tell whether a sentence says hardly more than one name, or names stacked, that can head what follows: 锂电产业集群; 甲县乙园区。"""
    stacked = all(p.attached is before for before, p in pairwise(parts))
    if not parts or not stacked or any(len(p.members) > 2 or p.members[0].type not in _HEADS for p in parts):
        return False
    start, end = reading.sentence.span.start, reading.sentence.span.end
    rest = text[start : parts[0].span.start] + text[parts[-1].span.end : end]
    return len(rest) <= 2 * _SHORT and len(_LEFT.sub("", rest)) <= _BARE
