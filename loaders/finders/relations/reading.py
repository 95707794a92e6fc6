"""A sentence as a reader of plans sees it: lists of names, and the words of the frames between them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from loaders.document import Document, Span
from loaders.facts import Mention
from loaders.finders.relations.pronouns import pronouns
from loaders.lexicons import rows
from loaders.sentences import Sentence
from ontology import INDUSTRIES, EntityType

T = EntityType
PLACES = frozenset((T.DISTRICT, T.REGION))
CARRIERS = frozenset((T.PARK, T.INCUBATOR, T.PLATFORM, T.RESEARCH_INSTITUTE, T.ENTERPRISE, T.UNIVERSITY))
BODIES = frozenset((*CARRIERS, T.HOSPITAL, T.GOVERNMENT_BODY))
ACTORS = PLACES | BODIES
LOCATED = BODIES - {T.GOVERNMENT_BODY}
CONTAINERS = PLACES | {T.PARK}


class Kind(StrEnum):
    """What a list of names is a list of."""

    ACTOR = "actor"
    INDUSTRY = "industry"
    TECHNOLOGY = "technology"
    DISCIPLINE = "discipline"
    OTHER = "other"


class Cue(StrEnum):
    """What a word between names says about the names before and after it; `cues.tsv` has the words."""

    SUPPORT = "SUPPORT"
    RELY = "RELY"
    BUILD = "BUILD"
    FOREIGN = "FOREIGN"
    WITH = "WITH"
    BRING = "BRING"
    IN = "IN"
    LOCATE = "LOCATE"
    TAKE = "TAKE"
    DEVELOP = "DEVELOP"
    RESTRICT = "RESTRICT"
    COOPERATE = "COOPERATE"
    JOIN = "JOIN"
    JOINT = "JOINT"
    OPERATE = "OPERATE"
    FOUND = "FOUND"
    UNDER = "UNDER"
    CONTAIN = "CONTAIN"
    STUDY = "STUDY"
    FIRM = "FIRM"
    MODEL = "MODEL"
    DISTRIBUTE = "DISTRIBUTE"
    OWN = "OWN"
    COMMA = "COMMA"
    BREAK = "BREAK"
    LABEL = "LABEL"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a frame, or a mark that parts clauses."""

    cue: Cue
    frame: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """Names of one kind that the text lists together; `aside` when they stand in brackets behind another name."""

    kind: Kind
    members: tuple[Mention, ...]
    span: Span
    host: Mention | None
    silent: str = ""

    @property
    def aside(self) -> bool:
        """Tell whether the names stand in brackets behind another, their host."""
        return self.host is not None


Token = Word | Group


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of a sentence in their order."""

    sentence: Sentence
    tokens: tuple[Token, ...]

    def between(self, start: int, end: int) -> "Reading":
        """Return the reading of a stretch of the sentence."""
        first = bisect_left(self.tokens, start, key=lambda t: t.span.start)
        return Reading(self.sentence, self.tokens[first : bisect_left(self.tokens, end, key=lambda t: t.span.start)])


def asides(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """Yield the names that stand in brackets behind another name, with that name: 甲公司（乙县）."""
    for group in reading.tokens:
        if isinstance(group, Group) and group.host is not None:
            yield from ((group.host, m) for m in group.members)


_KINDS = {
    **dict.fromkeys(ACTORS, Kind.ACTOR),
    **dict.fromkeys(INDUSTRIES, Kind.INDUSTRY),
    T.TECHNOLOGY: Kind.TECHNOLOGY,
    T.DISCIPLINE: Kind.DISCIPLINE,
}
_MARKS = {
    "，": Cue.COMMA,
    ",": Cue.COMMA,
    "；": Cue.BREAK,
    ";": Cue.BREAK,
    "：": Cue.LABEL,
    ":": Cue.LABEL,
    "\t": Cue.LABEL,
    "—": Cue.COMMA,
}
_LIST = re.compile(
    r"[”\"』」’]*(?:产业链|产业集群|产业园?|行业|领域|集群|园区|企业|公司|项目|学科|专业|应用|制造业|业|一体化|建设|战略)?[”\"』」’]*(?:等)?"
    r"(?:、|和|与|及其?|以及|暨|或|/|／|＋|\+|·|&|”“|[^，。；：、！？\n\t（）()的]{1,8}、)(?:[^，。；：、！？\n\t（）()]{1,14}、)*[“\"『「‘]*"
)
_STANDS_ALONE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[的在对为使将把由从向是和与及当前年内并个，我本该全时户驻入到了让]|支持|推动|加快|推进|成为)$"
)
_IN_WORD = re.compile(r"(?:[可予所得加足难给]以|[\s\S]以[及来便免])")
_GAP, _LONGEST, _ASIDE = 60, 100, 200
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]|“[^“”]{2,8}”")


@cache
def lexicon() -> tuple[AhoCorasick, tuple[tuple[Cue, str, str], ...]]:
    """Return the automaton over the words of the frames, and for each its cue, its frame and the word."""
    words = tuple((Cue(cue), frame, word) for frame, cue, text, *_ in rows("cues") for word in text.split())
    words += tuple((cue, "", mark) for mark, cue in _MARKS.items())
    return AhoCorasick([word for _, _, word in words], matchkind=MatchKind.LeftmostLongest), words


def read(document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], *, own: Mention | None) -> Iterator[Reading]:
    """Yield a reading of each sentence; inner names are left out, and 我市 and the like stand for the place they mean."""
    outer = outermost(mentions)
    words = _words(document.text, outer)
    meant = pronouns(document.text, mentions, own)
    m = w = 0
    for sentence in sentences:
        start, end = sentence.span.start, sentence.span.end
        while m < len(outer) and outer[m].span.end <= start:
            m += 1
        while w < len(words) and words[w].span.start < start:
            w += 1
        here, said = m, w
        while m < len(outer) and outer[m].span.start < end:
            m += 1
        while w < len(words) and words[w].span.start < end:
            w += 1
        tokens = [*_groups(document.text, outer[here:m]), *_stand_ins(document.text, words[said:w], meant, own)]
        yield Reading(sentence, tuple(sorted(tokens, key=lambda t: (t.span.start, t.span.end))))


def _stand_ins(text: str, words: Sequence[Word], meant: Mapping[str, Mention], own: Mention | None) -> Iterator[Token]:
    """Yield the words, and for 我市 and the like the place that they mean here; where they mean none, nothing."""
    for word in words:
        if word.cue is not Cue.OWN:
            yield word
        elif word.text in meant and ((meant[word.text] is own and word.text != "新区") or not _is_within(text, word)):
            yield Group(Kind.ACTOR, (replace(meant[word.text], span=word.span, rule="pronoun"),), word.span, None, "pronoun")


def _is_within(text: str, word: Word) -> bool:
    """Tell whether 园区 or 新区 is the end of a longer name: 工业园区."""
    return word.text.endswith(("园区", "新区")) and _STANDS_ALONE.search(text[max(0, word.span.start - 2) : word.span.start]) is None


def outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that stand in no longer one, in the order of the text."""
    outer: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        if not outer or mention.span.start >= outer[-1].span.end:
            outer.append(mention)
    return outer


def _words(text: str, outer: Sequence[Mention]) -> list[Word]:
    automaton, words = lexicon()
    found: list[Word] = []
    m = 0
    for i, start, end in automaton.find_matches_as_indexes(text):
        while m < len(outer) and outer[m].span.end <= start:
            m += 1
        if (m == len(outer) or outer[m].span.start >= end) and not _IN_WORD.match(text, max(0, start - 1)):
            found.append(Word(*words[i], Span(start, end)))
    return found


def _groups(text: str, mentions: Sequence[Mention]) -> list[Group]:
    groups: list[list[Mention]] = []
    asides: list[Group] = []
    for mention in mentions:
        kind = _KINDS.get(mention.type, Kind.OTHER)
        last = groups[-1][-1] if groups else None
        gap = text[last.span.end : mention.span.start] if last else ""
        if last and len(gap) <= _ASIDE and _opens(gap):
            asides.append(Group(kind, (mention,), mention.span, last))
            continue
        if (
            last
            and len(gap) < _GAP
            and len(groups[-1]) < _LONGEST
            and _KINDS.get(last.type, Kind.OTHER) is kind
            and _LIST.fullmatch(_BRACKETS.sub("", gap))
        ):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    made = [Group(_KINDS.get(g[0].type, Kind.OTHER), tuple(g), Span(g[0].span.start, g[-1].span.end), None) for g in groups]
    return [*made, *asides]


def _opens(gap: str) -> bool:
    """Tell whether a bracket was opened in `gap` and is still open."""
    return gap.count("（") + gap.count("(") > gap.count("）") + gap.count(")")
