"""Measure how well scans are read: `python -m bench.ocr [PLAN…] [--pages N]` prints character error rate and seconds a page.

The truth is a plan: LibreOffice makes a PDF of it, its pages are rendered as pictures, and these are damaged as copying and
scanning does (blur, a turn, noise, JPEG). What is read from the pictures is held against what is read from the PDF itself.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image, ImageFilter

from bench import formats, quality
from loaders.formats import read

DPI = 200
Damage = Callable[[Image.Image], Image.Image]


def blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(1.4))


def turned(picture: Image.Image) -> Image.Image:
    return picture.rotate(1.0, resample=Image.Resampling.BICUBIC, fillcolor=255)


def noisy(picture: Image.Image) -> Image.Image:
    grain = numpy.random.default_rng(7).normal(0, 22, (picture.height, picture.width))
    return Image.fromarray((numpy.asarray(picture) + grain).clip(0, 255).astype("uint8"))


def packed(picture: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=25)
    return Image.open(buffer)


def worn(picture: Image.Image) -> Image.Image:
    """All of it at once, as a copy of a copy."""
    return packed(noisy(blurred(turned(picture))))


DAMAGES: dict[str, Damage] = {
    "原样 clean": lambda picture: picture,
    "模糊 blur 1.4 px": blurred,
    "倾斜 turned 1°": turned,
    "噪点 noise σ 22": noisy,
    "压缩 JPEG 25": packed,
    "全部 all of them": worn,
}


def scanned(pdf: Path, target: Path, damage: Damage, pages: Sequence[int]) -> Path:
    """Write a PDF of pictures of some pages of a PDF, damaged; return its path."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [damage(document[i].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")) for i in pages]
    pictures[0].save(target, "PDF", resolution=DPI, save_all=True, append_images=pictures[1:])
    return target


def part(pdf: Path, target: Path, pages: Sequence[int]) -> Path:
    """Write some pages of a PDF as they are; return the path."""
    with pypdfium2.PdfDocument(pdf) as document, pypdfium2.PdfDocument.new() as chosen:
        chosen.import_pages(document, list(pages))
        chosen.save(target)
    return target


def edits(one: str, other: str) -> int:
    """Return the fewest insertions, deletions and substitutions that turn one text into the other, by furthest reaching diagonals.

    >>> edits("云溪高新区", "云西高新")
    2
    """
    last = len(other) - len(one)
    reach = {0: _slide(one, other, 0, 0)}
    count = 0
    while reach.get(last, -1) < len(one):
        count += 1
        reach = {
            k: _slide(one, other, min(len(one), max(reach.get(k, -2) + 1, reach.get(k + 1, -2) + 1, reach.get(k - 1, -2))), k)
            for k in range(-count, count + 1)
            if -len(one) <= k <= len(other)
        }
    return count


def _slide(one: str, other: str, x: int, diagonal: int) -> int:
    while 0 <= x < len(one) and 0 <= x + diagonal < len(other) and one[x] == other[x + diagonal]:
        x += 1
    return x


@dataclass(frozen=True, slots=True)
class Result:
    """Wrong characters, characters of the truth, seconds, pages."""

    wrong: int
    characters: int
    seconds: float
    pages: int

    @property
    def rate(self) -> float:
        return self.wrong / max(1, self.characters)


def measure(pdf: Path, damage: Damage, pages: Sequence[int], folder: Path) -> Result:
    """Return how well some pages of a PDF are read from damaged pictures of them."""
    truth = read(part(pdf, folder / "truth.pdf", pages)).text
    picture = scanned(pdf, folder / "scan.pdf", damage, pages)
    start = time.perf_counter()
    found = read(picture).text
    seconds = time.perf_counter() - start
    one, other = ("".join(text.split()) for text in (truth, found))
    return Result(edits(one, other), len(one), seconds, len(pages))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("plans", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=2, help="pages of each plan, from the second on")
    asked = parser.parse_args()
    plans = asked.plans or sorted((quality.SHARED / "plans").glob("*.md")) or sorted((formats.ROOT / "examples").glob("*.md"))
    print("| | 字符错误率 character error rate | 秒/页 seconds a page |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [formats.made(read(plan), ".pdf", folder) for plan in plans]
        for label, damage in DAMAGES.items():
            results = [measure(file, damage, _chosen(file, asked.pages), folder) for file in files]
            wrong, characters = sum(r.wrong for r in results), sum(r.characters for r in results)
            seconds, pages = sum(r.seconds for r in results), sum(r.pages for r in results)
            print(f"| {label} | {wrong / max(1, characters):.4f} ({wrong}/{characters}) | {seconds / max(1, pages):.1f} |", flush=True)


def _chosen(pdf: Path, count: int) -> list[int]:
    with pypdfium2.PdfDocument(pdf) as document:
        return list(range(min(1, len(document) - 1), min(1 + count, len(document))))


if __name__ == "__main__":
    main()
