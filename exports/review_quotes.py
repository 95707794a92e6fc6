"""Documents made of quotes alone: what a graph without its texts still knows of each, line by line in the order of the text."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, GraphRelation
from loaders.document import Block, BlockKind, Document, Offsets, Section, Span
from loaders.facts import Bound, Claim, Facts, IndicatorStatus, IndicatorValue, Mention
from ontology import Status

R = TypeVar("R", EntityMention, Evidence, GraphIndicator)
Record = EntityMention | Evidence | GraphIndicator
Said = tuple[str, int, int, str]
Mentions = Mapping[str, list[tuple[str, Mention]]]

_NEAR: Final = 8
"""How many lines back a quote is looked for that holds another."""


def quoted(graph: Graph) -> tuple[Graph, list[tuple[Document, Facts]]]:
    """Return each document of a graph as the lines that are quoted from it, and the graph with its places in these lines."""
    texts, places = _laid_out(graph)
    entities = {iri: replace(each, mentions=tuple(_moved(said, places) for said in each.mentions)) for iri, each in graph.entities.items()}
    relations = tuple(replace(each, evidence=tuple(_moved(said, places) for said in each.evidence)) for each in graph.relations)
    indicators = tuple(_moved(each, places) for each in graph.indicators)
    moved = replace(graph, entities=entities, relations=relations, indicators=indicators)
    mentions = _mentions(moved)
    return moved, [(_document(each, texts.get(each.id, "")), _facts(moved, each.id, mentions)) for each in graph.documents]


def _laid_out(graph: Graph) -> tuple[dict[str, str], dict[Said, int]]:
    """Return the text of each document, and where in it the words stand that a record quotes."""
    said: dict[str, set[Said]] = defaultdict(set)
    for record in _records(graph):
        said[record.document].add(_key(record))
    texts, places = {}, {}
    for document, keys in sorted(said.items()):
        lines: list[tuple[int, Said]] = []
        at = 0
        for key in sorted(keys, key=lambda each: (each[1], -each[2], each[3])):
            inside = next((start + key[1] - line[1] for start, line in lines[-_NEAR:] if _holds(line, key)), -1)
            places[key] = inside if inside >= 0 else at
            if inside < 0:
                lines.append((at, key))
                at += len(key[3]) + 1
        texts[document] = "\n".join(key[3] for _, key in lines)
    return texts, places


def _records(graph: Graph) -> Iterator[Record]:
    for entity in graph.entities.values():
        yield from entity.mentions
    for relation in graph.relations:
        yield from relation.evidence
    yield from graph.indicators


def _key(record: Record) -> Said:
    return record.document, record.start, record.end, record.surface if isinstance(record, EntityMention) else record.quote


def _holds(line: Said, key: Said) -> bool:
    """Tell whether a quote lies in another and says the same there."""
    return line[1] <= key[1] and key[2] <= line[2] and line[3][key[1] - line[1] : key[2] - line[1]] == key[3]


def _moved(record: R, places: Mapping[Said, int]) -> R:
    key = _key(record)
    return replace(record, start=places[key], end=places[key] + len(key[3]))


def _mentions(graph: Graph) -> Mentions:
    """Return the mentions of each document with the IRIs of what they name."""
    found: dict[str, list[tuple[str, Mention]]] = defaultdict(list)
    for entity in graph.entities.values():
        for each in entity.mentions:
            found[each.document].append((entity.iri, _mention(entity, each)))
    return found


def _mention(entity: Entity, said: EntityMention) -> Mention:
    return Mention(said.type, entity.name, Span(said.start, said.end), said.status, said.rule, 1.0)


def _document(listed: GraphDocument, text: str) -> Document:
    starts = [0, *(number + 1 for number, sign in enumerate(text) if sign == "\n")]
    lines = [Span(start, start + len(words)) for start, words in zip(starts, text.split("\n"), strict=True) if words]
    return Document(
        id=listed.id, title=listed.title, publisher=listed.publisher, number=listed.number, date=listed.date, period=listed.period,
        place=listed.place, kind=listed.kind, source=text, anchors=(), text=text, offsets=Offsets(((0, 0),)),
        blocks=tuple(Block(BlockKind.PROSE, line, 0) for line in lines), sections=(Section((), "", 0, Span(0, 0), Span(0, len(text))),),
        sha256=listed.sha256, reader=listed.reader,
    )  # fmt: skip


def _facts(graph: Graph, document: str, mentions: Mentions) -> Facts:
    here: dict[str, list[Mention]] = defaultdict(list)
    for iri, mention in mentions.get(document, []):
        here[iri].append(mention)
    claims = [
        _claim(graph, relation, said, here) for relation in graph.relations for said in relation.evidence if said.document == document
    ]
    figures = [_figure(each, graph) for each in graph.indicators if each.document == document]
    ordered = sorted((mention for each in here.values() for mention in each), key=lambda each: (each.span.start, -each.span.end, each.type))
    return Facts(document, tuple(ordered), tuple(sorted(claims, key=lambda each: each.quote)), (), tuple(figures), (), ())


def _claim(graph: Graph, relation: GraphRelation, said: Evidence, here: Mapping[str, list[Mention]]) -> Claim:
    quote = Span(said.start, said.end)
    ends = [_end(graph.entities[iri], here.get(iri, []), quote) for iri in (relation.subject, relation.object)]
    return Claim(ends[0], relation.relation, ends[1], quote, said.status, said.status_word, said.rule, said.silent, said.role)


def _end(entity: Entity, mentions: list[Mention], quote: Span) -> Mention:
    """Return the mention in the quote, else any in the document, else the bare name of the entity."""
    inside = (mention for mention in mentions if mention.span in quote)
    bare = Mention(entity.type, entity.name, Span(quote.start, quote.start), Status.EXISTS, "", 1.0)
    return next(inside, mentions[0] if mentions else bare)


def _figure(said: GraphIndicator, graph: Graph) -> IndicatorValue:
    span = Span(said.start, said.end)
    where = graph.entities.get(said.place)
    place = _mention(where, where.mentions[0]) if where and where.mentions else None
    return IndicatorValue(
        name=said.name, value=said.value, value_max=said.value_max, unit=said.unit, normalised_value=said.normalised_value,
        normalised_unit=said.normalised_unit, year=said.year, base_year=said.base_year, bound=Bound(said.bound),
        status=IndicatorStatus(said.status), place=place, span=span, quote=span, rule=said.rule,
    )  # fmt: skip
