"""The formats that can be read, which reader reads each, and the way from a file to its document."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loaders import LoaderError, archives, contents
from loaders.document import Document
from loaders.encoding import LARGEST, read_bytes
from loaders.metadata import metadata
from loaders.readers import old_word, open_document, open_fixed_document, pdf, plain_text, rich_text, spreadsheet, web_page, word
from loaders.source import Source
from loaders.structure import parts
from loaders.text import repair


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of one format: `read` takes the bytes of a file and, for its messages, the path; `version` stands in each document."""

    version: str
    read: Callable[[bytes, Path], Source]


_HALF = re.compile("[\ud800-\udfff]")
"""Halves of characters, which a damaged file may hold and no text can."""
_TEXT = Reader("text 1", plain_text.read)
_WEB_PAGE = Reader("html 1", web_page.read)
_OLD_WORD = Reader("doc 1", old_word.read)
LARGEST_WITH_PICTURES = 256 * 1024 * 1024

READERS: dict[str, Reader] = {
    ".md": _TEXT,
    ".markdown": _TEXT,
    ".txt": _TEXT,
    ".text": _TEXT,
    ".docx": Reader("docx 1", word.read),
    ".doc": _OLD_WORD,
    ".wps": _OLD_WORD,
    ".rtf": Reader("rtf 1", rich_text.read),
    ".odt": Reader("odt 1", open_document.read),
    ".xlsx": Reader("xlsx 1", spreadsheet.read),
    ".pdf": Reader("pdf 1", pdf.read),
    ".ofd": Reader("ofd 1", open_fixed_document.read),
    ".html": _WEB_PAGE,
    ".htm": _WEB_PAGE,
    ".mht": _WEB_PAGE,
    ".mhtml": _WEB_PAGE,
}


def read(path: Path) -> Document:
    """Return the document in a file or in a member of an archive, read by its suffix; raise `LoaderError` where it cannot be read."""
    reader = READERS.get(path.suffix.lower())
    if reader is None and (path.is_file() or archives.holds(path)):
        known = " ".join(READERS)
        raise LoaderError(f"{path} 的格式不能读，可读 {known} / has a format that cannot be read; these can: {known}")
    return understand(read_bytes(path, largest(path)), path)


def understand(content: bytes, path: Path) -> Document:
    """Return the document in the bytes of a file of this path, whose suffix has a reader; raise `LoaderError` where there is none."""
    reader = READERS[contents.read_as(content, path, READERS)]
    return assemble(reader.read(content, path), reader, hashlib.sha256(content).hexdigest(), path=path)


def is_text(path: Path) -> bool:
    """Tell whether a file is read as mere text, which needs no guard: no library of another format sees it."""
    return READERS.get(path.suffix.lower(), _TEXT) is _TEXT


def largest(path: Path) -> int:
    """Return the most bytes that a file may have to be read: text is all words, other formats hold pictures too."""
    return LARGEST if is_text(path) else LARGEST_WITH_PICTURES


def assemble(source: Source, reader: Reader, sha256: str, *, path: Path) -> Document:
    """Return the document that a reader's text makes: repaired, in its parts, with what it says of itself."""
    source = Source(_HALF.sub("\ufffd", source.text), source.anchors)
    draft = repair(source.text)
    if not draft.text:
        raise LoaderError(f"{path} 没有文字，请换有内容的文件 / holds no text: give a file with text")
    read_parts = parts(draft, source.text)
    about = metadata(draft.text, read_parts.titles)
    return Document(
        id=unicodedata.normalize("NFC", path.stem),
        title=about.title or path.stem,
        publisher=about.publisher,
        number=about.number,
        date=about.date,
        period=about.period,
        place=about.place,
        kind=about.kind,
        source=source.text,
        anchors=source.anchors,
        text=draft.text,
        offsets=draft.offsets,
        blocks=read_parts.blocks,
        sections=read_parts.sections,
        sha256=sha256,
        reader=reader.version,
    )
