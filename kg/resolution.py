"""From what documents say to what there is: mentions become entities, claims become relations with all their evidence."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kg.decisions import Decision, Decisions, Verdict
from kg.identity import document_iri, family, fold, indicator_iri, sibling_iri, types
from kg.merging import Clusters, Link, Node, Part, cluster
from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, GraphRelation, Merge
from kg.names import Name, fullness
from kg.places import district
from loaders.document import Document
from loaders.facts import Claim, Facts, IndicatorValue, Mention
from loaders.sentences import Sentence, sentences
from ontology import Attribute, EntityType, Relation
from ontology.schema import permits


@dataclass(frozen=True, slots=True, order=True)
class RefusedClaim:
    """A claim of a document that did not become a relation, and why: `sameEnds` or `notPermitted` by the shapes."""

    document: str
    start: int
    end: int
    subject: str
    relation: Relation
    object: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The graph, and the claims that found no place in it."""

    graph: Graph
    refusals: tuple[RefusedClaim, ...]


def resolve(parts: Iterable[tuple[Document, Facts]], decisions: Decisions = ()) -> Graph:
    """Return the graph of all that the documents state; their order does not matter."""
    return resolve_all(parts, decisions).graph


def resolve_all(parts: Iterable[tuple[Document, Facts]], decisions: Decisions = ()) -> Resolution:
    """Return the graph and the claims that were refused."""
    ordered = sorted(parts, key=lambda part: part[0].id)
    read = [Part(d, f, tuple(x for x in decisions if x.covers(d.id, d.place))) for d, f in ordered]
    clusters, links = cluster(read, decisions)
    things = _Things(read, clusters, links)
    relations, refusals = _relations(things)
    graph = Graph(
        entities=dict(sorted((e.iri, e) for e in things.entities.values())),
        relations=relations,
        indicators=tuple(sorted(_indicators(things), key=lambda i: (i.document, i.start, i.end, i.iri))),
        documents=tuple(_document(part.document) for part in read),
        merges=tuple(sorted(set(_merges(things)))),
    )
    return Resolution(graph, refusals)


class _Things:
    """The clusters as entities, and the way from what a document says to them."""

    def __init__(self, parts: Sequence[Part], clusters: Clusters, links: Sequence[Link]) -> None:
        self.parts = parts
        self.by_id = {part.document.id: part for part in parts}
        self.clusters = clusters
        self.links = links
        self.headings = {part.document.id: _Headings(part.document) for part in parts}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}

    @cached_property
    def names(self) -> Mapping[Node, list[tuple[Part, Name]]]:
        """The names of each cluster, under the node that stands for it."""
        found: dict[Node, list[tuple[Part, Name]]] = defaultdict(list)
        for part in self.parts:
            for name in part.names:
                found[self.clusters.of(part.node(name))].append((part, name))
        return found

    @cached_property
    def mentions(self) -> Mapping[Node, list[tuple[Part, Mention]]]:
        """The mentions of each cluster."""
        found: dict[Node, list[tuple[Part, Mention]]] = defaultdict(list)
        for part in self.parts:
            for mention in part.mentions:
                found[self.clusters.of(part.node(part.name(mention.type, mention.name)))].append((part, mention))
        return found

    @cached_property
    def entities(self) -> Mapping[Node, Entity]:
        """The entity of each cluster that some document mentions."""
        return {node: self._entity(node) for node in self.names if node in self.mentions}

    def entity(self, part: Part, mention: Mention) -> Entity:
        """Return the entity that a mention names."""
        return self.entities[self.clusters.of(part.node(part.name(mention.type, mention.name)))]

    def heading(self, document: str, start: int) -> tuple[str, ...]:
        """Return the headings above a place of a document."""
        return self.headings[document].at(start)

    def sentence(self, document: str, start: int) -> str:
        """Return the sentence at a place of a document."""
        if document not in self._sentences:
            self._sentences[document] = sentences(self.by_id[document].document)
        spans = [s.span for s in self._sentences[document]]
        at = bisect_right(spans, start, key=lambda span: span.start) - 1
        return self.by_id[document].document.quote(spans[at]) if at >= 0 else ""

    def _entity(self, node: Node) -> Entity:
        names, mentions = self.names[node], self.mentions[node]
        type = _type([mention.type for _, mention in mentions])
        iri, title = self._title(names)
        texts = {name.text for _, name in names} - {title}
        said = tuple(sorted({self._mention(part, mention) for part, mention in mentions}))
        return Entity(iri, type, title, tuple(sorted(texts)), tuple(sorted(set(self._attributes(type, names)))), said)

    def _title(self, names: list[tuple[Part, Name]]) -> tuple[str, str]:
        """Return the IRI and the text of the fullest name, or those that a person chose."""
        renamed = min(_renames(names), default=None, key=lambda found: found[0])
        if renamed is not None:
            decision, part = renamed
            name = part.name(decision.type, decision.other)
            return name.key, name.text
        uses: dict[Name, int] = defaultdict(int)
        for part, name in names:
            uses[name] += part.uses[name]
        best = max(uses, key=lambda n: (*fullness(n, uses[n]), n.text, n.type))
        return best.key, best.text

    def _mention(self, part: Part, mention: Mention) -> EntityMention:
        d, span = part.document, mention.span
        surface, heading = d.quote(span), self.heading(d.id, span.start)
        return EntityMention(d.id, span.start, span.end, surface, mention.type, heading, mention.status, mention.rule)

    def _attributes(self, type: EntityType, names: list[tuple[Part, Name]]) -> Iterator[tuple[str, str]]:
        if type is EntityType.DISTRICT:
            codes = {d.code for part, name in names if (d := district(name.text, part.document.place)) is not None and d.code.isascii()}
            if len(codes) == 1:
                yield str(Attribute.CODE), codes.pop()
        if type is EntityType.TASK:
            for part in {part.document.id: part for part, _ in names}.values():
                for task in part.facts.tasks:
                    if part.name(task.mention.type, task.mention.name) in {name for _, name in names}:
                        yield from ((str(Attribute.PHASE), phase) for phase in task.phases)


class _Headings:
    """The headings of a document by place."""

    def __init__(self, document: Document) -> None:
        self._starts = [section.span.start for section in document.sections]
        self._paths = [section.path for section in document.sections]

    def at(self, position: int) -> tuple[str, ...]:
        """Return the headings above the code point at `position`."""
        return self._paths[max(0, bisect_right(self._starts, position) - 1)] if self._paths else ()


def _type(stated: list[EntityType]) -> EntityType:
    """Return what most mentions call a thing; of an industry the highest that any calls it."""
    order = types(family(stated[0]))
    if family(stated[0]) == "industry":
        return min(stated, key=order.index)
    return max(order, key=lambda type: (stated.count(type), -order.index(type)))


def _renames(names: list[tuple[Part, Name]]) -> Iterator[tuple[Decision, Part]]:
    for part, name in names:
        for decision in part.decisions:
            same = decision.family == family(name.type) and fold(decision.name) == fold(name.text)
            if decision.verdict is Verdict.RENAME and same:
                yield decision, part


def _relations(things: _Things) -> tuple[tuple[GraphRelation, ...], tuple[RefusedClaim, ...]]:
    stated: dict[tuple[str, Relation, str], set[Evidence]] = defaultdict(set)
    refused: set[RefusedClaim] = set()
    for part in things.parts:
        for claim in part.facts.claims:
            subject, object = _ends(things, part, claim)
            reason = _refusal(subject, claim.relation, object)
            if reason:
                where = (part.document.id, claim.quote.start, claim.quote.end)
                refused.add(RefusedClaim(*where, subject.iri, claim.relation, object.iri, reason))
            else:
                stated[subject.iri, claim.relation, object.iri].add(_evidence(things, part, claim))
    relations = (GraphRelation(*triple, tuple(sorted(evidence))) for triple, evidence in sorted(stated.items()))
    return tuple(relations), tuple(sorted(refused))


def _ends(things: _Things, part: Part, claim: Claim) -> tuple[Entity, Entity]:
    """Return the ends of a claim; those of a symmetric relation in the order of their IRIs, so that both directions are one."""
    ends = things.entity(part, claim.subject), things.entity(part, claim.object)
    if claim.relation is Relation.COOPERATES_WITH and ends[1].iri < ends[0].iri:
        return ends[1], ends[0]
    return ends


def _refusal(subject: Entity, relation: Relation, object: Entity) -> str:
    if subject.iri == object.iri:
        return "sameEnds"
    return "" if permits(subject.type, relation, object.type) else "notPermitted"


def _evidence(things: _Things, part: Part, claim: Claim) -> Evidence:
    d, quote = part.document, claim.quote
    heading = things.heading(d.id, quote.start)
    return Evidence(
        d.id, quote.start, quote.end, d.quote(quote), heading, claim.status, claim.status_word, claim.rule, claim.silent, claim.role
    )


def _indicators(things: _Things) -> Iterator[GraphIndicator]:
    for part in things.parts:
        yield from {_indicator(things, part, figure): None for figure in part.facts.indicators}


def _indicator(things: _Things, part: Part, figure: IndicatorValue) -> GraphIndicator:
    d, f = part.document, figure
    place = things.entity(part, f.place).iri if f.place is not None else ""
    found = GraphIndicator(
        iri="", document=d.id, name=f.name, value=float(f.value), value_max=None if f.value_max is None else float(f.value_max), unit=f.unit,
        normalised_value=float(f.normalised_value), normalised_unit=f.normalised_unit, year=f.year, base_year=f.base_year,
        bound=str(f.bound), status=str(f.status), place=place, start=f.quote.start, end=f.quote.end, quote=d.quote(f.quote),
        heading=things.heading(d.id, f.quote.start), rule=f.rule,
    )  # fmt: skip
    return replace(found, iri=indicator_iri(found))


def _document(d: Document) -> GraphDocument:
    return GraphDocument(document_iri(d.id), d.id, d.title, d.publisher, d.number, d.date, d.period, d.place, d.kind, d.sha256, d.reader)


def _merges(things: _Things) -> Iterator[Merge]:
    """Yield one record for each writing that an entity took in besides its own name."""
    links: dict[Node, list[Link]] = defaultdict(list)
    for link in things.links:
        links[things.clusters.of(link.alias)].append(link)
    for root, entity in things.entities.items():
        writings: dict[tuple[str, str], Part] = {}
        for part, name in things.names[root]:
            writings.setdefault((name.key, name.text), part)
        steps = _steps(entity.iri, links[root])
        for (key, text), part in writings.items():
            if key != entity.iri:
                yield _merge(things, entity, (text, key), steps.get(key), part)
            elif fold(text) != fold(entity.name):
                yield _merge(things, entity, (text, sibling_iri(key, text)), None, part)


def _steps(iri: str, links: Sequence[Link]) -> dict[str, Link]:
    """Return for each writing the link that leads it towards the entity's own name, by the fewest links."""
    beside: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(links):
        if link.alias[1] != link.name[1]:
            beside[link.alias[1]].append(link)
            beside[link.name[1]].append(link)
    steps: dict[str, Link] = {}
    level = [iri]
    while level:
        reached: list[str] = []
        for key in level:
            for link in beside[key]:
                other = link.alias[1] if link.name[1] == key else link.name[1]
                if other != iri and other not in steps:
                    steps[other] = link
                    reached.append(other)
        level = reached
    return steps


def _merge(things: _Things, entity: Entity, alias: tuple[str, str], link: Link | None, part: Part) -> Merge:
    """Return the record of a merge, with the sentence that shows it: where the link says, else where the alias stands first."""
    text, key = alias
    if link is None:
        rule = "divisionForm" if entity.type is EntityType.DISTRICT else "decision"
    else:
        rule = link.rule
        part = things.by_id[link.alias[0] if link.alias[1] == key else link.name[0]]
    start = min(start for name, start in part.names.items() if name.key == key or name.text == text)
    if link is not None and link.alias[1] == key:
        start = link.start
    return Merge(entity.iri, text, key, rule, part.document.id, things.sentence(part.document.id, start))
