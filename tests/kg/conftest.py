"""Documents and facts by hand, in our own words, about invented places."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from loaders.document import Block, BlockKind, Document, Offsets, Section, Span
from loaders.facts import Bound, Claim, Facts, IndicatorStatus, IndicatorValue, Mention, StatedAlias, TaskItem
from ontology import EntityType, Relation, Status


def document(id: str, text: str, *, place: str = "云溪市") -> Document:
    """A document of one section whose source is its text."""
    starts = [0, *(at + 1 for at, c in enumerate(text) if c == "\n")]
    lines = [Span(start, start + len(line)) for start, line in zip(starts, text.split("\n"), strict=True) if line]
    return Document(
        id=id, title=f"{id}的规划", publisher=f"{place}人民政府", number="", date="2022-03-01", period="2021-2025", place=place, kind="plan",
        source=text, anchors=(), text=text, offsets=Offsets(((0, 0),)), blocks=tuple(Block(BlockKind.PROSE, line, 0) for line in lines),
        sections=(Section(("一、总体", "（一）载体"), "（一）载体", 2, Span(0, 0), Span(0, len(text))),),
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(), reader="text 1",
    )  # fmt: skip


@dataclass
class Plan:
    """A document under construction: what it says is added word by word."""

    id: str
    text: str
    place: str = "云溪市"
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    aliases: list[StatedAlias] = field(default_factory=list)
    indicators: list[IndicatorValue] = field(default_factory=list)
    tasks: list[TaskItem] = field(default_factory=list)

    def span(self, words: str) -> Span:
        at = self.text.index(words)
        return Span(at, at + len(words))

    def name(self, type: EntityType, words: str, *, name: str = "", status: Status = Status.EXISTS) -> Mention:
        mention = Mention(type, name or words, self.span(words), status, "test", 1.0)
        self.mentions.append(mention)
        return mention

    def say(self, subject: Mention, relation: Relation, object: Mention, *, quote: str = "", status: Status = Status.EXISTS) -> None:
        said = self.span(quote) if quote else Span(0, len(self.text))
        self.claims.append(Claim(subject, relation, object, said, status, "", "test", "", ""))

    def alias(self, type: EntityType, name: str, alias: str) -> None:
        self.aliases.append(StatedAlias(type, name, alias, self.span(alias), "statedAlias"))

    def figure(self, name: str, value: float, place: Mention | None = None) -> None:
        whole = Span(0, len(self.text))
        self.indicators.append(
            IndicatorValue(name, value, None, "家", value, "家", 2025, None, Bound.GE, IndicatorStatus.TARGET, place, whole, whole, "test")
        )

    def part(self) -> tuple[Document, Facts]:
        facts = (self.mentions, self.claims, self.aliases, self.indicators, self.tasks)
        return document(self.id, self.text, place=self.place), Facts(self.id, *map(tuple, facts), ())


@pytest.fixture(scope="session")
def plan() -> type[Plan]:
    """The way to write a plan by hand: `plan(id, text, place)`."""
    return Plan


@pytest.fixture(scope="session")
def named(plan):
    """A plan that names things and says nothing else: `named(place, (type, name), …)`."""

    def build(place: str, *names: tuple[EntityType, str], id: str = "a") -> Plan:
        made = plan(id, "。".join(name for _, name in names) + "。", place)
        for type, name in names:
            made.name(type, name)
        return made

    return build


PLANS = {
    "yunxi.md": "# 云溪市“十四五”科技创新规划\n\n## 一、载体建设\n\n支持云溪高新技术产业开发区（以下简称“云溪高新区”）做大做强。支持云溪高新区建设霁川智能装备产业园，大力发展高端装备制造产业。对接苏州市，苏州大力发展新材料产业。\n",
    "jichuan.md": "# 霁川市产业发展规划\n\n## 一、重点产业\n\n霁川市大力发展新能源汽车产业链。依托霁川经济开发区，发展生物医药产业。\n",
    "qinghe.txt": "青禾县科技创新行动方案\n\n一、主要任务\n\n建设青禾县新材料产业园，重点发展新材料产业。支持青禾大学建设先进材料重点实验室。\n",
}


@pytest.fixture
def plans(tmp_path: Path) -> dict[str, Path]:
    """Three small plans as files."""
    folder = tmp_path / "plans"
    folder.mkdir()
    for name, text in PLANS.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: folder / name for name in PLANS}
