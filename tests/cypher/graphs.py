"""Random graphs: any types and relations between few things, with texts that strain every form."""

from hypothesis import strategies as st

from kg.identity import document_iri, family, iri
from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, GraphRelation, Merge
from ontology import ID, Attribute, EntityType, Relation, Status

DOCUMENTS = ("云溪规划", "青禾简报", "2022-01")
HEADINGS = ((), ("第一章",), ("第一章", "（一）a > b"), ("", "x\\y"))
WORDS = st.sampled_from(
    ("海工", "云溪", "园", "A1", " ", "“新”", "\\", "'", '"', "\\u0027", "$x", "{}", "\n", ";", "😀", "--", "//", "|", "2022")
)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map("".join)
NAMES = st.tuples(st.sampled_from(("云", "海", "B", "丙")), st.lists(WORDS, max_size=2).map("".join)).map("".join)
STATUSES = st.sampled_from(list(Status))
FEW_TYPES = (EntityType.DISTRICT, EntityType.REGION, EntityType.PARK, EntityType.PLATFORM, EntityType.INDUSTRY_CHAIN, EntityType.INDUSTRY)
FEW_RELATIONS = (Relation.LOCATED_IN, Relation.PART_OF, Relation.DEVELOPS, Relation.SERVES)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    start = draw(st.integers(0, 99))
    quote = draw(TEXTS)
    return Evidence(
        draw(st.sampled_from(DOCUMENTS)),
        start,
        start + len(quote),
        quote,
        draw(st.sampled_from(HEADINGS)),
        draw(STATUSES),
        draw(st.sampled_from(("", "规划"))),
        draw(st.sampled_from(("frame", "list"))),
        draw(st.sampled_from(("", "heading"))),
        draw(st.sampled_from(("", "牵头单位"))),
    )


@st.composite
def mentions(draw: st.DrawFn, type: EntityType) -> EntityMention:
    surface = draw(TEXTS)
    place = (draw(st.sampled_from(DOCUMENTS)), draw(st.integers(0, 9)), draw(st.integers(10, 20)))
    return EntityMention(*place, surface, type, draw(st.sampled_from(HEADINGS)), draw(STATUSES), "suffix")


@st.composite
def entities(draw: st.DrawFn) -> Entity:
    type = draw(st.sampled_from((*FEW_TYPES, *EntityType)))
    name = draw(NAMES)
    attributes = draw(st.sampled_from(((), ((Attribute.CODE, "990100"),), ((Attribute.PHASE, "2022"), (Attribute.PHASE, "2023")))))
    said = draw(st.lists(mentions(type), max_size=2, unique=True).map(sorted))
    aliases = draw(st.lists(TEXTS, max_size=2, unique=True).map(sorted))
    return Entity(iri(family(type), name), type, name, tuple(aliases), attributes, tuple(said))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A graph that keeps what `kg.model` promises: all parts sorted, every end of a relation there."""
    things = {each.iri: each for each in sorted(draw(st.lists(entities(), min_size=1, max_size=8)), key=lambda each: each.iri)}
    iris = st.sampled_from(sorted(things))
    relations = st.sampled_from((*FEW_RELATIONS, *FEW_RELATIONS, *Relation))
    triples = draw(st.lists(st.tuples(iris, relations, iris), max_size=14, unique=True).map(sorted))
    said = st.lists(evidences(), min_size=1, max_size=3, unique=True).map(sorted).map(tuple)
    indicators = tuple(draw(_indicators(number, sorted(things))) for number in range(draw(st.integers(0, 2))))
    merges = tuple(
        Merge(iri, "旧名", f"{ID}place/旧名{number}", "alias", "云溪规划", "简称“旧”")
        for number, iri in enumerate(draw(st.lists(iris, max_size=2)))
    )
    documents = tuple(sorted((_document(name) for name in DOCUMENTS), key=lambda each: each.id))
    return Graph(things, tuple(GraphRelation(*triple, draw(said)) for triple in triples), indicators, documents, tuple(sorted(merges)))


@st.composite
def _indicators(draw: st.DrawFn, number: int, places: list[str]) -> GraphIndicator:
    year = draw(st.sampled_from((None, 2025)))
    high = draw(st.sampled_from((None, 3.5)))
    figures = (draw(TEXTS), 2.0, high, "%", 0.02, "1", year, None, "ge", "target")
    return GraphIndicator(
        f"{ID}indicator/{number}", "云溪规划", *figures, draw(st.sampled_from(["", *places])), 0, 5, draw(TEXTS), ("第一章",), "prose"
    )


def _document(name: str) -> GraphDocument:
    return GraphDocument(document_iri(name), name, f"{name}全文", "", "", "2022-12-22", "2021-2025", "", "plan", "0" * 64, "text 1")
