"""Text files: plain or Markdown, in UTF-8, UTF-16 or GB18030."""

from pathlib import Path

from loaders.encoding import decoded
from loaders.source import Source


def read(content: bytes, path: Path) -> Source:
    """Return the text of a text file; raise `LoaderError` where it is in no known encoding."""
    return Source(decoded(content, path), ())
