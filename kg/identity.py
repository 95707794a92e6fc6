"""Names of things: what counts as the same writing, and the IRI that the same name gets in every run."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final

from kg.model import EntityMention, Evidence, GraphIndicator, Merge
from ontology import ID, EntityType

_FAMILIES: Final[Mapping[str, tuple[EntityType, ...]]] = {
    "place": (EntityType.DISTRICT, EntityType.REGION),
    "organisation": (
        EntityType.ENTERPRISE,
        EntityType.UNIVERSITY,
        EntityType.RESEARCH_INSTITUTE,
        EntityType.HOSPITAL,
        EntityType.GOVERNMENT_BODY,
    ),
    "carrier": (EntityType.PARK, EntityType.INCUBATOR, EntityType.PLATFORM),
    "industry": (EntityType.INDUSTRY_CLUSTER, EntityType.INDUSTRY_CHAIN, EntityType.INDUSTRY),
    "technology": (EntityType.TECHNOLOGY,),
    "discipline": (EntityType.DISCIPLINE,),
    "programme": (EntityType.PROGRAMME,),
    "plan": (EntityType.PLAN_DOCUMENT,),
    "task": (EntityType.TASK,),
}
_FAMILY: Final[Mapping[EntityType, str]] = {type: name for name, types in _FAMILIES.items() for type in types}

# What a segment of an IRI may hold by RFC 3987: unreserved, sub-delims, ":", "@" and the characters of `ucschar`.
_FOREIGN: Final = re.compile(
    r"[^A-Za-z0-9\-._~!$&'()*+,;=:@\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane + (0x1000 if plane == 0xE0000 else 0))}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "]"
)
_BLANKS: Final = re.compile(r"\s+")
_LOOSE_BLANK: Final = re.compile(r"(?<![!-~]) | (?![!-~])")
_QUOTE_MARKS: Final = re.compile("[“”\"'‘’「」『』《》〈〉]")


def family(type: EntityType) -> str:
    """Return the family of a type: what an IRI says instead of the class, which another plan may state otherwise."""
    return _FAMILY[type]


def types(family: str) -> tuple[EntityType, ...]:
    """Return the types of a family, the highest first (cluster before chain before industry)."""
    return _FAMILIES[family]


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """Return a name as it is compared: NFKC, no format characters, blanks only between words of Latin letters and digits."""
    text, folded = name, _folded(name)
    while folded != text:
        text, folded = folded, _folded(folded)
    return text


@lru_cache(maxsize=1 << 16)
def loose(name: str) -> str:
    """Return a folded name without quotation marks and case: forms that differ only in these are one name."""
    return _QUOTE_MARKS.sub("", fold(name)).casefold() or fold(name)


def iri(family: str, name: str, place: str = "") -> str:
    """Return the IRI of the thing of `family` that is called `name`, within `place` where the name alone would not tell."""
    return ID + "/".join(_segment(fold(part)) for part in (family, place, name) if part)


def sibling_iri(iri: str, name: str) -> str:
    """Return the IRI that `name` would have in the family and place of the thing of this IRI."""
    return f"{iri.rpartition('/')[0]}/{_segment(fold(name))}"


def document_iri(id: str) -> str:
    """Return the IRI of the document of this id."""
    return f"{ID}document/{_segment(unicodedata.normalize('NFC', id))}"


def relation_iri(subject: str, relation: str, object: str) -> str:
    """Return the IRI of one (subject, relation, object), the same wherever it is computed."""
    return f"{ID}relation/{_digest((subject, relation, object))}"


def claim_iri(relation: str, evidence: Evidence) -> str:
    """Return the IRI of one piece of evidence for the relation of this IRI."""
    e = evidence
    said = (relation, e.quote, *e.heading, e.status, e.status_word, e.rule, e.silent, e.role)
    return _place_iri("claim", e.document, (e.start, e.end), said)


def mention_iri(entity: str, mention: EntityMention) -> str:
    """Return the IRI of one mention of the entity of this IRI."""
    m = mention
    return _place_iri("mention", m.document, (m.start, m.end), (entity, m.surface, m.type, *m.heading, m.status, m.rule))


def indicator_iri(indicator: GraphIndicator) -> str:
    """Return the IRI of a figure, out of all its fields but `iri` and the place, which another document may name more fully."""
    i = indicator
    figures = (i.value, i.value_max, i.normalised_value, i.year, i.base_year)
    said = (i.name, *map(repr, figures), i.unit, i.normalised_unit, i.bound, i.status, i.quote, i.rule)
    return _place_iri("indicator", i.document, (i.start, i.end), said)


def merge_iri(merge: Merge) -> str:
    """Return the IRI of the record of a merge."""
    m = merge
    return f"{ID}merge/{_digest((m.iri, m.alias, m.alias_iri, m.rule, m.document, m.quote))}"


def join_heading(path: tuple[str, ...]) -> str:
    """Return a heading path as one text, from the outermost inwards; `split_heading` gives it back."""
    return " > ".join(title.replace("\\", "\\\\").replace(">", "\\>") for title in path)


def split_heading(text: str) -> tuple[str, ...]:
    """Return the heading path that `join_heading` wrote."""
    titles = re.split(r"(?<!\\) > ", text) if "\\" not in text else _split_escaped(text)
    return tuple(re.sub(r"\\(.)", r"\1", title, flags=re.DOTALL) for title in titles)


def _split_escaped(text: str) -> list[str]:
    return [m[0] for m in re.finditer(r"(?:\A|(?<= > ))(?:\\.|(?! > )[^\\])*", text, flags=re.DOTALL)]


def _folded(text: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cf", "Cs"))
    return _LOOSE_BLANK.sub("", _BLANKS.sub(" ", unicodedata.normalize("NFKC", kept)).strip())


def _place_iri(kind: str, document: str, span: tuple[int, int], said: Iterable[str]) -> str:
    return f"{ID}{kind}/{_segment(unicodedata.normalize('NFC', document))}/{span[0]}-{span[1]}-{_digest(said)[:12]}"


def _digest(parts: Iterable[str]) -> str:
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:24]


@lru_cache(maxsize=1 << 16)
def _segment(text: str) -> str:
    if text in (".", ".."):
        return "%2E" * len(text)
    return _FOREIGN.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8", "surrogatepass")), text)
