"""How well relations are read where the entities are given: F1 by relation and by set of gold annotations.

    python bench/relations.py [SHARED] [--errors FOLDER]

SHARED is the folder with `plans`, `passages`, `gold` and `training` (default: `shared` beside the checkout). Training passages whose names
begin with c, e or h are held out: their errors are never listed.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import gold  # noqa: E402
from loaders.finders.relations import find  # noqa: E402
from loaders.formats import read  # noqa: E402

HELD_OUT = "ceh"


def sets(shared: Path, plain: Path) -> Iterator[tuple[str, list[gold.Example]]]:
    """Yield the sets of examples by name; `plain` is an empty folder for the text of the marked passages."""
    plans = sorted((shared / "gold").glob("*.json"))
    yield "plans", [gold.from_gold(g, next((shared / "plans").glob(f"{g.stem}*")), read) for g in plans]
    passages = sorted((shared / "gold/passages").glob("*.json"))
    yield "passages", [gold.from_gold(g, shared / "passages" / f"{g.stem}.txt", read) for g in passages]
    marked = sorted((shared / "training/passages").glob("*.txt"))
    command = [sys.executable, str(shared / "training/marked.py"), "--out", str(plain), *map(str, marked)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    yield "training", [gold.from_marked(p, plain, read) for p in marked if p.name[0] not in HELD_OUT]
    yield "held out", [gold.from_marked(p, plain, read) for p in marked if p.name[0] in HELD_OUT]


def main() -> int:
    """Print the figures; write the lists of errors where a folder is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, nargs="?", default=ROOT.parent / "shared")
    parser.add_argument("--errors", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, examples in sets(options.shared, Path(folder)):
            errors: list[str] = []
            begin = time.process_time()
            counts = gold.score(examples, find, errors)
            seconds = time.process_time() - begin
            characters = sum(len(e.document.text) for e in examples)
            print(f"{name}: {len(examples)} documents, {characters} characters, {characters / seconds:,.0f} characters/s")
            for key in sorted(counts, key=lambda k: (k != "all", k)):
                print(f"    {key:15} {counts[key]}")
            if options.errors and name != "held out":
                options.errors.mkdir(parents=True, exist_ok=True)
                (options.errors / f"{name}.txt").write_text("\n".join(errors), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
