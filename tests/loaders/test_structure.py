"""Blocks and sections: what is a heading, how deep it goes, and that nothing is lost between sections."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.document import BlockKind, Section
from loaders.formats import read
from loaders.numbering import Rank, number_at
from loaders.structure import Parts, parts
from loaders.text import repair


def parted(source: str) -> tuple[str, Parts]:
    draft = repair(source)
    return draft.text, parts(draft, source)


def outline(source: str) -> list[str]:
    """Return each heading as its path, outermost first."""
    return [" > ".join(section.path) for section in parted(source)[1].sections if section.path]


BODY = "推动产业链上下游协同发展，支持企业开展技术攻关，培育壮大新兴产业，建成一批高水平创新平台和载体。"

OUTLINES = {
    "chapters, sections, Han numbers, brackets and figures nest in this order": (
        f"第二章 重点任务\n第一节 建设载体\n一、高新区\n（一）提升能级\n1. 扩容\n{BODY}\n（二）优化布局\n{BODY}\n第二节 集聚人才\n{BODY}",
        [
            "重点任务",
            "重点任务 > 建设载体",
            "重点任务 > 建设载体 > 高新区",
            "重点任务 > 建设载体 > 高新区 > 提升能级",
            "重点任务 > 建设载体 > 高新区 > 提升能级 > 扩容",
            "重点任务 > 建设载体 > 高新区 > 优化布局",
            "重点任务 > 集聚人才",
        ],
    ),
    "numbers decide where the Markdown levels are uneven": (
        f"## 一、总体要求\n\n## （一）指导思想\n\n{BODY}\n\n### 二、主要任务\n\n#### （一）建设载体\n\n{BODY}\n\n### **（二）集聚人才**\n\n{BODY}",
        ["总体要求", "总体要求 > 指导思想", "主要任务", "主要任务 > 建设载体", "主要任务 > 集聚人才"],
    ),
    "a numbered lead opens a section on its own line": (
        f"（一）发展目标\n1. 茶园面积持续扩大。{BODY}\n**2. 茶农队伍日益兴旺。**{BODY}\n（二）组织创建（2022—2024年）：{BODY}",
        ["发展目标", "发展目标 > 茶园面积持续扩大", "发展目标 > 茶农队伍日益兴旺", "组织创建（2022—2024年）"],
    ),
    "a numbered sentence without a short title is no heading": (
        f"一、支持政策\n1、对月租2000元以上的茶铺门店，自开张当天起给予补贴，以两年为限。{BODY}\n2、同时享受市级优惠政策。",
        ["支持政策"],
    ),
    "numbered lines without text between them are a list": (
        f"二、重点园区\n1. 云溪高新区\n2. 青石科技园\n3. 白鹭湾创新区\n三、保障措施\n{BODY}",
        ["重点园区", "保障措施"],
    ),
    "a box stands under its task, and its items under the box": (
        f"1. 攻坚关键技术。{BODY}\n专栏一：重点产业链\n（1）智能装备\n{BODY}\n（2）生物医药\n{BODY}\n2. 培育未来产业。{BODY}",
        [
            "攻坚关键技术",
            "攻坚关键技术 > 重点产业链",
            "攻坚关键技术 > 重点产业链 > 智能装备",
            "攻坚关键技术 > 重点产业链 > 生物医药",
            "培育未来产业",
        ],
    ),
    "figures that begin again in a box do not close it": (
        f"（一）建设平台\n专栏2 重点平台\n1. 中试平台。{BODY}\n2. 检测平台。{BODY}\n（二）集聚人才\n{BODY}",
        ["建设平台", "建设平台 > 重点平台", "建设平台 > 重点平台 > 中试平台", "建设平台 > 重点平台 > 检测平台", "集聚人才"],
    ),
    "dashes open the innermost sections": (
        f"（二）主导产业\n——大数据产业。{BODY}\n——健康产业：{BODY}\n（三）项目建设\n{BODY}",
        ["主导产业", "主导产业 > 大数据产业", "主导产业 > 健康产业", "项目建设"],
    ),
    "dotted figures nest by their dots": (
        f"1 研究背景\n{BODY}\n1.1 园区概况\n{BODY}\n1.1.1 核心区\n{BODY}\n1.2 存在问题\n{BODY}\n2 对策建议\n{BODY}",
        ["研究背景", "研究背景 > 园区概况", "研究背景 > 园区概况 > 核心区", "研究背景 > 存在问题", "对策建议"],
    ),
    "a short line alone above a paragraph is a title": (
        f"{BODY}\n老茶号传承与街区口碑\n{BODY}\n青石：建成数字经济新城\n{BODY}",
        ["老茶号传承与街区口碑", "青石：建成数字经济新城"],
    ),
    "labels, dates, signatures and names in a row are no titles": (
        f"一、目标\n{BODY}\n责任单位：市科技局\n抄送：各有关单位。\n云溪市人民政府办公室\n2021年9月8日印发\n物流仓储企业\n食品产业集团\n不动产基金",
        ["目标"],
    ),
    "an uneven Markdown title without a number is a sibling of the heading of its depth": (
        f"## 二、总体要求\n\n## （二）发展目标\n\n1. 实力增强。{BODY}\n\n## 主要指标\n\n| 指标 | 值 |\n|--|--|\n| 企业 | 3 |\n\n### 三、任务\n\n{BODY}",
        ["总体要求", "总体要求 > 发展目标", "总体要求 > 发展目标 > 实力增强", "总体要求 > 主要指标", "任务"],
    ),
    "the titles at the head stand outside the tree": (
        f"# 云溪市委办公室文件\n\n云委办〔2022〕7号\n\n## 关于印发云溪市建设方案的通知\n\n# 云溪市建设方案\n\n{BODY}\n\n## 一、思路\n\n{BODY}",
        ["云溪市委办公室文件", "关于印发云溪市建设方案的通知", "云溪市建设方案", "思路"],
    ),
}


@pytest.mark.parametrize(("source", "headings"), OUTLINES.values(), ids=OUTLINES)
def test_outline(source: str, headings: list[str]) -> None:
    assert outline(source) == headings


def test_the_heading_of_a_lead_is_its_title_and_the_rest_is_prose() -> None:
    text, read_parts = parted(f"**13. 实施“茶旅联姻”专项行动。**{BODY}")
    heading, prose = read_parts.blocks
    assert (heading.kind, text[heading.span.start : heading.span.end]) == (BlockKind.HEADING, "实施“茶旅联姻”专项行动")
    assert (prose.kind, text[prose.span.start : prose.span.end]) == (BlockKind.PROSE, BODY)
    assert heading.section == prose.section == 1
    assert read_parts.sections[1].heading == heading.span


def test_rows_are_the_lines_with_cells_and_belong_to_the_section_above() -> None:
    text, read_parts = parted("一、指标\n指标名称\t单位\t2025年目标\n研发投入强度\t%\t3.2")
    assert [block.kind for block in read_parts.blocks] == [BlockKind.HEADING, BlockKind.ROW, BlockKind.ROW]
    assert {block.section for block in read_parts.blocks} == {1}
    assert text[read_parts.blocks[2].span.start :].split("\t") == ["研发投入强度", "%", "3.2"]


def test_a_bullet_belongs_to_no_block() -> None:
    text, read_parts = parted("一、措施\n- 加强组织领导；\n● 加大投入。")
    assert [text[b.span.start : b.span.end] for b in read_parts.blocks[1:]] == ["加强组织领导；", "加大投入。"]


@pytest.mark.parametrize(
    ("line", "rank", "value"),
    [
        ("第十二章 保障", Rank.CHAPTER, 12),
        ("第3条 本办法", Rank.ARTICLE, 3),
        ("二十一、任务", Rank.HAN, 21),
        ("（十）优化", Rank.HAN_IN_BRACKETS, 10),
        ("12．船舶", Rank.FIGURE, 12),
        ("1.2.3 概况", Rank.FIGURE, 3),
        ("专栏 7 载体", Rank.BOX, 7),
        ("（3）高性能材料", Rank.FIGURE_IN_BRACKETS, 3),
        ("⑫服务", Rank.CIRCLED, 12),
        ("——坚持创新", Rank.DASHES, 0),
    ],
)
def test_numbers(line: str, rank: Rank, value: int) -> None:
    number = number_at(line)
    assert number is not None
    assert (number.rank, number.value) == (rank, value)


@pytest.mark.parametrize(
    "line", ["2025年底前", "3-5个孵化器", "15.11亿元，同比增长", "十五五时期", "一季度", "第三产业", "5G通信", "—封装—应用", ""]
)
def test_figures_and_words_that_are_no_numbers_of_headings(line: str) -> None:
    assert number_at(line) is None


LINES = st.sampled_from(
    ["# 一、目标", "（一）概况", "1. 扩容。" + BODY, "- 第一项", "| 甲 | 乙 |", BODY, "专栏1 平台", "（1）甲", "——乙。" + BODY, "标题", ""]
)


@given(st.lists(LINES, max_size=20).map("\n".join))
def test_sections_follow_each_other_without_gaps_and_hold_their_blocks(source: str) -> None:
    text, read_parts = parted(source)
    sections = read_parts.sections
    assert sections[0].span.start == 0
    assert sections[-1].span.end == len(text)
    assert all(a.span.end == b.span.start for a, b in pairwise(sections))
    assert all(section.level == len(section.path) for section in sections)
    assert all(block.span in sections[block.section].span for block in read_parts.blocks)
    assert sum(block.kind is BlockKind.HEADING for block in read_parts.blocks) == len(sections) - 1


def test_the_training_passages_have_outlines_that_their_shape_promises(shared: Path, tmp_path: Path) -> None:
    """The written passages that say `numbered` in their shape have sections."""
    sys.path.insert(0, str(shared / "training"))
    try:
        from marked import parse
    finally:
        sys.path.pop(0)
    found = []
    for path in sorted((shared / "training" / "passages").glob("*.txt")):
        text, gold, _ = parse(path)
        if "numbered headings" in gold["about"].get("shape", ""):
            copy = tmp_path / path.name
            copy.write_text(text, encoding="utf-8")
            found.append((path.stem, len(read(copy).sections)))
    print(f"{len(found)} passages with numbered headings")
    assert found
    assert not [name for name, count in found if count < 3]


def section_titles(sections: tuple[Section, ...]) -> list[str]:
    return [section.title for section in sections]


def test_the_sample_plans_have_the_outline_that_a_reader_sees(shared: Path) -> None:
    """Each chapter of a plan is at the top, whatever its Markdown level, and each numbered task lies three deep."""
    for path in sorted((shared / "plans").glob("*.md")):
        document = read(path)
        chapters = [s for s in document.sections if document.quote(s.heading)[:2] in ("一、", "二、", "三、", "四、")]
        assert [s.level for s in chapters] == [1, 1, 1, 1]
        assert len(set(section_titles(document.sections[1:]))) > 40
        assert max(s.level for s in document.sections) <= 5
