"""Relations: every frame reads its example and nothing from its counter-example, cases agree, and gold mentions give the figures."""

import importlib.util
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from loaders.document import Document
from loaders.facts import Claim, Mention, Refusal
from loaders.finders.relations import find
from loaders.finders.relations.reading import Cue, lexicon
from loaders.formats import read
from loaders.lexicons import rows
from loaders.sentences import sentences

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = sorted((ROOT / "tests/data/cases/relations").glob("*.txt"))
FRAMES = rows("frames")
NAMES = [row[0] for row in FRAMES]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.stem}_of_bench", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


gold = load(ROOT / "bench/gold.py")


def relate(text: str, place: str, folder: Path) -> tuple[Document, tuple[Claim, ...], tuple[Refusal, ...]]:
    """Read a marked text and find its relations; the plan's own place is the first mention of `place`."""
    path = folder / "example.md"
    path.write_text(gold.MARK.sub(lambda m: m.group(2), text), encoding="utf-8")
    document = read(path)
    mentions: tuple[Mention, ...] = tuple(gold.marked(document, text))
    own = next((m for m in mentions if m.name == place), None)
    assert own is not None or not place, f"{place} is not marked in the example"
    return (document, *find(document, sentences(document), mentions, own))


def say(claims: Iterable[Claim]) -> set[str]:
    return {f"{c.relation}: {c.subject.name} -> {c.object.name}" for c in claims}


def statements(text: str) -> set[str]:
    return {part.strip() for part in re.split(r" ; |\n", text) if part.strip()}


@pytest.mark.parametrize("row", FRAMES, ids=NAMES)
def test_a_frame_reads_what_its_example_states(row: tuple[str, ...], tmp_path: Path) -> None:
    frame, _, _, place, example, expected, _ = row
    _, claims, refusals = relate(example.replace("⏎", "\n"), place, tmp_path)
    found = say(c for c in claims if c.rule == frame) | {f"{r.reason}: {r.detail.replace('→', '->')}" for r in refusals if r.rule == frame}
    assert statements(expected) <= found


@pytest.mark.parametrize("row", FRAMES, ids=NAMES)
def test_a_frame_reads_nothing_from_its_counter_example(row: tuple[str, ...], tmp_path: Path) -> None:
    frame, _, _, place, _, _, counter = row
    _, claims, refusals = relate(counter.replace("⏎", "\n"), place if place in counter else "", tmp_path)
    assert not [c for c in claims if c.rule == frame]
    assert not [r for r in refusals if r.rule == frame]
