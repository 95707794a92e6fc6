"""A PDF file, opened page by page within limits of pages, size and time; what cannot be read is refused in one line."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loaders import LoaderError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES: Final = 3_000
MOST_SECONDS: Final = 120.0
"""How long the pages of one file may take; 300 full pages take under five seconds."""
_HEAD: Final = 1_024
_PASSWORD: Final = 4
"""FPDF_ERR_PASSWORD of PDFium."""


def opened(content: bytes, path: Path) -> "PdfDocument":
    """Return the document in the bytes of a PDF file; raise `LoaderError` where it is none, is broken, or wants a password."""
    import pypdfium2

    if b"%PDF-" not in content[:_HEAD]:
        raise LoaderError(f"{path} 不是 PDF 文件，请检查后缀 / is no PDF file: check its suffix")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise LoaderError(f"{path} 设有打开密码，请先去掉密码 / needs a password to open: remove it first") from error
        raise LoaderError(f"{path} 的 PDF 已损坏或不完整，请重新下载 / is a broken or cut off PDF: get it again") from error
    count = len(document)
    if not count:
        raise LoaderError(f"{path} 没有页面，请换有内容的文件 / has no pages: give a file with text")
    if count > MOST_PAGES:
        raise LoaderError(f"{path} 有 {count} 页，超过 {MOST_PAGES} 页，请拆分后再读 / has more than {MOST_PAGES} pages: split it")
    return document


def pages(document: "PdfDocument", path: Path) -> Iterator[tuple[int, "PdfPage"]]:
    """Yield the pages one by one with their numbers, each closed when the next is asked for; raise `LoaderError` at the time limit, skip broken pages."""
    import pypdfium2

    last = time.monotonic() + MOST_SECONDS
    for i in range(len(document)):
        if time.monotonic() > last:
            raise LoaderError(
                f"{path} 读了 {MOST_SECONDS:.0f} 秒仍未读完，请拆分后再读 / was not read after {MOST_SECONDS:.0f} seconds: split it"
            )
        try:
            page = document[i]
        except pypdfium2.PdfiumError:  # a page whose description is broken: the others are read
            continue
        yield i + 1, page
        page.close()
