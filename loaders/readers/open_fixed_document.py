"""OFD files (GB/T 33190), the fixed layout of Chinese offices: text by its layout, as that of PDF files; pictures are not read."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loaders import LoaderError
from loaders.readers import package
from loaders.readers.open_fixed_page import Resources, child, local, numbers, page_content
from loaders.readers.package import Package
from loaders.readers.pdf.furniture import without_furniture
from loaders.readers.pdf.page import Page
from loaders.readers.pdf.paragraphs import paragraphs
from loaders.readers.pdf.reading_order import arranged
from loaders.readers.pdf.writing import written
from loaders.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST_PAGES: Final = 3_000
_MAIN: Final = "OFD.xml"
_A4: Final = (0.0, 0.0, 210.0, 297.0)
_STRONG: Final = ("黑", "小标宋", "楷", "hei", "bold", "black", "heavy", "demi", "kaiti", "xbs", "xiaobiao")


def read(content: bytes, path: Path) -> Source:
    """Return the text of an OFD file; raise `LoaderError` where it is damaged, locked, no OFD file, or has no text layer."""
    opened = package.opened(content, path)
    if not package.holds(opened, _MAIN):
        raise LoaderError(f"{path} 不是 OFD 文件，请检查后缀 / is no OFD file: check its suffix")
    pages = list(_pages(opened))
    if not any(page.characters for page in pages):
        raise LoaderError(
            f"{path} 没有文字层（扫描件，或文字已转成曲线），请在 OFD 阅读器里另存为 PDF 再读，扫描件需 liantu[ocr]"
            " / has no text layer: save it as PDF in an OFD viewer and read that; scans need liantu[ocr]"
        )
    return written(*paragraphs(without_furniture([(page, arranged(page)) for page in pages])))


@dataclass(frozen=True, slots=True)
class _Document:
    """One of the documents in a file: where its pages are, their usual box, and what they share."""

    pages: tuple["Element", ...]
    name: str
    box: Sequence[float]
    templates: Mapping[str, "Element"]
    resources: Resources


def _pages(opened: Package) -> Iterator[Page]:
    """Yield the pages of all documents in a file, numbered through."""
    number = 0
    for document in _documents(opened):
        for page in document.pages:
            number += 1
            if number > MOST_PAGES:
                raise LoaderError(f"{opened.path} 超过 {MOST_PAGES} 页，请拆分后再读 / has more than {MOST_PAGES} pages: split it")
            name = _resolved(opened, document.name, page.get("BaseLoc"))
            if name:
                yield _page(package.tree(opened, name), number, document)


def _page(content: "Element", number: int, document: _Document) -> Page:
    box = _box(child(content, "Area")) or document.box
    named = (element.get("TemplateID", "") for element in content if local(element) == "Template")
    templates = [document.templates[name] for name in named if name in document.templates]
    return page_content([*templates, content], number, box=box, resources=document.resources)


def _documents(opened: Package) -> Iterator[_Document]:
    found = False
    for body in package.tree(opened, _MAIN):
        root = child(body, "DocRoot")
        name = _resolved(opened, _MAIN, None if root is None else root.text)
        if name:
            found = True
            yield _document(opened, name)
    if not found:
        raise package.locked(opened.path) if any("ncrypt" in name for name in opened.archive.namelist()) else package.damaged(opened.path)


def _document(opened: Package, name: str) -> _Document:
    tree = package.tree(opened, name)
    common = child(tree, "CommonData")
    parts = list(_inside(common))
    templates = {part.get("ID", ""): _resolved(opened, name, part.get("BaseLoc")) for part in parts if local(part) == "TemplatePage"}
    shared = [_resolved(opened, name, part.text) for part in parts if local(part) in ("PublicRes", "DocumentRes")]
    return _Document(
        pages=tuple(page for page in _inside(child(tree, "Pages")) if local(page) == "Page"),
        name=name,
        box=_box(child(common, "PageArea")) or _A4,
        templates={key: package.tree(opened, part) for key, part in templates.items() if part},
        resources=_resources([package.tree(opened, part) for part in shared if part]),
    )


def _resources(trees: Sequence["Element"]) -> Resources:
    parts = [part for tree in trees for group in tree for part in group]
    fonts = {part.get("ID", ""): _font(part) for part in parts if local(part) == "Font"}
    return Resources(fonts, {part.get("ID", ""): part for part in parts if local(part) == "CompositeGraphicUnit"})


def _font(font: "Element") -> tuple[str, bool]:
    name = font.get("FamilyName") or font.get("FontName") or ""
    return name, font.get("Bold") == "true" or any(word in f"{name} {font.get('FontName')}".lower() for word in _STRONG)


def _box(area: "Element | None") -> Sequence[float]:
    box = child(area, "PhysicalBox")
    found = numbers(None if box is None else box.text)
    return found if len(found) == 4 and min(found[2:]) > 0 else ()


def _resolved(opened: Package, base: str, location: str | None) -> str:
    """Return the name of a part that another part names, relative to itself or from the root; "" where there is none."""
    words = (location or "").strip().replace("\\", "/")
    for name in (posixpath.join(posixpath.dirname(base), words), words):
        name = posixpath.normpath(name).lstrip("/")
        if words and package.holds(opened, name):
            return name
    return ""


def _inside(element: "Element | None") -> Iterator["Element"]:
    return iter(()) if element is None else iter(element)
