"""Relations: every frame reads its example and nothing from its counter-example, cases agree, and gold mentions give the figures."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from bench import gold
from bench import relations as bench_relations
from loaders.document import Document
from loaders.extraction import own_place
from loaders.facts import Claim, Mention, Refusal, RefusalReason
from loaders.finders.relations import find
from loaders.finders.relations.pronouns import is_class
from loaders.finders.relations.reading import Cue, lexicon
from loaders.formats import read
from loaders.lexicons import rows
from loaders.sentences import sentences
from ontology import Relation, Status

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = sorted((ROOT / "tests/data/cases/relations").glob("*.txt"))
FRAMES = rows("frames")
NAMES = [row[0] for row in FRAMES]


def relate(text: str, place: str, folder: Path) -> tuple[Document, tuple[Claim, ...], tuple[Refusal, ...]]:
    """Read a marked text and find its relations; the plan's own place is the first mention of `place`."""
    path = folder / "example.md"
    path.write_text(gold.MARK.sub(lambda m: m.group(2), text), encoding="utf-8")
    document = read(path)
    mentions: tuple[Mention, ...] = tuple(gold.marked(document, text))
    own = next((m for m in mentions if m.name == place), None)
    assert own is not None or not place, f"{place} is not marked in the example"
    return (document, *find(document, sentences(document), mentions, own))


def say(claims: Iterable[Claim]) -> set[str]:
    return {f"{c.relation}: {c.subject.name} -> {c.object.name}" for c in claims}


def statements(text: str) -> set[str]:
    return {part.strip() for part in re.split(r" ; |\n", text) if part.strip()}


@pytest.mark.parametrize("row", FRAMES, ids=NAMES)
def test_a_frame_reads_what_its_example_states(row: tuple[str, ...], tmp_path: Path) -> None:
    frame, _, _, place, example, expected, _ = row
    _, claims, refusals = relate(example.replace("⏎", "\n"), place, tmp_path)
    found = say(c for c in claims if c.rule == frame) | {f"{r.reason}: {r.detail.replace('→', '->')}" for r in refusals if r.rule == frame}
    assert statements(expected) <= found


@pytest.mark.parametrize("row", FRAMES, ids=NAMES)
def test_a_frame_reads_nothing_from_its_counter_example(row: tuple[str, ...], tmp_path: Path) -> None:
    frame, _, _, place, _, _, counter = row
    _, claims, refusals = relate(counter.replace("⏎", "\n"), place if place in counter else "", tmp_path)
    assert not [c for c in claims if c.rule == frame]
    assert not [r for r in refusals if r.rule == frame]


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_case_is_read_as_the_table_beside_it_says(case: Path, tmp_path: Path) -> None:
    head, _, body = case.read_text(encoding="utf-8").partition("\n")
    _, claims, refusals = relate(body, head.partition(":")[2].strip(), tmp_path)
    restricted = {f"{r.reason}: {r.detail.replace('→', '->')}" for r in refusals if r.reason is RefusalReason.RESTRICTED}
    lines = case.with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    assert say(claims) | restricted == {"{}: {} -> {}".format(*line.split("\t")) for line in lines}


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_claim_shows_both_ends_in_its_quote_or_says_why_not(case: Path, tmp_path: Path) -> None:
    head, _, body = case.read_text(encoding="utf-8").partition("\n")
    document, claims, _ = relate(body, head.partition(":")[2].strip(), tmp_path)
    spans = [s.span for s in sentences(document)]
    for claim in claims:
        assert any(claim.quote in span for span in spans)
        assert claim.silent or (claim.subject.span in claim.quote and claim.object.span in claim.quote), claim
        assert claim.rule in NAMES


def test_a_frame_has_one_name_and_a_case() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(len(row) == 7 and row[1] and row[2] and row[4] and row[5] and row[6] for row in FRAMES)


def test_a_word_says_one_thing_only() -> None:
    words = [word for _, _, word in lexicon()[1]]
    assert len(words) == len(set(words))
    assert {cue for cue, _, _ in lexicon()[1]} == set(Cue)


@pytest.mark.parametrize(
    ("text", "status", "word"),
    [
        ("到2025年，力争建成{Park|凤鸣产业园}，支持{District|石门县}发展{Industry|茶叶}。", Status.SUPPORTED, "支持"),
        ("{District|石门县}正在发展{Industry|茶叶}。", Status.UNDER_WAY, "正在"),
        ("{District|石门县}谋划发展{Industry|茶叶}。", Status.PLANNED, "谋划"),
        ("{District|石门县}已经形成{Industry|茶叶}产业集群。", Status.EXISTS, "已经"),
    ],
)
def test_the_nearest_firm_word_before_a_name_tells_the_status(text: str, status: Status, word: str, tmp_path: Path) -> None:
    _, claims, _ = relate(text, "", tmp_path)
    assert [(c.status, c.status_word) for c in claims if c.relation is Relation.DEVELOPS] == [(status, word)]


def test_the_province_in_a_name_gives_way_to_a_nearer_place(tmp_path: Path) -> None:
    _, claims, _ = relate("{Enterprise|江西青云动力}落户{Park|凤鸣产业园}，{District|江西省}、{District|江西}统筹。", "", tmp_path)
    assert say(c for c in claims if c.relation is Relation.LOCATED_IN) == {"locatedIn: 江西青云动力 -> 凤鸣产业园"}


def test_the_province_in_a_firms_name_says_nothing_in_the_report_of_a_zone_there(tmp_path: Path) -> None:
    text = "{Park|南昌高新区}提速。{Enterprise|江西青云动力}、{Enterprise|湖南长河电子}技改。{District|江西}、{District|湖南}合作。"
    assert say(relate(text, "南昌高新区", tmp_path)[1]) == {"locatedIn: 湖南长河电子 -> 湖南"}
    assert "locatedIn: 江西青云动力 -> 江西" in say(relate(text, "江西", tmp_path)[1])


def test_the_zone_that_firms_settle_in_may_be_called_so_alone(tmp_path: Path) -> None:
    text = "{District|石门县}统筹。{Park|石门产业园区}扩容，{Park|石门产业园区}提速。\n现有{Enterprise|青云动力}、{Enterprise|长河电子}等企业落户"
    told = {"locatedIn: 青云动力 -> 石门产业园区", "locatedIn: 长河电子 -> 石门产业园区"}
    assert told <= say(relate(text + "园区。", "石门县", tmp_path)[1])
    assert not told & say(relate(text + "某某工业园区。", "石门县", tmp_path)[1])


def test_divisions_behind_one_another_in_a_name_tell_which_holds_which(tmp_path: Path) -> None:
    text = "{District|云南}的{District|玉溪}建成{Park|云南玉溪高新技术产业园}，{Park|玉溪云南产业园}停办。"
    _, claims, _ = relate(text, "", tmp_path)
    assert {c for c in say(claims) if c.startswith("partOf")} == {"partOf: 玉溪 -> 云南"}


def test_a_zone_is_part_of_the_zone_that_its_name_tells(tmp_path: Path) -> None:
    text = "{Region|江北}的{Park|江北自主创新示范区}与{District|云溪市}。\n{Park|云溪市江北自主创新示范区}、{Park|青云科技园}、{Park|青云科技园石桥园区}提速。"
    _, claims, _ = relate(text + "\n{Park|青云科技园产业园区}、{Park|云溪市科技园}、{Park|科技园}另议。", "", tmp_path)
    told = {"partOf: 云溪市江北自主创新示范区 -> 江北自主创新示范区", "partOf: 青云科技园石桥园区 -> 青云科技园"}
    assert {c for c in say(claims) if c.startswith("partOf")} == told
    assert "locatedIn: 云溪市江北自主创新示范区 -> 云溪市" in say(claims)


def test_a_paper_is_about_the_place_of_its_title_that_it_says_most(tmp_path: Path) -> None:
    text = "{Region|江北}协同中{Region|云溪新区}的建设问题\n{Region|云溪新区}刚刚起步，{Region|云溪新区}前景可期。\n"
    told = {"develops: 云溪新区 -> 会展"}
    assert say(relate(text + "要促进{Industry|会展}发展。", "", tmp_path)[1]) == told
    assert not say(relate("在{Region|云溪新区}设立研究院的建议\n要促进{Industry|会展}发展。", "", tmp_path)[1])


def test_a_text_that_opens_with_one_of_many_places_is_about_none(tmp_path: Path) -> None:
    text = "总部经济观察\n去年，{District|石门县}举行推介，{District|石门县}引来客商。\n要促进{Industry|会展}发展。"
    others = "".join(f"{{District|{name}}}修通道路。" for name in ("青云县", "长岭县", "凤鸣县", "北山县", "南江市", "东江市") * 3)
    assert say(relate(text, "", tmp_path)[1]) == {"develops: 石门县 -> 会展"}
    assert not say(relate(text + others, "", tmp_path)[1])


def test_provinces_of_a_part_of_the_country_are_a_region_and_no_class_of_zones() -> None:
    assert is_class("中国东部地区开发区")
    assert not is_class("西南三省区")


def test_a_text_that_says_the_zone_all_the_time_may_name_it_once(tmp_path: Path) -> None:
    text = (
        "{District|石门县}总结。"
        + "园区修通道路，园区改善环境。" * 6
        + "\n{Park|石门产业园区}年内扩容，道路修通，环境改善。\n做大{Industry|花艺}产业。"
    )
    assert "serves: 石门产业园区 -> 花艺" in say(relate(text, "石门县", tmp_path)[1])
    assert "serves: 石门产业园区 -> 花艺" not in say(relate(text.replace("园区修通", "各乡修通"), "石门县", tmp_path)[1])


def test_a_text_without_a_place_that_says_the_zone_all_the_time_is_the_zones_report(tmp_path: Path) -> None:
    text = (
        "要强化园区招商，园区储备项目15个，参照{Park|凤鸣经济开发区}办法，园区发展提速，园区服务优化。\n已引进{Enterprise|青云动力}等项目。"
    )
    told = {"locatedIn: 青云动力 -> 凤鸣经济开发区"}
    assert say(relate(text + "园区前景可期。", "", tmp_path)[1]) == told
    assert not say(relate(text, "", tmp_path)[1])
    assert not say(relate(text + "园区前景可期。" + "全年雨水充沛，道路畅通。" * 100, "", tmp_path)[1])


def test_a_zone_that_begins_a_sentence_of_a_parks_report_acts_in_all_of_it(tmp_path: Path) -> None:
    text = "{Park|东湖高新区}统筹。\n{Park|甲山园}强力推进道路建设；推动{Enterprise|青云动力}尽快入驻投产。"
    assert say(relate(text, "东湖高新区", tmp_path)[1]) == {"locatedIn: 青云动力 -> 甲山园"}
    other = "{Park|东湖高新区}统筹。\n{Park|甲山园}强力推进道路建设；{Park|乙山园}整治水塘；推动{Enterprise|青云动力}尽快入驻投产。"
    assert "locatedIn: 青云动力 -> 甲山园" not in say(relate(other, "东湖高新区", tmp_path)[1])


def test_the_body_that_the_first_lines_introduce_is_the_silent_subject(tmp_path: Path) -> None:
    _, claims, _ = relate("{Incubator|青云创客港}位于{District|石门县}，建于2015年。\n\n重点发展{Industry|锂电}。", "石门县", tmp_path)
    assert say(c for c in claims if c.relation is Relation.SERVES) == {"serves: 青云创客港 -> 锂电"}
    _, claims, _ = relate("{District|石门县}有{Incubator|青云创客港}，建于2015年。\n\n重点发展{Industry|锂电}。", "石门县", tmp_path)
    assert say(c for c in claims if c.relation is not Relation.LOCATED_IN) == {"develops: 石门县 -> 锂电"}


def test_a_division_that_acts_on_the_park_of_its_title_is_the_silent_subject(tmp_path: Path) -> None:
    _, claims, _ = relate("# {District|南昌市}支持{Park|东湖高新区}建设若干措施\n\n重点发展{Industry|锂电}。", "东湖高新区", tmp_path)
    assert "develops: 南昌市 -> 锂电" in say(claims)


def test_a_region_that_the_title_begins_with_is_the_silent_subject_where_none_is_known(tmp_path: Path) -> None:
    _, claims, _ = relate("# {Region|江北经济带}发展规划\n\n重点发展{Industry|锂电}。", "", tmp_path)
    assert say(claims) == {"develops: 江北经济带 -> 锂电"}


def test_a_class_of_zones_in_the_title_is_not_the_silent_subject(tmp_path: Path) -> None:
    text = "# {Park|中国东部三省开发区}产业变迁\n\n大力发展{Industry|锂电}。"
    _, claims, _ = relate(text, "", tmp_path)
    assert not say(claims)
    _, claims, _ = relate(text.replace("中国东部三省", "东湖"), "", tmp_path)
    assert say(claims) == {"serves: 东湖开发区 -> 锂电"}


def test_the_place_that_the_first_clauses_are_about_is_the_silent_subject(tmp_path: Path) -> None:
    zone = "一年来，{Park|青云高新区}（简称{Park|青云园}）稳中有进。大力发展{Industry|锂电}。{Park|青云高新区}新增企业20家。"
    _, claims, _ = relate(zone, "", tmp_path)
    assert "serves: 青云高新区 -> 锂电" in say(claims)
    report = "“十四五”时期，{District|云岭县}爬坡过坎。全县上下同心。大力发展{Industry|锂电}。"
    _, claims, _ = relate(report, "", tmp_path)
    assert say(claims) == {"develops: 云岭县 -> 锂电"}


@pytest.mark.parametrize(
    "text",
    [
        "去年，{District|云岭}迎来客商。{District|云岭}雨多，大力发展{Industry|锂电}。",
        "{District|云岭县}、{District|石门县}来了客商。{District|云岭县}雨多，大力发展{Industry|锂电}。",
        "客商从{District|云岭县}来。{District|云岭县}雨多，大力发展{Industry|锂电}。",
        "关键词：县域\n\n{District|云岭县}是样本。{District|云岭县}雨多。大力发展{Industry|锂电}。",
    ],
    ids=["short form", "list", "no clause of its own", "study"],
)
def test_a_place_named_first_in_another_way_is_not_the_silent_subject(text: str, tmp_path: Path) -> None:
    _, claims, _ = relate(text, "", tmp_path)
    assert not [c for c in claims if c.silent]


def test_a_zone_said_more_often_than_its_division_is_the_silent_subject(tmp_path: Path) -> None:
    text = "去年，{Park|青云园区}稳中有进，{District|云岭市}督查三次。开发区新增企业20家。园区道路通车。\n\n大力发展{Industry|锂电}。"
    _, claims, _ = relate(text, "云岭市", tmp_path)
    assert say(claims) == {"serves: 青云园区 -> 锂电"}
    _, claims, _ = relate(text.replace("督查三次", "督查三次，我市领导讲话"), "云岭市", tmp_path)
    assert "develops: 云岭市 -> 锂电" in say(claims)


def test_a_region_whose_name_begins_with_its_division_is_the_silent_subject_of_its_title(tmp_path: Path) -> None:
    _, claims, _ = relate("# {Region|云岭新区}2023年工作总结\n\n{District|云岭}督查。\n\n大力发展{Industry|锂电}。", "云岭", tmp_path)
    assert "develops: 云岭新区 -> 锂电" in say(claims)


def test_a_report_that_says_park_all_the_time_is_about_the_park_named_first(tmp_path: Path) -> None:
    text = "按照{District|云岭市}的批复，设立{Park|青云工业园}。" + "园区新增企业20家。" * 10 + "\n\n大力发展{Industry|锂电}。"
    _, claims, _ = relate(text, "云岭市", tmp_path)
    assert "serves: 青云工业园 -> 锂电" in say(claims)
    _, claims, _ = relate(text.replace("园区新增", "全市新增"), "云岭市", tmp_path)
    assert "develops: 云岭市 -> 锂电" in say(claims)


def test_a_report_in_which_its_district_never_speaks_is_about_the_park_that_bears_its_name(tmp_path: Path) -> None:
    text = (
        "{District|石门县}设立{Park|云南石门产业园区}，{Park|凤鸣工业园}并入{Park|云南石门产业园区}。"
        + "园区新增企业20家。" * 5
        + "\n\n大力发展{Industry|锂电}。"
    )
    _, claims, _ = relate(text, "石门县", tmp_path)
    assert {c.subject.name for c in claims if c.relation in (Relation.SERVES, Relation.DEVELOPS)} == {"云南石门产业园区"}
    _, claims, _ = relate(text + "全县增收。", "石门县", tmp_path)
    assert "develops: 石门县 -> 锂电" in say(claims)


def test_a_layout_of_one_zone_with_several_parks_says_what_a_report_is_about(tmp_path: Path) -> None:
    text = (
        "{District|石门县}的{Park|凤鸣工业园}建成，按“一区两园”（一区即{Park|青云经济开发区}，两园即{Park|凤鸣工业园}、{Park|东湖工业园}）布局。"
        + "园区新增企业20家。" * 5
        + "\n\n大力发展{Industry|锂电}。"
    )
    _, claims, _ = relate(text, "石门县", tmp_path)
    assert {c.subject.name for c in claims if c.relation is Relation.SERVES} == {"青云经济开发区"}
    _, claims, _ = relate(text.replace("一区即", "一区是一区，见"), "石门县", tmp_path)
    assert "serves: 青云经济开发区 -> 锂电" not in say(claims)


def test_what_a_district_does_in_a_report_about_its_park_the_park_does_too(tmp_path: Path) -> None:
    text = (
        "我县{Park|石门产业园区}稳步发展，{Park|石门产业园区}由{District|石门县}管理。"
        + "园区新增企业20家。" * 5
        + "\n\n大力发展{Industry|锂电}。"
    )
    _, claims, _ = relate(text, "石门县", tmp_path)
    assert {"develops: 石门县 -> 锂电", "serves: 石门产业园区 -> 锂电"} <= say(claims)
    _, claims, _ = relate(text.replace("园区新增", "全县新增"), "石门县", tmp_path)
    assert "serves: 石门产业园区 -> 锂电" not in say(claims)


def test_a_text_that_says_park_all_the_time_is_about_the_park_in_the_titles_of_its_plans(tmp_path: Path) -> None:
    text = (
        "建成{Park|凤鸣工业园}环线，{District|石门}修通水厂。编制《{PlanDocument|石门工业园总体规划}》《{PlanDocument|石门工业园产业规划}》。"
        + "园区新增企业20家。" * 12
        + "一览表见{Park|石门工业园}。\n\n大力发展{Industry|锂电}。"
    )
    _, claims, _ = relate(text, "石门", tmp_path)
    assert {c.subject.name for c in claims if c.relation is Relation.SERVES} == {"石门工业园"}
    _, claims, _ = relate(text.replace("园区新增", "今年新增"), "石门", tmp_path)
    assert "serves: 石门工业园 -> 锂电" not in say(claims)


def test_a_division_whose_name_begins_that_of_a_zone_is_not_said_there(tmp_path: Path) -> None:
    zone = "2023年以来，{Park|云岭综合保税区}稳中有进。我区新增企业20家。我区道路通车。\n\n"
    _, claims, _ = relate(zone + "{District|云岭}综合保税\n区二期。" * 4 + "\n\n大力发展{Industry|锂电}。", "云岭", tmp_path)
    assert "serves: 云岭综合保税区 -> 锂电" in say(claims)
    _, claims, _ = relate(zone + "{District|云岭}增收。" * 4 + "\n\n大力发展{Industry|锂电}。", "云岭", tmp_path)
    assert "develops: 云岭 -> 锂电" in say(claims)


def test_what_the_districts_own_name_is_said_to_do_the_park_of_its_report_does_too(tmp_path: Path) -> None:
    text = "我县{Park|石门产业园区}稳步发展，{Park|石门产业园区}提质。" + "园区新增企业20家。" * 5
    _, claims, _ = relate(text + "\n\n使{District|石门县}大力发展{Industry|锂电}。", "石门县", tmp_path)
    assert {"develops: 石门县 -> 锂电", "serves: 石门产业园区 -> 锂电"} <= say(claims)
    _, claims, _ = relate(text + "{District|石门县}督查。\n\n支持{District|云岭县}发展{Industry|锂电}。", "石门县", tmp_path)
    assert "serves: 石门产业园区 -> 锂电" not in say(claims)


def test_new_area_means_the_new_area_that_a_document_is_about(tmp_path: Path) -> None:
    text = "# {Region|云岭新区}发展规划\n\n{Region|江北经济带}的定位，新区主要发展{Industry|锂电}。"
    _, claims, _ = relate(text, "云岭新区", tmp_path)
    assert say(claims) == {"develops: 云岭新区 -> 锂电"}
    _, claims, _ = relate(text.replace("定位，新区", "定位，某某新区"), "云岭新区", tmp_path)
    assert "develops: 江北经济带 -> 锂电" in say(claims)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("# 绍兴市柯桥区人民政府关于印发通知\n\n由{GovernmentBody|柯桥区委}负责。", "柯桥区"),
        ("# 经开区2023年工作总结\n\n由{District|绍兴市}督查。", "经开区"),
        ("# 经开区招商手册\n\n由{District|绍兴市}督查，绍兴市绍兴市。", "绍兴市"),
    ],
    ids=["within another name", "by the bare word of a report's title", "no report"],
)
def test_what_a_document_is_about_may_stand_in_another_name_or_the_title_alone(text: str, own: str, tmp_path: Path) -> None:
    path = tmp_path / "example.md"
    path.write_text(gold.MARK.sub(lambda m: m.group(2), text), encoding="utf-8")
    document = read(path)
    found = own_place(document, tuple(gold.marked(document, text)))
    assert found is not None
    assert (found.name, document.quote(found.span)) == (own, own)


def test_a_document_without_names_has_no_relations(tmp_path: Path) -> None:
    _, claims, refusals = relate("大力发展，依托，与……合作，位于，如下：", "", tmp_path)
    assert claims == ()
    assert refusals == ()


def test_a_sentence_that_never_ends_is_read_to_its_end(tmp_path: Path) -> None:
    once = "支持{District|石门县}、{Park|凤鸣产业园}发展{Industry|茶叶}，引进{Enterprise|青云动力}与{University|东江大学}共建{Platform|锂电中心}，"
    document, claims, _ = relate(once * 300, "", tmp_path)
    assert say(claims) >= {"develops: 石门县 -> 茶叶", "serves: 凤鸣产业园 -> 茶叶", "affiliatedWith: 锂电中心 -> 东江大学"}
    assert max(claim.quote.end for claim in claims) > len(document.text) - 30


def test_the_claims_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from bench import gold\n"
        "from loaders.finders.relations import find\n"
        "from loaders.formats import read\n"
        "from loaders.sentences import sentences\n"
        "body = Path('tests/data/cases/relations/table-of-chains.txt').read_text(encoding='utf-8')\n"
        "path = Path(sys.argv[1]); path.write_text(gold.MARK.sub(lambda m: m.group(2), body), encoding='utf-8')\n"
        "document = read(path); mentions = tuple(gold.marked(document, body))\n"
        "print(find(document, sentences(document), mentions, mentions[0]))\n"
    )
    said = set()
    for seed in ("1", "2"):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", code, str(Path(folder) / "case.md")]
            environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
            said.add(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout)
    assert len(said) == 1


@pytest.mark.parametrize(("name", "floor"), [("plans", 0.94), ("passages", 0.88), ("training", 0.72), ("held out", 0.76)])
def test_with_gold_entities_relations_reach_the_floor(name: str, floor: float, shared: Path, tmp_path: Path) -> None:
    examples = dict(bench_relations.sets(shared, tmp_path))
    counts = gold.score(examples[name], find)
    assert counts["all"].f1 >= floor, counts["all"]
