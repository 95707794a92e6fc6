"""Stretches of real documents, marked by offsets alone: the texts lie in `corpus/` beside the checkout and are not part of the project.

Each says its use: `train` (for the tagger to learn from), `rules` (rules were made with it in view), `held` (nobody looked at it while making either).
`python -m training.stretches FOLDER` writes each as NAME.txt and, in the form of the annotation guide, NAME.json, in a folder of its use.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ontology import EntityType
from training.corpus import Passage

STRETCHES = Path(__file__).parent / "stretches"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
USES = ("train", "rules", "held")
_BLANK = re.compile(r"[\s*#]+")
_FIELDS = ("name", "value", "value_max", "unit", "year", "bound", "status", "place")


def passages(corpus: Path = CORPUS, folder: Path = STRETCHES, *, use: str = "train") -> Iterator[Passage]:
    """Yield by name the stretches of a use whose document lies in the corpus, with their marks."""
    for name, text, stretch in _stretches(corpus, folder):
        if stretch["use"] != use:
            continue
        types = {entity[0]: EntityType(entity[1]) for entity in stretch["entities"]}
        yield Passage(name, text, tuple((start, end, types[entity]) for start, end, entity in stretch["marks"]))


def golds(corpus: Path = CORPUS, folder: Path = STRETCHES) -> Iterator[tuple[str, str, str, dict[str, object]]]:
    """Yield (use, name, text, gold) by name, the gold in the form of the annotation guide."""
    for name, text, stretch in _stretches(corpus, folder):
        yield stretch["use"], name, text, _gold(name, text, stretch)


def _stretches(corpus: Path, folder: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        stretch = json.loads(path.read_text(encoding="utf-8"))
        document = corpus / f"{stretch['document']}.txt"
        if document.is_file():
            yield path.stem, _text(document.read_text(encoding="utf-8"), stretch["text"]), stretch


def _text(document: str, pieces: Sequence[str | list[int]]) -> str:
    """Return the pieces of a document, given as (start, end) in its code points, and what stands between them, joined."""
    return "".join(piece if isinstance(piece, str) else document[piece[0] : piece[1]] for piece in pieces)


def _gold(name: str, text: str, stretch: Mapping[str, Any]) -> dict[str, object]:
    def said(span: Sequence[int]) -> str:
        return _BLANK.sub("", text[span[0] : span[1]])

    entities = [(entity, kind, [said(form) for form in forms]) for entity, kind, *forms in stretch["entities"]]
    return {
        "document": name,
        "place": stretch["place"],
        "entities": [{"id": i, "type": kind, "name": forms[0], "aliases": forms[1:]} for i, kind, forms in entities],
        "relations": [{"s": s, "p": p, "o": o, "quote": said(quote)} for s, p, o, quote in stretch["relations"]],
        "tasks": [{"id": i, "name": said(span)} for i, span in stretch["tasks"]],
        "indicators": [dict(zip(_FIELDS, indicator, strict=True)) for indicator in stretch["indicators"]],
    }


def main() -> None:
    """Write the texts and their gold, to be scored."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    count = 0
    for use, name, text, gold in golds(arguments.corpus):
        folder = arguments.folder / use
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")
        (folder / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")
        count += 1
    print(f"{count} -> {arguments.folder}")


if __name__ == "__main__":
    main()
