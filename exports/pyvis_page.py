"""A drawing of the graph as one page in Chinese that opens offline: pyvis describes it, positions are computed here.

The page reaches no network (its content security policy forbids all of it), runs only the two scripts written into it (by
their hashes) and shows what documents say as text alone.
"""

import html
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from exports.destination import put_file
from exports.layout import place
from exports.offline_page import COLOURS, OTHER, as_json, filled, part, policy
from kg.model import Entity, EntityMention, Evidence, Graph, GraphRelation
from ontology import Attribute, EntityType, Relation, Status
from ontology.schema import inverse, label

if TYPE_CHECKING:
    from pyvis.network import Network

LIMIT: Final = 1000
"""Pages with more nodes crawl: the best connected ones are kept."""
MENTIONS: Final = 30
HEADING_SEPARATOR: Final = " › "
LINE: Final = 11
LINES: Final = 3
DASHED: Final = frozenset({Status.PLANNED, Status.SUPPORTED})
EDGE_COLOURS: Final[Mapping[str, str]] = {
    "locatedIn": "#5eead4", "partOf": "#0d9488", "develops": "#fb7185", "serves": "#fb923c", "affiliatedWith": "#818cf8",
    "cooperatesWith": "#60a5fa", "hasDiscipline": "#c084fc", "hasKeyTechnology": "#e879f9", "responsibleFor": "#38bdf8", "assists": "#7dd3fc",
}  # fmt: skip

Json = dict[str, Any]


def write(graph: Graph, path: Path) -> None:
    """Write the page to the file `path`."""
    put_file(path, page(graph).encode())


def page(graph: Graph) -> str:
    """Return the page as HTML that needs no other file."""
    script, library, style = part("page.js"), _library(), part("page.css")
    values = {
        "CSP": policy((library, script), style),
        "TITLE": html.escape("链图：" + "、".join(document.title or document.id for document in graph.documents)),
        "STYLE": style,
        "DATA": as_json(_data(graph)),
        "LIBRARY": library,
        "SCRIPT": script,
    }
    return filled(part("page.html"), values)


def network(graph: Graph) -> "Network":
    """Return the drawing as a pyvis network with positions and without physics, for notebooks and further work."""
    from pyvis.network import Network

    kept = best_connected(graph, LIMIT)
    numbers = {iri: number for number, iri in enumerate(kept)}
    shown = [each for each in graph.relations if each.subject in kept and each.object in kept]
    degree = Counter(end for each in shown for end in {each.subject, each.object})
    order = {type: number for number, type in enumerate(EntityType)}
    points = place({iri: order[entity.type] for iri, entity in kept.items()}, [(each.subject, each.object) for each in shown])
    drawing = Network(height="100vh", width="100%", directed=True)
    drawing.toggle_physics(False)
    for iri, entity in kept.items():
        drawing.add_node(numbers[iri], **_node(entity, points[iri], degree[iri]))
    pairs: Counter[tuple[str, ...]] = Counter()
    for each in shown:
        pair = tuple(sorted((each.subject, each.object)))
        drawing.add_edge(numbers[each.subject], numbers[each.object], **_edge(each, nth=pairs[pair]))
        pairs[pair] += 1
    for number, edge in enumerate(drawing.edges):
        edge["id"] = f"e{number}"
    return drawing


def best_connected(graph: Graph, limit: int) -> dict[str, Entity]:
    """Return at most `limit` entities, those with the most relations; ties go to the lesser IRI."""
    degree = Counter(end for each in graph.relations for end in {each.subject, each.object})
    chosen = sorted(graph.entities, key=lambda iri: (-degree[iri], iri))[:limit]
    return {iri: graph.entities[iri] for iri in sorted(chosen)}


def _node(entity: Entity, point: tuple[int, int], degree: int) -> Json:
    colour = COLOURS.get(entity.type, OTHER)
    return {
        "label": _broken(entity.name),
        "title": f"{label(entity.type)}：{entity.name}",
        "shape": "dot",
        "size": min(30, round(7 + 2.6 * degree**0.5)),
        "font": {"size": min(26, round(13 + 1.5 * degree**0.5))},
        "color": {"background": colour, "border": "#ffffff", "highlight": {"background": colour, "border": "#1e293b"}},
        "x": point[0],
        "y": point[1],
    }


def _edge(relation: GraphRelation, *, nth: int) -> Json:
    """Return an edge; the second and further ones between the same two nodes are bent so that each can be seen."""
    bend = {"smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12 * nth}} if nth else {}
    loop = {"selfReference": {"size": 18}} if relation.subject == relation.object else {}
    return {
        "title": f"{label(relation.relation)}（{label(relation.status)}）",
        "color": {"color": EDGE_COLOURS.get(relation.relation, OTHER), "highlight": "#1e293b", "hover": "#1e293b", "opacity": 0.8},
        "dashes": relation.status in DASHED,
        **bend,
        **loop,
    }


def _data(graph: Graph) -> Json:
    drawing = network(graph)
    kept = best_connected(graph, LIMIT)
    numbers = {iri: number for number, iri in enumerate(kept)}
    shown = [each for each in graph.relations if each.subject in kept and each.object in kept]
    titles = {document.id: document.title or document.id for document in graph.documents}
    return {
        "nodes": drawing.nodes,
        "edges": drawing.edges,
        "entities": [_entity(entity, numbers[iri], titles) for iri, entity in kept.items()],
        "relations": [_relation(each, number, numbers, titles) for number, each in enumerate(shown)],
        "types": list(_types(kept)),
        "kinds": list(_kinds(shown)),
        "documents": list(titles.values()),
        "solid": "、".join(label(status) for status in Status if status not in DASHED),
        "dashed": "、".join(label(status) for status in Status if status in DASHED),
        "counts": f"{len(titles)} 份文件 · {len(graph.entities)} 个实体 · {len(graph.relations)} 条关系",
        "notice": f"实体较多，只画出关系最多的 {len(kept)} 个（共 {len(graph.entities)} 个）" if len(kept) < len(graph.entities) else "",
    }


def _entity(entity: Entity, number: int, titles: Mapping[str, str]) -> Json:
    return {
        "id": number,
        "name": entity.name,
        "type": str(entity.type),
        "aliases": list(entity.aliases),
        "facts": list(_facts(entity)),
        "count": len(entity.mentions),
        "mentions": [_said(each, each.surface, titles) for each in entity.mentions[:MENTIONS]],
    }


def _facts(entity: Entity) -> Iterator[tuple[str, str]]:
    if entity.aliases:
        yield "又称", "、".join(entity.aliases)
    for name, value in entity.attributes:
        yield (label(name) if name in set(Attribute) else name), value


def _relation(relation: GraphRelation, number: int, numbers: Mapping[str, int], titles: Mapping[str, str]) -> Json:
    return {
        "id": f"e{number}",
        "subject": numbers[relation.subject],
        "object": numbers[relation.object],
        "kind": str(relation.relation),
        "statusLabel": label(relation.status),
        "evidence": [_said(each, each.quote, titles) for each in relation.evidence],
    }


def _said(record: EntityMention | Evidence, words: str, titles: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    document = titles.get(record.document, record.document)
    return words, document, HEADING_SEPARATOR.join(record.heading), label(record.status), str(record.status)


def _types(kept: Mapping[str, Entity]) -> Iterator[Json]:
    counts = Counter(entity.type for entity in kept.values())
    for type in EntityType:
        if counts[type]:
            yield {"id": str(type), "label": label(type), "colour": COLOURS.get(type, OTHER), "count": counts[type]}


def _kinds(shown: list[GraphRelation]) -> Iterator[Json]:
    counts = Counter(each.relation for each in shown)
    for kind in Relation:
        if counts[kind]:
            back = inverse(kind)
            names = {"label": label(kind), "inverse": label(back) if back else label(kind)}
            yield {"id": str(kind), **names, "colour": EDGE_COLOURS.get(kind, OTHER), "count": counts[kind]}


def _broken(name: str) -> str:
    """Return a name in lines short enough for a drawing; the panel shows it whole."""
    size = LINE if len(name) > LINE * 2 else max(1, -(-len(name) // 2)) if len(name) > LINE else len(name) or 1
    lines = [name[i : i + size] for i in range(0, len(name), size)]
    return "\n".join(lines) if len(lines) <= LINES else "\n".join(lines[:LINES]) + "…"


@cache
def _library() -> str:
    """Return vis-network as pyvis brings it (MIT or Apache 2.0; its head says so)."""
    folder = resources.files("pyvis").joinpath("templates", "lib")
    text = folder.joinpath("vis-9.1.2", "vis-network.min.js").read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").replace("</script", "<\\/script")
