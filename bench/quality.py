"""Score the extraction against gold and write the quality card: `python -m bench.quality [--sealed] [--out docs/quality.md]`.

It needs the folder `shared` beside the project (texts, gold, `score.py`). The open documents are those that rules were made with
in view; the tagger is trained on neither. The sealed ones are read by nobody, so score them rarely.
"""

import argparse
import importlib.util
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from exports import kgx
from kg.resolution import resolve
from loaders.extraction import extract
from loaders.formats import read

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
PARTS = ("entity", "entity_strict", "relation", "quote", "indicator", "indicator_strict", "task")
Counts = Counter[str]
Score = Callable[[dict[str, object], Path, list[str]], dict[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class Result:
    """Counts of right, found and expected facts: of the whole set by part, by type and relation, and of each kind of document."""

    parts: Mapping[str, Counts]
    types: Mapping[str, Counts]
    relations: Mapping[str, Counts]
    kinds: Mapping[str, Mapping[str, Counts]]


def documents(which: str) -> list[tuple[Path, Path]]:
    """Return (text, gold) of the set `plans`, `passages` or `sealed`."""
    if which == "plans":
        return [(SHARED / "plans" / f"{gold.stem}.md", gold) for gold in sorted((SHARED / "gold").glob("*.json"))]
    if which == "passages":
        return [(SHARED / "passages" / f"{gold.stem}.txt", gold) for gold in sorted((SHARED / "gold" / "passages").glob("*.json"))]
    return [(gold.with_suffix(".txt"), gold) for gold in sorted((SHARED / "sealed").glob("*.gold"))]


def measure(files: Iterable[tuple[Path, Path]], *, fast: bool = False) -> Result:
    """Extract each document alone and add up what the scorer counts."""
    score = module_at(SHARED / "gold" / "score.py")
    parts: dict[str, Counts] = defaultdict(Counter)
    types: dict[str, Counts] = defaultdict(Counter)
    relations: dict[str, Counts] = defaultdict(Counter)
    kinds: dict[str, dict[str, Counts]] = defaultdict(lambda: defaultdict(Counter))
    for text, gold in files:
        document = read(text)
        with tempfile.TemporaryDirectory() as folder:
            kgx.write(resolve([(document, extract(document, fast=fast))]), Path(folder) / "kgx")
            found = score.score(_gold(score, gold), Path(folder) / "kgx", [])
        for part in PARTS:
            if part in found:
                parts[part].update(_counts(found[part]))
                kinds[document.kind or "其他 other"][part].update(_counts(found[part]))
        for into, name in ((types, "entity_by_type"), (relations, "relation_by_predicate")):
            for key, figures in found[name].items():
                into[key].update(_counts(figures))
    return Result(parts, types, relations, kinds)


def _counts(figures: Mapping[str, float]) -> dict[str, int]:
    return {key: int(figures[key]) for key in ("tp", "predicted", "gold")}


def module_at(path: Path) -> ModuleType:
    """Return the module of a file outside the project, such as the scorer."""
    spec = importlib.util.spec_from_file_location(f"{path.stem}_of_{path.parent.name}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"找不到 {path} · {path} is not there")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _gold(score: ModuleType, path: Path) -> dict[str, object]:
    data = path.read_bytes()
    if path.suffix == ".gold":  # sealed: opened by the scorer's own means, for figures only
        data = score.zlib.decompress(score.base64.b64decode(data))
    found: dict[str, object] = json.loads(data)
    return found


def row(name: str, counts: Counts) -> str:
    """Return one line of a table: F1, precision, recall, and the counts behind them."""
    right, found, expected = counts["tp"], counts["predicted"], counts["gold"]
    precision, recall = right / found if found else 0.0, right / expected if expected else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"| {name} | {f1:.3f} | {precision:.3f} | {recall:.3f} | {right} / {found} / {expected} |"


HEAD = "| | F1 | 准确率 P | 召回率 R | 对 / 得 / 应有 right / found / gold |\n| --- | --- | --- | --- | --- |"


def card(results: Mapping[str, Result]) -> str:
    """Return the quality card as Markdown."""
    lines = ["# 质量卡 Quality card", "", _ABOUT, ""]
    for name, result in results.items():
        lines += [f"## {_TITLES[name]}", "", HEAD, *(row(part, result.parts[part]) for part in PARTS if part in result.parts), ""]
        lines += ["### 按类型 By type", "", HEAD, *(row(key, result.types[key]) for key in sorted(result.types)), ""]
        lines += [
            "### 按关系 By relation",
            "",
            HEAD,
            *(row(key, c) for key, c in sorted(result.relations.items()) if c["gold"] or c["predicted"]),
            "",
        ]
        lines += ["### 按文体 By kind of document", "", HEAD]
        lines += [
            row(f"{kind}: {part}", counts[part])
            for kind, counts in sorted(result.kinds.items())
            for part in ("entity", "relation", "indicator")
        ]
        lines.append("")
    return "\n".join(lines)


_ABOUT = (
    "由 `python -m bench.quality` 生成。实体按类型和边界严格匹配；标注器只用 `training/passages` 里自写的文本训练。\n\n"
    "Made by `python -m bench.quality`. Entities match by type and exact boundary; the tagger is trained on the written passages of\n"
    "`training/passages` alone. Rules were made with the open documents in view; the sealed ones are read by nobody."
)
_TITLES = {
    "plans": "样本规划 Sample plans (open)",
    "passages": "各地真实片段 Real passages (open)",
    "sealed": "封存片段 Sealed passages (unseen)",
}


def main() -> None:
    """Print or write the card."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sealed", action="store_true", help="also score the sealed passages")
    parser.add_argument("--fast", action="store_true", help="rules alone, without the tagger")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    sets = ["plans", "passages", *(["sealed"] if arguments.sealed else [])]
    text = card({name: measure(documents(name), fast=arguments.fast) for name in sets})
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
