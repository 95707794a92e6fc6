"""Gold annotations as mentions, so that relations are measured apart from how well entities are found."""

import json
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.divisions import short_form
from loaders.document import Document, Span
from loaders.facts import Claim, Mention
from loaders.sentences import sentences
from ontology import INDUSTRIES, EntityType, Status

MARK = re.compile(r"\{(\w+)\|([^{}|]+)(?:\|([^{}|]+))?\}")
SCORED = ("locatedIn", "partOf", "develops", "serves", "affiliatedWith", "cooperatesWith", "hasDiscipline")
_FOLD = str.maketrans(dict.fromkeys("“”\"'‘’《》", "") | {"（": "(", "）": ")", "－": "-", "—": "-", "–": "-", "·": ""})

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A document, its mentions by the gold, its own place, and the relations that are right by the gold, with their quotes."""

    name: str
    document: Document
    mentions: tuple[Mention, ...]
    own_place: Mention | None
    relations: dict[Triple, tuple[str, ...]]
    labels: dict[str, str]
    forms: dict[tuple[str, str], str]

    def identify(self, mention: Mention) -> str:
        """Return the gold's id of what `mention` names, or the mention's own words."""
        kind, form = _family(mention.type), fold(mention.name)
        return self.forms.get((kind, form)) or self.forms.get((kind, fold(short_form(mention.name)))) or f"?{mention.type}:{mention.name}"

    def triple(self, claim: Claim) -> Triple:
        """Return the claim in the gold's ids."""
        return order(self.identify(claim.subject), str(claim.relation), self.identify(claim.object))


@dataclass(slots=True)
class Count:
    """How many relations are right, found, and in the gold."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def __str__(self) -> str:
        p, r = self.right / max(1, self.found), self.right / max(1, self.gold)
        return f"F1 {2 * p * r / max(1e-9, p + r):.3f}  P {p:.3f}  R {r:.3f}  ({self.right}/{self.found}/{self.gold})"

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.gold)


def fold(text: str) -> str:
    """Fold width, case, blanks, quotation marks and brackets, as the scorer does."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_FOLD).lower()


def order(subject: str, relation: str, object: str) -> Triple:
    """Return the triple, the ends of cooperatesWith in one order."""
    return (min(subject, object), relation, max(subject, object)) if relation == "cooperatesWith" else (subject, relation, object)


def from_gold(gold: Path, text: Path, read: Callable[[Path], Document]) -> Example:
    """Return the example of a gold file: every occurrence of every name and alias is a mention, the longest first."""
    data = json.loads(gold.read_text(encoding="utf-8"))
    document = read(text)
    return _example(data, document, tuple(_occurrences(document, data["entities"])))


def from_marked(path: Path, plain: Path, read: Callable[[Path], Document]) -> Example:
    """Return the example of a marked passage, whose plain text and gold `marked.py` has written to the folder `plain`."""
    data = json.loads((plain / f"{path.stem}.json").read_text(encoding="utf-8"))
    document = read(plain / f"{path.stem}.txt")
    body = path.read_text(encoding="utf-8").partition("\n---\n")[0].partition("\n")[2]
    return _example(data, document, tuple(marked(document, body)))


def _example(data: dict, document: Document, mentions: tuple[Mention, ...]) -> Example:
    entities = data["entities"]
    forms = {
        (_family(EntityType(e["type"])), fold(f)): e["id"] for e in reversed(entities) for f in [*reversed(e.get("aliases", [])), e["name"]]
    }
    for e in entities:
        if e["type"] == "District":
            for form in [e["name"], *e.get("aliases", [])]:
                forms.setdefault(("District", fold(short_form(form))), e["id"])
    quotes: dict[Triple, list[str]] = defaultdict(list)
    for r in data["relations"]:
        if r["p"] in SCORED:
            quotes[order(r["s"], r["p"], r["o"])].append(r.get("quote") or "")
    labels = {e["id"]: f"{e['type']}:{e['name']}" for e in entities}
    place = next((e for e in entities if data.get("place") in (e["id"], e["name"])), None)
    own = next((m for m in mentions if place and forms.get((_family(m.type), fold(m.name))) == place["id"]), None)
    return Example(data["document"], document, mentions, own, {t: tuple(q) for t, q in quotes.items()}, labels, forms)


def _family(type: EntityType) -> str:
    return "Industry*" if type in INDUSTRIES else str(type)


def _mention(type: str, document: Document, span: Span) -> Mention:
    return Mention(EntityType(type), document.quote(span), span, Status.EXISTS, "gold", 1.0)


def marked(document: Document, body: str) -> Iterator[Mention]:
    """Yield the mentions of a document that was read from `body` without its marks `{Type|surface|name}`."""
    origins = [document.offsets.origin(t) for t in range(len(document.text))]
    shift = len(MARK.sub(lambda m: m.group(2), body)) - len(MARK.sub(lambda m: m.group(2), body).lstrip("\n"))
    plain = 0
    last = 0
    for m in MARK.finditer(body):
        plain += m.start() - last
        start, end = plain - shift, plain - shift + len(m.group(2))
        plain, last = plain + len(m.group(2)), m.end()
        span = Span(bisect_left(origins, start), bisect_left(origins, end))
        if span.start < span.end and "\n" not in document.quote(span):
            yield _mention(m.group(1), document, span)


def _occurrences(document: Document, entities: Sequence[dict]) -> Iterator[Mention]:
    positions = [i for i, c in enumerate(document.text) if not c.isspace()]
    squeezed = "".join(document.text[i] for i in positions)
    forms: dict[str, list[str]] = defaultdict(list)
    for e in entities:
        for form in [e["name"], *e.get("aliases", [])]:
            forms[re.sub(r"\s+", "", form)].append(e["type"])
    taken = bytearray(len(squeezed))
    found: list[tuple[int, int, list[str]]] = []
    inner: list[tuple[int, int, list[str]]] = []
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        here = [m.start() for m in re.finditer(re.escape(form), squeezed) if _whole(squeezed, m.start(), m.end())]
        free = [s for s in here if not any(taken[s : s + len(form)])]
        for s in free:
            taken[s : s + len(form)] = b"\1" * len(form)
            found.append((s, s + len(form), forms[form]))
        if not free:
            inner += [(s, s + len(form), forms[form]) for s in here]
    for s, e, types in sorted([*found, *inner], key=lambda f: (f[0], -f[1])):
        span = Span(positions[s], positions[e - 1] + 1)
        if "\n" not in document.quote(span):
            yield _mention(_choose(types, squeezed, s), document, span)


def _whole(text: str, start: int, end: int) -> bool:
    latin = re.compile(r"[A-Za-z0-9]")
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (latin.match(text[start]) and latin.match(before))
        or (latin.match(text[end - 1]) and latin.match(after) and not text[end - 1].isdigit())
    )


def _choose(types: list[str], text: str, at: int) -> str:
    if "Discipline" in types:
        sentence = text[max(0, text.rfind("。", 0, at)) : text.find("。", at)]
        if "学科" in sentence or "专业" in sentence:
            return "Discipline"
    return next((t for t in types if t != "Discipline"), types[0])


def score(examples: Sequence[Example], find: Callable, errors: list[str] | None = None) -> dict[str, Count]:
    """Return the counts by relation, over `all`, and of the quotes that the gold's hold or lie in."""
    counts: dict[str, Count] = defaultdict(Count)
    for example in examples:
        claims, _ = find(example.document, sentences(example.document), example.mentions, example.own_place)
        said: dict[Triple, list[Claim]] = defaultdict(list)
        for claim in claims:
            triple = example.triple(claim)
            if triple[1] in SCORED and triple[0] != triple[2]:
                said[triple].append(claim)
        for triple in said.keys() | example.relations.keys():
            right = triple in said and triple in example.relations
            for name in (triple[1], "all"):
                counts[name].right += right
                counts[name].found += triple in said
                counts[name].gold += triple in example.relations
            if right and any(example.relations[triple]):
                shown = [fold(example.document.quote(c.quote)) for c in said[triple]]
                ok = any(fold(q) in s or s in fold(q) for q in example.relations[triple] for s in shown)
                counts["quote"].right += ok
                counts["quote"].found += 1
                counts["quote"].gold += 1
                if not ok and errors is not None:
                    errors.append(f"{example.name}\tquote\t{_say(example, triple)}\t{shown[0]} <> {example.relations[triple][0]}")
            if not right and errors is not None:
                errors.append(_error(example, triple, said))
    return dict(counts)


def _say(example: Example, triple: Triple) -> str:
    return f"{example.labels.get(triple[0], triple[0])} {triple[1]} {example.labels.get(triple[2], triple[2])}"


def _error(example: Example, triple: Triple, said: dict[Triple, list[Claim]]) -> str:
    if triple in said:
        claim = said[triple][0]
        return f"{example.name}\tWRONG\t{_say(example, triple)}\t[{claim.rule}] {example.document.quote(claim.quote)}"
    return f"{example.name}\tMISSED\t{_say(example, triple)}\t{' | '.join(example.relations[triple])}"
