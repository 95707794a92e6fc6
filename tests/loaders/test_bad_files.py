"""Files that are broken, locked or meant to harm: one line each, the rest is read, nothing is fetched, nothing is left on the disk."""

import io
import os
import re
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from kg.pipeline import BuildReport, build
from kg.store import Store
from loaders import LoaderError
from loaders.contents import kind
from loaders.formats import READERS, read

FORMATS = Path(__file__).resolve().parent.parent / "data" / "formats"
GOOD = "# 云溪市科技创新规划\n\n支持云溪高新区发展智能装备产业。\n"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈" * 10}">' for n in range(10))
SECRET = "霁川市机密"
MAIN_PARTS = {"docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/sharedStrings.xml", "ofd": "Doc_0/Pages/Page_0/Content.xml"}


def plan(suffix: str) -> bytes:
    return (FORMATS / f"plan.{suffix}").read_bytes()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode("utf-8")


def changed(content: bytes, parts: dict[str, str | bytes]) -> bytes:
    """A package with some parts replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info.filename, old.read(info))
        for name, data in parts.items():
            new.writestr(name, data)
    return made.getvalue()


def with_entities(suffix: str, declared: str, used: str) -> bytes:
    """The plan as a package whose main part declares entities and uses one in its text."""
    name = MAIN_PARTS[suffix]
    body = re.sub(r"^<\?xml[^>]*\?>\s*", "", part(plan(suffix), name))
    root = re.match(r"<([\w:]+)", body)
    assert root
    text = re.sub(r"(>)([^<>]*[\u3400-\u9fff])", rf"\g<1>{used}\g<2>", body, count=1)
    assert text != body
    return changed(plan(suffix), {name: f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE {root.group(1)} [{declared}]>{text}'})


def encrypted_pdf() -> bytes:
    """A PDF that wants a password: nobody's fits its key."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Filter/Standard/V 1/R 2/P -44/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>",
    ]
    made, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        starts.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    more = b"/Encrypt 4 0 R/ID[<" + b"43" * 16 + b"><" + b"43" * 16 + b">]"
    return made + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<</Size 5/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (table, more, len(made))


def signed_pdf() -> bytes:
    """The plan with a signature added behind it, as signing programs do."""
    old = plan("pdf")
    number, size = (int(re.findall(rb"/%s (\d+)" % name, old)[-1]) for name in (b"Root", b"Size"))
    root = re.search(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, old, re.DOTALL)
    assert root
    objects = {
        number: b"<<%s/AcroForm<</SigFlags 3/Fields[%d 0 R]>>>>" % (root.group(1), size),
        size: b"<</FT/Sig/T(sig)/V %d 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>" % (size + 1),
        size + 1: b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>",
    }
    made, table = old + b"\n", b""
    for each, words in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (each, len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (each, words)
    last = int(re.findall(rb"startxref\s+(\d+)", old)[-1])
    return made + b"xref\n%strailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (table, size + 2, number, last, len(made))


def remote_docx(url: str) -> bytes:
    """The plan with a picture, a template, a frame and an object from a server."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = ("image", "attachedTemplate", "frame", "oleObject", "hyperlink", "aFChunk", "subDocument")
    more = "".join(f'<Relationship Id="r{k}" Type="{office}/{k}" Target="{url}/{k}" TargetMode="External"/>' for k in kinds)
    rels = "word/_rels/document.xml.rels"
    drawn = f'<w:p><w:r><w:drawing><a:blip xmlns:a="x" xmlns:r="{office}" r:link="rimage"/></w:drawing></w:r></w:p></w:body>'
    text = part(plan("docx"), "word/document.xml").replace("</w:body>", drawn)
    return changed(
        plan("docx"), {rels: part(plan("docx"), rels).replace("</Relationships>", more + "</Relationships>"), "word/document.xml": text}
    )


def remote_page(url: str) -> str:
    return (
        f'<!DOCTYPE html SYSTEM "{url}/dtd"><html><head><meta charset="utf-8"><base href="{url}/"><link rel="stylesheet" href="{url}/css">'
        f'<script src="{url}/js"></script><script>fetch("{url}/fetch")</script><meta http-equiv="refresh" content="0;url={url}/refresh">'
        f'<title>云溪市规划</title></head><body><img src="{url}/img"><iframe src="{url}/frame"></iframe><object data="{url}/object"></object>'
        f"<h1>云溪市科技创新规划</h1><p>支持云溪高新区发展智能装备产业，培育新材料产业，建设一批创新平台。</p></body></html>"
    )


def archive(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return made.getvalue()


def bad(url: str, secret: Path) -> dict[str, tuple[bytes, str]]:
    """Every bad file by its name, with a word of what is said of it; those with "" are read."""
    docx, outside = plan("docx"), f'<!ENTITY x SYSTEM "{{}}"> <!ENTITY % p SYSTEM "{url}/parameter"> %p;'
    files: dict[str, tuple[bytes, str]] = {
        "encrypted.pdf": (encrypted_pdf(), "密码"),
        "signed.pdf": (signed_pdf(), ""),
        "cut.pdf": (plan("pdf")[: len(plan("pdf")) // 3], "损坏|没有文字|扫描"),
        "cut.docx": (docx[: len(docx) // 2], "损坏"),
        "cut.doc": (plan("doc")[:3000], "损坏"),
        "bomb.docx": (changed(docx, {"word/document.xml": b" " * (100 << 20)}), "炸弹"),
        "bomb.zip": (archive(**{"a.md": b" " * (100 << 20)}), "过大"),
        "traversal.zip": (archive(**{"../../escaped.md": GOOD.encode(), "/tmp/escaped.md": GOOD.encode()}), "越出"),
        "cut.zip": (archive(**{"a.md": GOOD.encode()})[:-40], "损坏"),
        "remote.docx": (remote_docx(url), ""),
        "remote.html": (remote_page(url).encode(), ""),
        "laughs.html": (f"<!DOCTYPE html [{LAUGHS}]><p>&l9;云溪市支持云溪高新区发展智能装备产业。</p>".encode(), ""),
        "macros.docx": (changed(docx, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0Auto_Open Shell"}), ""),
        "picture.pdf": (b"\x89PNG\r\n\x1a\n" + bytes(300), "其实是图片"),
        "in fact a pdf.docx": (plan("pdf"), "其实是 PDF 文件，请改名为 .pdf"),
        "in fact a docx.pdf": (docx, "其实是 Word 文件，请改名为 .docx"),
        "in fact a sheet.docx": (plan("xlsx"), "请改名为 .xlsx"),
        "in fact a page.pdf": (plan("html"), "请改名为 .html"),
        "in fact a pdf.md": (plan("pdf"), "请改名为 .pdf"),
        "in fact old.docx": (plan("doc"), "请改名为 .doc"),
        "in fact a page.doc": (remote_page(url).encode(), ""),
        "in fact rtf.doc": (plan("rtf"), ""),
        "in fact a docx.wps": (docx, ""),
        "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(2000), "密码"),
        "without text.ofd": (changed(plan("ofd"), {MAIN_PARTS["ofd"]: '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>'}), "文字"),
        "noise.docx": (bytes(range(256)) * 40, "损坏"),
        "noise.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "损坏"),
        "empty.pdf": (b"", "空文件"),
    }
    for suffix in MAIN_PARTS:
        files[f"laughs.{suffix}"] = (with_entities(suffix, LAUGHS, "&l9;"), "DTD")
        files[f"fetched.{suffix}"] = (with_entities(suffix, outside.format(f"{url}/entity"), "&x;"), "DTD")
        files[f"stolen.{suffix}"] = (with_entities(suffix, outside.format(secret.as_uri()), "&x;"), "DTD")
    return files


class Asked(BaseHTTPRequestHandler):
    """Counts what is asked of the server."""

    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_error(404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the terminal clean."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server of this machine that nothing may ask for anything."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def folder(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bad files and a good one."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "plans").mkdir()
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    for name, (content, _) in bad(url, folder / "secret.txt").items():
        (folder / "plans" / name).write_bytes(content)
    (folder / "plans" / "good.md").write_text(GOOD, encoding="utf-8")
    return folder


def inside(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def report(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    """What a build of the folder says; where it keeps passing files is a folder of its own, empty again afterwards."""
    passing = tmp_path_factory.mktemp("passing")
    before, kept = inside(folder), {name: os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")}
    os.environ.update(dict.fromkeys(kept, str(passing)))
    began = time.perf_counter()
    try:
        made = build([folder / "plans"], folder / "graph")
    finally:
        os.environ.update({name: value for name, value in kept.items() if value is not None})
        for name in (name for name, value in kept.items() if value is None):
            del os.environ[name]
    print(f"{len(before)} bad files: {time.perf_counter() - began:.1f} s")
    assert {path for path in inside(folder) - before if not path.startswith("graph")} == set()
    assert not list(passing.iterdir())
    return made


def test_each_bad_file_is_one_line_and_the_rest_is_read(url: str, folder: Path, report: BuildReport) -> None:
    files = bad(url, folder / "secret.txt")
    said = {failure.path.name: failure.message for failure in report.failures}
    for name, message in said.items():
        assert name in message
        assert "\n" not in message
        assert " / " in message
        assert "请报告" not in message, message
    for name, (_, words) in files.items():
        assert bool(words) == (name in said), (name, said.get(name))
        assert re.search(words, said.get(name, "")), (name, said.get(name))
    assert "good" in (*report.read, *(id for pair in report.skipped for id in pair))


def test_nothing_is_fetched_and_no_entity_is_expanded(url: str, folder: Path, report: BuildReport) -> None:
    assert report.read
    assert Asked.paths == []
    with Store.open(folder / "graph") as store:
        for document in store.documents():
            text = store.facts(document.id)[0].source
            assert SECRET not in text, document.id
            assert text.count("哈") < 1000, document.id


def test_the_server_would_have_noticed(url: str) -> None:
    import urllib.error
    import urllib.request

    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{url}/asked")
    assert Asked.paths == ["/asked"]
    Asked.paths.clear()


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_every_format_is_told_by_its_bytes_or_is_text(suffix: str) -> None:
    """A file of each format is what its suffix says, or says nothing against it."""
    content = plan(suffix[1:])
    alike = {".htm": ".html", ".mhtml": ".mht", ".wps": ".doc"}
    assert kind(content) in ("", alike.get(suffix, suffix))


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_each_format_under_each_wrong_suffix_is_read_or_named(suffix: str, tmp_path: Path) -> None:
    for other in READERS:
        path = tmp_path / f"plan{other}"
        path.write_bytes(plan(suffix[1:]))
        try:
            assert read(path).text
        except LoaderError as error:
            message = str(error)
            assert (path.name in message, "\n" in message) == (True, False)
        path.unlink()


NAMES = [
    "规划🚀🎉.md",
    "名字\n换行.md",
    "制表\t符.md",
    "a" * 200 + ".md",
    "-rf.md",
    "=1+1.md",
    "'引号\".md",
    "𠮷野.md",
    "e\u0301.md",
    ".md.md",
]


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_names_of_every_kind_are_ids_of_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / name).write_text(GOOD.replace("智能", f"第{number}智能"), encoding="utf-8")
    (folder / os.fsdecode(b"\xff\xfe.md")).write_text(GOOD, encoding="utf-8")
    report = build([folder], tmp_path / "g")
    assert len(report.read) == len(NAMES) - 1
    assert not any("\n" in id or "\t" in id for id in report.read)
    (failure,) = report.failures
    assert "改名" in failure.message
    assert build([folder], tmp_path / "g").unchanged == report.read
    with Store.open(tmp_path / "g") as store:
        assert {document.id for document in store.documents()} == set(report.read)


def one_line(suffix: str) -> bytes:
    """A page of 5 MB in one line."""
    words = "".join(
        f"支持云溪高新区第{number * 7919 % 99991}号发展智能装备产业，培育新材料产业，建设一批平台。" for number in range(52_000)
    )
    if suffix == ".html":
        return f'<html><head><meta charset="utf-8"></head><body><p>{words}</p></body></html>'.encode()
    if suffix == ".docx":
        return changed(
            plan("docx"), {"word/document.xml": re.sub(r"(<w:t[^>]*>)", rf"\g<1>{words}", part(plan("docx"), "word/document.xml"), count=1)}
        )
    if suffix == ".rtf":
        return b"{\\rtf1\\ansi\\ansicpg936 " + "".join(f"\\u{ord(c)}?" for c in words[:700_000]).encode() + b"\\par}"
    return words.encode()


@pytest.mark.parametrize("suffix", [".txt", ".html", ".docx", ".rtf"])
def test_a_page_of_5_megabytes_in_one_line_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"line{suffix}"
    path.write_bytes(one_line(suffix))
    began = time.process_time()
    assert len(read(path).text) > 500_000
    print(f"{path.stat().st_size / 2**20:.1f} MB in one line of {suffix}: {time.process_time() - began:.1f} s")
