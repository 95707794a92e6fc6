"""The text of web pages as Chinese government systems write them, without what stands around it; hostile pages are bounded."""

import base64
import quopri
import random
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from loaders import LoaderError
from loaders.document import BlockKind, Document
from loaders.formats import READERS, read
from loaders.readers import web_page
from loaders.readers.web_page_tree import MOST_TAGS, parse
from loaders.source import PlaceKind

PAGES = Path(__file__).resolve().parent.parent / "data" / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
TOLD = {row[0]: row[1:] for row in (line.split("\t") for line in (PAGES / "pages.tsv").read_text(encoding="utf-8").splitlines()[1:])}
PROSE = "支持云溪高新区建设创新型园区，发展智能装备产业。"
PAGE = "<html><head><meta charset=utf-8><title>云溪市科技创新规划</title></head><body>{}</body></html>"


def source(page: str | bytes) -> str:
    return web_page.read(page if isinstance(page, bytes) else page.encode(), Path("plan.html")).text


def lines(body: str) -> list[str]:
    """What is read of a body, without the title of the page."""
    return [line for line in source(PAGE.format(body)).split("\n") if line][1:]


def document(page: str | bytes, folder: Path, suffix: str = ".html") -> Document:
    path = folder / f"plan{suffix}"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read(path)


def refusal(content: bytes) -> str:
    with pytest.raises(LoaderError) as caught:
        web_page.read(content, Path("plan.html"))
    message = str(caught.value)
    assert message.startswith("plan.html")
    assert " / " in message
    assert "\n" not in message
    return message


def test_the_pages_of_more_than_six_systems_are_here() -> None:
    assert len(NAMES) >= 9
    assert set(TOLD) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_page_stands_alone(name: str) -> None:
    expected = (PAGES / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    assert read(PAGES / f"{name}.html").text == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_who_issued_its_text_and_when(name: str) -> None:
    found = read(PAGES / f"{name}.html")
    title, publisher, number, date, sections = TOLD[name]
    assert (found.title, found.publisher, found.number, found.date) == (title, publisher, number, date)
    assert " | ".join(section.title for section in found.sections[1:]) == sections


@pytest.mark.parametrize("name", NAMES)
def test_the_places_of_a_page_are_its_paragraphs_and_tables_counted_up(name: str) -> None:
    found = read(PAGES / f"{name}.html")
    for kind in (PlaceKind.PARAGRAPH, PlaceKind.TABLE, PlaceKind.NOTE):
        numbers = [anchor.number for anchor in found.anchors if anchor.kind is kind]
        assert numbers == list(range(1, len(numbers) + 1))
    for block in found.blocks:
        kind = found.place_of(block.span).kind
        assert (kind is PlaceKind.TABLE) == (block.kind is BlockKind.ROW)


def test_headings_keep_their_levels_and_breaks_in_them_are_none() -> None:
    body = f"<h1>云溪市规划</h1><h2>一、总体<br/>要求</h2><p>{PROSE}</p><h6>末级</h6><p>{PROSE}</p>"
    assert source(PAGE.format(body)).split("\n\n") == ["# 云溪市规划", "## 一、总体 要求", PROSE, "###### 末级", PROSE]


def test_the_title_of_a_page_comes_first_where_its_text_lacks_one() -> None:
    assert source(PAGE.format(f"<p>{PROSE}</p>")).split("\n\n") == ["# 云溪市科技创新规划", PROSE]
    body = f"<p align=center>云溪市科技</p><p align=center>创新规划</p><p>{PROSE}</p>"
    assert source(PAGE.format(body)).startswith("云溪市科技\n\n创新规划\n\n")


@pytest.mark.parametrize(
    ("site", "title"),
    [
        ("云溪市人民政府 规划计划 云溪市“十四五”规划", "云溪市人民政府 规划计划 云溪市“十四五”规划"),
        ("云溪市科技创新规划-云溪市人民政府", "云溪市科技创新规划"),
        ("云溪市人民政府 - 云溪市科技创新规划", "云溪市科技创新规划"),
        ("云溪—霁川合作示范区规划 | 云溪发布", "云溪—霁川合作示范区规划"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(site: str, title: str) -> None:
    assert source(f"<title>{site}</title><p>{PROSE}</p>").startswith(f"# {title}\n")


def test_lists_have_the_numbers_that_a_browser_shows() -> None:
    assert lines("<ol><li>甲<li>乙</ol>" + PROSE) == ["1. 甲", "2. 乙", PROSE]
    assert lines("<ol start=3 type=A><li>甲<li value=7>乙<li>丙</ol>" + PROSE) == ["C. 甲", "G. 乙", "H. 丙", PROSE]
    assert lines("<ol reversed><li>甲<li>乙</ol>" + PROSE) == ["2. 甲", "1. 乙", PROSE]
    assert lines("<ul><li>甲<ol type=i><li>子<li>丑</ol><li>乙</ul>" + PROSE) == ["- 甲", "i. 子", "ii. 丑", "- 乙", PROSE]
    assert lines("<ol><li>（一）自带编号</li></ol>" + PROSE) == ["（一）自带编号", PROSE]


def test_cells_that_span_rows_and_columns_stand_in_their_columns() -> None:
    table = (
        "<table><tr><th rowspan=2>园区<th colspan=2>目标<tr><th>2023年<th>2025年"
        "<tr><td>云溪高新区<td>100<td>200<tr><td>青石科技园<td colspan=2>300</table>"
    )
    assert lines(f"<p>{PROSE}</p>{table}")[1:] == ["园区\t目标", "园区\t2023年\t2025年", "云溪高新区\t100\t200", "青石科技园\t300"]


def test_a_cell_may_reach_down_to_the_end_of_its_table() -> None:
    assert lines(f"<p>{PROSE}</p><table><tr><td rowspan=0>甲<td>1<tr><td>2<tr><td>3</table>")[1:] == ["甲\t1", "甲\t2", "甲\t3"]


def test_a_table_that_only_places_things_gives_paragraphs() -> None:
    boxed = f"<table><tr><td><p>专栏1　重点工程</p><p>{PROSE}</p></td></tr></table>"
    assert lines(f"<p>{PROSE}</p>{boxed}") == [PROSE, "专栏1 重点工程", PROSE]
    inner = "<table><tr><td>园区<td>产业<tr><td>云溪高新区<td>智能装备</table>"
    assert lines(f"<table><tr><td>{inner}<td>{PROSE}</table>") == ["园区\t产业", "云溪高新区\t智能装备", PROSE]


def test_a_page_that_word_saved_has_its_numbers_and_whole_lines() -> None:
    body = (
        "<div class=WordSection1><p class=MsoNormal><st1:chsdate w:st='on' Year='2021'>2021年</st1:chsdate>，云溪市建成<span lang=EN-US>30"
        "<o:p></o:p></span>家平台。</p><p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>"
        f"<![endif]>{PROSE}<o:p></o:p></p></div>"
    )
    assert lines(body) == ["2021年，云溪市建成30家平台。", f"1. {PROSE}"]


def test_a_text_that_scripts_would_show_is_read() -> None:
    assert lines(f"<div id=js_content style='visibility: hidden; opacity: 0'><p>{PROSE}</p></div>") == [PROSE]


def test_bold_words_are_headings_unless_nearly_all_are_bold() -> None:
    few = f"<p><b>重点任务</b></p><p><b>壮大主体。</b>{PROSE}</p><p>{PROSE}</p>"
    assert lines(few) == ["**重点任务**", f"**壮大主体。**{PROSE}", PROSE]
    assert lines(f"<p><b>{PROSE}</b></p><p style='font-weight:bold'>云溪市人民政府</p>") == [PROSE, "云溪市人民政府"]


def test_characters_that_look_like_marks_are_words(tmp_path: Path) -> None:
    body = (
        f"<p>{PROSE}</p><p>国家级|省级平台各*家，增速&lt;b&gt;5%，见\\[1]。</p><p>#1号工程开工。</p>"
        "<table><tr><td>a|b</td><td>**重点**</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    found = document(PAGE.format(body), tmp_path)
    quotes = [found.quote(block.span) for block in found.blocks]
    kinds = [block.kind for block in found.blocks]
    assert quotes[2:] == ["国家级❘省级平台各∗家，增速﹤b>5%，见∖[1]。", "♯1号工程开工。", "a❘b\t∗∗重点∗∗", "1\t2"]
    assert kinds[2:] == [BlockKind.PROSE, BlockKind.PROSE, BlockKind.ROW, BlockKind.ROW]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='DISPLAY : none'>{}</p>",
        "<div style='visibility:hidden'><p>{}</p></div>",
        "<p hidden>{}</p>",
        "<!-- <p>{}</p> -->",
        "<script>document.write('<p>{}</p>')</script>",
        "<style>.a:after{{content:'{}'}}</style>",
        "<noscript>{}</noscript>",
        "<template><p>{}</p></template>",
        "<iframe src='http://198.51.100.1/'>{}</iframe>",
        "<textarea>{}</textarea>",
        "<select><option>{}</select>",
        "<del>{}</del>",
        "<svg><text>{}</text></svg>",
    ],
)
def test_what_no_reader_sees_is_not_read(hidden: str) -> None:
    assert lines(f"<p>{PROSE}</p>{hidden.format('霁川不在这里。')}<p>{PROSE}</p>") == [PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "当前位置：<a href=/>首页</a> &gt; 政务公开",
        "您现在的位置: 首页&gt;&gt;正文",
        "浏览次数：<span>1,024</span> 次",
        "字号：[ <a>大</a> <a>中</a> <a>小</a> ]",
        "【打印本页】　【关闭窗口】",
        "打印 关闭",
        "上一篇：<a href=1>关于申报的通知</a>",
        "下一条：没有了",
        "分享到： 微信 微博",
        "江ICP备05000000号-1",
        "江公网安备 32000000000000号",
        "版权所有：云溪市人民政府",
        "扫一扫在手机打开当前页",
        "上一页 1 2 3 下一页",
        "<b>相关文档：</b><ul><li><a href=1>云溪市出台办法</a><li><a href=2>霁川区召开会议</a></ul>",
    ],
)
def test_tools_and_counts_are_left_out(line: str) -> None:
    body = f"<div class=TRS_Editor><p>{PROSE}</p><p>{PROSE}</p><div>{line}</div></div>"
    assert lines(body) == [PROSE, PROSE]


@pytest.mark.parametrize(
    "words", ["3D打印产业规模达到50亿元。", "关闭落后产能企业12家。", "打印耗材企业", "下一步工作", "位置优越", "浏览器产业"]
)
def test_words_of_a_plan_are_no_tools(words: str) -> None:
    assert lines(f"<p>{PROSE}</p><p>{words}</p>") == [PROSE, words]


def test_navigation_is_left_out_even_where_no_name_tells_the_text() -> None:
    links = "".join(f"<li><a href=/{i}>栏目{i}</a></li>" for i in range(8))
    assert lines(f"<ul>{links}</ul><div><p>{PROSE}</p><p>{PROSE}</p></div><table><tr><td><ul>{links}</ul></table>") == [PROSE, PROSE]


def test_a_text_in_parts_of_one_name_is_whole() -> None:
    assert lines(f"<div class=TRS_Editor><p>甲{PROSE}</p></div><hr><div class=TRS_Editor><p>乙{PROSE}</p></div>") == [
        "甲" + PROSE,
        "乙" + PROSE,
    ]


def test_a_name_of_the_rest_does_not_hide_the_text() -> None:
    page = f"<body class=header><div class='share content'><p>{PROSE}</p><p>{PROSE}</p></div><div class=share>分享</div>"
    assert source(page).split("\n\n") == [PROSE, PROSE]


ENCODED = f"<p>云溪市科技创新规划</p><p>{PROSE}</p>"
ENCODINGS: dict[str, bytes] = {
    "a mark": b"\xef\xbb\xbf" + ENCODED.encode(),
    "a mark of UTF-16": b"\xff\xfe" + ENCODED.encode("utf-16-le"),
    "a meta element": b"<meta charset='GB2312'>" + ENCODED.encode("gbk"),
    "an old meta element": b"<META http-equiv=Content-Type content='text/html; charset=gbk'>" + ENCODED.encode("gb18030"),
    "an XML declaration": b"<?xml version='1.0' encoding='gb2312'?>" + ENCODED.encode("gb18030"),
    "no word, UTF-8": ENCODED.encode(),
    "no word, GB18030": ENCODED.encode("gb18030"),
    "the wrong word, UTF-8": b"<meta charset=gb2312>" + ENCODED.encode(),
    "the wrong word, GB18030": b"<meta charset=utf-8>" + ENCODED.encode("gb18030"),
    "a foreign word": b"<meta charset=iso-8859-1>" + ENCODED.encode(),
}


@pytest.mark.parametrize("page", ENCODINGS.values(), ids=ENCODINGS)
def test_the_encoding_is_the_one_that_the_bytes_are_in(page: bytes) -> None:
    assert source(page).split("\n\n") == ["云溪市科技创新规划", PROSE]


def test_a_character_that_gb2312_lacks_is_read() -> None:
    assert "云溪镕基科技园" in source(b"<meta charset=gb2312><p>" + f"云溪镕基科技园，{PROSE}".encode("gb18030"))


def test_a_page_that_was_cut_within_a_character_is_read() -> None:
    page = ("<meta charset=utf-8>" + f"<p>{PROSE}</p>" * 20).encode()
    assert source(page[:-6]).split("\n\n")[:19] == [PROSE] * 19


@pytest.mark.parametrize(("transfer", "encode"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes)])
def test_a_saved_page_is_read_from_its_parts(transfer: str, encode, tmp_path: Path) -> None:
    html = encode(f"<html><body><p>{PROSE}</p></body></html>".encode("gb18030"))
    content = (
        b"From: <Saved by Windows Internet Explorer 8>\r\nSubject: plan\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="==a"\r\n\r\nThis is MIME.\r\n\r\n--==a\r\n'
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: "
        + transfer.encode()
        + b"\r\nContent-Location: http://www.yunxi.example/plan.html\r\n\r\n"
        + html.replace(b"\n", b"\r\n")
        + b"\r\n--==a\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--==a--\r\n"
    )
    assert document(content, tmp_path, ".mht").text == PROSE
    assert document(content, tmp_path, ".html").text == PROSE


BAD: dict[str, tuple[bytes, str]] = {
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "二进制"),
    "no text": (b"<html><body><img src=a.png><script>render()</script></body></html>", "没有正文"),
    "frames": (b"<html><frameset cols='20%,80%'><frame src=a.htm><frame src=b.htm></frameset></html>", "没有正文"),
    "only tools": ("<body><p>打印 关闭</p><p>浏览次数：12</p></body>".encode(), "没有正文"),
    "too many tags": (b"<i>" * (MOST_TAGS + 1) + PROSE.encode(), "标签"),
    "broken text": (b"<meta charset=utf-8><p>" + PROSE.encode()[:-1] * 30, "编码"),
    "a saved page without a page": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n\r\n--a--",
        "没有网页",
    ),
    "a saved page in a saved page in …": (
        b"MIME-Version: 1.0\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)),
        "保存",
    ),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_page_that_cannot_be_read_is_refused_in_one_line(content: bytes, said: str) -> None:
    assert said in refusal(content)


HOSTILE = {
    "10,000 levels": "<div>" * 10_000 + f"<p>{PROSE}</p>" + "</div>" * 10_000,
    "5 MB in one line": f"<p>{PROSE * 4}" * 17_000,
    "5 MB without a tag": f"<p>{PROSE * 70_000}",
    "100,000 attributes": "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + f">{PROSE}",
    "tables in tables": "<table><tr><td>" * 1_500 + PROSE,
    "lists in lists": "<ul><li>" * 5_000 + PROSE,
    "open quotes": f"<p>{PROSE}</p>" + "<a href='" * 300_000,
    "open comments": f"<p>{PROSE}</p>" + "<!--" * 500_000,
    "open titles": "<title>" * 30_000 + PROSE,
    "wide spans": f"<p>{PROSE}</p><table>" + "<tr><td colspan=999999 rowspan=999999>1<td>2" * 3_000 + "</table>",
    "entities": f"<p>{PROSE}</p>" + "&amp" * 500_000,
    "an entity bomb": '<!DOCTYPE a [<!ENTITY a "' + "b" * 1000 + '">' + '<!ENTITY b "&a;&a;&a;">' * 20 + f"]><p>{PROSE}</p>&b;",
    "an outer entity": f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>{PROSE}</p>&x;',
    "remote parts": f"<base href='http://198.51.100.1/'><link rel=stylesheet href=a.css><p>{PROSE}<img src=b.png><iframe src=c></iframe>",
}


def test_hostile_pages_are_read_in_bounded_time_and_memory_and_nothing_is_fetched(tmp_path: Path) -> None:
    for i, page in enumerate(HOSTILE.values()):
        (tmp_path / f"{i:02}.html").write_text(page, encoding="utf-8")
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path

        def refuse(event, arguments):
            if event.startswith("socket.") or (event == "open" and "passwd" in str(arguments[0])):
                raise SystemExit(f"tried {event}")

        sys.addaudithook(refuse)
        from loaders.readers import web_page

        for path in sorted(Path(sys.argv[1]).glob("*.html")):
            print(path.stem, len(web_page.read(path.read_bytes(), path).text), flush=True)
        if sys.platform == "linux":  # ru_maxrss would tell of the process that started this one
            status = Path("/proc/self/status").read_text(encoding="utf-8")
            assert int(status.partition("VmHWM:")[2].split()[0]) < 700 * 1024, "memory"
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        cwd=PAGES.parent.parent.parent,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lengths = [int(line.split()[1]) for line in done.stdout.splitlines()]
    assert len(lengths) == len(HOSTILE)
    assert min(lengths) >= len(PROSE)


def test_the_text_below_the_deepest_level_is_kept() -> None:
    assert PROSE in source("<div>" * 5_000 + f"<p>{PROSE}</p>" + "</div>" * 5_000 + f"<p>{PROSE}</p>")


@pytest.mark.parametrize(
    ("page", "tags"),
    [
        ("<p>一<p>二<b>三</p>四", "p p b"),
        ("<ul><li>一<ul><li>二</ul><li>三</ul>", "ul li ul li li"),
        ("<table><tr><td>一<td>二<tr><td>三</table><p>四", "table tr td td tr td p"),
        ("<p>一<table><tr><td><p>二</table>", "p table tr td p"),
        ("<div><b>一<p>二</b>三</p></div><p>四", "div b p p"),
        ('<p title="a"b">一</p><p class=a/>二', "p p"),
        ("<P ALIGN=center>一</P></div></table>", "p"),
        ("a < b <3 <一> <p>二", "p"),
    ],
)
def test_broken_pages_have_the_elements_that_a_browser_sees(page: str, tags: str) -> None:
    assert " ".join(element.tag for element in parse(page).elements() if element.tag != "#root") == tags


def test_mutated_pages_are_read_or_refused() -> None:
    chance = random.Random(6)
    pages = [(PAGES / f"{name}.html").read_bytes() for name in NAMES]
    read_at_all = 0
    for _ in range(200):
        content = bytearray(chance.choice(pages))
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(content))
            match chance.randrange(4):
                case 0:
                    content[at] = chance.randrange(256)
                case 1:
                    del content[at : at + chance.randint(1, 200)]
                case 2:
                    content[at:at] = chance.choice((b"<", b">", b'"', b"<table>", b"</div>", b"<!--", b"<li>", b"\0", b"&#x110000;"))
                case _:
                    content[at:at] = content[at // 2 : at // 2 + chance.randint(1, 300)]
        try:
            read_at_all += bool(web_page.read(bytes(content), Path("plan.html")).text)
        except LoaderError as error:
            assert "\n" not in str(error)
    assert read_at_all > 50


def test_every_suffix_of_web_pages_has_the_reader() -> None:
    assert {READERS[suffix].version for suffix in (".html", ".htm", ".mht", ".mhtml")} == {"html 1"}


def test_the_known_names_are_written_as_they_are_looked_up() -> None:
    rows = (Path(web_page.__file__).parent.parent / "lexicon" / "web_pages.tsv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row and not row.startswith("#")]
    assert all(re.fullmatch(r"(?:body\??|title|left_out|meta|field|field_left_out)\t[^\t]+(?:\t[^\t]+)?", row) for row in kept)
    assert all(row == row.lower() for row in kept)
