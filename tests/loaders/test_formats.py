"""Every format gives the same document; what cannot be read is refused in one line that says what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import LoaderError
from loaders.document import BlockKind, Document, Span
from loaders.encoding import LARGEST
from loaders.formats import READERS, read
from loaders.source import SOFT, Anchor, PlaceKind, place_at

TEXT = "云溪市科技创新规划\n\n支持云溪高新区建设创新型园区，发展智能装备产业。\n"


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "tests" / "data" / "formats"


@pytest.fixture(scope="module")
def plan(folder: Path) -> Document:
    return read(folder / "plan.md")


@pytest.mark.parametrize("suffix", READERS)
def test_each_format_says_the_same(suffix: str, folder: Path, plan: Document) -> None:
    same = read(folder / f"plan{suffix}")
    assert same.text == plan.text
    assert same.blocks == plan.blocks
    assert same.sections == plan.sections
    assert (same.title, same.place, same.date, same.number) == (plan.title, plan.place, plan.date, plan.number)


@pytest.mark.parametrize("suffix", READERS)
def test_every_span_leads_back_to_the_source(suffix: str, folder: Path) -> None:
    document = read(folder / f"plan{suffix}")
    for block in document.blocks:
        origin = document.origin(block.span)
        assert document.source[origin.start] == document.source[document.offsets.origin(block.span.start)]
        assert origin.start < origin.end <= len(document.source)
    assert document.origin(Span(len(document.text), len(document.text))).start <= len(document.source)


@pytest.mark.parametrize("suffix", READERS)
def test_every_line_has_a_place_that_a_person_finds(suffix: str, folder: Path) -> None:
    document = read(folder / f"plan{suffix}")
    places = [document.place_of(block.span) for block in document.blocks]
    assert len(set(places)) > 10
    assert all(place.label("zh").startswith(("第", "表", "工作表", "脚注", "文本框")) for place in places)
    assert all(place.label("en")[0].islower() for place in places)


def test_the_place_in_a_text_file_is_its_line(folder: Path) -> None:
    document = read(folder / "plan.md")
    lines = document.source.split("\n")
    for block in document.blocks:
        place = document.place_of(block.span)
        assert place.label() == f"第 {place.line} 行"
        assert document.source[document.origin(block.span).start] in lines[place.line - 1]


def test_the_blocks_are_the_lines_in_their_order(plan: Document) -> None:
    kinds = [block.kind for block in plan.blocks]
    assert kinds.count(BlockKind.ROW) == 3
    assert kinds[0] is BlockKind.HEADING
    assert [b.span.start for b in plan.blocks] == sorted(b.span.start for b in plan.blocks)
    assert all("\n" not in plan.quote(block.span) for block in plan.blocks)


def test_the_hash_is_of_the_file_and_the_id_its_stem(folder: Path, plan: Document, tmp_path: Path) -> None:
    copy = tmp_path / "云溪.md"
    shutil.copyfile(folder / "plan.md", copy)
    assert read(copy).sha256 == plan.sha256
    assert read(copy).id == "云溪"


def test_the_id_is_composed_where_the_system_decomposes_names(tmp_path: Path) -> None:
    path = tmp_path / "re\u0301gion.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert read(path).id == "r\u00e9gion"


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode("utf-8"),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "GB18030": lambda text: text.encode("gb18030"),
    "GBK": lambda text: text.encode("gbk"),
    "UTF-16, little end first": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("text", [TEXT, "云溪高新区", "区"], ids=["a plan", "a name", "one character"])
def test_encodings_are_told_apart(encode: Callable[[str], bytes], text: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(encode(text))
    assert read(path).source == text


def test_the_sample_plans_read_the_same_in_gb18030(shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "plans").glob("*.md")):
        copy = tmp_path / path.name
        copy.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
        assert read(copy).text == read(path).text


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "空文件"),
    "blank": (b" \r\n\t\n ", "空文件"),
    "only ideographic blanks": ("\u3000\n\u3000\u00a0\n".encode(), "没有文字"),
    "only layout": (b"---\n\n***\n\n- 3 -\n", "没有文字"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "图片"),
    "binary": (bytes(range(256)), "二进制"),
    "broken UTF-8, one byte lost": (TEXT.encode("utf-8")[:40] + TEXT.encode("utf-8")[41:], "UTF-8"),
    "broken UTF-8, one byte wrong": (TEXT.encode("utf-8")[:40] + b"\xff" + TEXT.encode("utf-8")[41:], "UTF-8"),
    "broken UTF-8, cut off": (TEXT.encode("utf-8")[:-2], "UTF-8"),
    "Latin-1": ("création d'un pôle d'innovation à Écully".encode("latin-1"), "UTF-8"),
    "UTF-16, cut off": (b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], "UTF-8"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_file_that_is_no_plan_is_refused_in_one_line(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(content)
    message = refusal(path)
    assert said in message


def test_a_folder_a_missing_file_and_a_foreign_format_are_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.pptx").write_bytes(b"PK\x03\x04")
    assert "文件夹" in refusal(tmp_path)
    assert "不存在" in refusal(tmp_path / "missing.md")
    assert "不存在" in refusal(tmp_path / "missing.pptx")
    assert all(suffix in refusal(tmp_path / "plan.pptx") for suffix in READERS)


def test_a_text_of_50_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert f"{LARGEST >> 20} MB" in refusal(path)


def refusal(path: Path) -> str:
    """Return what is said of a file that cannot be read: one line, with its name, in Chinese and English."""
    with pytest.raises(LoaderError) as caught:
        read(path)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    assert " / " in message
    return message


def test_the_place_in_a_pdf_is_its_page_and_printed_line() -> None:
    text = f"题目\n\n第一行{SOFT}第二行。\n\n下一段"
    anchors = (Anchor(0, PlaceKind.PAGE, 1, ""),)
    assert place_at(text, anchors, text.index("第二行")).label() == "第 1 页第 4 行"
    assert place_at(text, anchors, text.index("下一段")).line > place_at(text, anchors, text.index("第二行")).line
