"""Bytes of a web page → its characters: saved with all it shows or alone, in the encoding that it names or that it is in."""

import codecs
import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from pathlib import Path

from loaders import LoaderError, encoding

_SAVED = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?(?:MIME-Version|Content-Type):", re.IGNORECASE)
_NAMED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)
_HEAD = 16_384
_SIMPLIFIED = frozenset(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "euc-cn", "cp936", "hz-gb-2312", "chinese", "csgb2312"))
_TRADITIONAL = frozenset(("big5", "big5-hkscs", "x-x-big5", "cn-big5"))
_HAN = re.compile(r"[\u3400-\u9fff]")
_MOST_BROKEN = 50
"""One broken character in so many is let pass: a page that was cut within one, or put together from two."""


def decoded(content: bytes, path: Path) -> str:
    """Return the characters of a page; raise `LoaderError` where it is no text, or in no encoding that can be told.

    The encoding of a byte order mark counts first, then UTF-8 where all bytes fit it, then the one that the page names.
    """
    named = ""
    if _SAVED.match(content[:_HEAD]):
        content, named = _page_of(content, path)
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return encoding.decoded(content, path)
    if content.count(b"\0") * _MOST_BROKEN > len(content):
        raise LoaderError(f"{path} 是二进制文件，不是网页，请检查后缀 / is a binary file, no web page: check its suffix")
    content = content.replace(b"\0", b"")
    named = named or _named(content)
    text = _strictly(content, "utf-8")
    if text is not None and (text.isascii() or _HAN.search(text) or named not in _SIMPLIFIED):
        return text
    if named in _SIMPLIFIED or named in _TRADITIONAL or named in ("utf-8", "utf8"):
        return _leniently(content, named, path)
    return encoding.decoded(content, path)


def _named(content: bytes) -> str:
    m = _NAMED.search(content[:_HEAD])
    return (m.group(1) or m.group(2)).decode("ascii", "replace").lower() if m else ""


def _strictly(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def _leniently(content: bytes, named: str, path: Path) -> str:
    """Return the characters in the encoding that the page names, or in the other one that fits, with few broken ones."""
    name = "big5hkscs" if named in _TRADITIONAL else "gb18030" if named in _SIMPLIFIED else "utf-8"
    text = content.decode(name, "replace")
    if text.count("\ufffd") * _MOST_BROKEN > len(_HAN.findall(text)) and name != "gb18030":
        return encoding.decoded(content, path)
    if text.count("\ufffd") * _MOST_BROKEN > len(_HAN.findall(text)):
        raise LoaderError(f"{path} 的编码已损坏，请重新保存网页 / is broken text: save the page anew")
    return text.replace("\ufffd", "")


def _page_of(content: bytes, path: Path) -> tuple[bytes, str]:
    """Return the page in a file that holds all that the page shows, and the encoding that is named beside it."""
    try:
        part = _html(message_from_bytes(content))
        payload = part.get_payload(decode=True) if part else None
        named = part.get_content_charset("") if part else ""
    except (MessageError, LookupError, ValueError, RecursionError) as error:
        raise LoaderError(f"{path} 已损坏，请重新保存网页 / is damaged: save the page anew") from error
    if not isinstance(payload, bytes) or not payload.strip():
        raise LoaderError(f"{path} 里没有网页，请重新保存 / holds no web page: save it anew")
    return payload, str(named).lower()


def _html(message: Message) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
