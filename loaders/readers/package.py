"""Zip packages of XML parts, as docx, odt and xlsx are: opened with bounds, nothing fetched, no DTD."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from loaders import LoaderError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LARGEST_PART = 48 * 1024 * 1024
"""The most bytes of one XML part: plans of 300 pages have 5 MB."""
LARGEST = 300 * 1024 * 1024
"""The most bytes of all parts together."""
HIGHEST_RATIO = 250
"""Bytes to one packed byte, in parts above 1 MB; XML of office programs has 10 to 60."""
_SMALL = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package, and the file that it is of, for messages."""

    archive: zipfile.ZipFile
    path: Path


def opened(content: bytes, path: Path) -> Package:
    """Return the package in the bytes of a file; raise `LoaderError` where it is damaged, locked, or a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise damaged(path) from error
    infos = archive.infolist()
    if sum(info.file_size for info in infos) > LARGEST or any(_is_bomb(info) for info in infos):
        raise LoaderError(
            f"{path} 解压后过大，像是压缩炸弹，请检查来源 / unpacks to far more than a document has, like a zip bomb: check where it comes from"
        )
    if any(info.flag_bits & 1 for info in infos):
        raise locked(path)
    return Package(archive, path)


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _SMALL and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1)


def damaged(path: Path) -> LoaderError:
    """Return the error of a file that is cut off or broken."""
    return LoaderError(f"{path} 已损坏，请用办公软件打开后另存 / is damaged: open it in an office program and save it anew")


def locked(path: Path) -> LoaderError:
    """Return the error of a file with a password."""
    return LoaderError(f"{path} 有密码保护，请去掉密码后再读 / is protected by a password: remove the password")


def holds(package: Package, name: str) -> bool:
    """Tell whether a package has a part of this name."""
    return name in package.archive.NameToInfo


def part(package: Package, name: str) -> bytes:
    """Return the bytes of a part; raise `LoaderError` where it is missing, damaged or too large."""
    try:
        info = package.archive.getinfo(name)
        if info.file_size <= LARGEST_PART:
            return package.archive.read(info)
    except (*_DAMAGE, RuntimeError) as error:
        raise damaged(package.path) from error
    raise LoaderError(
        f"{package.path} 的正文超过 {LARGEST_PART >> 20} MB，请拆分后再读 / has more than {LARGEST_PART >> 20} MB of text: split it"
    )


def tree(package: Package, name: str) -> "Element":
    """Return the root of an XML part; entities stay unread, and a part with a DTD is refused."""
    return parsed(part(package, name), package.path)


def parsed(content: bytes, path: Path) -> "Element":
    """Return the root of XML without comments; raise `LoaderError` where it is broken or has a DTD."""
    from lxml import etree

    start = content if b"\0" not in content[:8] else content.replace(b"\0", b"")
    if b"<!DOCTYPE" in start:
        raise LoaderError(f"{path} 的 XML 里有 DTD，不予读取 / has a DTD in its XML, which no office program writes: save it anew")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(path) from error


def related(package: Package, name: str) -> dict[str, str]:
    """Return the parts that a part of an Office Open XML package names ("" for the package itself): last word of the type → name, and id → name."""
    folder, base = posixpath.split(name)
    rels = posixpath.join(folder, "_rels", f"{base}.rels")
    if not holds(package, rels):
        return {}
    found: dict[str, str] = {}
    for relation in tree(package, rels):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External" and target:
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.setdefault(relation.get("Type", "").rpartition("/")[2], target)
            found[relation.get("Id", "")] = target
    return found
