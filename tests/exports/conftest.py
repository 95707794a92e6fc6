"""A graph built by hand: an invented town with its parks, a name that means harm, and things that strain a format."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from kg.identity import family, iri
from kg.model import Entity, EntityMention, Evidence, Graph, GraphDocument, GraphIndicator, GraphRelation, Merge
from ontology import ID, Attribute, EntityType, Relation, Status

HOSTILE = "\"</script><script>alert(1)</script>&=<b>|'平台"
PLACE = "云溪市"


def entity(
    type: EntityType, name: str, *aliases: str, attributes: tuple[tuple[str, str], ...] = (), status: Status = Status.EXISTS
) -> Entity:
    mention = EntityMention("云溪规划", 3, 3 + len(name), name, type, ("第三章", "创新载体"), status, "suffix")
    return Entity(iri(family(type), name, PLACE), type, name, tuple(sorted(aliases)), attributes, (mention,))


def evidence(quote: str, *, document: str = "云溪规划", start: int = 10, status: Status = Status.EXISTS, role: str = "") -> Evidence:
    return Evidence(document, start, start + len(quote), quote, ("第三章 建设载体", "（二）园区"), status, "", "frame", "", role)


CITY = entity(EntityType.DISTRICT, PLACE, "云溪", attributes=((Attribute.CODE, "990100"),))
COUNTY = entity(EntityType.DISTRICT, "青禾县")
PARK = entity(EntityType.PARK, "云溪高新技术产业开发区", "云溪高新区", status=Status.UNDER_WAY)
PLATFORM = entity(EntityType.PLATFORM, HOSTILE)
CHAIN = entity(EntityType.INDUSTRY_CHAIN, "海工装备", "海洋工程装备")
FIELD = entity(EntityType.INDUSTRY, "=1+1|酿造\t业")
BUREAU = entity(EntityType.GOVERNMENT_BODY, "市科技局")
TASK = entity(EntityType.TASK, "建设海工装备基地", attributes=((Attribute.PHASE, "2022-2023 建设"), (Attribute.PHASE, "2024-2025 运行")))
LONE = entity(EntityType.PROGRAMME, "“青苗”计划\u2028二期")
ENTITIES = (CITY, COUNTY, PARK, PLATFORM, CHAIN, FIELD, BUREAU, TASK, LONE)

RELATIONS = (
    (COUNTY, Relation.PART_OF, CITY, (evidence("云溪市青禾县"),)),
    (
        CITY,
        Relation.DEVELOPS,
        CHAIN,
        (evidence("大力发展海工装备", status=Status.PLANNED), evidence("海工装备|产业链\n已成", document="青禾简报")),
    ),
    (PARK, Relation.SERVES, CHAIN, (evidence("依托云溪高新区发展海工装备产业链", start=40),)),
    (PARK, Relation.LOCATED_IN, CITY, (evidence("云溪高新区", start=42),)),
    (PLATFORM, Relation.LOCATED_IN, PARK, (evidence(f'"{HOSTILE}</script><img src=x onerror=alert(2)>', status=Status.PLANNED),)),
    (PLATFORM, Relation.SERVES, FIELD, (evidence("平台服务酿造业", status=Status.SUPPORTED),)),
    (BUREAU, Relation.RESPONSIBLE_FOR, TASK, (evidence("（牵头单位：市科技局）", role="牵头单位"),)),
)

DOCUMENTS = (
    GraphDocument(f"{ID}document/云溪规划", "云溪规划", "云溪市“十四五”科技创新规划", "云溪市人民政府", "云政发〔2022〕1号", "2022-03-01", "2021-2025", PLACE, "plan", "0" * 64, "markdown 1"),
    GraphDocument(f"{ID}document/青禾简报", "青禾简报", "", "", "", "", "", "", "", "1" * 64, "plain_text 1"),
)  # fmt: skip

INDICATORS = (
    GraphIndicator(f"{ID}indicator/1", "云溪规划", "高新技术企业数", 1500.0, None, "家", 1500.0, "家", 2025, None, "ge", "target", CITY.iri, 60, 80, "高新技术企业达到1500家以上", ("第一章",), "prose"),
    GraphIndicator(f"{ID}indicator/2", "云溪规划", "研发投入占比", 2.5, 3.0, "%", 2.5, "%", None, 2020, "eq", "achieved", "", 90, 99, "占比2.5-3%", (), "table"),
)  # fmt: skip

MERGES = (Merge(CHAIN.iri, "海洋工程装备", f"{ID}industry/海洋工程装备", "scheme", "云溪规划", "海洋工程装备（海工装备）"),)


def assemble(entities: tuple[Entity, ...], relations: tuple[tuple[Entity, Relation, Entity, tuple[Evidence, ...]], ...]) -> Graph:
    """Sort by the rules of `Graph`."""
    made = [GraphRelation(s.iri, p, o.iri, tuple(sorted(said))) for s, p, o, said in relations]
    made.sort(key=lambda each: (each.subject, each.relation, each.object))
    return Graph({each.iri: each for each in sorted(entities, key=lambda each: each.iri)}, tuple(made), INDICATORS, DOCUMENTS, MERGES)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="Playwright drives the browser: pip install playwright")
    with api.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def town() -> ModuleType:
    """This module: the parts of the town's graph by name."""
    return sys.modules[__name__]


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The town's graph."""
    return assemble(ENTITIES, RELATIONS)


@pytest.fixture(scope="session")
def bare() -> Graph:
    """A graph of nothing."""
    return Graph({}, (), (), (), ())
