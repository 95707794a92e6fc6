"""Prints how a review page of about 300 pages behaves in a real browser: size, first paint, filters, scrolling, lighting. Nothing is asserted.

python bench/review.py [CHARACTERS]     350,000 without; needs Chromium and Playwright
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from exports.formats import export  # noqa: E402 - the checkout must be on the path first
from kg.pipeline import build  # noqa: E402
from kg.store import Store  # noqa: E402
from tests.conftest import browser  # noqa: E402

FRAMES = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const began = performance.now();
    (ACT)();
    await frame();
    await frame();
    return performance.now() - began;
}"""
SCROLL = """async () => {
    const frame = () => new Promise(requestAnimationFrame), taken = [];
    for (let n = 0; n < 120; n += 1) {
        const began = performance.now();
        scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * ((n * 37) % 120) / 120);
        await frame();
        taken.push(performance.now() - began);
    }
    return taken.sort((a, b) => a - b);
}"""
WHEEL = """async () => {
    const frame = () => new Promise(requestAnimationFrame), taken = [];
    for (let n = 0; n < 200; n += 1) {
        const began = performance.now();
        scrollBy(0, 120);
        await frame();
        taken.push(performance.now() - began);
    }
    return taken.sort((a, b) => a - b);
}"""
CLICKS = {
    "hide a type": "() => document.querySelector('#types [data-id=\"Industry\"]').click()",
    "show it again": "() => document.querySelector('#types [data-id=\"Industry\"]').click()",
    "hide all types": "() => document.querySelector('#none').click()",
    "show all types": "() => document.querySelector('#all').click()",
    "hide a status": "() => document.querySelector('#statuses [data-id=\"exists\"]').click()",
    "show the refusals": "() => document.querySelector('#views [data-id=\"r\"]').click()",
    "show bare paragraphs": "() => document.querySelector('#views [data-id=\"bare\"]').click()",
    "list facts below": "() => document.querySelector('#views [data-id=\"under\"]').click()",
    "choose an entity": "() => liantu.choose(0)",
    "light up the last fact": "() => liantu.lightFact(liantu.state().doc.facts.at(-1))",
    "next refusal": "() => document.querySelectorAll('#views li:first-child button')[2].click()",
}


def main(arguments: list[str]) -> None:
    size = int(arguments[0]) if arguments else 350_000
    with tempfile.TemporaryDirectory() as folder:
        page = exported(Path(folder), size)
        measured(page)


def exported(folder: Path, size: int) -> Path:
    """Build the example plans, said again and again, and write their page."""
    plan, page = folder / "plan.md", folder / "review.html"
    plan.write_text("\n\n".join(parts(size)), encoding="utf-8")
    build([plan], folder / "graph")
    with Store.open(folder / "graph") as store:
        document, facts = store.facts("plan")
        graph = store.graph()
        began = time.perf_counter()
        export(graph, "review", page, readings=[(document, facts)])
        line("writing the page", time.perf_counter() - began, "s")
    print(
        f"{len(document.text):,} characters, {len(document.blocks):,} lines, {len(facts.mentions):,} mentions, "
        f"{len(facts.claims):,} facts, {len(facts.refusals):,} refusals"
    )
    line("size of the page", page.stat().st_size / 1e6, "MB")
    return page


def parts(size: int) -> Iterator[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*-plan-*")) if path.suffix in (".md", ".txt")]
    done = 0
    while done < size:
        text = texts[done % len(texts)]
        yield text
        done += len(text)


def measured(page: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        tab = opened.new_page(viewport={"width": 1300, "height": 850})
        began = time.perf_counter()
        tab.goto(page.as_uri())
        tab.wait_for_selector("body[data-ready]")
        line("ready", (time.perf_counter() - began) * 1000, "ms")
        tab.wait_for_selector("body[data-whole]", timeout=120_000)
        line("whole text drawn", (time.perf_counter() - began) * 1000, "ms")
        paint = tab.evaluate("performance.getEntriesByType('paint').map((each) => [each.name, each.startTime])")
        for name, taken in paint:
            line(name, taken, "ms")
        line("elements", tab.evaluate("document.querySelectorAll('*').length"), "")
        for name, act in CLICKS.items():
            line(name, tab.evaluate(FRAMES.replace("ACT", act)), "ms to the second frame")
            if name == "list facts below":
                tab.wait_for_selector("body[data-whole]", timeout=120_000)
        for name, script in (("scrolling on", WHEEL), ("jumping about", SCROLL)):
            frames(name, tab, script)
        line("memory of the script", tab.evaluate("performance.memory.usedJSHeapSize / 1e6"), "MB")
        opened.close()


def frames(name: str, tab: Any, script: str) -> None:
    taken = tab.evaluate(script)
    for share, what in ((0.5, "median"), (0.95, "95 %"), (1, "longest")):
        line(f"{name}, {what}", taken[min(len(taken) - 1, int(len(taken) * share))], "ms a frame")


def line(what: str, figure: float, unit: str) -> None:
    print(f"{what:<40}{figure:>12,.1f} {unit}".rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
