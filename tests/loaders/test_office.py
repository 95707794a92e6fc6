"""Office files: what is shown is read, with its numbers, tables, notes and boxes; what is not shown is left out; damage is named.

`rich.fodt` has all of it; LibreOffice makes the files of it, and `rich.md` is what must be read from each.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bench import formats
from loaders import LoaderError
from loaders.document import BlockKind, Document
from loaders.formats import READERS, read
from loaders.readers import old_word, open_document, rich_text, spreadsheet, word
from loaders.readers.counters import chinese, letters, roman
from loaders.source import Source

WRITTEN = (".docx", ".doc", ".odt", ".rtf")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ARTICLE = "霁川市支持青岭科技园建设机器人基地。"


@pytest.fixture(scope="module")
def office(root: Path) -> Path:
    return root / "tests" / "data" / "office"


@pytest.fixture(scope="module")
def rich(office: Path, tmp_path_factory: pytest.TempPathFactory, soffice: str) -> Mapping[str, Document]:
    """The rich document, read from each format."""
    folder = tmp_path_factory.mktemp("rich")
    return {suffix: read(formats.converted(office / "rich.fodt", suffix, folder)) for suffix in WRITTEN}


@pytest.mark.parametrize("suffix", WRITTEN)
def test_what_a_program_shows_is_read_and_nothing_else(suffix: str, rich: Mapping[str, Document], office: Path) -> None:
    expected = read(office / "rich.md")
    found = rich[suffix]
    assert found.text == expected.text
    assert found.blocks == expected.blocks
    assert found.sections == expected.sections
    for left_out in ("目录", "删去", "隐藏", "页眉", "页脚"):
        assert left_out not in found.source


@pytest.mark.parametrize("suffix", WRITTEN)
def test_every_quote_leads_to_paragraph_row_note_or_box(suffix: str, rich: Mapping[str, Document]) -> None:
    found = rich[suffix]
    places = {found.quote(block.span): found.place_of(block.span).label() for block in found.blocks}
    assert places["智能装备产业链由市工信局牵头培育。"] == "脚注 1"
    assert places["第二行写着青岭孵化器。"] == "文本框 1"
    assert places["青岭科技园\t机器人基地\t30亿元"] == "表 1第 2 行"
    assert places["霁川市产业链提升行动方案"] == "第 1 段"
    assert places["（一）基本原则"] == "第 4 段"


@pytest.mark.parametrize("suffix", [*WRITTEN, ".xlsx"])
def test_a_plan_loses_no_word_heading_or_cell_in_any_format(suffix: str, root: Path, soffice: str) -> None:
    plans = sorted((root / "examples").rglob("*.md"))
    assert plans
    reading = formats.measure(plans[0], suffix)
    assert reading.characters.value >= 0.995
    assert reading.headings.value >= 0.95
    assert reading.cells.value >= 0.98
    assert min(reading.characters.of, reading.headings.of) > 10


def test_what_is_extracted_from_word_is_what_is_extracted_from_the_text(shared: Path, soffice: str) -> None:
    plan = shared / "plans" / "jurong-innovation-city-plan-2022.md"
    reading = formats.measure(plan, ".docx", shared / "gold" / f"{plan.stem}.json")
    assert reading.fall is not None
    assert reading.fall <= 0.01
    assert reading.characters.value >= 0.995


def test_the_measure_sees_what_is_missing(root: Path, tmp_path: Path) -> None:
    folder = root / "tests" / "data" / "formats"
    truth = read(folder / "plan.md")
    short = tmp_path / "plan.md"
    lines = (folder / "plan.md").read_text(encoding="utf-8").replace("500亿元", "50亿元").replace("### （一）发展目标\n", "")
    short.write_text(lines, encoding="utf-8")
    found = read(short)
    assert formats.characters(truth, found).of - formats.characters(truth, found).right == len("（一）发展目标") + 1
    assert formats.headings(truth, found).right == formats.headings(truth, found).of - 1
    assert (formats.cells(truth, found).right, formats.cells(truth, found).of) == (8, 9)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip package of parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


def docx(body: str, **others: str) -> Source:
    """What is read from a Word document with this body and these other parts."""
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>'
        for kind in others
    )
    parts = {f"word/{kind}.xml": f"<w:{ROOTS[kind]} {W}>{part}</w:{ROOTS[kind]}>" for kind, part in others.items()}
    parts["word/document.xml"] = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    parts["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    )
    return word.read(packed(parts), Path("plan.docx"))


ROOTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def numbered(list_id: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def test_word_counts_lists_as_it_shows_them() -> None:
    levels = (("chineseCountingThousand", "第%1章"), ("chineseCounting", "（%2）"), ("decimal", "%1.%3"))
    numbering = "<w:abstractNum w:abstractNumId='7'>"
    for i, (form, text) in enumerate(levels):
        numbering += f"<w:lvl w:ilvl='{i}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/>{'<w:isLgl/>' if i == 2 else ''}</w:lvl>"
    numbering += "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
    numbering += (
        "<w:num w:numId='2'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='9'/></w:lvlOverride></w:num>"
    )
    places = ((1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (1, 0))
    source = docx("".join(p("条目", numbered(*place)) for place in places), numbering=numbering)
    labels = [line.removesuffix("条目").strip() for line in source.text.split("\n\n")]
    assert labels == ["第一章", "（一）", "（二）", "1.1", "第二章", "（一）", "第九章", "第十章"]


def test_a_style_brings_level_list_and_weight_from_those_below_it() -> None:
    styles = (
        "<w:style w:type='paragraph' w:styleId='a1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='own'><w:name w:val='我的标题'/><w:basedOn w:val='a1'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='loop'><w:name w:val='x'/><w:basedOn w:val='loop'/></w:style>"
        "<w:style w:type='character' w:styleId='strong'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='T1'><w:name w:val='toc 1'/></w:style>"
    )
    numbering = (
        "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/>"
        "<w:pStyle w:val='a1'/><w:suff w:val='nothing'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
    )
    body = (
        p("总体要求", "<w:pStyle w:val='own'/>")
        + p("总体要求\t1", "<w:pStyle w:val='T1'/>")
        + p("环", "<w:pStyle w:val='loop'/>")
        + "<w:p><w:r><w:rPr><w:rStyle w:val='strong'/></w:rPr><w:t>加强领导。</w:t></w:r><w:r><w:t>成立委员会。</w:t></w:r></w:p>"
        + p("附则", "<w:outlineLvl w:val='2'/>")
    )
    assert docx(body, styles=styles, numbering=numbering).text == "# 一、总体要求\n\n环\n\n**加强领导。**成立委员会。\n\n### 附则"


def test_changes_fields_controls_and_readings_are_read_as_shown() -> None:
    text = "<w:r><w:t>{}</w:t></w:r>".format
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    body = (
        f"<w:p>{text('甲')}<w:del>{text('删')}</w:del><w:ins>{text('增')}</w:ins><w:moveFrom>{text('移出')}</w:moveFrom><w:moveTo>{text('移入')}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{text('前半')}</w:p><w:p>{text('后半')}</w:p>"
        f"<w:p>{field('begin')}<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>{field('separate')}{text('链接')}{field('end')}</w:p>"
        f"<w:p>{field('begin')}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{field('separate')}{text('目录一')}</w:p><w:p>{text('目录二')}{field('end')}</w:p>"
        f"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>{p('目录三')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>jì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>霁</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>现</w:t></w:r></w:p>"
    )
    assert docx(body).text == "甲增移入\n\n前半后半\n\n链接\n\n控件\n\n霁\n\n现"


def test_merged_cells_are_said_in_each_row_that_they_reach_down_to() -> None:
    wide, first = "<w:gridSpan w:val='2'/>", "<w:vMerge w:val='restart'/>"
    body = (
        "<w:tbl>"
        f"<w:tr>{cell('园区')}{cell('目标', wide)}</w:tr>"
        f"<w:tr>{cell('青岭园', first)}{cell('2025年')}{cell('30亿元')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('2030年')}{cell('80亿元')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删')}{cell('去')}{cell('行')}</w:tr>"
        "</w:tbl>"
    )
    assert docx(body).text == "园区\t目标\n青岭园\t2025年\t30亿元\n青岭园\t2030年\t80亿元"


def test_what_a_cell_notes_stands_behind_the_table_and_a_table_in_a_cell_is_words_of_it() -> None:
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>表注</w:t></w:r></w:p></w:footnote>'
    noted = '<w:tc><w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id="1"/></w:r></w:p></w:tc>'
    inner = f"<w:tc><w:tbl><w:tr>{cell('内一')}{cell('内二')}</w:tr></w:tbl>{p('其后')}</w:tc>"
    source = docx(f"<w:tbl><w:tr>{noted}{inner}</w:tr><w:tr>{cell('乙')}{cell('丙')}</w:tr></w:tbl>", footnotes=note)
    assert source.text == "甲\t内一 内二 其后\n乙\t丙\n\n表注"


def test_a_table_of_one_cell_a_row_is_a_frame_around_paragraphs() -> None:
    body = f"<w:tbl><w:tr><w:tc>{p('专栏1 重大平台')}{p(ARTICLE)}</w:tc></w:tr></w:tbl>"
    assert docx(body).text == f"专栏1 重大平台\n\n{ARTICLE}"


def test_marks_of_markdown_in_the_words_stay_words(tmp_path: Path) -> None:
    source = docx(p("# 甲|乙 *丙* **丁** &lt;b&gt;戊&lt;/b&gt; \\*己\\* R&amp;D&lt;5%") + p("&gt; 庚") + p(ARTICLE))
    path = tmp_path / "plan.md"
    path.write_text(source.text, encoding="utf-8")
    document = read(path)
    assert not any(block.kind is BlockKind.ROW for block in document.blocks)
    words = document.text.split("\n")[0]
    assert [words.count(mark) for mark in ("甲❘乙", "∗丙∗", "∗∗丁∗∗", "﹤b>戊", "∖∗己∖∗", "R&D<5%")] == [1] * 6


@pytest.mark.parametrize(
    ("bold", "plain", "read_as"),
    [
        ("加强组织领导。", "成立委员会。", "**加强组织领导。**成立委员会。"),
        ("保障措施", "", "**保障措施**"),
        ("责任单位：", "市科技局、市发改委。", "责任单位：市科技局、市发改委。"),
        ("霁川高新区", "建设机器人基地。", "霁川高新区建设机器人基地。"),
        ("全文都用粗体的一段。它有两句。", "", "全文都用粗体的一段。它有两句。"),
    ],
)
def test_bold_words_are_a_title_where_they_end_as_one(bold: str, plain: str, read_as: str) -> None:
    body = f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{bold}</w:t></w:r><w:r><w:t>{plain}</w:t></w:r></w:p>"
    assert docx(body).text == read_as


def test_strict_documents_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    content = packed({"word/document.xml": f"<w:document xmlns:w='{strict}'><w:body>{p(ARTICLE)}</w:body></w:document>"})
    assert word.read(content, Path("plan.docx")).text == ARTICLE


def test_rich_text_tells_codes_pages_and_characters_beyond_the_first_plane() -> None:
    gbk = "".join(f"\\'{byte:02x}" for byte in "霁川市".encode("gb18030"))
    content = (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset134 SimSun;}{\\f1\\fcharset0 Arial;}}{\\info{\\title X}}"
        f"\\f0 {gbk}\\f1\\u55362?\\u57271?{{\\*\\unknown Y}}{{\\upr{{Z}}{{\\*\\ud\\u26032?}}}}\\emdash\\u24314\\'3f\\par}}"
    )
    assert rich_text.read(content.encode("ascii"), Path("plan.rtf")).text == "霁川市𠮷新—建"


def workbook(sheets: Mapping[str, str], **parts: str) -> bytes:
    """A workbook of sheets (name → rows in XML) and other parts."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = list(sheets)
    found = {f"xl/s{i}.xml": f'<worksheet xmlns="{main}">{sheets[name]}</worksheet>' for i, name in enumerate(names)}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i + 1}" r:id="r{i}" state="{"hidden" if name.startswith("隐") else "visible"}"/>'
        for i, name in enumerate(names)
    )
    related = "".join(f'<Relationship Id="r{i}" Type="{kinds}/worksheet" Target="s{i}.xml"/>' for i in range(len(names)))
    related += "".join(f'<Relationship Id="{kind}" Type="{kinds}/{kind}" Target="{kind}.xml"/>' for kind in parts)
    found["xl/workbook.xml"] = f'<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets>{listed}</sheets></workbook>'
    found["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>'
    )
    found |= {f"xl/{kind}.xml": f'<x xmlns="{main}">{part}</x>' for kind, part in parts.items()}
    return packed(found)


def test_a_workbook_is_read_as_its_sheets_show_it(tmp_path: Path) -> None:
    styles = '<numFmts><numFmt numFmtId="170" formatCode="0.0&quot;亿元&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
    rows = (
        '<cols><col min="4" max="4" hidden="1"/></cols><sheetData>'
        '<row r="2"><c r="B2" t="inlineStr"><is><t>霁川市重点园区清单</t></is></c></row>'
        '<row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4" t="s"><v>1</v></c><c r="D4"><v>7</v></c></row>'
        '<row r="5"><c r="B5" s="1"><v>0.1234</v></c><c r="C5" s="2"><v>44447</v></c></row>'
        '<row r="6" hidden="1"><c r="A6"><v>1</v></c><c r="B6"><v>2</v></c></row>'
        '<row r="7"><c r="B7" s="3"><v>120</v></c><c r="C7" t="e"><v>#REF!</v></c><c r="E7"><v>1200.50</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A4:A7"/></mergeCells>'
    )
    content = workbook(
        {"园区": rows, "隐藏": rows, "空": ""},
        sharedStrings="<si><r><t>青岭</t></r><r><t>园</t></r></si><si><t>增速</t></si>",
        styles=styles,
    )
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    document = read(path)
    assert document.text == "霁川市重点园区清单\n青岭园\t增速\n青岭园\t12.34%\t2021年9月8日\n青岭园\t120.0亿元\t\t1200.5"
    assert [document.place_of(block.span).label() for block in document.blocks] == [f"工作表 园区第 {row} 行" for row in (2, 4, 5, 7)]


def test_counts_are_written_as_chinese_and_others_write_them() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 99, 100, 101, 110, 1000, 10_000)] == [
        "一",
        "十",
        "十一",
        "二十",
        "九十九",
        "一百",
        "一百〇一",
        "一百一十",
        "一千",
        "10000",
    ]
    assert [letters(n) for n in (1, 26, 27)] == ["a", "z", "aa"]
    assert [roman(n) for n in (4, 9, 2022)] == ["iv", "ix", "mmxxii"]


def plan(root: Path, suffix: str) -> bytes:
    return (root / "tests" / "data" / "formats" / f"plan{suffix}").read_bytes()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return packed({part: change(package.read(part)) if part == name else package.read(part) for part in package.namelist()})


MAIN = {".docx": "word/document.xml", ".odt": "content.xml", ".xlsx": "xl/worksheets/sheet1.xml"}


@pytest.mark.parametrize("suffix", MAIN)
def test_a_dtd_is_refused_and_nothing_in_it_is_read(suffix: str, root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("密", encoding="utf-8")
    dtd = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'.encode()
    for encoding in ("utf-8", "utf-16"):
        content = with_part(plan(root, suffix), MAIN[suffix], lambda part, e=encoding: (dtd + part.partition(b"?>")[2]).decode().encode(e))
        assert "DTD" in refused(content, suffix)


@pytest.mark.parametrize("suffix", MAIN)
def test_a_part_of_endless_blanks_and_one_too_deep_are_refused(suffix: str, root: Path) -> None:
    assert "炸弹" in refused(with_part(plan(root, suffix), MAIN[suffix], lambda _: b" " * 50_000_000), suffix)
    assert "损坏" in refused(with_part(plan(root, suffix), MAIN[suffix], lambda _: b"<a>" * 5000 + b"</a>" * 5000), suffix)


@pytest.mark.parametrize("suffix", [*WRITTEN, ".xlsx"])
def test_a_file_that_is_cut_off_is_refused_at_any_length(suffix: str, root: Path) -> None:
    content = plan(root, suffix)
    for share in range(1, 10):
        refused(content[: len(content) * share // 10], suffix)


def test_files_with_a_password_are_named_as_such(root: Path) -> None:
    old = bytearray(plan(root, ".doc"))
    at = old.index(b"\xec\xa5")
    old[at + 11] |= 1
    assert "密码" in refused(bytes(old), ".doc")
    open_text = with_part(
        plan(root, ".odt"), "META-INF/manifest.xml", lambda part: part.replace(b"</", b"<manifest:encryption-data/></", 1)
    )
    assert "密码" in refused(open_text, ".odt")


def test_a_package_of_another_kind_is_named_as_such(root: Path) -> None:
    assert "Word" in refused(plan(root, ".xlsx"), ".docx")
    assert "Excel" in refused(plan(root, ".docx"), ".xlsx")
    assert "ODT" in refused(plan(root, ".docx"), ".odt")


def test_old_suffixes_hold_what_they_hold(root: Path) -> None:
    for suffix in (".docx", ".rtf", ".txt"):
        assert "云溪高新区" in old_word.read(plan(root, suffix), Path("plan.doc")).text


def test_parts_that_name_each_other_or_one_text_a_million_times_stay_bounded() -> None:
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>注</w:t><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote>'
    body = '<w:p><w:r><w:t>文</w:t><w:footnoteReference w:id="1"/></w:r></w:p>' * 3
    assert docx(body, footnotes=note).text.count("注") == 1
    row = "<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>"
    bomb = workbook({"表": f"<sheetData>{row * 20}</sheetData>"}, sharedStrings=f"<si><t>{'长' * 40_000}</t></si>")
    assert "16 MB" in refused(bomb, ".xlsx")


def test_fields_without_end_are_refused() -> None:
    with pytest.raises(LoaderError):
        docx('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 1000)


def refused(content: bytes, suffix: str) -> str:
    """What a reader says of a file that it cannot read: one line, with the name, in Chinese and English."""
    path = Path(f"plan{suffix}")
    with pytest.raises(LoaderError) as caught:
        READERS[suffix].read(content, path)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    assert " / " in message
    return message


def test_the_readers_are_those_of_the_table() -> None:
    assert READERS[".odt"].read is open_document.read
    assert READERS[".xlsx"].read is spreadsheet.read
