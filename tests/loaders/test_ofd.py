"""OFD files are read by the places of their characters and lines; damaged, hostile and wordless ones are refused in one line."""

import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from loaders import LoaderError
from loaders.formats import read
from loaders.readers import open_fixed_document
from loaders.source import PlaceKind, Source

ROOT = Path(__file__).resolve().parent.parent
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MAIN = f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
PROSE = "支持云溪高新区建设创新型园区，发展智能装备产业。"


def words(text: str, x: float = 30, y: float = 40, *, size: float = 5, more: str = "") -> str:
    """A text object at a place in millimetres, with its own box as programs write it."""
    steps = " ".join(str(size) for _ in text[1:])
    code = f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{escape(text)}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{x} {y} {size * len(text)} {2 * size}" Font="1" Size="{size}" {more}>{code}</ofd:TextObject>'


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    path = f"M 0 0 L {x1 - x0} {y1 - y0}"
    return f'<ofd:PathObject Boundary="{x0} {y0} {x1 - x0} {y1 - y0}"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'


def parts(pages: Sequence[str], *, shared: str = "", head: str = "", templates: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parts of a file with these pages; `shared` are resources, `head` stands in each page before its content."""
    named = templates or {}
    listed = "".join(f'<ofd:TemplatePage ID="{name}" BaseLoc="Tpls/{name}.xml"/>' for name in named)
    document = (
        f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{listed}</ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
        + "</ofd:Pages></ofd:Document>"
    )
    fonts = '<ofd:Fonts><ofd:Font ID="1" FontName="宋体"/><ofd:Font ID="2" FontName="黑体"/></ofd:Fonts>'
    found = {"OFD.xml": MAIN, "Doc_0/Document.xml": document, "Doc_0/PublicRes.xml": f"<ofd:Res {NAMESPACE}>{fonts}{shared}</ofd:Res>"}
    for i, page in enumerate(pages):
        found[f"Doc_0/Pages/Page_{i}/Content.xml"] = content(page, head)
    return found | {f"Doc_0/Tpls/{name}.xml": content(template, "") for name, template in named.items()}


def content(page: str, head: str) -> str:
    return f'<ofd:Page {NAMESPACE}>{head}<ofd:Content><ofd:Layer ID="1" Type="Body">{page}</ofd:Layer></ofd:Content></ofd:Page>'


def packed(named: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in named.items():
            archive.writestr(name, part)
    return file.getvalue()


def source(*pages: str, **more) -> Source:
    return open_fixed_document.read(packed(parts(pages, **more)), Path("plan.ofd"))


def lines(*pages: str, **more) -> list[str]:
    return [text for text in source(*pages, **more).text.replace("\u200b", "").split("\n") if text]


def refusal(file: bytes) -> str:
    with pytest.raises(LoaderError) as caught:
        open_fixed_document.read(file, Path("plan.ofd"))
    message = str(caught.value)
    assert message.startswith("plan.ofd")
    assert " / " in message
    assert "\n" not in message
    return message


def test_a_file_of_a_layout_program_gives_headings_and_whole_paragraphs() -> None:
    found = read(ROOT / "data" / "ofd" / "laid_out.ofd")
    assert [section.title for section in found.sections[1:]] == [
        "云溪市数字经济发展规划",
        "发展基础",
        "重点任务",
        "建设算力设施",
        "培育数据产业",
    ]
    assert "云溪高新区建成省级数字经济创新发展试验区，青石科技园" in found.text
    assert "算力规模达到每秒500千万亿次" in found.text
    assert found.title == "云溪市数字经济发展规划"


def test_words_that_are_only_drawn_are_refused_with_what_to_do() -> None:
    message = refusal((ROOT / "data" / "ofd" / "curves.ofd").read_bytes())
    assert "没有文字层" in message
    assert "PDF" in message
    assert "liantu[ocr]" in message


def test_a_scan_is_refused_with_what_to_do() -> None:
    assert "liantu[ocr]" in refusal(packed(parts(['<ofd:ImageObject Boundary="0 0 210 297" ResourceID="9"/>'])))


def test_the_place_in_a_file_is_page_and_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.ofd"
    path.write_bytes(packed(parts([words("一、总体要求") + words(PROSE, y=60), words("二、保障措施") + words("加大财政投入。", y=60)])))
    found = read(path)
    places = {found.quote(block.span): found.place_of(block.span).label() for block in found.blocks}
    assert places == {
        "一、总体要求": "第 1 页第 1 行",
        PROSE: "第 1 页第 2 行",
        "二、保障措施": "第 2 页第 1 行",
        "加大财政投入。": "第 2 页第 2 行",
    }
    assert {anchor.kind for anchor in found.anchors} == {PlaceKind.PAGE}


def test_the_order_is_that_of_the_page_not_of_the_file() -> None:
    assert lines(words("第三行。", y=80) + words("第一行。", y=40) + words("第二行。", y=60)) == ["第一行。", "第二行。", "第三行。"]


def test_characters_in_objects_of_their_own_make_lines() -> None:
    assert lines("".join(words(c, x=30 + 5 * i) for i, c in enumerate(PROSE))) == [PROSE]


def test_a_ruled_table_gives_rows_with_their_cells() -> None:
    grid = "".join(line(30, y, 150, y) for y in (40, 60, 80)) + "".join(line(x, 40, x, 80) for x in (30, 90, 150))
    cells = words("园区", 32, 42) + words("产业", 92, 42) + words("云溪高新区", 32, 62) + words("智能装备", 92, 62)
    assert lines(grid + cells) == ["园区\t产业", "云溪高新区\t智能装备"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        words("云溪市发展规划汇编", y=8) + words(f"{n}甲{PROSE}", y=60) + words("另有要求。", y=80) + words(f"- {n} -", 100, 282, size=4)
        for n in "123"
    ]
    assert lines(*pages) == [text for n in "123" for text in (f"{n}甲{PROSE}", "另有要求。")]


def test_what_templates_hold_stands_on_the_page() -> None:
    head = '<ofd:Template TemplateID="7" ZOrder="Background"/>'
    assert lines(words(PROSE, y=80), head=head, templates={"7": words("内部资料，注意保存。", y=60)}) == ["内部资料，注意保存。", PROSE]


STEPS = {
    "repeated": f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(PROSE) - 1} 5">{PROSE}</ofd:TextCode>',
    "repeated in part": f'<ofd:TextCode X="0" Y="5" DeltaX="5 5 g 3 5 g {len(PROSE) - 6} 5">{PROSE}</ofd:TextCode>',
    "left out": f'<ofd:TextCode X="0" Y="5">{PROSE}</ofd:TextCode>',
    "too few": f'<ofd:TextCode X="0" Y="5" DeltaX="5 5 5">{PROSE}</ofd:TextCode>',
    "far too many": f'<ofd:TextCode X="0" Y="5" DeltaX="g 99999999999 5">{PROSE}</ofd:TextCode>',
    "no numbers": f'<ofd:TextCode X="0" Y="5" DeltaX="g x NaN inf 1e999">{PROSE}</ofd:TextCode>',
    "two codes": f'<ofd:TextCode X="0" Y="5">{PROSE[:8]}</ofd:TextCode><ofd:TextCode X="40">{PROSE[8:]}</ofd:TextCode>',
}


@pytest.mark.parametrize("codes", STEPS.values(), ids=STEPS)
def test_the_steps_between_characters_may_be_written_in_any_way(codes: str) -> None:
    found = lines(f'<ofd:TextObject Boundary="30 40 150 10" Font="1" Size="5">{codes}</ofd:TextObject>')
    assert sorted("".join(found)) == sorted(PROSE)
    if "NaN" not in codes:
        assert found == [PROSE]


def test_sizes_are_those_on_the_page_after_all_transformations() -> None:
    large = '<ofd:TextObject Boundary="40 20 0 0" Font="1" Size="1" CTM="9 0 0 9 0 0"><ofd:TextCode X="0" Y="1">云溪市规划</ofd:TextCode></ofd:TextObject>'
    body = "".join(words(PROSE, y=60 + 12 * i) for i in range(3))
    assert lines(large + body)[0] == "# 云溪市规划"


def test_tilted_hidden_and_doubled_words_are_left_out() -> None:
    tilted = words("内部文件", y=100, more='CTM="0.7 0.7 -0.7 0.7 0 0"')
    hidden = words("看不见的字", y=120, more='Visible="false"')
    assert lines(words(PROSE) + words(PROSE, x=30.05) + tilted + hidden) == [PROSE]


def test_drawings_that_are_used_by_name_are_read() -> None:
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>{words(PROSE, 0, 0)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    assert lines('<ofd:CompositeObject Boundary="30 60 150 20" ResourceID="5"/>', shared=unit) == [PROSE]


def test_a_drawing_that_uses_itself_ends() -> None:
    inner = "".join('<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="5"/>' for _ in range(9))
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    assert lines(words(PROSE) + inner, shared=unit) == [PROSE]


@pytest.mark.parametrize("location", ["/Doc_0/Document.xml", "Doc_0\\Document.xml", "./Doc_0/x/../Document.xml", " Doc_0/Document.xml\n"])
def test_parts_are_found_however_they_are_named(location: str) -> None:
    named = parts([words(PROSE)]) | {"OFD.xml": MAIN.replace("Doc_0/Document.xml", location)}
    assert open_fixed_document.read(packed(named), Path("plan.ofd")).text == PROSE


def test_the_namespace_may_be_any_or_none() -> None:
    for old, new in ((NAMESPACE, ""), (NAMESPACE, 'xmlns:ofd="http://www.ofdspec.org"')):
        named = {name: part.replace(old, new) for name, part in parts([words(PROSE)]).items()}
        if not new:
            named = {name: part.replace("ofd:", "") for name, part in named.items()}
        assert open_fixed_document.read(packed(named), Path("plan.ofd")).text == PROSE


def test_two_documents_in_a_file_are_read_one_after_the_other() -> None:
    first, second = (parts([words(name + PROSE) + words("另有要求。", y=60)]) for name in "甲乙")
    both = first | {name.replace("Doc_0", "Doc_1"): part for name, part in second.items() if name != "OFD.xml"}
    both["OFD.xml"] = MAIN.replace("</ofd:OFD>", "<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>")
    found = open_fixed_document.read(packed(both), Path("plan.ofd"))
    assert [anchor.number for anchor in found.anchors] == [1, 2]
    assert found.text.split() == ["甲" + PROSE, "另有要求。", "乙" + PROSE, "另有要求。"]


def bad() -> dict[str, tuple[bytes, str]]:
    good = parts([words(PROSE)])
    page = "Doc_0/Pages/Page_0/Content.xml"
    bomb = '<!DOCTYPE a [<!ENTITY a "' + "b" * 1000 + '"><!ENTITY c "&a;&a;&a;">]>'
    outer = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return {
        "no OFD": (packed({"word/document.xml": "<a/>"}), "OFD"),
        "no document": (packed(good | {"OFD.xml": f"<ofd:OFD {NAMESPACE}/>"}), "损坏"),
        "an outer document": (packed(good | {"OFD.xml": MAIN.replace("Doc_0/Document.xml", "../../../../etc/passwd")}), "损坏"),
        "locked": (packed(good | {"OFD.xml": MAIN.replace("Document.xml", "D.dat"), "Encryptions.xml": "<a/>"}), "密码"),
        "an entity bomb": (packed(good | {page: bomb + good[page].replace(PROSE, "&c;")}), "DTD"),
        "an outer entity": (packed(good | {page: outer + good[page].replace(PROSE, "&x;")}), "DTD"),
        "broken XML": (packed(good | {page: good[page][:-30]}), "损坏"),
        "no pages": (packed(parts([])), "没有文字层"),
        "an empty page": (packed(parts([""])), "没有文字层"),
        "cut off": (packed(good)[:-60], "损坏"),
        "no zip": (b"PK\x03\x04 and nothing", "损坏"),
        "a zip bomb": (packed(good | {page: b"<a>" + b" " * (80 << 20) + b"</a>"}), "压缩炸弹"),
        "deep nesting": (packed(good | {page: content("<ofd:PageBlock>" * 5000 + "</ofd:PageBlock>" * 5000, "")}), "损坏"),
    }


BAD = bad()


@pytest.mark.parametrize(("file", "said"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(file: bytes, said: str) -> None:
    assert said in refusal(file)


def test_mutated_files_are_read_or_refused() -> None:
    chance = random.Random(6)
    grid = "".join(line(30, y, 150, y) for y in (140, 160)) + "".join(line(x, 140, x, 160) for x in (30, 90, 150))
    good = parts(
        [words(PROSE) + grid + words("园区", 32, 142)] * 2, head='<ofd:Template TemplateID="7"/>', templates={"7": words("页眉", y=8)}
    )
    read_at_all = 0
    for _ in range(300):
        named = dict(good)
        for _ in range(chance.randint(1, 4)):
            name = chance.choice(sorted(named))
            part = named[name]
            at = chance.randrange(len(part))
            new = chance.choice(("", "9", "-", " ", "g 9 ", "<", '"', "1e9", "Boundary", "/", "\u3000"))
            named[name] = part[:at] + new + part[at + chance.randint(0, 3) :]
        try:
            read_at_all += bool(open_fixed_document.read(packed(named), Path("plan.ofd")).text)
        except LoaderError as error:
            assert "\n" not in str(error)
    whole = packed(good)
    for _ in range(200):
        broken = bytearray(whole)
        broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_at_all += bool(open_fixed_document.read(bytes(broken), Path("plan.ofd")).text)
        except LoaderError as error:
            assert "\n" not in str(error)
    assert read_at_all > 40
