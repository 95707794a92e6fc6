"""Old Word and Kingsoft Writer documents (.doc, .wps), and what else goes by these suffixes: docx, RTF."""

import tempfile
from pathlib import Path

from loaders import LoaderError
from loaders.readers import package, rich_text, word
from loaders.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes, path: Path) -> Source:
    """Return the text of an old Word document, or of what its bytes are in fact; raise `LoaderError` where it is damaged or locked."""
    if content.startswith(_OLE):
        return word.read(_modern(content, path), path)
    if content.startswith(b"PK\x03\x04"):
        return word.read(content, path)
    if content.startswith(b"{\\rtf"):
        return rich_text.read(content, path)
    raise LoaderError(f"{path} 不是 Word 文档，请检查后缀 / is no Word document: check its suffix")


def _modern(content: bytes, path: Path) -> bytes:
    """Return an old Word document as a new one."""
    if _ENCRYPTED in content:
        raise package.locked(path)
    from doc2docx import convert
    from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder) / "old.doc", Path(folder) / "new.docx"
        old.write_bytes(content)
        try:
            convert(old, new)
        except EncryptedDocumentError as error:
            raise package.locked(path) from error
        except (Doc2DocxError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError, OSError, RecursionError) as error:
            raise package.damaged(path) from error
        return new.read_bytes()
