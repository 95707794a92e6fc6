"""Two plans by hand with all that a review page has to show, about an invented town, in our own words."""

import hashlib
import re
from dataclasses import dataclass, field

from kg.model import Graph
from kg.resolution import resolve
from loaders.document import Block, BlockKind, Document, Offsets, Section, Span
from loaders.facts import Bound, Claim, Facts, IndicatorStatus, IndicatorValue, Mention, Refusal, RefusalReason, TaskItem
from loaders.source import Anchor, PlaceKind
from ontology import EntityType, Relation, Status

HOSTILE = "“</script><script>alert(1)</script>&<b>'”平台"
TEXT = """# 云溪市创新规划🚀
云溪市人民政府印发。
## 一、园区
云溪高新区服务智能装备产业链。支持云溪高新区内的云溪大学发展新材料\u2028产业。
要点一：青石园区，
要点二：光电产业链。
园区\t主导产业
棠溪园区\t酿造业
#### （一）平台
建设“</script><script>alert(1)</script>&<b>'”平台。
加强领导，压实责任。
到2025年高新技术企业达到1200家，见附表980家。
建设云溪展示馆。"""


@dataclass
class Plan:
    """A plan under construction; words are found in its text after `after`."""

    id: str
    text: str
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    indicators: list[IndicatorValue] = field(default_factory=list)
    tasks: list[TaskItem] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def span(self, words: str, after: str = "") -> Span:
        at = self.text.index(words, self.text.index(after))
        return Span(at, at + len(words))

    def name(self, type: EntityType, words: str, *, after: str = "", status: Status = Status.EXISTS) -> Mention:
        mention = Mention(type, words, self.span(words, after), status, "rule of the test", 1.0)
        self.mentions.append(mention)
        return mention

    def say(
        self, subject: Mention, relation: Relation, object: Mention, quote: str, *, status: Status = Status.EXISTS, silent: str = ""
    ) -> None:
        self.claims.append(Claim(subject, relation, object, self.span(quote), status, "支持", "frame", silent, ""))

    def refuse(self, what: str, words: str, reason: RefusalReason, detail: str = "") -> None:
        self.refusals.append(Refusal(what, self.span(words), reason, "suffix", detail))

    def reading(self) -> tuple[Document, Facts]:
        """The document and its facts, in the order of the text."""
        self.mentions.sort(key=lambda each: (each.span.start, -each.span.end))
        parts = (self.mentions, self.claims, (), self.indicators, self.tasks, self.refusals)
        return document(self.id, self.text), Facts(self.id, *map(tuple, parts))


def document(id: str, text: str) -> Document:
    """A document whose lines are headings (with # as in Markdown), rows (with tabs) or prose; the second page begins at line 5."""
    lines = [Span(match.start(), match.end()) for match in re.finditer("[^\n]+", text)]
    heads = [Span(0, 0), *(line for line in lines if text[line.start] == "#")]
    ends = [*(line.start for line in heads[1:]), len(text)]
    sections = []
    path: list[str] = []
    for line, end in zip(heads, ends, strict=True):
        title = text[line.start : line.end].lstrip("# ")
        level = len(text[line.start : line.end].split(" ")[0]) if line.end else 0
        path = [*path[: max(0, level - 1)], title] if level else []
        sections.append(Section(tuple(path), title, level, line, Span(line.start, end)))
    blocks = []
    for line in lines:
        words = text[line.start : line.end]
        kind = BlockKind.HEADING if words[0] == "#" else BlockKind.ROW if "\t" in words else BlockKind.PROSE
        blocks.append(Block(kind, line, sum(head.start <= line.start for head in heads[1:])))
    fifth = text.index("要点") if "要点" in text else len(text)
    anchors = (Anchor(0, PlaceKind.PAGE, 1, ""), Anchor(fifth, PlaceKind.PAGE, 2, ""))
    return Document(
        id=id, title=f"{id}标题", publisher="云溪市人民政府", number="云政发〔2021〕8号", date="2021-09-08", period="2021-2025", place="云溪市",
        kind="plan", source=text, anchors=anchors, text=text, offsets=Offsets(((0, 0),)), blocks=tuple(blocks), sections=tuple(sections),
        sha256=hashlib.sha256(text.encode()).hexdigest(), reader="test 1",
    )  # fmt: skip


def town() -> tuple[Document, Facts]:
    """The plan in which each kind of thing occurs once."""
    made = Plan("云溪规划", TEXT)
    city = made.name(EntityType.DISTRICT, "云溪市")
    park = made.name(EntityType.PARK, "云溪高新区")
    chain = made.name(EntityType.INDUSTRY_CHAIN, "智能装备产业链")
    made.name(EntityType.TECHNOLOGY, "智能装备")
    university = made.name(EntityType.UNIVERSITY, "云溪大学")
    again = made.name(EntityType.PARK, "云溪高新区", after="支持", status=Status.SUPPORTED)
    crossing = made.name(EntityType.INDUSTRY, "发展新材料\u2028产业", status=Status.PLANNED)
    made.name(EntityType.TECHNOLOGY, "大学发展")
    stone = made.name(EntityType.PARK, "青石园区")
    light = made.name(EntityType.INDUSTRY_CHAIN, "光电产业链")
    ale = made.name(EntityType.INDUSTRY, "酿造业")
    tang = made.name(EntityType.PARK, "棠溪园区")
    task = made.name(EntityType.TASK, "建设云溪展示馆", status=Status.PLANNED)
    made.name(EntityType.PLATFORM, HOSTILE, status=Status.PLANNED)
    made.say(park, Relation.SERVES, chain, "云溪高新区服务智能装备产业链")
    made.say(university, Relation.LOCATED_IN, again, "云溪高新区内的云溪大学", status=Status.SUPPORTED)
    made.say(city, Relation.DEVELOPS, crossing, "新材料\u2028产业", status=Status.PLANNED, silent="ownPlace")
    made.say(stone, Relation.SERVES, light, "青石园区，\n要点二：光电产业链")
    made.say(tang, Relation.SERVES, ale, "棠溪园区\t酿造业")
    made.say(park, Relation.LOCATED_IN, again, "云溪高新区内")
    made.tasks.append(TaskItem(task, ("2022-2023 建设",)))
    figure, quote = made.span("1200家"), made.span("到2025年高新技术企业达到1200家")
    made.indicators.append(
        IndicatorValue(
            "高新技术企业", 1200, None, "家", 1200, "家", 2025, None, Bound.GE, IndicatorStatus.TARGET, city, figure, quote, "prose"
        )
    )
    made.refuse("Park", "要点一", RefusalReason.GENERIC, "要点一")
    made.refuse("Indicator", "980家", RefusalReason.CONTRADICTION, "1200家 980家")
    return made.reading()


def county() -> tuple[Document, Facts]:
    """A second plan, which names things of the first."""
    made = Plan("青禾简报", "# 青禾简报\n云溪高新区服务光电产业链。")
    park = made.name(EntityType.PARK, "云溪高新区")
    made.say(park, Relation.SERVES, made.name(EntityType.INDUSTRY_CHAIN, "光电产业链"), "云溪高新区服务光电产业链")
    return made.reading()


def graph() -> tuple[Graph, list[tuple[Document, Facts]]]:
    """Both plans, and the graph of them."""
    readings = [town(), county()]
    return resolve(readings), readings
