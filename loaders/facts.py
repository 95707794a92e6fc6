"""What one document says: mentions and claims at their places, and what was seen but dropped, with the reason."""

from dataclasses import dataclass
from enum import StrEnum

from loaders.document import Span
from ontology import EntityType, Relation, Status


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that the text names at `span`.

    `name` is what it is called: the words at `span`, or for an elliptic list (青岭、云棠国家级零碳园区) and a bracketed
    form the name they stand for. `strength` in (0, 1] says how sure `rule` is; the gate and a tagger use it.
    """

    type: EntityType
    name: str
    span: Span
    status: Status
    rule: str
    strength: float


def by_place(mention: Mention) -> tuple[int, int, str]:
    """Return what mentions are sorted by: the place in the text, the longer first."""
    return (mention.span.start, -mention.span.end, mention.type)


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that the document states between two mentions.

    `quote` is the stretch of text that states it (it lies in one sentence, row or heading). The spans of `subject` and
    `object` are its support: inside the quote, or elsewhere with the reason in `silent` (the plan's own place as the
    silent subject, a heading as context). `status_word` is the word that tells the status ("" where none does);
    `role` is that of a responsible unit (牵头单位, 责任单位, 配合单位), else "".
    """

    subject: Mention
    relation: Relation
    object: Mention
    quote: Span
    status: Status
    status_word: str
    rule: str
    silent: str
    role: str


@dataclass(frozen=True, slots=True)
class StatedAlias:
    """The document says, or shows, that `alias` and `name` are one thing of `type` (以下简称, brackets, full and short)."""

    type: EntityType
    name: str
    alias: str
    span: Span
    rule: str


class Bound(StrEnum):
    """How a figure binds: `gold/GUIDE.md` names them."""

    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    ABOUT = "about"


class IndicatorStatus(StrEnum):
    """Whether a figure is aimed at or reached."""

    TARGET = "target"
    ACHIEVED = "achieved"


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A figure that the document states: `value` in the unit as written, `normalised_value` in `normalised_unit` beside.

    `value_max` only for a range; `year` and `base_year` None where none can be read; `place` None where the plan has none.
    """

    name: str
    value: float
    value_max: float | None
    unit: str
    normalised_value: float
    normalised_unit: str
    year: int | None
    base_year: int | None
    bound: Bound
    status: IndicatorStatus
    place: Mention | None
    span: Span
    quote: Span
    rule: str


@dataclass(frozen=True, slots=True)
class TaskItem:
    """A numbered task, project or action heading with responsible units; `phases` such as "2022-2024 组织创建"."""

    mention: Mention
    phases: tuple[str, ...]


class RefusalReason(StrEnum):
    """Why something that was seen did not become a fact."""

    GENERIC = "generic"
    TOO_LONG = "tooLong"
    BROKEN_NAME = "brokenName"
    UNKNOWN_PLACE = "unknownPlace"
    TECHNICAL_DIRECTION = "technicalDirection"
    PRODUCT = "product"
    ONLY_IN_NAME = "onlyInName"
    AIMED_AT = "aimedAt"
    RESTRICTED = "restricted"
    NO_QUOTE = "noQuote"
    NO_SUBJECT = "noSubject"
    SIGNATURE = "signature"
    OVERLAP = "overlap"
    WEAK = "weak"
    NO_UNIT = "noUnit"
    NOT_OWN_FIGURE = "notOwnFigure"
    CONTRADICTION = "contradiction"  # kept, but figures of the document cannot all be right


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was seen at `span` and dropped: `what` it would have been, the typed reason, and a detail to read."""

    what: str
    span: Span
    reason: RefusalReason
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one document says, each part in the order of the text."""

    document: str
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    aliases: tuple[StatedAlias, ...]
    indicators: tuple[IndicatorValue, ...]
    tasks: tuple[TaskItem, ...]
    refusals: tuple[Refusal, ...]
