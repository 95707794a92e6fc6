"""The sentences of a document: where each stands, in which block and section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.document import Block, BlockKind, Document, Span

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”’」）)]*|[^。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of prose, a heading or a table row; `section` is an index into `Document.sections`."""

    span: Span
    kind: BlockKind
    section: int


def sentences(document: Document) -> tuple[Sentence, ...]:
    """Return the sentences in the order of the text; headings and rows are one sentence each."""
    return tuple(s for block in document.blocks for s in _of(document.text, block))


def _of(text: str, block: Block) -> Iterator[Sentence]:
    if block.kind is not BlockKind.PROSE:
        yield Sentence(block.span, block.kind, block.section)
        return
    for m in _SENTENCE.finditer(text, block.span.start, block.span.end):
        yield Sentence(Span(m.start(), m.end()), block.kind, block.section)
