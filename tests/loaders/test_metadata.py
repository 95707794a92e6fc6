"""What a document says of itself: title, publisher, number, date, period, kind and the division that issued it."""

import json
import sys
from functools import cache
from pathlib import Path

import pytest

from loaders.divisions import by_name, divisions
from loaders.document import Document
from loaders.formats import read
from loaders.metadata import Metadata, metadata
from loaders.structure import parts
from loaders.text import repair

BODY = "推动产业链上下游协同发展，支持企业开展技术攻关，培育壮大新兴产业，建成一批高水平创新平台和载体。"


def about(source: str) -> Metadata:
    draft = repair(source)
    return metadata(draft.text, parts(draft, source).titles)


NOTICE = f"""# 中共诸暨市委办公室文件

市委办〔2022〕36号

## 市委办公室 市政府办公室 关于印发诸暨市创新型城市建设方案的通知

各镇（街道），市级各部门：

《诸暨市创新型城市建设方案（2022—2025年）》已经会议审定，现予印发，请结合实际落实。

# 诸暨市创新型城市建设方案（2022—2025年）

{BODY}

中共诸暨市委办公室

2022年12月22日印发
"""


def test_a_notice_with_its_plan_is_the_plan() -> None:
    assert about(NOTICE) == Metadata(
        title="诸暨市创新型城市建设方案（2022—2025年）",
        publisher="中共诸暨市委办公室",
        number="市委办〔2022〕36号",
        date="2022-12-22",
        period="2022-2025",
        place="诸暨市",
        kind="方案",
    )


def test_a_page_of_a_ministry_says_it_in_a_table() -> None:
    page = f"""发文机关： | 国务院办公厅 | 成文日期： | 2021年9月3日
标　　题： | 国务院办公厅关于建设创新平台的意见
发文字号： | 国办发〔2021〕308号 | 发布日期： | 2021年9月14日

国务院办公厅关于建设
创新平台的意见

各省、自治区、直辖市人民政府：
{BODY}支持浙江省、江苏省先行先试，浙江省要发挥作用，浙江省、浙江省。
"""
    said = about(page)
    assert (said.publisher, said.number, said.date) == ("国务院办公厅", "国办发〔2021〕308号", "2021-09-03")
    assert (said.title, said.kind, said.place) == ("国务院办公厅关于建设创新平台的意见", "意见", "")


@pytest.mark.parametrize(
    ("title", "period", "kind"),
    [
        ("诸暨市“十四五”科技创新规划", "2021-2025", "规划"),
        ("诸暨市国民经济和社会发展第十五个五年规划纲要", "2026-2030", "规划"),
        ("诸暨市科技创新发展规划（2023—2027年）", "2023-2027", "规划"),
        ("诸暨市产业链三年行动计划（2022-2024年）", "2022-2024", "行动计划"),
        ("诸暨市政府工作报告", "", "政府工作报告"),
        ("诸暨经济开发区2016年工作总结", "", "工作总结"),
        ("关于支持诸暨市先进制造业发展的若干意见", "", "意见"),
        ("诸暨市2024年重点项目清单", "", "清单"),
    ],
)
def test_period_and_kind_are_read_from_the_title(title: str, period: str, kind: str) -> None:
    said = about(f"{title}\n{BODY}")
    assert (said.title, said.period, said.kind, said.place) == (title, period, kind, "诸暨市")


LONG = "\n\n".join([BODY] * 30)
OPINION = "诸暨市人民政府关于加快科技创新的实施意见"
PLAN = "诸暨市科技创新行动计划（2023—2025年）"
HEADS: dict[str, tuple[str, dict[str, str]]] = {
    "a letterhead, a notice, and the plan behind them": (
        f"诸暨市人民政府文件\n\n诸政发〔2022〕15号\n\n诸暨市人民政府关于印发诸暨市“十四五”科技创新规划的通知\n\n市政府各部门：\n\n"
        f"现将规划印发给你们，请认真贯彻执行。\n\n诸暨市人民政府\n\n2022年3月15日\n\n诸暨市“十四五”科技创新规划\n\n{LONG}\n",
        {
            "title": "诸暨市“十四五”科技创新规划",
            "publisher": "诸暨市人民政府",
            "number": "诸政发〔2022〕15号",
            "date": "2022-03-15",
            "period": "2021-2025",
        },
    ),
    "a number in square brackets": (f"诸政发[2022]15号\n\n{OPINION}\n\n{BODY}\n", {"number": "诸政发[2022]15号", "title": OPINION}),
    "a number in round brackets": (f"诸政发（2022）第15号\n\n{OPINION}\n\n{BODY}\n", {"number": "诸政发（2022）第15号", "title": OPINION}),
    "a number with blanks": (f"诸政发〔 2022 〕 15 号\n\n{OPINION}\n\n{BODY}\n", {"number": "诸政发〔2022〕15号", "title": OPINION}),
    "a number beside who signed": (
        f"诸政发〔2022〕15号　　　签发人：王某\n\n{OPINION}\n\n{BODY}\n",
        {"number": "诸政发〔2022〕15号", "title": OPINION},
    ),
    "fields in one line": (
        f"索引号：1133/2023-0001　发布机构：诸暨市科学技术局　发文字号：诸科〔2023〕3号　成文日期：2023-05-06\n\n{PLAN}\n\n{BODY}\n",
        {"title": PLAN, "publisher": "诸暨市科学技术局", "number": "诸科〔2023〕3号", "date": "2023-05-06", "period": "2023-2025"},
    ),
    "fields in rows of a table": (
        f"索 引 号：\t1133/2023-0001\t主题分类：\t科技\n发布机构：\t诸暨市科学技术局\t成文日期：\t2023年05月06日\n"
        f"标　　题：\t{PLAN}\n发文字号：\t诸科〔2023〕3号\t发布日期：\t2023-05-08\n\n{PLAN}\n\n{BODY}\n",
        {"title": PLAN, "publisher": "诸暨市科学技术局", "number": "诸科〔2023〕3号", "date": "2023-05-06", "period": "2023-2025"},
    ),
    "a cover with years, publisher and month": (
        f"诸暨市科技创新发展规划\n（2023—2027年）\n\n诸暨市科学技术局\n二〇二三年六月\n\n一、发展基础\n\n{LONG}\n",
        {"title": "诸暨市科技创新发展规划", "publisher": "诸暨市科学技术局", "date": "2023-06", "period": "2023-2027"},
    ),
    "a draft with its month": (
        f"诸暨市制造业“十四五”发展规划\n（征求意见稿）\n\n诸暨市经济和信息化局\n2021年10月\n\n第一章 发展基础\n\n{LONG}\n",
        {"publisher": "诸暨市经济和信息化局", "date": "2021-10", "period": "2021-2025"},
    ),
    "an outline that a congress adopted": (
        f"诸暨市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要\n（2021年2月25日诸暨市第十七届人民代表大会第五次会议批准）\n\n第一章 基础\n\n{LONG}\n",
        {"date": "2021-02-25", "period": "2021-2025", "kind": "规划"},
    ),
    "a report with its day": (
        f"政府工作报告\n——2022年1月12日在诸暨市第十八届人民代表大会第一次会议上\n诸暨市人民政府市长 王某\n\n各位代表：\n\n{LONG}\n",
        {"title": "政府工作报告", "date": "2022-01-12", "kind": "政府工作报告", "place": "诸暨市"},
    ),
    "two bodies that sign one below the other": (
        f"诸暨市科学技术局 诸暨市财政局关于印发《诸暨市科技计划管理办法》的通知\n\n诸科〔2023〕8号\n\n各有关单位：\n\n{BODY}\n\n"
        "诸暨市科学技术局\n诸暨市财政局\n2023年7月1日\n",
        {"title": "诸暨市科技计划管理办法", "publisher": "诸暨市科学技术局、诸暨市财政局", "date": "2023-07-01", "kind": "政策"},
    ),
    "the authors of a paper on the line of its title": (
        f"诸暨市袜业集群竞争力提升建议 ^1 王某1，李某2（1某某大学商学院，杭州，310000）\n摘要：袜业集群的竞争力有待提升，本文逐一分析。\n"
        f"关键词：袜业\n{LONG}\n",
        {"title": "诸暨市袜业集群竞争力提升建议", "kind": "研究文章", "place": "诸暨市"},
    ),
    "the column of a journal above the title of a paper": (
        f"专题：县域经济 County Economy and Industry, Past, Present and the Years to Come\n诸暨市袜业集群的演进\n{LONG}\n",
        {"title": "诸暨市袜业集群的演进", "place": "诸暨市"},
    ),
    "a title behind the word for a column": (
        f"专题：诸暨市袜业集群从作坊到车间的演进\n{LONG}\n",
        {"title": "专题：诸暨市袜业集群从作坊到车间的演进", "place": "诸暨市"},
    ),
    "the last line of a printed document": (
        f"诸暨市新材料产业发展规划（2021-2030年）\n\n{BODY}\n\n抄送：市委各部门。\n诸暨市人民政府办公室 2021年8月9日印发\n",
        {"publisher": "诸暨市人民政府办公室", "date": "2021-08-09", "period": "2021-2030"},
    ),
    "a month in a table of deadlines is no date of issue": (f"{OPINION}\n\n{BODY}\n\n任务\t完成时间\n建平台\t2022年12月\n", {"date": ""}),
}


@pytest.mark.parametrize("name", HEADS)
def test_heads_of_many_kinds_are_read(name: str) -> None:
    source, wanted = HEADS[name]
    said = about(source)
    assert {field: getattr(said, field) for field in wanted} == wanted


def test_a_title_over_two_lines_is_one() -> None:
    said = about(f"中共诸暨市委诸暨市人民政府关于落实做强\n茶叶加工若干措施的实施意见\n{BODY}")
    assert said.title == "中共诸暨市委诸暨市人民政府关于落实做强茶叶加工若干措施的实施意见"


@pytest.mark.parametrize(
    ("signature", "date"),
    [
        ("2021年11月24日印发", "2021-11-24"),
        ("二〇二一年十一月二十四日", "2021-11-24"),
        ("发布日期：2021-11-24", "2021-11-24"),
        ("2021年13月1日", ""),
    ],
)
def test_dates_are_iso(signature: str, date: str) -> None:
    assert about(f"诸暨市建设方案\n{BODY}\n诸暨市人民政府办公室\n{signature}").date == date


def test_the_number_of_another_document_is_not_its_own() -> None:
    assert about(f"诸暨市建设方案\n根据《浙江省关于振兴经济的意见》（浙政发〔2009〕14号），制定本方案。{BODY}").number == ""


PLACES = {
    "the innermost of a chain in the title": (f"绍兴市诸暨市2023年工作总结\n{BODY}", "诸暨市"),
    "a short form at the start of the title": (f"浙江绍兴国家农业科技园区建设方案\n{BODY}", "绍兴市"),
    "what 我市 means": (f"（二）发展目标\n我市加快发展，我市要做强诸暨高新区。诸暨市建成平台，诸暨市承接杭州溢出。{BODY}", "诸暨市"),
    "what 全省 means, though a city is named more often": (
        f"一、今年重点\n全省研发投入增长，我省建设杭州城西科创大走廊，支持杭州、宁波、温州、杭州。浙江全域推进，浙江实验室挂牌。{BODY}",
        "浙江省",
    ),
    "the prefecture whose counties are named": (
        f"一、空间布局\n全市形成一核多点。越城区、柯桥区、上虞区、诸暨市、嵊州市协同发展，我市建成绍兴科创大走廊。{BODY}",
        "绍兴市",
    ),
    "news on several cities have none": (
        f"多城竞逐新赛道\n杭州市发布方案，杭州市增长。武汉市建成平台，武汉市提速。郑州市布局芯片，郑州市招商。合肥市发布名单，合肥市。{BODY}",
        "",
    ),
    "a county by its short form, where its city is named too": (
        f"一、下步打算\n我县紧抓机遇，对接绍兴市投促局、绍兴市城投公司。帮助新昌招商，新昌产业更清晰，把新昌建成示范，我县力争先进。{BODY}",
        "新昌县",
    ),
    "a word that is also a county's short form, where no city is named": (
        f"一、下步打算\n我县紧抓机遇。帮助新昌招商，新昌产业更清晰，把新昌建成示范，我县力争先进。{BODY}",
        "",
    ),
    "a title about two places has none": (f"诸暨市与义乌市协作备忘录\n{BODY}", ""),
    "a university is no division": (f"浙江大学科技园简介\n{BODY}浙江大学、浙江大学、浙江大学。", ""),
}


@pytest.mark.parametrize(("source", "place"), PLACES.values(), ids=PLACES)
def test_the_issuing_place(source: str, place: str) -> None:
    assert about(source).place == place


def test_the_place_is_an_official_name(root: Path) -> None:
    for path in sorted((root / "tests" / "data" / "formats").iterdir()):
        place = read(path).place
        assert not place or place in by_name()


@cache
def forms() -> dict[str, str]:
    """Return the full names of the divisions by each form that a passage may use."""
    found: dict[str, str] = {}
    for d in divisions():
        if d.level <= 3:
            for form in (d.name, d.short, d.short + d.name[-1]):
                found.setdefault(form, d.name)
    return found


def official(name: str) -> str:
    return forms().get(name, "")


def test_the_place_of_the_gold_is_found(shared: Path) -> None:
    wrong = []
    golds = [(g, shared / "plans" / f"{g.stem}.md") for g in sorted((shared / "gold").glob("*.json"))]
    golds += [(g, shared / "passages" / f"{g.stem}.txt") for g in sorted((shared / "gold" / "passages").glob("*.json"))]
    for path, original in golds:
        gold = json.loads(path.read_text(encoding="utf-8"))
        place = next((e for e in gold["entities"] if e["id"] == gold.get("place")), None)
        if place is None or place["type"] == "District":
            found = read(original).place
            wrong += [(path.stem, found)] if found != (official(place["name"]) if place else "") else []
    assert not wrong


def test_the_places_of_the_training_passages_are_found(shared: Path, tmp_path: Path) -> None:
    """Precision before reach: the issuing place is the silent subject of every statement."""
    sys.path.insert(0, str(shared / "training"))
    try:
        from marked import parse
    finally:
        sys.path.pop(0)
    right: list[str] = []
    wrong: list[tuple[str, str]] = []
    silent: list[str] = []
    for path in sorted((shared / "training" / "passages").glob("*.txt")):
        text, gold, _ = parse(path)
        expected = official(gold["about"].get("place", ""))
        if not expected:
            continue
        copy = tmp_path / path.name
        copy.write_text(text, encoding="utf-8")
        document: Document = read(copy)
        if document.place == expected:
            right.append(path.stem)
        elif document.place:
            wrong.append((path.stem, document.place))
        else:
            silent.append(path.stem)
    print(f"issuing place: {len(right)} right, {len(wrong)} wrong, {len(silent)} not told")
    assert len(wrong) <= 5, wrong
    assert len(right) >= 125
