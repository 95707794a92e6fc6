"""From a marked passage to what the taggers learn from: the text as it is read, what stands at each character, and its label."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders import extraction
from loaders.document import Document, Span
from loaders.formats import read
from loaders.sentences import sentences
from loaders.tagger.columns import Columns, columns
from loaders.tagging import Tagged, tag
from ontology import EntityType
from training import corpus


@dataclass(frozen=True, slots=True)
class Example:
    """A passage to learn from: its sentences, and of every character of its text the columns and the label."""

    tagged: Tagged
    sentences: tuple[Span, ...]
    columns: Columns
    labels: list[str]


def document(passage: corpus.Passage) -> tuple[Document, list[tuple[int, int, EntityType]]]:
    """Return the passage read as any file is, and its marks at their places in the repaired text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{passage.name}.txt"
        path.write_text(passage.text, encoding="utf-8")
        found = read(path)
    place = {found.offsets.origin(i): i for i in range(len(found.text))}
    kept = []
    for start, end, kind in passage.marks:
        inside = [place[i] for i in range(start, end) if i in place]
        if inside:
            kept.append((inside[0], inside[-1] + 1, kind))
    return found, kept


def examples(passages: Iterable[corpus.Passage]) -> Iterator[Example]:
    """Yield what each passage teaches."""
    for passage in passages:
        found, marks = document(passage)
        parts, tagged = sentences(found), tag(found.text)
        rules = extraction.by_rules(found, parts, tagged)
        table = columns(found, tagged, rules=rules.mentions, listed=rules.listed, places=rules.divisions)
        labels = ["O"] * len(found.text)
        for start, end, kind in marks:
            labels[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
        yield Example(tagged, tuple(part.span for part in parts if part.span.end > part.span.start), table, labels)
