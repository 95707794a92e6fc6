"""What a graph directory holds at one moment: `manifest.json`, whose replacement is the one commit point."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from kg import GraphError

FORMAT: Final = 1
NAME: Final = "manifest.json"
DOCUMENTS: Final = "documents"


@dataclass(frozen=True, slots=True)
class Kept:
    """One document of the graph: the file under `documents/` with its hash, and what tells whether the original is unchanged.

    `source` is the original's path, relative to the graph's parent where it lies under it; only `verify` uses it.
    """

    file: str
    hash: str
    sha256: str
    text: str
    fingerprint: str
    source: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The documents by id, the hash of the decisions, and the name of the index made of all that."""

    documents: Mapping[str, Kept]
    decisions: str
    index: str


def read(folder: Path) -> Manifest:
    """Return the manifest in a folder; GraphError in one line where there is none or it has another format."""
    try:
        record = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise GraphError(_no_graph(folder)) from None
    except (OSError, ValueError) as error:
        raise GraphError(f"{folder / NAME} 读不出，请重新 build / cannot be read ({error}): build the graph anew") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise GraphError(
            f"{folder} 的格式与本版本不符，请用 liantu build 在新目录重建 / is in another format than this version's: build it anew in another folder"
        )
    return _manifest(record, folder)


def write(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in a folder: before this call the old graph is there, after it the new one."""
    record = {"format": FORMAT, **asdict(manifest)}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    draft = folder / (NAME + ".new")
    write_through(draft, text.encode("utf-8"))
    draft.replace(folder / NAME)
    _sync_folder(folder)


def write_through(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def index_name(documents: Mapping[str, Kept], decisions: str, program: str) -> str:
    """Return the name of the index made of these documents and decisions by this program."""
    told = [str(FORMAT), program, decisions, *(f"{id}\0{kept.hash}" for id, kept in sorted(documents.items()))]
    return sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _manifest(record: Mapping[str, Any], folder: Path) -> Manifest:
    try:
        documents = {id: Kept(**kept) for id, kept in record["documents"].items()}
        return Manifest(documents, record["decisions"], record["index"])
    except (KeyError, TypeError, AttributeError):
        raise GraphError(f"{folder / NAME} 已损坏，请在新目录重建 / is damaged: build the graph anew in another folder") from None


def _no_graph(folder: Path) -> str:
    if folder.is_dir():
        return f"{folder} 不是图谱目录，请先运行 liantu build / is no graph: run liantu build first"
    return f"{folder} 没有图谱，请先运行 liantu build / there is no graph: run liantu build first"


def _sync_folder(folder: Path) -> None:
    """Have the disk keep the folder's entries, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
