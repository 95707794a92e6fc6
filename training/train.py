"""Train the tagger on the marked passages: `python -m training.train [--out MODEL] [FOLDER ...]`.

The same passages and word lists give the same model. It takes about two minutes on one core.
"""

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pycrfsuite

from loaders import extraction
from loaders.document import Document
from loaders.formats import read
from loaders.sentences import sentences
from loaders.tagger.columns import columns
from loaders.tagger.field import features
from loaders.tagging import tag
from ontology import EntityType
from training import corpus

MODEL = Path(__file__).parent.parent / "loaders" / "model" / "entities.crf"
PARAMETERS = {"c1": 0.1, "c2": 0.3, "max_iterations": 120, "feature.minfreq": 2}


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


def examples(passage: corpus.Passage) -> Iterable[tuple[list[list[str]], list[str]]]:
    """Yield features and labels of each sentence of a passage."""
    found, marks = document(passage)
    parts, tagged = sentences(found), tag(found.text)
    rules = extraction.by_rules(found, parts, tagged)
    table = columns(found, tagged, rules=rules.mentions, listed=rules.listed, places=rules.divisions)
    labels = ["O"] * len(found.text)
    for start, end, kind in marks:
        labels[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    for part in parts:
        start, end = part.span.start, part.span.end
        if end > start:
            yield features(tagged, table, part.span), labels[start:end]


def train(passages: Iterable[corpus.Passage], model: Path) -> int:
    """Write the model that the passages give; return the number of sentences."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    count = 0
    for passage in passages:
        for rows, labels in examples(passage):
            trainer.append(rows, labels)
            count += 1
    model.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(model))
    return count


def main() -> None:
    """Train and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[corpus.PASSAGES])
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    found = [p for folder in arguments.folders for p in corpus.passages(folder)]
    count = train(found, arguments.out)
    print(f"{len(found)} passages, {count} sentences -> {arguments.out} ({arguments.out.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
