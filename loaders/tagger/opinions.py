"""The second opinion: what a network and a field of conditional probabilities, each in its way, take for names.

Their probabilities are averaged at every character; the best sequence of labels under these averages gives the names.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.document import Span
from loaders.sentences import Sentence
from loaders.tagger import field
from loaders.tagger.columns import PLACES, RULES, Columns
from loaders.tagger.network import OUTSIDE, Likely, likely
from loaders.tagging import Tagged
from ontology import INDUSTRIES, EntityType
from ontology.industries import names as scheme_names

_AROUND = 6
_CUT = 2  # the most characters of a word that are put back
_LONGEST_PIECE = 400  # a longer sentence is read in pieces, so that memory stays bounded
_TITLES = frozenset((EntityType.PLAN_DOCUMENT, EntityType.PROGRAMME))
_STAYED = {"O": "O"}
_KIND = re.compile("（[A-ZⅠ-Ⅲ]型）")
_LEVELS = ("省", "市", "区", "县")
_PREPOSITIONS = frozenset("以即由有至起在将为及与和对从")


@dataclass(frozen=True, slots=True)
class Opinion:
    """A span that the taggers take for a name of `type`, with the mean probability of its ends."""

    span: Span
    type: EntityType
    probability: float


@dataclass(frozen=True, slots=True)
class Models:
    """The files of the two models, "" for those shipped."""

    network: str = ""
    field: str = ""


SHIPPED = Models()


def opinions(sentences: Sequence[Sentence], columns: Columns, tagged: Tagged, *, models: Models = SHIPPED) -> tuple[Opinion, ...]:
    """Return what the taggers see as names, in the order of the text."""
    pieces = tuple(_pieces(tagged.text, sentences))
    at_each = likely(tagged.text, columns, pieces, model=models.network)
    places = _places(columns[PLACES])
    found: list[Opinion] = []
    ruled = columns[RULES]
    live = [i for i, one in enumerate(at_each) if one is not OUTSIDE or ruled[i]]
    for piece in pieces:
        for window in _windows(piece, live[bisect_left(live, piece.start) : bisect_left(live, piece.end)]):
            labels, marginal = field.read(tagged, columns, piece, window=window, model=models.field)
            mine = at_each[window.start : window.end]
            both = [_average(one, label, i, marginal=marginal) for i, (one, label) in enumerate(zip(mine, labels, strict=True))]
            found += (_tidy(opinion, tagged, places) for opinion in _spans(both, window.start))
    return tuple(found)


def _windows(piece: Span, live: Sequence[int]) -> Iterator[Span]:
    """Yield the stretches of a piece around what the network or a rule takes for a possible name.

    Elsewhere the field could lift the mean to a half at most: too little for the gate, but for what a rule saw and dropped.
    """
    start = end = -1
    for at in live:
        if end < 0 or at - _AROUND > end:
            if end >= 0:
                yield Span(start, end)
            start = max(piece.start, at - _AROUND)
        end = min(piece.end, at + _AROUND + 1)
    if end >= 0:
        yield Span(start, end)


def _average(one: Likely, label: str, at: int, *, marginal: field.Marginal) -> Likely:
    """Return the mean of both models' probabilities of what either of them takes for possible at a character."""
    if one is OUTSIDE and label == "O":
        return OUTSIDE
    mean = {each: (told + marginal(each, at)) / 2 for each, told in one.items() if each != "O"}
    if label not in one and label != "O":
        mean[label] = marginal(label, at) / 2
    return {"O": max(0.0, 1 - sum(mean.values())), **mean}


def _pieces(text: str, sentences: Sequence[Sentence]) -> Iterator[Span]:
    """Yield the sentences; a very long one cut at marks."""
    for sentence in sentences:
        start, end = sentence.span.start, sentence.span.end
        while end - start > _LONGEST_PIECE:
            cut = max(text.rfind(mark, start + 1, start + _LONGEST_PIECE) for mark in "，；、 ")
            cut = cut + 1 if cut > start else start + _LONGEST_PIECE
            yield Span(start, cut)
            start = cut
        yield Span(start, end)


def _spans(both: Sequence[Likely], offset: int) -> Iterator[Opinion]:
    labels = _best(both)
    at = 0
    while at < len(labels):
        if labels[at][0] != "B":
            at += 1
            continue
        kind, end = labels[at][2:], at + 1
        while end < len(labels) and labels[end] == "I-" + kind:
            end += 1
        probability = (both[at][labels[at]] + both[end - 1][labels[end - 1]]) / 2
        yield Opinion(Span(offset + at, offset + end), EntityType(kind), probability)
        at = end


def _best(both: Sequence[Likely]) -> list[str]:
    """Return the likeliest sequence of labels in which every name begins with its beginning (Viterbi, over what is possible only)."""
    scores: dict[str, float] = {"O": 0.0}
    steps: list[dict[str, str]] = []
    for one in both:
        if one is OUTSIDE and len(scores) == 1 and "O" in scores:
            steps.append(_STAYED)
            continue
        leader = max(zip(scores.values(), scores, strict=True))[1] if len(scores) > 1 else next(iter(scores))
        if one is OUTSIDE:
            steps.append({"O": leader})
            scores = {"O": 0.0}
            continue
        now: dict[str, float] = {}
        back: dict[str, str] = {}
        ahead = scores[leader]
        for label, told in one.items():
            if label[0] != "I":
                now[label], back[label] = ahead + math.log(told + 1e-6), leader
                continue
            before = "B" + label[1:]
            if scores.get(label, -math.inf) > scores.get(before, -math.inf):
                before = label
            if before in scores:
                now[label], back[label] = scores[before] + math.log(told + 1e-6), before
        steps.append(back)
        scores = now
    label = max(scores, key=lambda each: (scores[each], each))
    path = []
    for back in reversed(steps):
        path.append(label)
        label = back[label]
    return path[::-1]


def _tidy(opinion: Opinion, tagged: Tagged, places: Mapping[int, int]) -> Opinion:
    """Mend the ends of what the tagger saw: a governing verb or number before it, a quotation mark left out, a place before an industry."""
    text, start, end = tagged.text, opinion.span.start, opinion.span.end
    if opinion.type in _TITLES:
        return Opinion(Span(*_quoted(text, start, end)), opinion.type, opinion.probability)
    while start < end - 2 and tagged.barrier[start] and text[start] not in "“（《":
        start += 1
    while (
        start < end - 2
        and text[start].isdigit()
        and not text[start:end].isascii()
        and text[max(0, start - 1) : start] in ("", "\n", "\t", *"0123456789")
    ):
        start += 1
    if text[start] in _PREPOSITIONS and start + 1 in places:
        start += 1
    if text.count("”", start, end) > text.count("“", start, end):
        start = _opening(tagged, start)
    kind = _KIND.match(text, end)
    end = kind.end() if kind else end
    if opinion.type in INDUSTRIES:
        start = places.get(start, start) if places.get(start, end) < end - 1 else start
        end = _word_end(tagged, start, end)
    return Opinion(Span(start, end), opinion.type, opinion.probability)


def _word_end(tagged: Tagged, start: int, end: int) -> int:
    """Return where an industry ends: behind the word that `end` cuts, where the scheme knows the whole (医疗器|械, 信息产|业)."""
    if tagged.starts[end]:
        return end
    longer = (at for at in range(end + 1, min(end + _CUT, len(tagged.text)) + 1) if tagged.text[start:at] in scheme_names())
    return next(longer, end)


def _opening(tagged: Tagged, start: int) -> int:
    """Return where a name begins whose quotation mark opens before `start`: at what stands in front of the mark, up to a barrier."""
    opened = tagged.text.rfind("“", max(0, start - 14), start)
    if opened < 0:
        return start
    while opened > 0 and not tagged.barrier[opened - 1] and not tagged.verbs[opened - 1]:
        opened -= 1
    return opened


def _quoted(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with its quotation marks whole: a row of quoted names is cut to its first, a level before a mark is left out."""
    row = text.find("”等", start, end)
    if row > start:
        end = row + 1
    if text[start : start + 2] in ("省“", "市“", "区“", "县“"):
        start += 1
    if text[start : start + 1] in _LEVELS and text[start - 2 : start - 1] in _LEVELS and text[start - 1] == "、":
        start += 1
    name = text[start:end]
    if name.count("”") > name.count("“") and text[start - 1 : start] == "“":
        start -= 1
    if name.count("“") > name.count("”") and text[end : end + 1] == "”":
        end += 1
    return start, end


def _places(column: Sequence[str]) -> dict[int, int]:
    """Return start and end of the divisions that a column of marks holds."""
    starts = [i for i, value in enumerate(column) if value.endswith("B")]
    ends = [i + 1 for i, value in enumerate(column) if value.endswith("E")]
    return dict(zip(starts, ends, strict=False))
