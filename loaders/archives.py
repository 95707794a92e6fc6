"""Zip archives as folders: the path of a member is the path of the archive with the member's own below it (`plans.zip/2021/plan.md`).

Members are read straight from the archive. Nothing is unpacked to the disk, whatever their names say.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import BinaryIO, Final

from loaders import LoaderError

SUFFIX: Final = ".zip"
MOST_MEMBERS: Final = 10_000
MOST_BYTES: Final = 1 << 30
"""The most that the members of an archive may come to, unpacked; a folder of plans comes to a few hundred MB."""
MOST_RATIO: Final = 200
"""The most that a member of a megabyte or more may grow: plain text grows three times to ten times."""

_DIRECTORY_BYTES: Final = 4 << 20
_ENCRYPTED: Final = 1
_UTF_8: Final = 1 << 11
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x07"
_DAMAGED: Final = "{} 已损坏或不完整，请重新取得或重新压缩 / is damaged or cut off: get it or pack it again"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: where it stands there, how it is packed, how large it is packed and unpacked."""

    name: str
    offset: int
    method: int
    packed: int
    size: int
    crc: int
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The members of an archive by the path below it; `unsafe` are names that would lead out of it."""

    members: Mapping[str, Member]
    unsafe: tuple[str, ...]


def archive_of(path: Path) -> Path | None:
    """Return the archive that the path leads into; None where it leads to a file of the disk.

    >>> archive_of(Path("2021/plan.md"))
    """
    return next((parent for parent in path.parents if parent.suffix.lower() == SUFFIX and parent.is_file()), None)


def listing(archive: Path) -> Listing:
    """Return what an archive holds; raise `LoaderError` where it is damaged, or is larger unpacked than any folder of plans."""
    try:
        state = archive.stat()
        return _listing(archive, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise LoaderError(f"{archive} 无法打开（{error.strerror}），请检查权限 / cannot be opened: check its permissions") from error


def holds(path: Path) -> bool:
    """Tell whether a path leads to a member that its archive holds; an archive that cannot be read may hold it."""
    archive = archive_of(path)
    if archive is None:
        return False
    try:
        return _key(path, archive) in listing(archive).members
    except LoaderError:
        return True


def content(path: Path, archive: Path, largest: int) -> bytes:
    """Return the bytes of a member; raise `LoaderError` where there is none, it is damaged, encrypted or larger than `largest`."""
    member = listing(archive).members.get(_key(path, archive))
    if member is None:
        raise LoaderError(f"{path} 不在压缩包里，请检查路径 / is not in the archive: check the path")
    if member.encrypted:
        raise LoaderError(f"{path} 加了密，请解压后再读 / is encrypted: unpack it first")
    if member.method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise LoaderError(f"{path} 的压缩方法不能读，请解压后再读 / is packed by a method that cannot be read: unpack it first")
    if member.size > largest:
        raise LoaderError(
            f"{path} 有 {member.size / 2**20:.0f} MB，超过 {largest >> 20} MB，请拆分后再读 / is larger than {largest >> 20} MB: split it"
        )
    try:
        with archive.open("rb") as file:
            return _unpacked(file, member)
    except (OSError, zlib.error, struct.error, ValueError) as error:
        raise LoaderError(_DAMAGED.format(path)) from error


def _key(path: Path, archive: Path) -> str:
    return path.relative_to(archive).as_posix()


@lru_cache(maxsize=4)
def _listing(archive: Path, modified: int, size: int) -> Listing:
    """Return what an archive in this state holds; reading the directory anew for each member would take minutes."""
    try:
        with archive.open("rb") as file:
            _check_size(file, archive, size)
            with zipfile.ZipFile(file) as opened:
                infos = opened.infolist()
    except LoaderError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError, IndexError) as error:
        raise LoaderError(_DAMAGED.format(archive)) from error
    if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > MOST_BYTES:
        raise _too_large(archive)
    return _sorted_out([_member(info) for info in infos if not _is_folder(info)], archive)


def _sorted_out(members: list[Member], archive: Path) -> Listing:
    """Tell the members with a path of their own in the archive from those that would lead out of it; a bomb is an error."""
    safe: dict[str, Member] = {}
    unsafe: list[str] = []
    for member in members:
        if member.size >= 1 << 20 and member.size > MOST_RATIO * max(1, member.packed):
            raise _too_large(archive)
        if _leads_out(member.name):
            unsafe.append(member.name)
        else:
            safe[PurePosixPath(member.name).as_posix()] = member
    return Listing(MappingProxyType(dict(sorted(safe.items()))), tuple(sorted(unsafe)))


def _check_size(file: BinaryIO, archive: Path, size: int) -> None:
    """Look at the end of an archive for the size of its directory, which is read in one go."""
    file.seek(max(0, size - (1 << 16) - 42))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    if count > MOST_MEMBERS or directory > _DIRECTORY_BYTES or tail[max(0, at - 20) : at].startswith(_END_64):
        raise _too_large(archive)


def _too_large(archive: Path) -> LoaderError:
    return LoaderError(
        f"{archive} 解压后过大（超过 {MOST_MEMBERS} 个文件、{MOST_BYTES >> 20} MB 或 {MOST_RATIO} 倍），没有读；请解压后只读需要的文件 "
        "/ would be too large unpacked and was not read: unpack it and read the files that matter"
    )


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def _member(info: zipfile.ZipInfo) -> Member:
    return Member(
        _name(info), info.header_offset, info.compress_type, info.compress_size, info.file_size, info.CRC, bool(info.flag_bits & _ENCRYPTED)
    )


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name: where the archive does not say that it is UTF-8, it is that or the GBK of Chinese Windows."""
    name = info.orig_filename
    if not info.flag_bits & _UTF_8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\0" in name or ".." in name.split("/") or bool(_DRIVE.match(name)) or not name.strip("./ ")


def _unpacked(file: BinaryIO, member: Member) -> bytes:
    """Return the bytes of a member, never more than the directory says; ValueError where they are not those that were packed."""
    file.seek(member.offset)
    head = file.read(30)
    if not head.startswith(b"PK\x03\x04"):
        raise ValueError("no member begins there")
    file.seek(sum(struct.unpack_from("<HH", head, 26)), 1)
    data = file.read(member.packed)
    if member.method == zipfile.ZIP_DEFLATED:
        data = zlib.decompressobj(-15).decompress(data, member.size + 1)
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise ValueError("other bytes than were packed")
    return data
