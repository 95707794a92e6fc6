"""The formats that can be read, and which reader reads each."""

from collections.abc import Callable
from pathlib import Path

from loaders import LoaderError, plain_text
from loaders.document import Document

Reader = Callable[[Path], Document]

READERS: dict[str, Reader] = {
    ".md": plain_text.read,
    ".markdown": plain_text.read,
    ".txt": plain_text.read,
    ".text": plain_text.read,
}


def read(path: Path) -> Document:
    """Return the document in a file, read by its suffix; raise `LoaderError` where it cannot be read."""
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.is_file():
        known = " ".join(READERS)
        raise LoaderError(f"{path} 的格式不能读，可读 {known} / has a format that cannot be read; these can: {known}")
    return (reader or plain_text.read)(path)
