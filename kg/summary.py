"""What a graph holds, in numbers, and what was refused on the way to it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.model import Graph

if TYPE_CHECKING:
    from kg.resolution import Resolution
    from loaders.facts import Facts

NAME: Final = "summary.json"
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers of documents, entities by type, relations by kind, figures and refusals by reason; the first breaches of the shapes."""

    documents: int
    entities: Mapping[str, int]
    relations: Mapping[str, int]
    indicators: int
    refusals: Mapping[str, int]
    violations: tuple[str, ...]


EMPTY: Final = Summary(0, {}, {}, 0, {}, ())


def summarise(resolution: "Resolution", facts: "Iterable[Facts]") -> Summary:
    """Return the summary of a graph, after checking it against the shapes."""
    graph = resolution.graph
    refused = [str(refusal.reason) for each in facts for refusal in each.refusals]
    return Summary(
        documents=len(graph.documents),
        entities=_counted(str(entity.type) for entity in graph.entities.values()),
        relations=_counted(str(relation.relation) for relation in graph.relations),
        indicators=len(graph.indicators),
        refusals=_counted([*refused, *(refusal.reason for refusal in resolution.refusals)]),
        violations=violations(graph),
    )


def violations(graph: Graph) -> tuple[str, ...]:
    """Return the first breaches of the shapes in a graph, one line each."""
    from pyoxigraph import RdfFormat, serialize

    from kg.rdf import to_quads
    from ontology.validation import validate

    data = serialize((quad.triple for quad in to_quads(graph)), format=RdfFormat.N_TRIPLES)
    assert data is not None
    report = validate(data, most=_SHOWN)
    return tuple(" ".join(filter(None, (*each.messages, each.focus, each.path, each.value))) for each in report.results)


def write(folder: Path, summary: Summary) -> None:
    """Keep a summary in the folder of an index."""
    text = json.dumps(asdict(summary), ensure_ascii=False, indent=1)
    (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def read(folder: Path) -> Summary:
    """Return the summary in the folder of an index."""
    record = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return Summary(**{**record, "violations": tuple(record["violations"])})


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
