"""Prints how long starting, building, asking and extracting take, beside the libraries that do the nearest job. Nothing is asserted.

python run.py bench [PLAN …]     without plans: the sample plans beside the checkout, or else examples/
"""

import contextlib
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SIZES = (100_000, 200_000, 400_000, 700_000, 1_000_000)
ROUNDS = 3
PATIENCE = 30.0
IMPORTS = ("kg", "kg.store", "loaders.extraction", "queries.engine", "liantu.cli", "rdflib", "pandas", "jieba.posseg")


def main(arguments: Sequence[str]) -> None:
    sys.stdout.reconfigure(errors="replace", line_buffering=True)
    plans = [Path(argument).resolve() for argument in arguments] or default_plans()
    print("plans:", ", ".join(plan.name for plan in plans))
    starting()
    with tempfile.TemporaryDirectory() as folder:
        building(plans, Path(folder))
        extracting(plans, Path(folder))


def default_plans() -> list[Path]:
    """The sample plans where they lie beside the checkout, else the examples."""
    shared = ROOT.parent / "shared" / "plans"
    folder = shared if shared.is_dir() else ROOT / "examples"
    return sorted(path for path in folder.iterdir() if path.suffix in (".md", ".txt"))


def line(what: str, figure: str, beside: str = "") -> None:
    print(f"{what:<52}{figure:>16}   {beside}".rstrip())


def starting() -> None:
    """Seconds that an import takes in a fresh interpreter, less the interpreter's own start."""
    print("\nstarting")
    empty = best(lambda: python("-c", "pass"))
    taken = {name: best(lambda name=name: python("-c", f"import {name}")) - empty for name in IMPORTS}
    rdflib = taken["rdflib"]
    for name, seconds in taken.items():
        line(f"import {name}", f"{seconds:.3f} s", f"{seconds / rdflib:.2f} of rdflib's")


def building(plans: Sequence[Path], folder: Path) -> None:
    """Seconds and memory from files to a stored graph and from a question to its answer, each in a new process."""
    print("\nbuilding and asking, each from a cold start")
    characters = sum(len(plan.read_text(encoding="utf-8")) for plan in plans)
    graph = folder / "graph"
    seconds, megabytes = measured("-m", "liantu", "build", *plans, "--graph", graph)
    line("liantu build", f"{seconds:.2f} s", f"{len(plans)} plans, {characters:,} characters, {megabytes}")
    seconds, _ = measured("-m", "liantu", "build", *plans, "--graph", graph)
    line("liantu build, nothing changed", f"{seconds:.2f} s")
    for question in ("parks_by_chain", "chain_map", "district_profile"):
        words = [question, "--district", district(graph)] if question == "district_profile" else [question]
        taken = best(lambda words=words: python("-m", "liantu", "ask", *words, "--graph", graph))
        line(f"liantu ask {question}", f"{taken:.2f} s")


def district(graph: Path) -> str:
    """The division that the documents name most often."""
    import liantu

    divisions = (entity for entity in liantu.open(graph).graph().entities.values() if entity.type == "District")
    return max(divisions, key=lambda entity: (len(entity.mentions), entity.name)).name


def extracting(plans: Sequence[Path], folder: Path) -> None:
    """Characters a second from a file to its facts, beside jieba's tagger on the same text, and how both grow."""
    from loaders.extraction import extract
    from loaders.formats import read

    print("\nextracting on one core")
    text = "\n\n".join(plan.read_text(encoding="utf-8") for plan in plans)
    path = folder / "plan.md"
    write(path, text)
    extract(read(path))  # dictionaries are read once in a process
    ours = growth(lambda part: (write(path, part), clock(lambda: extract(read(path))))[1], text, "file to facts")
    with contextlib.suppress(ImportError):
        import jieba
        import jieba.posseg

        jieba.setLogLevel(60)
        jieba.initialize()
        theirs = growth(lambda part: clock(lambda: sum(1 for _ in jieba.posseg.cut(part))), text, "jieba posseg")
        line("file to facts beside jieba posseg", f"{ours / theirs:.2f} times", "characters/s, geometric mean over the sizes")
    write(path, grown(text, SIZES[-1]))
    code = "import sys; from pathlib import Path; from loaders.extraction import extract; from loaders.formats import read; extract(read(Path(sys.argv[1])))"
    seconds, megabytes = measured("-c", code, path)
    line(f"a process that reads {SIZES[-1]:,} characters", f"{seconds:.2f} s", megabytes)


def growth(seconds_for: Callable[[str], float], text: str, what: str) -> float:
    """Print the speed at each size and the exponent of growth; return the geometric mean of the speeds. Ends at the first size that takes long."""
    taken: dict[int, float] = {}
    for size in SIZES:
        taken[size] = seconds_for(grown(text, size))
        line(f"{what}, {size:,} characters", f"{size / taken[size]:,.0f} /s")
        if taken[size] > PATIENCE:
            break
    if len(taken) > 1:
        line(f"{what}: exponent of time over size", f"{slope(taken):.2f}", "1 is linear")
    return math.exp(sum(math.log(size / seconds) for size, seconds in taken.items()) / len(taken))


def slope(taken: Mapping[int, float]) -> float:
    """Least squares of log seconds over log size."""
    x, y = [math.log(size) for size in taken], [math.log(seconds) for seconds in taken.values()]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / sum((a - middle_x) ** 2 for a in x)


def grown(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def python(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def clock(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work: Callable[[], object]) -> float:
    return min(clock(work) for _ in range(ROUNDS))


def measured(*arguments: str | Path) -> tuple[float, str]:
    """Seconds and the most memory that a child process held; the system tells the latter on POSIX only."""
    start = time.perf_counter()
    if os.name == "nt":
        python(*arguments)
        return time.perf_counter() - start, "memory unknown on Windows"
    child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(map(str, arguments))}")
    unit = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - start, f"at most {usage.ru_maxrss * unit / 2**20:,.0f} MB"


if __name__ == "__main__":
    main(sys.argv[1:])
