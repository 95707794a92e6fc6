"""Pages that are pictures of text: told apart, and read where the extra for it is installed."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loaders import LoaderError
from loaders.readers import ocr
from loaders.readers.pdf.page import Page, Rule, Run, Style

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_SCANS: Final = 500
"""Pages of pictures that are read of one file: one takes some seconds."""
_FEW: Final = 12
_LONG_SIDE: Final = 1_800
_COVERED: Final = 0.3
_GARBLED: Final = 0.3
_STROKES: Final = 300
_ALIKE: Final = 0.16
_POINT: Final = re.compile(r"^[·∙・](?=\s?[\u3400-\u9fff])")
_INK: Final = 0.78
"""The size of Chinese characters against the height of the box around a line of them."""


def is_scan(page: Page) -> bool:
    """Tell whether the words of a page can only be seen: pictures or strokes without characters, or characters that say nothing."""
    if page.characters < _FEW:
        return page.pictures > _COVERED or page.strokes > _STROKES or page.garbled > _GARBLED
    return page.garbled > _GARBLED


def with_scans_read(pages: Sequence[Page], document: "PdfDocument", path: Path) -> list[Page]:
    """Return the pages with those read that are pictures; raise `LoaderError` where the extra is missing and most of them are."""
    scans = {page.number for page in pages if is_scan(page)}
    said = sum(page.characters >= _FEW and page.number not in scans for page in pages)
    if scans and not ocr.can_read():
        if len(scans) > said:
            raise LoaderError(f"{path} 是扫描件，没有文字层，请安装文字识别：{ocr.EXTRA} / is a scan without text; to read it: {ocr.EXTRA}")
        return list(pages)
    if len(scans) > MOST_SCANS:
        raise LoaderError(
            f"{path} 有 {len(scans)} 页扫描图，超过 {MOST_SCANS} 页，请拆分后再读 / has more than {MOST_SCANS} scanned pages: split it"
        )
    return [_read(page, document, path) if page.number in scans else page for page in pages]


def _read(page: Page, document: "PdfDocument", path: Path) -> Page:
    """Return a page with the words and lines of its picture."""
    handle = document[page.number - 1]
    width, height = handle.get_size()
    scale = _LONG_SIDE / max(width, height)
    picture = handle.render(scale=scale, grayscale=True).to_numpy()
    handle.close()
    reading = ocr.read_picture(picture.reshape(picture.shape[:2]), path)
    runs = _even(list(_runs(reading, scale)))
    rules = tuple(_rule(box, scale) for box in reading.rules)
    return replace(page, width=width, height=height, runs=tuple(runs), rules=rules, garbled=0.0)


def _runs(reading: ocr.Reading, scale: float) -> Iterator[Run]:
    """Yield the words as runs in points; where few Chinese characters tell their size by their width, the height of the box does."""
    said = [replace(words, text=_POINT.sub("•", words.text)) for words in reading.words if words.text.strip()]
    known = [(words, size) for words in said if (size := _size(words)) is not None]
    ink = statistics.median(size / (words.y1 - words.y0) for words, size in known) if known else _INK
    for words in said:
        size = _size(words)
        yield _run(words, (ink * (words.y1 - words.y0) if size is None else size) / scale, scale)


def _widths(text: str) -> list[float]:
    return [0.55 if c.isascii() else 1.0 for c in text]


def _size(words: ocr.Words) -> float | None:
    """Return the width of a Chinese character in pixels, None where there are few."""
    widths = _widths(words.text)
    total, wide = sum(widths), widths.count(1.0)
    return (words.x1 - words.x0) / total if wide >= 4 and wide >= 0.6 * total else None


def _run(words: ocr.Words, size: float, scale: float) -> Run:
    x0, x1, y0, y1 = words.x0 / scale, words.x1 / scale, words.y0 / scale, words.y1 / scale
    widths = _widths(words.text)
    edges = [x0]
    for width in widths:
        edges.append(edges[-1] + (x1 - x0) * width / sum(widths))
    return Run(words.text, tuple(edges), y1 - 0.18 * (y1 - y0), Style("", round(size, 1), False))


def _even(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs with one size where they differ by no more than measuring does."""
    usual = statistics.median(run.style.size for run in runs for _ in run.text) if runs else 0.0
    for run in runs:
        near = abs(run.style.size - usual) <= _ALIKE * usual
        yield replace(run, style=Style("", round(usual, 1), False)) if near else run


def _rule(box: ocr.Box, scale: float) -> Rule:
    x0, y0, x1, y1 = (side / scale for side in box)
    if x1 - x0 >= y1 - y0:
        return Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    return Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
