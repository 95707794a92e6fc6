"""PDF files as LibreOffice lays them out: what a page shows is read in its order, what the page adds is left out."""

import zlib
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
import pytest

from bench import formats
from loaders import LoaderError
from loaders.document import BlockKind, Document
from loaders.formats import read
from loaders.readers import pdf
from loaders.readers.pdf.lines import joined
from tests.loaders.flat_documents import COVERED, box, cell, columns, document, noted, paragraph, table

SENTENCES = (
    "霁川市把创新放在全局的核心，加快建设区域性的创新中心，让企业成为创新的主角。",
    "全市研发投入强度达到3.2%，高新技术企业达到1200家，技术合同成交额超过150亿元。",
    "支持青岭高新区、棠溪科技园围绕智能装备、生物医药建设市级以上孵化器30家；",
    "鼓励骨干企业牵头组建创新联合体，承担重大项目，带动上下游中小企业一同发展。",
    "设立20亿元的天使投资基金，引导社会资本投早、投小、投长期、投硬科技。",
)
COUNT = "一二三四五六"
TITLE = "霁川市科技创新规划"


def prose(first: int, count: int) -> str:
    return "".join(SENTENCES[(first + k) % 5] for k in range(count))


TASKS = [["序号", "重点任务", "责任单位", "时限"]] + [
    [str(i), prose(i, 1 + i % 3), "市科技局、青岭高新区管委会", "2025年底"] for i in range(1, 25)
]
MERGED = [
    [cell("指标"), cell("目标值", 2)],
    [cell("类别"), cell("2023年"), cell("2025年")],
    [cell("投入", rows=2), cell("2.8"), cell("3.2")],
    [COVERED, cell("100"), cell("200")],
    [cell("产出"), cell("30"), cell("50")],
]
PARTS = [(f"{COUNT[i]}、第{COUNT[i]}部分", (prose(i, 3), prose(i + 1, 4), prose(i + 2, 2))) for i in range(6)]
BODY = "".join(paragraph(head, "Heading") + "".join(map(paragraph, said)) for head, said in PARTS)
LONG_TITLE = "霁川市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要"

LAYOUTS = {
    "columns": document(paragraph(TITLE, "Title") + paragraph(prose(0, 2)) + columns(BODY), header="霁川科技 2023年第2期"),
    "notes": document(
        paragraph(TITLE, "Title")
        + "".join(
            paragraph(head, "Heading")
            + noted(said[0], 2 * i + 1, f"第{COUNT[i]}部分所称园区，是经认定的园区。", said[1])
            + noted("研发机构达到50家", 2 * i + 2, f"第{COUNT[i]}部分的口径为市级以上。", "，" + said[2])
            + paragraph(prose(i + 4, 5))
            for i, (head, said) in enumerate(PARTS)
        ),
        header=TITLE,
    ),
    "tables": document(
        paragraph(TITLE, "Title")
        + paragraph(prose(0, 1))
        + table([list(map(cell, row)) for row in TASKS], 4)
        + paragraph(prose(1, 2))
        + table(MERGED, 3, head=2)
        + paragraph(prose(2, 2))
    ),
    "box": document(
        paragraph(TITLE, "Title")
        + paragraph(prose(0, 3))
        + box(paragraph("专栏1　重点平台") + paragraph("青岭实验室。" + prose(1, 2)) + paragraph("棠溪中试基地。" + prose(2, 1)))
        + paragraph(prose(3, 3))
    ),
    "landscape": document(paragraph("霁川市重点任务表", "Title") + table([list(map(cell, row)) for row in TASKS[:9]], 4), size=(29.7, 21)),
    "contents": document(
        paragraph(LONG_TITLE, "Title")
        + paragraph("目　　录", "Heading")
        + "".join(paragraph(f"{head}{'.' * 60}{i + 2}", "Small") for i, (head, _) in enumerate(PARTS))
        + "".join(paragraph(head, "NewPage") + "".join(map(paragraph, said)) for head, said in PARTS),
        header="霁川市人民政府公报",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, soffice: str) -> Path:
    folder = tmp_path_factory.mktemp("layouts")
    for name, text in LAYOUTS.items():
        source = folder / f"{name}.fodt"
        source.write_text(text, encoding="utf-8")
        formats.converted(source, ".pdf", folder)
    return folder


@pytest.fixture(scope="module")
def layouts(folder: Path) -> Mapping[str, Document]:
    return {name: read(folder / f"{name}.pdf") for name in LAYOUTS}


def lines(found: Document) -> list[str]:
    return found.text.split("\n")


def rows(found: Document) -> list[list[str]]:
    return [found.quote(block.span).split("\t") for block in found.blocks if block.kind is BlockKind.ROW]


def test_two_columns_are_read_one_after_the_other_and_paragraphs_go_on_over_them(layouts: Mapping[str, Document]) -> None:
    expected = [TITLE, prose(0, 2), *(line for head, said in PARTS for line in (head, *said))]
    assert lines(layouts["columns"]) == expected
    assert [layouts["columns"].quote(s.heading) for s in layouts["columns"].sections[1:]] == [TITLE, *(head for head, _ in PARTS)]


def test_notes_stand_by_themselves_and_their_numbers_not_in_the_text(layouts: Mapping[str, Document]) -> None:
    expected = [TITLE]
    for i, (head, texts) in enumerate(PARTS):
        expected += [head, texts[0] + texts[1], "研发机构达到50家，" + texts[2], prose(i + 4, 5)]
        expected += [f"{2 * i + 1}第{COUNT[i]}部分所称园区，是经认定的园区。", f"{2 * i + 2}第{COUNT[i]}部分的口径为市级以上。"]
    assert sorted(lines(layouts["notes"])) == sorted(expected)
    text_alone = [line for line in lines(layouts["notes"]) if not line[0].isdecimal()]
    assert text_alone == [line for line in expected if not line[0].isdecimal()]


def test_a_table_over_many_pages_is_one_with_one_head_and_whole_rows(layouts: Mapping[str, Document]) -> None:
    assert rows(layouts["tables"])[: len(TASKS)] == TASKS


def test_merged_cells_speak_for_each_row_that_they_reach(layouts: Mapping[str, Document]) -> None:
    assert rows(layouts["tables"])[len(TASKS) :] == [
        ["指标", "目标值"],
        ["类别", "2023年", "2025年"],
        ["投入", "2.8", "3.2"],
        ["投入", "100", "200"],
        ["产出", "30", "50"],
    ]


def test_a_frame_around_text_is_no_table(layouts: Mapping[str, Document]) -> None:
    boxed = ["专栏1重点平台", "青岭实验室。" + prose(1, 2), "棠溪中试基地。" + prose(2, 1)]
    assert lines(layouts["box"]) == [TITLE, prose(0, 3), *boxed, prose(3, 3)]
    assert not rows(layouts["box"])


def test_contents_heads_and_page_numbers_are_left_out_and_a_title_of_two_lines_is_one(layouts: Mapping[str, Document]) -> None:
    assert lines(layouts["contents"]) == [LONG_TITLE, *(line for head, said in PARTS for line in (head, *said))]
    assert layouts["contents"].title == LONG_TITLE


def test_a_place_names_the_page_that_a_quote_stands_on(layouts: Mapping[str, Document]) -> None:
    found = layouts["contents"]
    pages = {found.quote(block.span): found.place_of(block.span) for block in found.blocks}
    assert [pages[head].number for head, _ in PARTS] == [2, 3, 4, 5, 6, 7]
    assert pages[PARTS[0][0]].label() == "第 2 页第 1 行"


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_is_read_as_one_that_stands(
    quarters: int, folder: Path, layouts: Mapping[str, Document], tmp_path: Path
) -> None:
    with pypdfium2.PdfDocument(folder / "landscape.pdf") as turned:
        for page in turned:
            page.set_rotation(90 * quarters)
        turned.save(tmp_path / "turned.pdf")
    assert read(tmp_path / "turned.pdf").text == layouts["landscape"].text
    assert rows(layouts["landscape"]) == TASKS[:9]


def test_words_broken_by_a_hyphen_are_joined_and_numbers_are_not_parted() -> None:
    assert joined(["the inno-", "vation hub of", "Jichuan"]) == "the innovation hub of Jichuan"
    assert joined(["达到12", "00家，比2021-", "2025年"]) == "达到1200家，比2021-2025年"


@pytest.mark.parametrize("plan", ["yuntang-sti-plan-2021-2025.md"])
def test_a_plan_loses_no_word_heading_or_cell(plan: str, root: Path, soffice: str) -> None:
    reading = formats.measure(root / "examples" / plan, ".pdf")
    assert reading.characters.value >= 0.995
    assert reading.headings.value >= 0.95
    assert reading.cells.value >= 0.98
    assert min(reading.characters.of, reading.headings.of, reading.cells.of) > 10


def test_what_is_extracted_from_pdf_is_what_is_extracted_from_the_text(shared: Path, soffice: str) -> None:
    plan = shared / "plans" / "jurong-innovation-city-plan-2022.md"
    reading = formats.measure(plan, ".pdf", shared / "gold" / f"{plan.stem}.json")
    assert reading.fall is not None
    assert reading.fall <= 0.01


def made(objects: list[bytes]) -> bytes:
    """A PDF of objects, the first of them the catalogue."""
    file, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        starts.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    entries = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return file + head + entries + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(file))


def page(description: bytes, more: bytes = b"", catalogue: bytes = b"") -> bytes:
    """A PDF of one page with a Latin font F."""
    packed = zlib.compress(description)
    return made(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%s>>" % more,
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


def text_of(content: bytes) -> str:
    return pdf.read(content, Path("plan.pdf")).text


def test_a_watermark_across_the_page_is_left_out() -> None:
    tilted = b"BT /F 60 Tf .7 .7 -.7 .7 100 200 Tm (DRAFT) Tj ET "
    assert text_of(page(tilted + b"BT /F 12 Tf 72 700 Td (Innovation plan of Jichuan) Tj ET")) == "Innovation plan of Jichuan"


def test_words_that_are_printed_twice_to_look_bold_are_read_once() -> None:
    twice = b"BT /F 12 Tf 72 700 Td (Jichuan) Tj ET BT /F 12 Tf 72.3 700 Td (Jichuan) Tj ET"
    assert text_of(page(twice)) == "Jichuan"


def test_scripts_and_files_inside_are_not_touched(tmp_path: Path) -> None:
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Names<</EmbeddedFiles<</Names[(a)<</F(a.exe)>>]>>>>"
    assert text_of(page(b"BT /F 12 Tf 72 700 Td (Jichuan) Tj ET", catalogue=script)) == "Jichuan"
    assert not list(tmp_path.iterdir())


BAD: dict[str, tuple[bytes, str]] = {
    "no PDF": (b"Jichuan " * 300, "不是 PDF"),
    "cut off": (page(b"BT ET")[:60], "损坏"),
    "no pages": (made([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]), "PDF"),
    "too many pages": (
        made(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 3200>>" % (b"3 0 R " * 3200), b"<</Type/Page/Parent 2 0 R>>"]
        ),
        "3000 页",
    ),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_what_is_no_readable_pdf_is_refused_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(LoaderError) as caught:
        pdf.read(content, Path("云溪.pdf"))
    message = str(caught.value)
    assert message.startswith("云溪.pdf ")
    assert said in message
    assert " / " in message
    assert "\n" not in message


def test_a_page_with_far_too_many_characters_is_read_up_to_a_bound() -> None:
    flood = b"BT /F 1 Tf 1 0 0 1 72 700 Tm " + b"(Jichuan ) Tj " * 20_000 + b"ET"
    assert 10_000 < len(text_of(page(flood))) <= 60_000
