"""The named questions asked in Cypher: of the embedded database of a store, or of a Neo4j server that holds its graph."""

from pathlib import Path

from kg.cypher import CypherEngine
from kg.cypher_store import EmbeddedCypher
from kg.limits import Limits
from kg.store import Store
from kg.table import Table
from queries import QueryError
from queries.engine import bind, find_question, fold, with_sentences


def ask(
    store: Store,
    question: str,
    *,
    engine: CypherEngine | None = None,
    evidence: bool = False,
    folder: Path | None = None,
    **parameters: str,
) -> Table:
    """Return what `queries.engine.ask` does, answered by the question's Cypher text.

    Without an `engine` the store's embedded database answers, which the first such question makes.
    """
    asked = find_question(question, folder)
    if not asked.cypher:
        raise QueryError(f"问题 {asked.id} 没有 Cypher 文本：请在同一文件夹加上 {asked.id}.cypher。 It has no Cypher text.")
    bound = bind(store, asked, parameters)
    values = {each.name: [entity.iri for entity in bound[each.name]] if each.name in bound else None for each in asked.parameters}
    answerer = engine or EmbeddedCypher(store.cypher_path())
    table = answerer.select(asked.cypher, values) if asked.own else answerer.run(asked.cypher, values, limits=Limits())
    return with_sentences(store, table) if evidence else fold(table)
