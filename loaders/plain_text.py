"""Text files: plain or Markdown, in UTF-8, UTF-16 or GB18030."""

import hashlib
import unicodedata
from pathlib import Path

from loaders import LoaderError
from loaders.document import Document
from loaders.encoding import decoded, read_bytes
from loaders.metadata import metadata
from loaders.structure import parts
from loaders.text import repair

READER = "text 1"


def read(path: Path) -> Document:
    """Return the document in a text file; raise `LoaderError` where it cannot be read."""
    content = read_bytes(path)
    source = decoded(content, path)
    draft = repair(source)
    if not draft.text:
        raise LoaderError(f"{path} 没有文字，请换有内容的文件 / holds no text: give a file with text")
    read_parts = parts(draft, source)
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
        source=source,
        text=draft.text,
        offsets=draft.offsets,
        blocks=read_parts.blocks,
        sections=read_parts.sections,
        sha256=hashlib.sha256(content).hexdigest(),
        reader=READER,
    )
