"""Where an export goes: whole files or none, and never over something that is not an earlier export of ours."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from exports import ExportError

SIGN: Final = b"w3id.org/liantu"
"""Every file that we write alone holds this near its beginning; that is how an earlier export is known."""
_HEAD: Final = 1 << 16


def put_file(path: Path, content: bytes) -> None:
    """Write one file, replacing an earlier export whole; ExportError when something else stands there."""
    if path.is_dir():
        raise ExportError(f"{path} 是文件夹，此格式写成单个文件：请给出文件名。 A folder; this format is one file: name a file.")
    if path.exists() and not _is_ours(path):
        raise ExportError(f"{path} 已存在且不是链图的导出文件：请换一个文件名。 Exists and is no export of ours: choose another name.")
    _write_all({path: content})


def put_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a folder, replacing an earlier export's; ExportError when something else stands there.

    Files in the folder that are not ours stay as they are.
    """
    if path.exists() and not path.is_dir():
        raise ExportError(f"{path} 是文件，此格式写成文件夹：请给出文件夹名。 A file; this format is a folder: name a folder.")
    if (path / "manifest.json").exists():
        raise ExportError(f"{path} 是图谱目录，不能导出到里面：请换一个文件夹。 A graph directory: choose another folder.")
    foreign = sorted(name for name, content in files.items() if (path / name).exists() and not _same_table(path / name, content))
    if foreign:
        raise ExportError(
            f"{path / foreign[0]} 已存在且不是链图的导出文件：请换一个文件夹。 Exists and is no export of ours: choose another folder."
        )
    _write_all({path / name: content for name, content in files.items()})


def _write_all(files: Mapping[Path, bytes]) -> None:
    """Write each file beside its place first, then move all into place: an interrupted export leaves the old ones."""
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _beside(path).write_bytes(content)
        for path in files:
            _beside(path).replace(path)
    except OSError as error:
        raise ExportError(f"{error.filename or next(iter(files))} 写不进去：{error.strerror}。 Cannot be written.") from error
    finally:
        for path in files:
            with suppress(OSError):
                _beside(path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _is_ours(path: Path) -> bool:
    head = _head(path)
    return not head or SIGN in head


def _same_table(path: Path, content: bytes) -> bool:
    """Tell whether the table at `path` has the same header line as the new one."""
    return path.is_file() and _head(path).partition(b"\n")[0] == content.partition(b"\n")[0]


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise ExportError(f"{path} 读不了：{error.strerror}。 Cannot be read.") from error
