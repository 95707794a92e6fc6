"""Which names become one thing, which stay apart, and what becomes of what documents say about them."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.decisions import Decision, Verdict
from kg.model import Graph
from kg.rdf import from_quads, to_quads
from kg.resolution import resolve, resolve_all
from loaders.document import Section, Span
from loaders.facts import Mention
from ontology import ID, Attribute, EntityType, Relation, Status
from ontology import EntityType as T

ONE_THING = [
    ("云溪市", T.DISTRICT, ["云溪市", "云溪"]),
    ("昆山市", T.DISTRICT, ["江苏省", "江苏"]),
    ("昆山市", T.PARK, ["昆山高新技术产业开发区", "昆山国家高新区", "昆山高新区", "昆山市高新区"]),
    ("昆山市", T.PARK, ["昆山经济技术开发区", "昆山经开区", "经开区"]),
    ("云溪市", T.PARK, ["云溪自由贸易试验区", "云溪自贸区"]),
    ("昆山市", T.PARK, ["昆山综合保税区", "昆山综保区", "综保区"]),
    ("云溪市", T.PARK, ["云溪国家农业高新技术产业示范区", "云溪农高区"]),
    ("龙游县", T.DISTRICT, ["沐尘畲族乡", "沐尘乡"]),
    ("昆山市", T.PARK, ["国家网络安全产业园区（苏州）", "苏州国家网络安全产业园区"]),
    ("云溪市", T.PARK, ["云溪高新区半导体产业园", "半导体产业园"]),
    ("云溪市", T.PARK, ["凤鸣产业园", "凤鸣园区"]),
    ("云溪市", T.REGION, ["北部六县", "北六县"]),
    ("云溪市", T.RESEARCH_INSTITUTE, ["中国科学院苏州凤鸣研究所", "中科院苏州凤鸣研究所"]),
    ("云溪市", T.GOVERNMENT_BODY, ["云溪市科技局", "市科技局"]),
    ("昆山市", T.GOVERNMENT_BODY, ["江苏省科技厅", "省科技厅"]),
    ("云溪市", T.GOVERNMENT_BODY, ["中共云溪市委员会办公室", "市委办公室"]),
    ("云溪市", T.PLATFORM, ["国家智慧电气产业化基地", "智慧电气产业化基地"]),
    ("云溪市", T.PLATFORM, ["“万企云”服务平台", "万企云"]),
    ("云溪市", T.PROGRAMME, ["“青苗”人才计划", "青苗人才计划"]),
    ("云溪市", T.PROGRAMME, ["“小巨人”计划", "“小巨人”行动", "小巨人"]),
    ("云溪市", T.PLAN_DOCUMENT, ["云溪市“十四五”科技创新发展规划", "云溪市“十四五”科技创新规划"]),
    ("云溪市", T.PROGRAMME, ["软件产业“满园春”行动", "“满园春”行动", "满园春"]),
    ("云溪市", T.ENTERPRISE, ["鹭洲重工股份有限公司", "鹭洲重工"]),
    ("昆山市", T.ENTERPRISE, ["江苏青棠微电子有限公司", "青棠微电子"]),
    ("云溪市", T.RESEARCH_INSTITUTE, ["华岳大学昆山海藻材料研究中心", "华岳大学海藻材料研究中心"]),
    ("云溪市", T.REGION, ["成渝地区", "成渝"]),
    ("云溪市", T.INDUSTRY, ["养老", "养老产业"]),
    ("云溪市", T.INDUSTRY_CHAIN, ["新型灌溉（太阳能）装备", "新型灌溉装备"]),
    ("云溪市", T.INDUSTRY, ["现代服务业", "服务业"]),
    ("云溪市", T.INDUSTRY, ["战略性新兴产业", "战略新兴产业"]),
    ("云溪市", T.PARK, ["智能制造产业园", "智能制造园"]),
    ("云溪市", T.PARK, ["青岭凤鸣医药食品工业园", "凤鸣青岭工业园"]),
    ("云溪市", T.PARK, ["云溪园区", "云溪园"]),
    ("云溪市", T.PARK, ["凤鸣科学城", "科学城"]),
    ("云溪市", T.PARK, ["美国枫谷", "枫谷"]),
    ("云溪市", T.REGION, ["凤鸣新区", "凤鸣"]),
    ("云溪市", T.PLATFORM, ["凤鸣电子商务云", "凤鸣电商云"]),
    ("云溪市", T.PROGRAMME, ["青岭茶山科技示范工程", "“青岭茶山”工程"]),
    ("云溪市", T.ENTERPRISE, ["凤鸣石化", "凤鸣"]),
    ("云溪市", T.GOVERNMENT_BODY, ["市发展和改革委员会", "市发改委", "云溪市发改委"]),
    ("云溪市", T.GOVERNMENT_BODY, ["区工业和信息化局", "区工信局"]),
    ("云溪市", T.GOVERNMENT_BODY, ["青岭经济开发区管理委员会", "青岭经开区管委会", "青岭经济开发区管委会"]),
    ("云溪市", T.GOVERNMENT_BODY, ["市人民政府办公室", "市政府办"]),
    ("榆林市", T.DISTRICT, ["神木县", "神木"]),
    ("云溪市", T.REGION, ["青岭坝精细化工产业组团", "青岭坝组团"]),
    ("昆山市", T.ENTERPRISE, ["江苏鹭洲科技发展股份有限公司", "鹭洲科技"]),
    ("昆山市", T.ENTERPRISE, ["江苏鹭洲生物药业股份有限公司", "鹭洲药业"]),
    ("云溪市", T.ENTERPRISE, ["中国鹭洲船舶有限责任公司", "中国鹭洲船舶公司", "鹭洲船舶"]),
    ("云溪市", T.ENTERPRISE, ["鹭洲湾投资担保股份有限公司", "鹭洲湾公司"]),
    ("昆山市", T.ENTERPRISE, ["江苏青棠岭集团公司", "青棠岭集团"]),
    ("云溪市", T.ENTERPRISE, ["中国鹭洲汽车集团", "鹭洲"]),
    ("云溪市", T.ENTERPRISE, ["鹭洲控股东北亚总部", "鹭洲东北亚总部"]),
    ("云溪市", T.RESEARCH_INSTITUTE, ["青岭能源化学物理研究所", "青岭能化所"]),
    ("云溪市", T.HOSPITAL, ["青岭大学第一附属医院", "青大一附院"]),
    ("昌吉市", T.DISTRICT, ["昌吉回族自治州", "昌吉州"]),
]
APART = [
    ("清镇市", [(T.GOVERNMENT_BODY, "市政府"), (T.GOVERNMENT_BODY, "贵阳市人民政府")]),
    ("贵阳市", [(T.GOVERNMENT_BODY, "市政府"), (T.GOVERNMENT_BODY, "清镇市政府")]),
    ("青岛市", [(T.ENTERPRISE, "启明之星"), (T.ENTERPRISE, "启明之星（青岛）")]),
    ("重庆市", [(T.REGION, "西部"), (T.REGION, "西部（重庆）")]),
    ("贵阳市", [(T.ENTERPRISE, "海岚"), (T.ENTERPRISE, "贵阳海岚")]),
    ("云溪市", [(T.PARK, "云溪高新区"), (T.PARK, "昆山高新区")]),
    ("云溪市", [(T.PARK, "云溪高新区"), (T.PARK, "云溪经开区")]),
    ("云溪市", [(T.PARK, "云溪综保区"), (T.PARK, "云溪保税区")]),
    ("龙游县", [(T.DISTRICT, "沐尘畲族乡"), (T.DISTRICT, "沐尘镇")]),
    ("云溪市", [(T.DISTRICT, "云溪市"), (T.PARK, "云溪高新区"), (T.REGION, "云溪都市圈")]),
    ("云溪市", [(T.PARK, "云溪高新区半导体产业园"), (T.PARK, "昆山半导体产业园"), (T.PARK, "半导体产业园")]),
    ("云溪市", [(T.PARK, "青岭凤鸣医药工业园"), (T.PARK, "青岭凤鸣食品工业园"), (T.PARK, "凤鸣青岭工业园")]),
    ("云溪市", [(T.INDUSTRY, "装备制造"), (T.INDUSTRY, "智能装备制造")]),
    ("云溪市", [(T.INDUSTRY, "新能源"), (T.INDUSTRY, "新能源汽车")]),
    ("昆山市", [(T.GOVERNMENT_BODY, "省科技厅"), (T.GOVERNMENT_BODY, "市科技局")]),
    ("长春市", [(T.DISTRICT, "吉林省"), (T.DISTRICT, "吉林市")]),
    ("云溪市", [(T.ENTERPRISE, "鹭洲控股股份有限公司"), (T.ENTERPRISE, "鹭洲控股东北亚总部")]),
    ("云溪市", [(T.ENTERPRISE, "鹭洲科技发展有限公司"), (T.ENTERPRISE, "鹭洲科技贸易有限公司"), (T.ENTERPRISE, "鹭洲科技")]),
    ("云溪市", [(T.ENTERPRISE, "中国鹭洲"), (T.ENTERPRISE, "中国鹭洲湾港务有限公司")]),
    ("云溪市", [(T.GOVERNMENT_BODY, "市公安局"), (T.GOVERNMENT_BODY, "市公安交通管理局")]),
    ("长沙市", [(T.DISTRICT, "长沙县"), (T.DISTRICT, "长沙")]),
    ("云溪市", [(T.PARK, "凤鸣科学城"), (T.PARK, "青岭科学城"), (T.PARK, "科学城")]),
    ("云溪市", [(T.UNIVERSITY, "青岭大学"), (T.UNIVERSITY, "青岭科技大学")]),
    ("云溪市", [(T.HOSPITAL, "青岭医院"), (T.HOSPITAL, "青岭中西医结合医院")]),
    ("云溪市", [(T.UNIVERSITY, "青禾大学"), (T.RESEARCH_INSTITUTE, "青禾大学技术研究院")]),
]


def names(graph: Graph) -> list[set[str]]:
    return [{entity.name, *entity.aliases} for entity in graph.entities.values()]


@pytest.mark.parametrize(("place", "type", "forms"), ONE_THING, ids=lambda value: str(value))
def test_forms_of_one_name_are_one_thing_whose_name_is_the_fullest(named, place, type, forms) -> None:
    graph = resolve([named(place, *((type, form) for form in forms)).part()])
    assert names(graph) == [set(forms)]
    (entity,) = graph.entities.values()
    assert entity.name == forms[0]
    assert {merge.alias for merge in graph.merges} == {*forms} - {entity.name}
    assert all(merge.iri == entity.iri and merge.alias in merge.quote and merge.rule for merge in graph.merges)


@pytest.mark.parametrize(("place", "things"), APART, ids=lambda value: str(value))
def test_names_of_different_things_stay_apart(named, place, things) -> None:
    graph = resolve([named(place, *things).part()])
    assert sorted(map(sorted, names(graph))) == sorted([name] for _, name in things)
    assert not graph.merges


def test_a_name_in_two_documents_is_one_thing_with_the_evidence_of_both(plan) -> None:
    parts = []
    for id in ("a", "b"):
        made = plan(id, "云溪高新区发展新材料产业。")
        made.say(made.name(T.PARK, "云溪高新区"), Relation.SERVES, made.name(T.INDUSTRY, "新材料"))
        parts.append(made.part())
    graph = resolve(parts)
    (relation,) = graph.relations
    assert [evidence.document for evidence in relation.evidence] == ["a", "b"]
    assert all(len(entity.mentions) == 2 for entity in graph.entities.values())


def test_the_short_name_of_one_document_finds_the_full_name_of_another(plan, named) -> None:
    full = plan("a", "云溪高新技术产业孵化基地，以下简称云溪高创基地。")
    full.name(T.INCUBATOR, "云溪高新技术产业孵化基地")
    full.alias(T.INCUBATOR, "云溪高新技术产业孵化基地", "云溪高创基地")
    graph = resolve([full.part(), named("云溪市", (T.INCUBATOR, "云溪高创基地"), id="b").part()])
    assert names(graph) == [{"云溪高新技术产业孵化基地", "云溪高创基地"}]
    assert {merge.rule for merge in graph.merges} == {"statedAlias"}


def test_a_short_form_that_says_nothing_by_itself_means_nothing_in_other_documents(plan, named) -> None:
    full = plan("a", "云溪电子商务产业园，以下简称园区。")
    full.name(T.PARK, "云溪电子商务产业园")
    full.alias(T.PARK, "云溪电子商务产业园", "园区")
    assert len(resolve([full.part(), named("云溪市", (T.PARK, "园区"), id="b").part()]).entities) == 2


def test_a_short_name_means_the_one_that_the_heading_above_it_tells(plan) -> None:
    made = plan("a", "昆山新材料产业园和太仓新材料产业园。新材料产业园。", "云溪市")
    for name in ("昆山新材料产业园", "太仓新材料产业园"):
        made.name(T.PARK, name)
    last = Span(len(made.text) - 7, len(made.text) - 1)
    made.mentions.append(Mention(T.PARK, "新材料产业园", last, Status.EXISTS, "test", 1.0))
    document, facts = made.part()
    assert len(resolve([(document, facts)]).entities) == 3
    above = (*document.sections, Section(("二、太仓",), "二、太仓", 1, Span(last.start, last.start), last))
    assert names(resolve([(replace(document, sections=above), facts)])) == [{"太仓新材料产业园", "新材料产业园"}, {"昆山新材料产业园"}]


def test_a_short_name_that_may_mean_two_things_of_other_documents_means_neither(plan, named) -> None:
    parts = []
    for id, full in (("a", "云溪科技创业园"), ("b", "青禾科技创业园")):
        made = plan(id, f"{full}，以下简称科创园。")
        made.name(T.INCUBATOR, full)
        made.alias(T.INCUBATOR, full, "科创园")
        parts.append(made.part())
    graph = resolve([*parts, named("云溪市", (T.INCUBATOR, "科创园"), id="c").part()])
    assert len(graph.entities) == 3


def test_a_name_of_the_city_plan_is_that_of_the_one_county_plan_below_that_has_it_too(named) -> None:
    def build(*counties: str) -> Graph:
        places = ("苏州市", *counties)
        return resolve(named(place, (T.PARK, "智谷新材料产业园"), id=place).part() for place in places)

    assert len(build("昆山市").entities) == 1
    assert len(build("昆山市", "太仓市").entities) == 3
    assert len(build("丹阳市").entities) == 2


def test_equal_department_names_of_two_cities_are_two_departments(named) -> None:
    graph = resolve(named(place, (T.GOVERNMENT_BODY, "市科技局"), id=place).part() for place in ("昆山市", "太仓市", "苏州市"))
    assert len(graph.entities) == 3


def test_an_industry_is_of_the_highest_kind_that_any_document_calls_it(named) -> None:
    graph = resolve(named("云溪市", (type, "海工装备"), id=type).part() for type in (T.INDUSTRY, T.INDUSTRY_CLUSTER, T.INDUSTRY_CHAIN))
    (entity,) = graph.entities.values()
    assert entity.type is T.INDUSTRY_CLUSTER
    assert {mention.type for mention in entity.mentions} == {T.INDUSTRY, T.INDUSTRY_CHAIN, T.INDUSTRY_CLUSTER}


def test_names_of_one_industry_in_the_scheme_are_one_over_documents_unless_one_names_both(named) -> None:
    first, second = named("云溪市", (T.INDUSTRY, "海工装备"), id="a"), named("昆山市", (T.INDUSTRY, "海洋工程装备"), id="b")
    both = named("云溪市", (T.INDUSTRY, "海工装备"), (T.INDUSTRY, "海洋工程装备"), id="c")
    assert names(resolve([first.part(), second.part()])) == [{"海工装备", "海洋工程装备"}]
    assert len(resolve([first.part(), second.part(), both.part()]).entities) == 2


def test_an_industry_goes_by_its_preferred_name_where_documents_use_it(named) -> None:
    parts = [named("云溪市", (T.INDUSTRY, name), id=name).part() for name in ("海洋工程装备制造", "海工装备", "海洋工程装备")]
    assert [entity.name for entity in resolve(parts).entities.values()] == ["海工装备"]
    assert [entity.name for entity in resolve(parts[::2]).entities.values()] == ["海洋工程装备制造"]


def test_a_division_goes_by_its_official_name_not_by_one_with_its_parents(named) -> None:
    graph = resolve([named("昆山市", (T.DISTRICT, "江苏省太仓市"), (T.DISTRICT, "太仓市"), (T.DISTRICT, "太仓")).part()])
    assert [(entity.name, len(entity.aliases)) for entity in graph.entities.values()] == [("太仓市", 2)]


def test_other_things_are_what_most_mentions_call_them(plan) -> None:
    made = plan("a", "云溪创业园，云溪创业园，云溪创业园。")
    for type in (T.PARK, T.INCUBATOR, T.INCUBATOR):
        made.name(type, "云溪创业园", status=list(Status)[len(made.mentions)])
    (entity,) = resolve([made.part()]).entities.values()
    assert entity.type is T.INCUBATOR


def test_a_division_carries_its_official_code_and_an_invented_one_none(named) -> None:
    graph = resolve([named("昆山市", (T.DISTRICT, "太仓"), (T.DISTRICT, "云溪市")).part()])
    codes = {entity.name: dict(entity.attributes) for entity in graph.entities.values()}
    assert codes == {"太仓": {Attribute.CODE: "320585"}, "云溪市": {}}


def test_a_claim_that_the_shapes_do_not_permit_is_refused_and_told(plan) -> None:
    made = plan("a", "云溪市属于新材料产业，云溪市属于云溪市。")
    city, field = made.name(T.DISTRICT, "云溪市"), made.name(T.INDUSTRY, "新材料")
    made.say(city, Relation.PART_OF, field)
    made.say(city, Relation.PART_OF, city)
    resolution = resolve_all([made.part()])
    assert not resolution.graph.relations
    assert {refusal.reason for refusal in resolution.refusals} == {"sameEnds", "notPermitted"}


def test_cooperation_is_one_relation_whichever_side_is_named_first(plan) -> None:
    made = plan("a", "云溪市与青禾县合作。")
    city, county = made.name(T.DISTRICT, "云溪市"), made.name(T.DISTRICT, "青禾县")
    made.say(city, Relation.COOPERATES_WITH, county)
    made.say(county, Relation.COOPERATES_WITH, city, status=Status.PLANNED)
    (relation,) = resolve([made.part()]).relations
    assert len(relation.evidence) == 2
    assert relation.status is Status.EXISTS


def test_every_span_of_the_graph_holds_its_words(plan) -> None:
    made = plan("a", "到2025年，云溪市高新技术企业达到1500家以上。云溪高新区发展新材料。")
    city = made.name(T.DISTRICT, "云溪市")
    made.say(made.name(T.PARK, "云溪高新区"), Relation.SERVES, made.name(T.INDUSTRY, "新材料"), quote="云溪高新区发展新材料")
    made.figure("高新技术企业", 1500, city)
    graph, text = resolve([made.part()]), made.text
    said = [m for e in graph.entities.values() for m in e.mentions]
    assert all(text[m.start : m.end] == m.surface and m.heading == ("一、总体", "（一）载体") for m in said)
    assert all(text[e.start : e.end] == e.quote for r in graph.relations for e in r.evidence)
    (figure,) = graph.indicators
    assert (figure.place, text[figure.start : figure.end]) == (f"{ID}place/云溪市", figure.quote)


def test_a_task_belongs_to_its_document(named) -> None:
    graph = resolve(named("云溪市", (T.TASK, "建设产业创新中心"), id=id).part() for id in ("a", "b"))
    assert sorted(graph.entities) == [f"{ID}task/a/建设产业创新中心", f"{ID}task/b/建设产业创新中心"]


def decide(verdict: Verdict, type: EntityType, name: str, other: str, **scope: str) -> Decision:
    return Decision(verdict, type, name, other, scope.get("place", ""), scope.get("document", ""))


def test_a_person_can_say_that_two_names_are_one_thing(named) -> None:
    parts = [named("云溪市", (T.PARK, "东湖片区"), (T.PARK, "云溪智谷")).part()]
    graph = resolve(parts, (decide(Verdict.SAME, T.PARK, "东湖片区", "云溪智谷"),))
    assert names(graph) == [{"东湖片区", "云溪智谷"}]
    assert {merge.rule for merge in graph.merges} == {"decision"}


def test_a_person_can_say_that_two_names_are_two_things(named) -> None:
    parts = [named("云溪市", (T.PARK, "云溪高新技术产业开发区"), (T.PARK, "云溪高新区")).part()]
    assert len(resolve(parts).entities) == 1
    assert len(resolve(parts, (decide(Verdict.DIFFERENT, T.PARK, "云溪高新区", "云溪高新技术产业开发区"),)).entities) == 2


def test_a_person_can_part_one_name_by_document(named) -> None:
    parts = [named("云溪市", (T.PARK, "智谷新材料产业园"), id=id).part() for id in ("a", "b")]
    graph = resolve(parts, (decide(Verdict.DIFFERENT, T.PARK, "智谷新材料产业园", "智谷新材料产业园", document="b"),))
    assert sorted([m.document for m in entity.mentions] for entity in graph.entities.values()) == [["a"], ["b"]]


def test_a_person_can_rename_a_thing_and_the_old_name_stays_an_alias(named) -> None:
    parts = [named("云溪市", (T.PARK, "云溪高新区")).part()]
    graph = resolve(parts, (decide(Verdict.RENAME, T.PARK, "云溪高新区", "云溪国家高新技术产业开发区"),))
    (entity,) = graph.entities.values()
    assert (entity.name, entity.aliases) == ("云溪国家高新技术产业开发区", ("云溪高新区",))
    assert entity.iri == f"{ID}carrier/云溪国家高新技术产业开发区"


POOL = {
    T.PARK: ["云溪高新区", "云溪高新技术产业开发区", "高新区", "半导体产业园", "云溪高新区半导体产业园", "昆山半导体产业园", "智谷科创园"],
    T.INCUBATOR: ["智谷科创园", "云溪创业园", "创业园"],
    T.DISTRICT: ["云溪", "云溪市", "昆山", "昆山市", "江苏", "鼓楼区", "东湖区"],
    T.REGION: ["江北新区", "云溪都市圈", "都市圈"],
    T.GOVERNMENT_BODY: ["市科技局", "云溪市科技局", "科技局", "省科技厅"],
    T.INDUSTRY: ["海工装备", "海洋工程装备", "新材料", "新材料产业", "现代农业", "农业"],
    T.INDUSTRY_CHAIN: ["新材料", "新型灌溉（太阳能）装备", "新型灌溉装备"],
    T.ENTERPRISE: ["鹭洲重工", "鹭洲重工股份有限公司"],
}
CHOICES = [(type, name) for type, names in POOL.items() for name in names]


INDEX = st.integers(0, 7)
CORPORA = st.lists(
    st.tuples(
        st.sampled_from(["云溪市", "昆山市", "苏州市", "南京市", ""]),
        st.lists(st.sampled_from(CHOICES), min_size=1, max_size=8, unique=True),
        st.lists(st.tuples(INDEX, st.sampled_from(list(Relation)), INDEX), max_size=6),
        st.lists(st.tuples(INDEX, INDEX), max_size=2),
    ),
    min_size=1,
    max_size=5,
)
DECIDED = (
    decide(Verdict.DIFFERENT, T.PARK, "云溪高新区", "云溪高新技术产业开发区"),
    decide(Verdict.DIFFERENT, T.PARK, "智谷科创园", "智谷科创园", place="昆山市"),
    decide(Verdict.RENAME, T.ENTERPRISE, "鹭洲重工", "鹭洲集团"),
    decide(Verdict.SAME, T.PARK, "高新区", "半导体产业园", document="1"),
)


def written(plan, corpus):
    """The documents of a drawn corpus: what each names, relates and calls by another name."""
    parts = []
    for number, (place, things, claims, aliases) in enumerate(corpus):
        made = plan(str(number), "。".join(name for _, name in things) + "。", place)
        mentions = [made.name(type, name) for type, name in things]
        for subject, relation, object in claims:
            made.say(mentions[subject % len(mentions)], relation, mentions[object % len(mentions)])
        for full, short in aliases:
            (type, name), (other, alias) = things[full % len(things)], things[short % len(things)]
            if type is other and name != alias:
                made.alias(type, name, alias)
        made.figure("企业", 3.0, mentions[0])
        parts.append(made.part())
    return parts


@given(CORPORA, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_documents_never_matters(plan, corpus, shuffler: random.Random, decided: bool) -> None:
    parts, decisions = written(plan, corpus), DECIDED if decided else ()
    graph = resolve(parts, decisions)
    again = list(parts)
    shuffler.shuffle(again)
    assert resolve(again, decisions) == graph


@given(CORPORA, st.booleans())
def test_a_graph_hangs_together_and_survives_rdf(plan, corpus, decided: bool) -> None:
    graph = resolve(written(plan, corpus), DECIDED if decided else ())
    assert all(iri == entity.iri and entity.mentions and entity.name not in entity.aliases for iri, entity in graph.entities.items())
    assert all({relation.subject, relation.object} <= graph.entities.keys() and relation.evidence for relation in graph.relations)
    assert {merge.iri for merge in graph.merges} <= graph.entities.keys()
    assert all(merge.alias in (graph.entities[merge.iri].name, *graph.entities[merge.iri].aliases) for merge in graph.merges)
    assert all(merge.alias_iri != merge.iri and merge.quote for merge in graph.merges)
    assert list(graph.entities) == sorted(graph.entities)
    assert from_quads(to_quads(graph)) == graph


@given(CORPORA)
def test_every_mention_of_every_document_is_in_the_graph_once(plan, corpus) -> None:
    parts = written(plan, corpus)
    said = sorted((d.id, m.span.start, m.span.end, m.type) for d, facts in parts for m in facts.mentions)
    held = sorted((m.document, m.start, m.end, m.type) for e in resolve(parts).entities.values() for m in e.mentions)
    assert held == sorted(set(said))
