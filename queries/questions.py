"""The named questions: files of a catalogue, whose first comment lines say what is asked, by which words, and what comes back.

    # 中文问题？ / The question in English?
    # note: 说明 / what to know (may be missing)
    # parameter chain: IndustryChain Industry; optional; 说明 / what it is
    # column chain: 产业链编号 / chain id

A row of the query's result is one piece of evidence: `status`, `relation`, `document`, `heading`, `quote`, `start` and `end`
belong to the evidence, every other column to the answer. A parameter has the name of the variable that it binds.

A question in SPARQL (`name.rq`) has a twin in Cypher (`name.cypher`) with the same columns, whose parameters are lists of
IRIs, or null where none is given.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ontology import EntityType
from queries import QueryError

VARIABLE: Final = "LIANTU_CATALOGUE"
"""The environment variable that names a folder of own questions."""
EVIDENCE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "status": ("状态", "status"),
        "relation": ("依据的关系", "relation"),
        "document": ("文件", "document"),
        "heading": ("标题", "heading"),
        "quote": ("依据的字句", "quote"),
        "start": ("起", "start"),
        "end": ("止", "end"),
        "sentence": ("原文", "sentence"),
    }
)
_LINE: Final = re.compile(r"#\s*(note|parameter|column)\b\s*(\w*)\s*:\s*(.*)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name that the question takes: of which entity types, and whether it must be given."""

    name: str
    types: tuple[EntityType, ...]
    required: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """A named question. `columns` are those of the answer, with their names in zh and en; `own` is False for a user's file.

    `cypher` is its twin, "" where there is none.
    """

    id: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, tuple[str, str]]
    sparql: str
    cypher: str
    own: bool


def catalogue(folder: Path | None = None) -> Mapping[str, Question]:
    """Return all questions by name: ours, then those of `folder` (else of the folder that LIANTU_CATALOGUE names).

    A question of the folder stands in place of ours of the same name. QueryError when the folder or a file in it is wrong.
    """
    named = folder or (Path(value) if (value := os.environ.get(VARIABLE)) else None)
    return MappingProxyType({**_ours(), **(_of(named) if named else {})})


def names(question: Question, column: str) -> tuple[str, str]:
    """Return the names of a column in zh and en; its own name where the question gives none."""
    return question.columns.get(column) or EVIDENCE.get(column) or (column, column)


@cache
def _ours() -> Mapping[str, Question]:
    return {question.id: question for question in _read_all(resources.files("queries").joinpath("catalogue"), own=True)}


def _of(folder: Path) -> dict[str, Question]:
    if not folder.is_dir():
        raise QueryError(f"问题文件夹 {folder} 不存在：请检查 --catalogue 或 {VARIABLE}。 No such catalogue folder.")
    return {question.id: question for question in _read_all(folder, own=False)}


def _read_all(folder: Traversable, *, own: bool) -> Iterator[Question]:
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".rq"):
            id = file.name.removesuffix(".rq")
            twin = folder.joinpath(f"{id}.cypher")
            yield parse(id, _text(file), _text(twin) if twin.is_file() else "", own=own)


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"问题文件 {file} 读不了（应为 UTF-8）：{error}。 Cannot be read as UTF-8.") from error


def parse(id: str, text: str, cypher: str = "", *, own: bool = False) -> Question:
    """Read a question's head; QueryError when the first line is no comment or a parameter has no type of the ontology."""
    head = _head(text)
    if not head:
        raise QueryError(f"问题 {id} 的首行应是以 # 开头的问句。 The first line must be the question, as a comment.")
    lines = [match.groups() for line in head[1:] if (match := _LINE.match(line))]
    notes = [_two(rest) for kind, _, rest in lines if kind == "note"]
    title = _two(head[0].removeprefix("#"))
    return Question(
        id=id,
        title_zh=title[0],
        title_en=title[1],
        note_zh="".join(zh for zh, _ in notes),
        note_en=" ".join(en for _, en in notes),
        parameters=tuple(_parameter(id, name, rest) for kind, name, rest in lines if kind == "parameter"),
        columns=MappingProxyType({name: _two(rest) for kind, name, rest in lines if kind == "column"}),
        sparql=text,
        cypher=cypher,
        own=own,
    )


def _head(text: str) -> list[str]:
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line)
    return lines


def _parameter(id: str, name: str, rest: str) -> Parameter:
    parts = [part.strip() for part in rest.split(";", 2)]
    known = {str(type) for type in EntityType}
    if len(parts) != 3 or parts[1] not in ("optional", "required") or not parts[0] or set(parts[0].split()) - known:
        raise QueryError(
            f"问题 {id} 的参数 {name} 应写成“# parameter {name}: 实体类型…; optional 或 required; 说明 / what it is”。 "
            f"Types are those of the ontology: {', '.join(sorted(known))}."
        )
    return Parameter(name, tuple(map(EntityType, parts[0].split())), parts[1] == "required", *_two(parts[2]))


def _two(text: str) -> tuple[str, str]:
    """Split `中文 / English`; one language stands for both."""
    zh, _, en = text.strip().partition(" / ")
    return zh.strip(), en.strip() or zh.strip()
