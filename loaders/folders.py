"""Which files are meant: those in a folder and those in a zip archive, which counts as a folder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from loaders import LoaderError, archives
from loaders.formats import READERS

_HIDDEN: Final = (".", "~$", "__MACOSX")
_OF_THE_SYSTEM: Final = frozenset({"thumbs.db", "desktop.ini"})
_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or some members of an archive, that cannot be read, with one line that says why."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Found:
    """The files that are meant, the folders and archives that were searched for them, and what in these is not read.

    `left_out` are files in a format that cannot be read; a file that is named by itself is never left out.
    """

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    left_out: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Search:
    files: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find(paths: Iterable[Path], *, besides: Path | None = None) -> Found:
    """Return the files that are meant by paths of files, folders and archives; what lies under `besides` is not looked at."""
    search, apart = _Search(), besides.resolve() if besides else None
    for path in paths:
        whole = path.resolve()
        if whole.is_dir():
            _in_folder(whole, search, apart)
        elif whole.suffix.lower() == archives.SUFFIX and whole.is_file():
            _in_archive(whole, search)
        else:
            search.files.append(path)
    return Found(tuple(search.files), tuple(search.folders), tuple(search.left_out), tuple(search.problems))


def is_gone(path: Path) -> bool:
    """Tell whether a file or a member of an archive is certainly no longer there; what cannot be looked at may be there."""
    if archives.archive_of(path):
        return not archives.holds(path)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _in_folder(folder: Path, search: _Search, apart: Path | None) -> None:
    search.folders.append(folder)
    for path in sorted(folder.rglob("*")):
        if not _is_hidden(path.relative_to(folder)) and path.is_file() and not (apart and path.is_relative_to(apart)):
            if path.suffix.lower() == archives.SUFFIX:
                _in_archive(path, search)
            else:
                _sort(path, search)


def _in_archive(archive: Path, search: _Search) -> None:
    search.folders.append(archive)
    try:
        listing = archives.listing(archive)
    except LoaderError as error:
        search.problems.append(Problem(archive, str(error)))
        return
    if office := next((name for name in ("[Content_Types].xml", "OFD.xml", "mimetype") if name in listing.members), ""):
        said = f"{archive} 不是文件的压缩包，而是一份办公文档（有 {office}），请改回原来的后缀"
        search.problems.append(Problem(archive, f"{said} / is an office document and no archive of files: give it its own suffix"))
        return
    shown = {name: member for name, member in listing.members.items() if not _is_hidden(Path(name))}
    locked = [name for name, member in shown.items() if member.encrypted and Path(name).suffix.lower() in READERS]
    nested = [name for name in shown if name.lower().endswith(archives.SUFFIX)]
    search.problems += _named(archive, listing.unsafe, "的路径越出压缩包，没有读", "lead out of the archive and were not read")
    search.problems += _named(archive, locked, "加了密，请解压后再读", "are encrypted: unpack them first")
    search.problems += _named(archive, nested, "是压缩包里的压缩包，请先解压", "are archives in an archive: unpack them first")
    for name in shown:
        if name not in locked and name not in nested:
            _sort(archive / name, search)


def _sort(path: Path, search: _Search) -> None:
    (search.files if path.suffix.lower() in READERS else search.left_out).append(path)


def _named(archive: Path, names: Iterable[str], zh: str, en: str) -> Iterator[Problem]:
    """Yield one line for all members of an archive that have this problem."""
    if names := list(names):
        some = "、".join(repr(name)[1:-1] for name in names[:_TOLD]) + (f" 等 {len(names)} 个" if len(names) > _TOLD else "")
        yield Problem(archive, f"{archive} 中的 {some} {zh} / {en}")


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(_HIDDEN) for part in path.parts) or path.name.lower() in _OF_THE_SYSTEM
