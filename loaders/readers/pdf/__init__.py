"""PDF files: text by its layout, tables by their ruled lines; pages that are pictures are read by `loaders.readers.ocr`."""

from pathlib import Path

from loaders.readers.pdf.content import page_content
from loaders.readers.pdf.furniture import without_furniture
from loaders.readers.pdf.opening import opened, pages
from loaders.readers.pdf.paragraphs import paragraphs
from loaders.readers.pdf.reading_order import arranged
from loaders.readers.pdf.scans import with_scans_read
from loaders.readers.pdf.writing import written
from loaders.source import Source


def read(content: bytes, path: Path) -> Source:
    """Return the text of a PDF file; raise `LoaderError` where it cannot be read."""
    document = opened(content, path)
    try:
        told = [page_content(page, number) for number, page in pages(document, path)]
        read_pages = with_scans_read(told, document, path)
    finally:
        document.close()
    return written(*paragraphs(without_furniture([(page, arranged(page)) for page in read_pages])))
