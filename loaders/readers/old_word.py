"""Old Word and Kingsoft Writer documents (.doc, .wps), and what else goes by these suffixes: docx, RTF, plain text."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

from loaders import LoaderError
from loaders.readers import package, plain_text, rich_text, word
from loaders.readers.binary_word import File, number, opened
from loaders.readers.binary_word_stories import pieces
from loaders.readers.composition import composed
from loaders.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_97 = 0x00C1
_MARK = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200


def read(content: bytes, path: Path) -> Source:
    """Return the text of an old Word document, or of what its bytes are in fact; raise `LoaderError` where it is damaged or locked."""
    if content.startswith(_OLE):
        return _old(content, path)
    if content.startswith(b"PK\x03\x04"):
        return word.read(content, path)
    if content.startswith(b"{\\rtf"):
        return rich_text.read(content, path)
    if not content.lstrip().startswith(b"<"):
        return plain_text.read(content, path)
    raise LoaderError(f"{path} 不是 Word 文档，请检查后缀 / is no Word document: check its suffix")


def _old(content: bytes, path: Path) -> Source:
    try:
        return composed(list(pieces(_file(content, path))))
    except LoaderError:
        raise
    except (ValueError, struct.error, LookupError, OSError, RecursionError) as error:
        raise package.damaged(path) from error


def _file(content: bytes, path: Path) -> File:
    try:
        streams = dict(_streams(content))
    except (ValueError, TypeError) as error:  # what olefile says of tables that it cannot follow
        raise package.damaged(path) from error
    if "encryptedpackage" in streams:
        raise package.locked(path)
    text = streams.get("worddocument")
    if text is None:
        raise LoaderError(f"{path} 不是 Word 文档，请检查后缀 / is no Word document: check its suffix")
    if number(text, 0) != _MARK or number(text, 2) < _WORD_97:
        raise LoaderError(f"{path} 是 Word 95 或更早的格式，请另存为 .docx / is of Word 95 or before: save it as .docx")
    flags = number(text, 10)
    if flags & _ENCRYPTED:
        raise package.locked(path)
    return opened(text, streams.get("1table" if flags & _SECOND_TABLE else "0table", b""), streams.get("data", b""))


def _streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the streams that a document is read from, by their names in small letters."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        for name in ("WordDocument", "0Table", "1Table", "Data", "EncryptedPackage"):
            if ole.exists(name):
                yield name.lower(), ole.openstream(name).read()
