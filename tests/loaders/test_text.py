"""Repair drops and replaces code points, keeps the way back to the source, and undoes what pages and scans did."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.document import Span
from loaders.folding import fold, table
from loaders.formats import read
from loaders.lines import BULLET
from loaders.text import repair

TOUCHY = '云溪市发展的战略性新产業。，；：、！（）(),;:!?"“”《》#*>|-—_~`[]<>&•●1２３.．①%％\n\n\n \t\u3000\xa0\u200b\xad\ue000\r\f\x00aBＣ第一章节二、附件年月日號於'
ANY = st.one_of(st.text(st.sampled_from(TOUCHY), max_size=120), st.text(max_size=60))
LINE = st.sampled_from(
    [
        "# 一、总体要求",
        "（一）发展目标",
        "**1. 做强园区。**支持云溪高新区",
        "到 2025 年，全市建成孵化器 30 家，其中国家级",
        "加快培育高新技术企业，推动产业链上下游协同发",
        "展，建成产业创新中心。",
        "— 3 —",
        "- 第一项",
        "● 第二项，继续推进",
        "| 园区 | 产业 |",
        "| --- | --- |",
        "",
        "　　深入实施创新驱动战略，加快建设创新型城市，支",
        "12",
        "云溪市人民政府",
    ]
)
DOCUMENT = st.lists(LINE, max_size=14).map("\n".join)

REPLACED = {
    *zip(',;:∶!?()"|', "，；：：！？（）“\t", strict=True),
    ('"', "”"),
    *((c, new) for c in "\n\v\f\r\x85\u2028\u2029" for new in "\n\t "),
}


def may_become(old: str, new: str) -> bool:
    """One code point may stand for itself, for what it folds to, for its Chinese twin, or for a bullet."""
    folded = table().get(ord(old), old)
    return new in (old, folded) or (old, new) in REPLACED or (folded, new) in REPLACED or new == BULLET


@given(st.one_of(ANY, DOCUMENT))
def test_every_code_point_comes_from_one_of_the_source_in_order(source: str) -> None:
    draft = repair(source)
    origins = [draft.offsets.origin(i) for i in range(len(draft.text))]
    assert origins == sorted(set(origins))
    assert all(may_become(source[o], c) for o, c in zip(origins, draft.text, strict=True))


@given(st.one_of(ANY, DOCUMENT))
def test_repairing_again_changes_nothing(source: str) -> None:
    text = repair(source).text
    assert repair(text).text == text


@given(st.one_of(ANY, DOCUMENT))
def test_no_line_is_empty_and_no_blank_stands_beside_a_chinese_character(source: str) -> None:
    text = repair(source).text
    assert not text or all(line.strip() for line in text.split("\n"))
    assert not re.search(r"[\u3400-\u9fff] |(?<!\n) [\u3400-\u9fff]", text)


@given(ANY)
def test_folding_keeps_the_length(source: str) -> None:
    assert len(fold(source)) == len(source)


@given(DOCUMENT, st.data())
def test_every_span_of_a_document_maps_back_into_the_source(source: str, data: st.DataObject) -> None:
    draft = repair(source)
    if not draft.text:
        return
    start = data.draw(st.integers(0, len(draft.text) - 1))
    end = data.draw(st.integers(start + 1, len(draft.text)))
    first, last = draft.offsets.origin(start), draft.offsets.origin(end - 1) + 1
    words = source[first:last]
    kept = [c for c in draft.text[start:end] if c not in "\n\t“”，；：！？（） " + BULLET]
    folded = fold(words)
    place = 0
    for c in kept:
        place = folded.index(c, place) + 1


CASES = {
    "full-width letters, figures and signs become narrow": ("ＡＩ＋５Ｇ，投资３．５％", "AI+5G，投资3.5%"),
    "Chinese punctuation stays, narrow punctuation between Chinese becomes Chinese": (
        "园区(二期),新建;扩建:招商",
        "园区（二期），新建；扩建：招商",
    ),
    "narrow punctuation between figures and letters stays": ("约1,200家，比例 3:2，f(x) = 2", "约1,200家，比例3:2，f(x) = 2"),
    "traditional characters become simplified": ("產業鏈創新應用", "产业链创新应用"),
    "characters that simplified text keeps stay": ("乾县著名品牌、於潜镇", "乾县著名品牌、於潜镇"),
    "straight quotation marks around Chinese become curved": ('推动"普转优"', "推动“普转优”"),
    "soft hyphens, zero-width and private-use characters are dropped": ("高\xad新\u200b区\ue123", "高新区"),
    "blanks beside Chinese characters are dropped": ("到 2025 年，建成 G312 走廊", "到2025年，建成G312走廊"),
    "one blank stays between two Latin words": ("引进  New   Energy 公司", "引进New Energy公司"),
    "heading marks, bold marks and quotation marks of Markdown are dropped": ("> ### **一、总体要求**", "一、总体要求"),
    "a dash at the start of a line becomes a bullet": ("- 第一项\n* 第二项\n●第三项", "•第一项\n•第二项\n•第三项"),
    "bars of a table become tabs and its rule is dropped": ("| 名称 | 单位 |\n|---|---|\n| 企业 | 家 |", "名称\t单位\n企业\t家"),
    "an empty cell keeps its place": ("| 名称 | | 2025年 |", "名称\t\t2025年"),
    "horizontal rules are dropped": ("第一段。\n\n---\n\n第二段。", "第一段。\n第二段。"),
    "the words of a link stay": ("见[云溪市规划](https://example.org/a)全文", "见云溪市规划全文"),
    "page numbers are dropped": ("第一段。\n— 3 —\n第二段。\n第 4 页 共 9 页\n第三段。\n- 5 -", "第一段。\n第二段。\n第三段。"),
    "dotted leaders of a table of contents are dropped": ("第一章 总则........12", "第一章总则"),
}


@pytest.mark.parametrize(("source", "text"), CASES.values(), ids=CASES)
def test_repair(source: str, text: str) -> None:
    assert repair(source).text == text


PDF = """　　深入实施创新驱动发展战略，以高新区为主阵地，加快
培育智能装备、生物医药等产业，推动云溪高新区、青石
科技园错位发展。到２０２５年，全市高新技术企业达到 12
00家，建成省级以上孵化器 30 家，全社会研发投入强度达
到3.2%；市级以上研发平台突破 500 家。
　　一、建设载体平台
　　支持各县（市、区）建设专业孵化器，推动载体从数量增
长向质量提升转变，打造全链条服务体系，战

                    — 7 —

略性新兴产业加快发展，茶产业集群稳步迈向高端。
云溪市科学技术局
"""


def test_lines_that_a_page_broke_are_joined_and_others_are_not() -> None:
    lines = repair(PDF).text.split("\n")
    assert [line[:8] for line in lines] == ["深入实施创新驱动", "一、建设载体平台", "支持各县（市、区", "云溪市科学技术局"]
    assert "青石科技园错位" in lines[0]
    assert "1200家" in lines[0]
    assert "服务体系，战略性新兴产业" in lines[2]


REST = "\n\n二是推进城乡融合发展，支持各县（市、区）培育特色产业。\n\n三是优化创新创业生态，完善科技金融服务体系。\n\n四是扩大开放，深化区域合作。"


def test_a_word_that_a_page_break_doubled_is_written_once() -> None:
    source = f"一是做强产业。推动茶叶产业日渐做强、竹木产业接连起势，未来产业布局成势、战\n\n战略性新兴产业节节攀升。{REST}"
    assert repair(source).text.startswith(
        "一是做强产业。推动茶叶产业日渐做强、竹木产业接连起势，未来产业布局成势、战略性新兴产业节节攀升。"
    )


def test_two_words_that_share_a_character_at_a_page_break_stay() -> None:
    source = f"一是服务大局。中国经济长期向好，国家战略深入实施，各级各部门必须把握大势，主动服务中国\n\n国家战略的需要。{REST}"
    assert "主动服务中国国家战略的需要" in repair(source).text


def test_a_paragraph_cut_by_a_page_goes_on_over_blank_lines() -> None:
    source = "1. 坚持规划引领。充分发挥《云溪市“十四五”\n\n科技创新规划》的统领作用。\n\n2. 坚持开放合作。吸引院校和企业的各路人才，办好\n\n跨行业、跨校园的协作网络。"
    assert repair(source).text.split("\n") == [
        "1.坚持规划引领。充分发挥《云溪市“十四五”科技创新规划》的统领作用。",
        "2.坚持开放合作。吸引院校和企业的各路人才，办好跨行业、跨校园的协作网络。",
    ]


def test_lists_without_stops_keep_their_lines() -> None:
    items = "园内已有地块、车间、库房及附属设备\n现有铺面租约、水电台账和物业日常交接记录\n今后扩建翻新、重新招租和业态更换余地\n产业地产投资方\n物流仓储企业"
    assert repair(items).text == items


def test_running_heads_beside_page_numbers_are_dropped() -> None:
    head = "云溪高新区管委会工作要点"
    page = "推动产业链上下游协同发展，支持企业开展技术攻关，加快\n建设中试平台，引进高层次人才，培育科技型企业，做好\n服务保障。"
    source = f"{head}\n{page}\n— 1 —\n{head}\n{page}\n— 2 —\n{head}\n{page}"
    assert repair(source).text.count(head) == 1


def test_a_long_line_is_repaired_in_time_that_grows_with_its_length() -> None:
    line = "云溪市加快发展（智能装备）, 建设 30 个园区" * 50_000
    assert len(repair(line).text) < len(line)


def test_a_span_of_a_document_quotes_the_source() -> None:
    source = "# 一、目标\n\n支持（云 溪高\n新区）建设。"
    draft = repair(source)
    at = draft.text.index("溪高新区")
    span = Span(draft.offsets.origin(at), draft.offsets.origin(at + 3) + 1)
    assert source[span.start : span.end] == "溪高\n新区"


def squeezed(text: str) -> str:
    return re.sub(r'[\s*#"“”•]+', "", unicodedata.normalize("NFKC", text))


def test_every_name_and_quote_of_the_gold_stands_in_one_line_of_the_repaired_text(shared: Path) -> None:
    missing = []
    total = 0
    golds = [(g, shared / "plans" / f"{g.stem}.md") for g in sorted((shared / "gold").glob("*.json"))]
    golds += [(g, shared / "passages" / f"{g.stem}.txt") for g in sorted((shared / "gold" / "passages").glob("*.json"))]
    for path, original in golds:
        gold = json.loads(path.read_text(encoding="utf-8"))
        lines = [squeezed(line) for line in read(original).text.split("\n")]
        words = [form for entity in gold["entities"] for form in (entity["name"], *entity.get("aliases", []))]
        words += [relation["quote"] for relation in gold["relations"] if relation.get("quote")]
        words += [task["name"] for task in gold.get("tasks", [])]
        total += len(words)
        missing += [f"{path.stem}: {word}" for word in words if not any(squeezed(word) in line for line in lines)]
    print(f"gold: {total - len(missing)} of {total} names and quotes stand in a line")
    assert not missing
