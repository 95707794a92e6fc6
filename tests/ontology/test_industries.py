"""The scheme of industries: a tree of names, each standing for one concept alone, read quickly and the same by every reader."""

import os
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SKOS

from ontology.industries import concepts, names, names_in_lists
from ontology.schema import LANGUAGES

# GB/T 4754-2017: the divisions of agriculture, mining, manufacturing, energy, construction and the services that plans call industries.
DIVISIONS = [
    "农业",
    "林业",
    "畜牧业",
    "渔业",
    "农林牧渔专业及辅助性活动",
    "煤炭开采和洗选业",
    "石油和天然气开采业",
    "黑色金属矿采选业",
    "有色金属矿采选业",
    "非金属矿采选业",
    "开采专业及辅助性活动",
    "其他采矿业",
    "农副食品加工业",
    "食品制造业",
    "酒、饮料和精制茶制造业",
    "烟草制品业",
    "纺织业",
    "纺织服装、服饰业",
    "皮革、毛皮、羽毛及其制品和制鞋业",
    "木材加工和木、竹、藤、棕、草制品业",
    "家具制造业",
    "造纸和纸制品业",
    "印刷和记录媒介复制业",
    "文教、工美、体育和娱乐用品制造业",
    "石油、煤炭及其他燃料加工业",
    "化学原料和化学制品制造业",
    "医药制造业",
    "化学纤维制造业",
    "橡胶和塑料制品业",
    "非金属矿物制品业",
    "黑色金属冶炼和压延加工业",
    "有色金属冶炼和压延加工业",
    "金属制品业",
    "通用设备制造业",
    "专用设备制造业",
    "汽车制造业",
    "铁路、船舶、航空航天和其他运输设备制造业",
    "电气机械和器材制造业",
    "计算机、通信和其他电子设备制造业",
    "仪器仪表制造业",
    "其他制造业",
    "废弃资源综合利用业",
    "金属制品、机械和设备修理业",
    "电力、热力生产和供应业",
    "燃气生产和供应业",
    "水的生产和供应业",
    "房屋建筑业",
    "土木工程建筑业",
    "建筑安装业",
    "建筑装饰、装修和其他建筑业",
    "批发业",
    "零售业",
    "铁路运输业",
    "道路运输业",
    "水上运输业",
    "航空运输业",
    "管道运输业",
    "多式联运和运输代理业",
    "装卸搬运和仓储业",
    "邮政业",
    "住宿业",
    "餐饮业",
    "电信、广播电视和卫星传输服务",
    "互联网和相关服务",
    "软件和信息技术服务业",
    "货币金融服务",
    "资本市场服务",
    "保险业",
    "其他金融业",
    "房地产业",
    "租赁业",
    "商务服务业",
    "研究和试验发展",
    "专业技术服务业",
    "科技推广和应用服务业",
    "水利管理业",
    "生态保护和环境治理业",
    "公共设施管理业",
    "土地管理业",
    "居民服务业",
    "机动车、电子产品和日用产品修理业",
    "其他服务业",
    "新闻和出版业",
    "广播、电视、电影和录音制作业",
    "文化艺术业",
    "娱乐业",
]
STRATEGIC = ["新一代信息技术", "高端装备", "新材料", "生物产业", "新能源汽车", "新能源", "节能环保", "数字创意", "人工智能"]
FUTURE = ["未来制造", "未来信息", "未来材料", "未来能源", "未来空间", "未来健康"]
SAME = {
    "海洋工程装备": "海工装备",
    "航空航天装备": "航空航天",
    "医药制造": "医药制造业",
    "软件与信息技术服务": "软件和信息技术服务业",
    "现代物流": "物流业",
    "人形机器人": "仿人机器人",
    "半导体照明": "LED照明",
}
APART = [
    ("新能源汽车", "新能源"),
    ("集成电路", "半导体"),
    ("智能制造", "智能装备"),
    ("生物医药", "医疗器械"),
    ("现代农业", "农业"),
    ("石化", "化工"),
]
CLASS_WORDS = ("产业链", "产业集群", "集群", "领域")


@pytest.fixture(scope="module")
def scheme(ontology_files: dict[str, rdflib.Graph]) -> rdflib.Graph:
    return ontology_files["industries"]


def parents() -> dict[str, tuple[str, ...]]:
    return {concept.name: concept.broader for concept in concepts()}


def above(name: str) -> set[str]:
    """All that an industry is part of, by preferred names."""
    found, level = set[str](), {name}
    while level := {parent for each in level for parent in parents()[each]} - found:
        found |= level
    return found


def test_there_are_many_industries() -> None:
    print(f"industries: {len(concepts())} concepts, {len(names())} names, {len(names_in_lists())} words of lists")
    assert len(concepts()) >= 600


def test_the_reader_finds_what_rdflib_finds(scheme: rdflib.Graph) -> None:
    assert {concept.iri for concept in concepts()} == {str(node) for node in scheme.subjects(RDF.type, SKOS.Concept)}
    zh = {(str(node), str(text)) for node, text in scheme.subject_objects(SKOS.prefLabel) if text.language == "zh"}
    assert {(concept.iri, concept.name) for concept in concepts()} == zh
    other = {(str(node), str(text)) for node, text in scheme.subject_objects(SKOS.altLabel)}
    assert {(concept.iri, name) for concept in concepts() for name in concept.other_names} == other
    hidden = {(str(node), str(text)) for node, text in scheme.subject_objects(SKOS.hiddenLabel)}
    assert {(concept.iri, name) for concept in concepts() for name in concept.list_names} == hidden


def test_every_industry_has_one_preferred_name_in_each_language_and_stands_in_the_scheme(scheme: rdflib.Graph) -> None:
    whole = next(scheme.subjects(RDF.type, SKOS.ConceptScheme))
    for node in scheme.subjects(RDF.type, SKOS.Concept):
        assert sorted(text.language for text in scheme.objects(node, SKOS.prefLabel)) == sorted(LANGUAGES)
        assert (node, SKOS.inScheme, whole) in scheme
        assert str(node).startswith(str(whole))


def test_no_label_stands_for_two_industries(scheme: rdflib.Graph) -> None:
    texts = (text for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel) for text in scheme.objects(None, kind))
    counts = Counter((str(text), text.language) for text in texts)
    assert not {label for label, count in counts.items() if count > 1}


def test_broader_has_no_circle_and_ends_at_a_top_concept(scheme: rdflib.Graph) -> None:
    order = list(TopologicalSorter(parents()).static_order())
    assert set(order) == {concept.name for concept in concepts()}
    roots = {concept.iri for concept in concepts() if not concept.broader}
    assert roots == {str(node) for node in scheme.objects(None, SKOS.hasTopConcept)}
    assert roots == {str(node) for node in scheme.subjects(SKOS.topConceptOf)}


def test_no_industry_is_stated_under_another_twice_over() -> None:
    """What is already above a parent is not named as a parent of its own."""
    doubled = {
        concept.name: parent
        for concept in concepts()
        for parent in concept.broader
        if any(parent in above(other) for other in concept.broader if other != parent)
    }
    assert not doubled


def test_a_name_is_in_simplified_chinese_of_two_characters_or_more_without_blanks() -> None:
    for name in (*names(), *names_in_lists()):
        assert len(name) >= 2
        assert not any(sign.isspace() for sign in name)
        assert name.isalnum() or set(name) & set("、（）-.")


def test_a_name_goes_without_the_word_that_says_it_is_an_industry() -> None:
    known = {**names(), **names_in_lists()}
    assert not [name for name in names() if name.endswith(CLASS_WORDS)]
    ending = [name for name in names() if name.endswith("产业")]
    assert not [name for name in ending if name.removesuffix("产业") in names()], "the short form is a name already"
    assert not [name for name in ending if known.get(name.removesuffix("产业"), names()[name]) != names()[name]]


def test_a_word_of_lists_is_no_name_by_itself() -> None:
    assert not set(names()) & set(names_in_lists())
    assert names_in_lists()["电力"] == names()["电力、热力生产和供应业"]
    assert set(names_in_lists().values()) <= {concept.name for concept in concepts()}


def test_words_that_plans_use_for_everything_are_no_names() -> None:
    general = "技术 研发 服务 制造 生产 教育 卫生 创新 科技 设备 材料 产品 系统 工程 安全 信息 资源 环境 市场 建设 产业 企业 项目 平台 园区 零售 保险 电梯"
    assert not set(general.split()) & set(names())


@pytest.mark.parametrize("division", DIVISIONS)
def test_every_division_of_the_national_classification_has_its_full_name(division: str) -> None:
    assert division in names()


def test_the_strategic_and_the_future_industries_are_below_their_heads() -> None:
    assert all("战略性新兴产业" in above(names()[name]) for name in STRATEGIC)
    assert all("未来产业" in above(names()[name]) for name in FUTURE)
    assert {"未来产业", "机器人"} <= above("人形机器人")


@pytest.mark.parametrize("name", SAME)
def test_another_name_leads_to_the_same_industry(name: str) -> None:
    assert names()[name] == names()[SAME[name]]


@pytest.mark.parametrize("pair", APART, ids="-".join)
def test_industries_that_plans_list_side_by_side_stay_apart(pair: tuple[str, str]) -> None:
    first, second = pair
    assert names()[first] != names()[second]


def test_names_are_a_view_that_nobody_can_change() -> None:
    with pytest.raises(TypeError):
        names()["新名"] = "新名"  # type: ignore[index]


def test_the_look_ups_are_the_same_under_every_hash_seed(root: Path) -> None:
    code = "from ontology.industries import *; print(concepts(), names(), names_in_lists())"
    runs = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
