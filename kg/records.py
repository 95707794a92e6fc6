"""A document and its facts as JSON and back: the truth that a graph directory keeps."""

import json
import types
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kg import GraphError
from loaders.document import Document, Span
from loaders.facts import Facts

T = TypeVar("T")


def encode(document: Document, facts: Facts) -> bytes:
    """Return a document and its facts as JSON, the same bytes for the same values."""
    record = {"document": _plain(document), "facts": _plain(facts)}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def decode(data: bytes) -> tuple[Document, Facts]:
    """Return what `encode` wrote; ValueError, KeyError or TypeError when it is something else."""
    record = json.loads(data)
    return _record(Document, record["document"]), _record(Facts, record["facts"])


def load(path: Path) -> tuple[Document, Facts]:
    """Return the record in a file; GraphError in one line where it is gone or damaged."""
    try:
        return decode(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        id = path.name.partition(".")[0]
        raise GraphError(
            f"{path.name} 读不出，请 liantu remove 该文件后重新 build / cannot be read ({error}): remove the document {id} and build it anew"
        ) from None


def _plain(value: object) -> object:
    if isinstance(value, Span):
        return [value.start, value.end]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, StrEnum) else value


def _record(type: type[T], values: dict[str, Any]) -> T:
    return type(*(_value(hint, values[name]) for name, hint in _hints(type)))  # type: ignore[arg-type]  # a class is hashable


@cache
def _hints(type: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(type)
    return tuple((field.name, hints[field.name]) for field in fields(type))


def _value(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin is tuple:
        parts = get_args(hint)
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(_value(parts[0], each) for each in value)
        return tuple(_value(part, each) for part, each in zip(parts, value, strict=True))
    if origin in (Union, types.UnionType):
        inner = next(part for part in get_args(hint) if part is not types.NoneType)
        return None if value is None else _value(inner, value)
    if hint is Span:
        return Span(*value)
    if is_dataclass(hint):
        return _record(hint, value)  # type: ignore[arg-type]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return hint(value) if hint is float else value
