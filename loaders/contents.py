"""What a file is by its first bytes, whatever its suffix says."""

import re
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Final

from loaders import LoaderError

_STARTS: Final[Mapping[bytes, str]] = {
    b"%PDF-": ".pdf",
    b"{\\rtf": ".rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"Rar!\x1a\x07": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x89PNG\r\n\x1a\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
    b"AT&TFORM": "djvu",
    b"CAJ\0": "caj",
    b"MZ\x90\0": "program",
    b"\x7fELF": "program",
}
_PARTS: Final[Mapping[bytes, str]] = {
    b"word/document": ".docx",
    b"xl/workbook": ".xlsx",
    b"ppt/presentation": ".pptx",
    b"OFD.xml": ".ofd",
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
_STREAMS: Final[Mapping[str, str]] = {
    "EncryptedPackage": "encrypted",
    "WordDocument": ".doc",
    "Workbook": ".xls",
    "PowerPoint Document": ".ppt",
}
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|title)\b", re.DOTALL | re.IGNORECASE
)
_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "image": ("图片", "an image"),
    "rar": ("RAR 压缩包", "a RAR archive"),
    "7z": ("7z 压缩包", "a 7z archive"),
    "zip": ("zip 压缩包", "a zip archive"),
    "djvu": ("DjVu 扫描件", "a DjVu scan"),
    "caj": ("CAJ 文件", "a CAJ file"),
    "ole": ("旧式 Office 文件", "an old Office file"),
    "program": ("程序", "a program"),
    ".docx": ("Word 文件", "a Word file"),
    ".doc": ("旧式 Word 文件", "an old Word file"),
    ".xlsx": ("Excel 文件", "an Excel file"),
    ".xls": ("旧式 Excel 文件", "an old Excel file"),
    ".pptx": ("演示文稿", "a presentation"),
    ".ppt": ("旧式演示文稿", "an old presentation"),
    ".html": ("网页", "a web page"),
    ".mht": ("网页", "a web page"),
}
_INSTEAD: Final[Mapping[str, tuple[str, str]]] = {
    "image": ("请另存为 PDF 后再读", "save it as PDF"),
    "rar": ("请解压后再读", "unpack it first"),
    "7z": ("请解压后再读", "unpack it first"),
    "djvu": ("请转为 PDF 后再读", "convert it to PDF"),
    "caj": ("请转为 PDF 后再读", "convert it to PDF"),
    ".xls": ("请另存为 .xlsx", "save it as .xlsx"),
    ".ods": ("请另存为 .xlsx", "save it as .xlsx"),
}
_PAGES: Final = frozenset({".html", ".mht"})
_OLD_WORD: Final = (".doc", ".wps")
_ACCEPTED: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_OLD_WORD, frozenset({".doc", "ole", ".docx", ".rtf", *_PAGES})),
    ".docx": frozenset({".docx", "zip"}),
    ".xlsx": frozenset({".xlsx", "zip"}),
    ".odt": frozenset({".odt", "zip"}),
    ".ofd": frozenset({".ofd", "zip"}),
    ".rtf": frozenset({".rtf"}),
    ".pdf": frozenset({".pdf"}),
}
"""The kinds that are read under a suffix; under others, those of text and of pages, a file may begin like a page of the web, and no other."""
_MAIL: Final = re.compile(rb"[\w-]+:[^\n]*\n(?:[^\n]+\n){0,30}?MIME-Version:", re.IGNORECASE)
_HEAD: Final = 1 << 16


def kind(content: bytes) -> str:
    """Return what the bytes of a file are: the suffix of a format, a word such as "image" for what is no document, "" for what they do not tell.

    >>> kind(b"%PDF-1.7"), kind(b"<!DOCTYPE html><p>"), kind("云溪市".encode())
    ('.pdf', '.html', '')
    """
    found = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    if found == "zip":
        return _packed(content)
    if found == "ole":
        return _compound(content)
    if not found and content[:1024].lstrip().startswith(b"%PDF-"):
        return ".pdf"
    if not found and _MAIL.match(head := content[:_HEAD].removeprefix(b"\xef\xbb\xbf")) and b"multipart/related" in head:
        return ".mht"
    return found or (".html" if _HTML.match(content[:_HEAD].removeprefix(b"\xef\xbb\xbf")) else "")


def read_as(content: bytes, path: Path, readable: Container[str]) -> str:
    """Return the suffix by which the bytes of a file are to be read; those in `readable` have readers.

    That is the file's own, but for web pages that Word saved under its suffix. Raise `LoaderError` where the bytes are
    plainly of another kind than the suffix says.
    """
    found, suffix = kind(content), path.suffix.lower()
    if not found or found in _ACCEPTED.get(suffix, _PAGES):
        return found if found in _PAGES and suffix in _OLD_WORD else suffix
    if found == "encrypted":
        raise LoaderError(f"{path} 加了密码，请在 Office 中去掉密码后再读 / is protected by a password: remove it in Office")
    zh, en = _NAMES.get(found, (f"{found[1:].upper()} 文件", f"a {found[1:].upper()} file"))
    rename = (f"请改名为 {found}", f"rename it to {found}") if found in readable else ("请换成规划文件", "give a plan instead")
    do_zh, do_en = _INSTEAD.get(found, rename)
    raise LoaderError(f"{path} 其实是{' ' if zh[0].isascii() else ''}{zh}，{do_zh} / is in fact {en}: {do_en}")


def _packed(content: bytes) -> str:
    """Tell an office document in a zip by the names of its parts, which stand at the head or in the directory at the end."""
    ends = content[:4096] + content[-_HEAD:]
    return next((kind for part, kind in _PARTS.items() if part in ends), "zip")


def _compound(content: bytes) -> str:
    """Tell an OLE file by the names of its streams, which stand anywhere in it as UTF-16."""
    return next((kind for name, kind in _STREAMS.items() if name.encode("utf-16-le") in content), "ole")
