"""Measure how well each format is read: `python -m bench.formats [PLAN…] [--facts]`.

The truth is a plan in Markdown. Its parts are set as a page of HTML, a real program (LibreOffice) makes a file of each format of it,
and what the reader gets from the file is held against what it gets from the Markdown: characters, headings, cells, and with `--facts`
what is extracted, scored against gold. Without plans it takes the sample plans beside the project, else the example plans.
"""

import argparse
import csv
import difflib
import html
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import cache
from itertools import groupby
from pathlib import Path

from bench import ofd_files, quality
from loaders.document import Block, BlockKind, Document
from loaders.formats import READERS, read
from loaders.lines import BULLET

ROOT = Path(__file__).resolve().parent.parent
TEXTS = (".md", ".markdown", ".txt", ".text")
FILTERS = {
    ".docx": "docx:MS Word 2007 XML",
    ".doc": "doc:MS Word 97",
    ".odt": "odt:writer8",
    ".rtf": "rtf:Rich Text Format",
    ".pdf": "pdf:writer_pdf_Export",
}
"""What LibreOffice writes from a page of HTML."""
SAME_BYTES = {".wps": ".doc", ".htm": ".html", ".mhtml": ".mht"}
FURTHEST = 6_000
"""Edits after which two texts count as different from there on."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many are right."""

    right: int
    of: int

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.of + other.of)

    def __str__(self) -> str:
        return f"{self.value:.4f} ({self.right}/{self.of})"


def characters(truth: Document, found: Document) -> Share:
    """Return how many characters of the truth, blanks aside, were read, in their order."""
    one, other = (["".join(document.quote(b.span).split()) for b in document.blocks] for document in (truth, found))
    right = 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        right += sum(map(len, one[a:b])) if kind == "equal" else common("".join(one[a:b]), "".join(other[c:d]))
    return Share(right, sum(map(len, one)))


def common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence of two texts, by Myers' greedy search; a lower bound past `FURTHEST` edits.

    >>> common("云溪高新区", "云 溪新区")
    4
    """
    reach = {1: 0}
    best = 0
    for edits in range(min(len(one) + len(other), FURTHEST) + 1):
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
            x = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            while x < len(one) and 0 <= x - diagonal < len(other) and one[x] == other[x - diagonal]:
                x += 1
            reach[diagonal] = x
            best = max(best, (2 * x - diagonal - edits) // 2)
            if x >= len(one) and x - diagonal >= len(other):
                return (len(one) + len(other) - edits) // 2
    return best


def headings(truth: Document, found: Document) -> Share:
    """Return how many headings of the truth were found, with the same words."""
    one, other = (
        Counter("".join(document.quote(b.span).split()) for b in document.blocks if b.kind is BlockKind.HEADING)
        for document in (truth, found)
    )
    return Share((one & other).total(), one.total())


def cells(truth: Document, found: Document) -> Share:
    """Return how many table cells of the truth were read exactly, in their row and column; empty ones do not count."""
    one, other = rows(truth), rows(found)
    right = 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        pairs = zip(one[a:b], one[a:b] if kind == "equal" else other[c:d], strict=False)
        right += sum(left == cell != "" for row, against in pairs for left, cell in zip(row, against, strict=False))
    return Share(right, sum(bool(cell) for row in one for cell in row))


def rows(document: Document) -> list[tuple[str, ...]]:
    """Return the table rows of a document as cells without blanks."""
    found = [document.quote(b.span).split("\t") for b in document.blocks if b.kind is BlockKind.ROW]
    return [tuple("".join(cell.split()) for cell in row) for row in found]


def facts(path: Path, gold: Path) -> dict[str, float]:
    """Return the F1 of what is extracted from a file, by part (entity, relation, indicator …)."""
    counts = quality.measure([(path, gold)]).parts
    return {part: 2 * c["tp"] / max(1, c["predicted"] + c["gold"]) for part, c in counts.items()}


def page(document: Document) -> str:
    """Return a document as a page of HTML: h1 to h6, paragraphs, lists, and ruled tables."""
    lines = "\n".join(_elements(document))
    return f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{html.escape(document.title)}</title></head>\n<body>\n{lines}\n</body></html>\n'


def _elements(document: Document) -> Iterator[str]:
    for is_row, group in groupby(_whole_lines(document), key=lambda line: line[0].kind is BlockKind.ROW):
        if is_row:
            yield '<table border="1" cellspacing="0">'
            yield from ("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in words.split("\t")) + "</tr>" for _, words in group)
            yield "</table>"
        else:
            yield from (_element(document, block, words) for block, words in group)


def _whole_lines(document: Document) -> Iterator[tuple[Block, str]]:
    """Yield the lines of the text, each with its first block: a title that text follows on its line stays with it."""
    blocks = {block.span.start: block for block in reversed(document.blocks)}
    start = 0
    for line in document.text.split("\n"):
        begin = start + line.startswith(BULLET)
        block = next((blocks[at] for at in range(begin, start + len(line)) if at in blocks), None)
        if block:
            yield block, line
        start += len(line) + 1


def _element(document: Document, block: Block, words: str) -> str:
    shown = html.escape(words.removeprefix(BULLET))
    if words.startswith(BULLET):
        return f"<ul><li>{shown}</li></ul>"
    if block.kind is BlockKind.HEADING:
        title = document.quote(block.span)
        if not words.endswith(title):
            cut = words.index(title) + len(title) + 1
            return f"<p><b>{html.escape(words[:cut])}</b>{html.escape(words[cut:])}</p>"
        section = document.sections[block.section]
        level = 1 if block is document.blocks[0] else min(section.level + 1, 6)
        return f"<h{level}>{shown}</h{level}>"
    return f"<p>{shown}</p>"


def made(document: Document, suffix: str, folder: Path) -> Path:
    """Return a file of a format in `folder`, made of a document by LibreOffice."""
    kind = SAME_BYTES.get(suffix, suffix)
    if kind == ".xlsx":
        return converted(_sheet(document, folder), suffix, folder)
    source = folder / f"{document.id}.html"
    source.write_text(page(document), encoding="utf-8")
    if kind == ".html":
        return source if suffix == kind else shutil.copyfile(source, source.with_suffix(suffix))
    if kind == ".mht":
        return _saved(source, suffix)
    if kind == ".ofd":
        return ofd_files.written(converted(source, ".pdf", folder), source.with_suffix(suffix))
    return converted(source, suffix, folder)


def _saved(source: Path, suffix: str) -> Path:
    """Return a page with all that it shows in one file, as browsers save it."""
    whole = MIMEMultipart("related", type="text/html")
    whole.attach(MIMEText(source.read_text(encoding="utf-8"), "html", "utf-8"))
    path = source.with_suffix(suffix)
    path.write_bytes(whole.as_bytes())
    return path


def _sheet(document: Document, folder: Path) -> Path:
    path = folder / f"{document.id}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(words.split("\t") for _, words in _whole_lines(document))
    return path


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """A folder for the settings of LibreOffice: the user's own may be in use, and a new one takes a second to fill."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def converted(source: Path, suffix: str, folder: Path) -> Path:
    """Return a file of a format in `folder`, made of `source` (HTML, CSV, or a document of any format) by LibreOffice."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise SystemExit("没有 LibreOffice · LibreOffice is missing: apt install libreoffice-writer libreoffice-calc")
    kind = SAME_BYTES.get(suffix, suffix)
    read_as = {".html": ["--infilter=HTML (StarWriter)"], ".csv": ["--infilter=CSV:44,34,76,1,,0,false,true"]}.get(source.suffix, [])
    with tempfile.TemporaryDirectory() as scratch:
        profile = f"-env:UserInstallation={Path(_profile().name).as_uri()}"
        command = [program, profile, "--headless", *read_as, "--convert-to", FILTERS.get(kind, kind[1:]), "--outdir", scratch, str(source)]
        told = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
        result = Path(scratch) / f"{source.stem}{kind}"
        if not result.is_file():
            raise SystemExit(f"LibreOffice: {source.name} → {suffix}: {told.stdout} {told.stderr}")
        return Path(shutil.move(result, folder / f"{source.stem}{suffix}"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a format: characters, headings and cells of the truth, and the largest fall of F1 in any part (None: not asked)."""

    characters: Share
    headings: Share
    cells: Share
    fall: float | None


def measure(plan: Path, suffix: str, gold: Path | None = None) -> Reading:
    """Return how well a plan is read from a format, against the plan itself."""
    truth = read(plan)
    with tempfile.TemporaryDirectory() as folder:
        path = made(truth, suffix, Path(folder))
        found = read(path)
        fall = _fall(facts(plan, gold), facts(path, gold)) if gold else None
    return Reading(characters(truth, found), headings(truth, found), cells(truth, found), fall)


def _fall(one: dict[str, float], other: dict[str, float]) -> float:
    return max(one[part] - other[part] for part in one)


def row(suffix: str, readings: Sequence[Reading]) -> str:
    """Return the line of a format: the shares over all plans, the largest fall of any."""
    falls = [reading.fall for reading in readings if reading.fall is not None]
    empty = Share(0, 0)
    shares = (sum((getattr(r, part) for r in readings), empty) for part in ("characters", "headings", "cells"))
    return f"| {suffix} | {' | '.join(map(str, shares))} | {f'{max(falls):.4f}' if falls else ''} |"


HEAD = "| | 字符 characters | 标题 headings | 单元格 cells | 抽取 F1 之降 fall of F1 |\n| --- | --- | --- | --- | --- |"


def _plans() -> list[Path]:
    return sorted((quality.SHARED / "plans").glob("*.md")) or sorted((ROOT / "examples").rglob("*.md"))


def _suffixes(asked: Iterable[str]) -> list[str]:
    return [suffix for suffix in asked or READERS if suffix not in TEXTS]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("plans", nargs="*", type=Path)
    parser.add_argument("--facts", action="store_true", help="also score what is extracted, against gold")
    parser.add_argument("--format", action="append", default=[], help="a suffix, such as .docx; again for more")
    asked = parser.parse_args(arguments)
    print(HEAD)
    for suffix in _suffixes(asked.format):
        plans = asked.plans or _plans()
        golds = [quality.SHARED / "gold" / f"{plan.stem}.json" if asked.facts else None for plan in plans]
        print(row(suffix, [measure(plan, suffix, gold) for plan, gold in zip(plans, golds, strict=True)]))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
