"""Bytes of a text file → its characters."""

import codecs
from pathlib import Path

from loaders import LoaderError, archives

LARGEST = 32 * 1024 * 1024
"""The most bytes that a text file may have; the longest plans are under 1 MB."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BINARY = "{} 是二进制文件，请转为 .md 或 .txt / is a binary file: convert it to .md or .txt"
_SAMPLE = 20_000
_LEVEL_ONE = frozenset(
    bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA)
)
"""The 3,755 commonest characters of GB 2312: nearly all of real text, a quarter of UTF-8 that is read as GB18030."""


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """Return the bytes of a file or of a member of a zip archive; raise `LoaderError` where there is none, or none but blanks, or too many."""
    archive = archives.archive_of(path)
    content = archives.content(path, archive, largest) if archive else _of_the_disk(path, largest)
    if not content.strip():
        raise LoaderError(f"{path} 是空文件，请换有内容的文件 / is empty: give a file with text")
    return content


def _of_the_disk(path: Path, largest: int) -> bytes:
    if path.is_dir():
        raise LoaderError(f"{path} 是文件夹，请给出其中的文件 / is a directory: name the files in it")
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise LoaderError(f"{path} 不是普通文件，请给出规划文件 / is no ordinary file: give a plan")
        if size > largest:
            raise LoaderError(
                f"{path} 有 {size / 2**20:.0f} MB，超过 {largest >> 20} MB，请拆分后再读 / is larger than {largest >> 20} MB: split it"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LoaderError(f"{path} 不存在，请检查路径 / does not exist: check the path") from error
    except OSError as error:
        raise LoaderError(f"{path} 无法打开（{error.strerror}），请检查权限 / cannot be opened: check its permissions") from error


def decoded(content: bytes, path: Path) -> str:
    """Return the characters of a text file in UTF-8, UTF-16 with its mark, or GB18030; raise `LoaderError` for anything else."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding, path)
    if b"\0" in content:
        raise LoaderError(_BINARY.format(path))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(content, "gb18030", path)
    if not _is_chinese(text):
        raise LoaderError(f"{path} 的编码无法识别，请另存为 UTF-8 / is in no encoding that can be told: save it as UTF-8")
    return text


def _decoded(content: bytes, encoding: str, path: Path) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoaderError(f"{path} 的编码已损坏，请另存为 UTF-8 / is broken text: save it as UTF-8") from error
    if "\0" in text:
        raise LoaderError(_BINARY.format(path))
    return text


def _is_chinese(text: str) -> bool:
    """Tell real Chinese from broken UTF-8 that happens to decode."""
    middle = len(text) // 2
    sample = text if len(text) <= 3 * _SAMPLE else text[:_SAMPLE] + text[middle : middle + _SAMPLE] + text[-_SAMPLE:]
    han = [c for c in sample if "\u3400" <= c <= "\u9fff"]
    return bool(han) and sum(map(_LEVEL_ONE.__contains__, han)) >= 0.8 * len(han)
