"""Which names are one thing: links within a document and over documents, each with its rule, and the clusters they make."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from kg.decisions import Decision, Decisions, Verdict
from kg.identity import family, fold, loose, types
from kg.names import Name, abbreviates, concept, fullness, name_of, shorter
from kg.places import home, within
from loaders.document import Document
from loaders.facts import Facts, Mention
from ontology import EntityType

K = TypeVar("K", bound=Hashable)
Node = tuple[str, str]
"""What one document calls a thing: its id and the IRI of the writing."""

RULES: Final = (
    "decision", "statedAlias", "writing", "standardForm", "divisionForm", "bracket", "quotedCore", "company", "shortForm", "headless", "abbreviation", "scheme", "aliasElsewhere", "nestedPlace",
)  # fmt: skip
_NESTED: Final = frozenset(
    {EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM, EntityType.REGION, EntityType.PROGRAMME, EntityType.RESEARCH_INSTITUTE}
)
_NESTED_LENGTH: Final = 5
_ABBREVIATED: Final = frozenset({EntityType.RESEARCH_INSTITUTE, EntityType.UNIVERSITY, EntityType.HOSPITAL})
_ABBREVIATION_LENGTHS: Final = range(3, 7)
_TELLING: Final = frozenset({EntityType.ENTERPRISE, EntityType.UNIVERSITY, EntityType.RESEARCH_INSTITUTE, *types("industry")})
_TELLING_LENGTH: Final = 5


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """`alias` and `name` are one thing, by `rule`; the words at `start` of the alias's document show it."""

    rank: int
    rule: str
    alias: Node
    name: Node
    start: int


@dataclass(frozen=True)
class Part:
    """One document with what it says; `decisions` are those that hold for it."""

    document: Document
    facts: Facts
    decisions: Decisions

    def name(self, type: EntityType, text: str) -> Name:
        """Return the name that `text` is here; where a person parted it from what others call so, it is this place's own."""
        if type is EntityType.TASK:
            return name_of(type, text, self.document.place, apart=self.document.id)
        parted = (d for d in self.decisions if d.parts() and d.family == family(type) and fold(d.name) == fold(text))
        apart = next((d.document or f"{d.place}·" for d in parted), "")
        return name_of(type, text, self.document.place, apart=apart)

    def node(self, name: Name) -> Node:
        """Return the node that a name is in the clusters."""
        return self.document.id, name.key

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """All mentions, those that only a claim, an indicator or a task holds too, each once, in the order of the text."""
        f = self.facts
        ends = [end for claim in f.claims for end in (claim.subject, claim.object)]
        places = [i.place for i in f.indicators if i.place is not None]
        found = {*f.mentions, *ends, *places, *(task.mention for task in f.tasks)}
        return tuple(sorted(found, key=lambda m: (m.span, m.type, m.name, m.status, m.rule, m.strength)))

    @cached_property
    def names(self) -> Mapping[Name, int]:
        """Return every name in use, with where it stands first."""
        found: dict[Name, int] = {}
        for mention in self.mentions:
            found.setdefault(self.name(mention.type, mention.name), mention.span.start)
        for alias in self.facts.aliases:
            for text in (alias.name, alias.alias):
                found.setdefault(self.name(alias.type, text), alias.span.start)
        return found

    def told_by_heading(self, short: Name, fuller: list[Name]) -> list[Name]:
        """Return those of the fuller names whose other words stand in the headings above every mention of the short one, else all."""
        starts = [m.span.start for m in self.mentions if m.name == short.text]
        above = [loose("".join(self.document.section_at(start).path)) for start in starts]
        told = [name for name in fuller if all(loose(name.text).removesuffix(loose(short.text)) in heading for heading in above)]
        return told if above and told else fuller

    @cached_property
    def uses(self) -> Mapping[Name, int]:
        """Return how often each name is mentioned."""
        found: dict[Name, int] = dict.fromkeys(self.names, 0)
        for mention in self.mentions:
            found[self.name(mention.type, mention.name)] += 1
        return found


class Clusters:
    """Sets of nodes that are one thing; pairs that a person held different never come together."""

    def __init__(self, nodes: Iterable[Node], apart: Sequence[tuple[frozenset[Node], frozenset[Node]]] = ()) -> None:
        """Begin with every node by itself; no cluster ever holds nodes of both sides of a pair in `apart`."""
        self._above = {node: node for node in nodes}
        self._members = {node: {node} for node in self._above}
        self._apart = apart

    def of(self, node: Node) -> Node:
        """Return the node that stands for the cluster of `node`."""
        while self._above[node] != node:
            self._above[node] = node = self._above[self._above[node]]
        return node

    def members(self, node: Node) -> set[Node]:
        """Return the nodes of a cluster."""
        return self._members[self.of(node)]

    def all(self) -> list[set[Node]]:
        """Return the clusters."""
        return [members for node, members in self._members.items() if self._above[node] == node]

    def join(self, links: Iterable[Link]) -> list[Link]:
        """Bring together what the links say, in their order by rank; return those that hold."""
        return [link for link in sorted(links) if self._join(link.alias, link.name)]

    def _join(self, one: Node, other: Node) -> bool:
        below, above = sorted((self.of(one), self.of(other)), reverse=True)
        if below == above:
            return True
        if any(self._parted(below, above, pair) for pair in self._apart):
            return False
        self._above[below] = above
        self._members[above] |= self._members.pop(below)
        return True

    def _parted(self, one: Node, other: Node, pair: tuple[frozenset[Node], frozenset[Node]]) -> bool:
        first, second = self._members[one], self._members[other]
        return bool((first & pair[0] and second & pair[1]) or (first & pair[1] and second & pair[0]))


def cluster(parts: Sequence[Part], decisions: Decisions) -> tuple[Clusters, list[Link]]:
    """Return the clusters of all names of all documents, and the links that made them."""
    nodes = {part.node(name) for part in parts for name in part.names}
    clusters = Clusters(sorted(nodes), [_sides(parts, d) for d in decisions if d.verdict is Verdict.DIFFERENT and not d.parts()])
    held = clusters.join(_decided(parts, decisions))
    held += clusters.join(link for part in parts for link in _within(part))
    heads = {part.document.id: _heads(part, clusters) for part in parts}
    held += clusters.join(_same(parts, heads))
    held += clusters.join(_schemed(parts, heads))
    held += clusters.join(_elsewhere(parts, heads, clusters))
    held += clusters.join(_nested(parts, heads, clusters))
    return clusters, held


def _link(rule: str, alias: Node, name: Node, start: int) -> Link:
    kind = rule if rule in RULES else "statedAlias"
    return Link(RULES.index(kind), rule, alias, name, start)


def _sides(parts: Sequence[Part], decision: Decision) -> tuple[frozenset[Node], frozenset[Node]]:
    first, second = (frozenset(node for node, _ in _nodes(parts, decision, text)) for text in (decision.name, decision.other))
    return first - second, second - first


def _nodes(parts: Sequence[Part], decision: Decision, text: str) -> Iterator[tuple[Node, int]]:
    for part in parts:
        if decision.covers(part.document.id, part.document.place):
            for name, start in part.names.items():
                if family(name.type) == decision.family and fold(name.text) == fold(text):
                    yield part.node(name), start


def _decided(parts: Sequence[Part], decisions: Decisions) -> Iterator[Link]:
    for decision in decisions:
        if decision.verdict is not Verdict.DIFFERENT:
            found = [*_nodes(parts, decision, decision.other), *_nodes(parts, decision, decision.name)]
            for node, start in found[1:]:
                yield _link("decision", node, found[0][0], start)


def _within(part: Part) -> Iterator[Link]:
    """Yield the links that one document shows by itself."""
    for alias in part.facts.aliases:
        full, short = part.name(alias.type, alias.name), part.name(alias.type, alias.alias)
        if full.key != short.key:
            yield _link(alias.rule, part.node(short), part.node(full), alias.span.start)
    for same in _grouped(part.names, lambda name: name.standard).values():
        fullest = max(same, key=lambda n: fullness(n, part.uses[n]))
        yield from (_alike(part, name, fullest) for name in same if name.key != fullest.key)
    yield from _short_forms(part)


def _alike(part: Part, alias: Name, name: Name) -> Link:
    rule = "writing" if loose(alias.text) == loose(name.text) else "standardForm"
    return _link(rule, part.node(alias), part.node(name), part.names[alias])


def _short_forms(part: Part) -> Iterator[Link]:
    """Yield the links of short forms to the one fuller name that they may stand for; of several, none."""
    others = frozenset(loose(name.text) for name in part.names)
    written = _grouped(part.names, lambda name: (_kind(name.type), loose(name.text)))
    fuller: dict[Name, dict[Name, str]] = defaultdict(dict)
    for name in part.names:
        for form, rule in shorter(name, part.document.place, others):
            for short in written.get((_kind(name.type), form), ()):
                if short.standard != name.standard and not (short.division and name.division and short.division != name.division):
                    fuller[short].setdefault(name, rule)
    for short, name in _abbreviations(part):
        fuller[short].setdefault(name, "abbreviation")
    for short, names in fuller.items():
        sure = [name for name, rule in names.items() if rule not in ("headless", "abbreviation")] or list(names)
        fullest = [name for name in sure if not any(other in sure for other in fuller.get(name, ()))]
        fullest = part.told_by_heading(short, fullest) if len(fullest) > 1 else fullest
        if len({name.standard for name in fullest}) == 1:
            name = min(fullest, key=lambda n: n.key)
            yield _link(names[name], part.node(short), part.node(name), part.names[short])


def _abbreviations(part: Part) -> Iterator[tuple[Name, Name]]:
    """Yield the names of institutes, hospitals and the like that are short for another, each with it."""
    holding: dict[tuple[EntityType, str, str], list[Name]] = defaultdict(list)
    known = [(name, loose(name.text)) for name in part.names if name.type in _ABBREVIATED]
    for name, form in known:
        for character in sorted(set(form)):
            holding[name.type, character, form[-1]].append(name)
    for name, form in known:
        if len(form) in _ABBREVIATION_LENGTHS:
            rarest = min((holding[name.type, character, form[-1]] for character in form), key=len)
            yield from ((name, full) for full in rarest if abbreviates(form, loose(full.text)))


def _kind(type: EntityType) -> str:
    """Return within what a short form is looked for: the type, for industries all three."""
    return "industry" if family(type) == "industry" else str(type)


def _heads(part: Part, clusters: Clusters) -> list[Name]:
    """Return the fullest name of each thing in a document."""
    groups = _grouped(part.names, lambda name: clusters.of(part.node(name)))
    return [max(names, key=lambda n: fullness(n, part.uses[n])) for names in groups.values()]


def _same(parts: Sequence[Part], heads: Mapping[str, list[Name]]) -> Iterator[Link]:
    """Yield the links between documents whose fullest names are the same, or variants of one standard form."""
    first: dict[str, tuple[Part, Name]] = {}
    for part in parts:
        for name in heads[part.document.id]:
            for form in {name.key, name.standard}:
                other, full = first.setdefault(form, (part, name))
                if other is not part:
                    rule = _alike(part, name, full).rule
                    yield _link(rule, part.node(name), other.node(full), part.names[name])


def _schemed(parts: Sequence[Part], heads: Mapping[str, list[Name]]) -> Iterator[Link]:
    """Yield the links of industries that the scheme holds for one, where no document tells them apart by naming both."""
    found: dict[str, list[tuple[Part, Name]]] = defaultdict(list)
    for part in parts:
        for name in heads[part.document.id]:
            if known := concept(name):
                found[known].append((part, name))
    for same in found.values():
        if len({part.document.id for part, _ in same}) == len(same):
            (first, full), *others = same
            yield from (_link("scheme", part.node(name), first.node(full), part.names[name]) for part, name in others)


def _elsewhere(parts: Sequence[Part], heads: Mapping[str, list[Name]], clusters: Clusters) -> Iterator[Link]:
    """Yield the links of names that are fullest in one document and the short form of one single thing in others."""
    aliases: dict[str, set[Node]] = defaultdict(set)
    for part in parts:
        full = {name.key for name in heads[part.document.id]}
        for name in part.names:
            if name.key not in full:
                aliases[name.key].add(clusters.of(part.node(name)))
    for part in parts:
        for name in filter(_is_telling, heads[part.document.id]):
            found = aliases.get(name.key, set()) - {clusters.of(part.node(name))}
            if len(found) == 1:
                yield _link("aliasElsewhere", part.node(name), min(found), part.names[name])


def _is_telling(name: Name) -> bool:
    """Tell whether a short form means something outside its document: 园区 and 领导小组 do not."""
    return name.type in _TELLING or bool(name.division) or len(loose(name.text)) >= _TELLING_LENGTH


def _nested(parts: Sequence[Part], heads: Mapping[str, list[Name]], clusters: Clusters) -> Iterator[Link]:
    """Yield the links of equal names in the plans of a place and of the one place in it that uses the name too."""
    places: dict[tuple[str, str], dict[str, tuple[Part, Name]]] = defaultdict(dict)
    for part in parts:
        for name in heads[part.document.id]:
            if name.type in _NESTED and len(loose(name.text)) >= _NESTED_LENGTH and part.document.place:
                places[family(name.type), loose(name.text)].setdefault(part.document.place, (part, name))
    for by_place in places.values():
        for outer, (part, name) in by_place.items():
            inner = [found for place, found in by_place.items() if _lies_in(place, outer)]
            if len({clusters.of(p.node(n)) for p, n in inner}) == 1:
                other, full = inner[0]
                yield _link("nestedPlace", part.node(name), other.node(full), part.names[name])


def _lies_in(inner: str, outer: str) -> bool:
    small, great = home(inner), home(outer)
    return small is not None and great is not None and small != great and within(small, great)


def _grouped(names: Iterable[Name], key: Callable[[Name], K]) -> dict[K, list[Name]]:
    found: dict[K, list[Name]] = defaultdict(list)
    for name in names:
        found[key(name)].append(name)
    return found
