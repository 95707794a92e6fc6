"""A scan is told apart from a text and read where the extra for it is installed, without a connection; else one line names the extra."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import ocr
from loaders.formats import read
from loaders.readers import pdf
from loaders.readers.pdf import scans
from loaders.readers.pdf.content import page_content
from loaders.readers.pdf.opening import opened, pages

OFFLINE = """
import json, sys
from pathlib import Path
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise SystemExit("a connection was asked for")
sys.addaudithook(refuse)
from loaders.formats import read
found = read(Path(sys.argv[1]))
rows = [found.quote(block.span) for block in found.blocks if block.kind == "row"]
print(json.dumps([found.text, rows, [found.place_of(block.span).number for block in found.blocks]]))
"""
WITHOUT = """
import sys
from pathlib import Path
sys.modules["rapidocr"] = None
from loaders import LoaderError
from loaders.formats import read
try:
    read(Path(sys.argv[1]))
except LoaderError as error:
    sys.stdout.buffer.write(str(error).encode("utf-8"))
"""


@pytest.fixture(scope="module")
def plan(root: Path) -> Path:
    return root / "tests" / "data" / "formats" / "plan.pdf"


@pytest.fixture(scope="module")
def scan(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the plan as a picture: blurred, turned by a degree, with noise, packed as JPEG."""
    return ocr.scanned(plan, tmp_path_factory.mktemp("scans") / "scan.pdf", ocr.worn, [0])


def run(program: str, scan: Path, root: Path) -> str:
    command = [sys.executable, "-X", "utf8", "-c", program, scan]
    return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", timeout=600, check=True).stdout


def test_a_worn_scan_is_read_without_a_connection(plan: Path, scan: Path, root: Path) -> None:
    text, rows, numbers = json.loads(run(OFFLINE, scan, root))
    truth = read(plan)
    wrong = ocr.edits("".join(truth.text.split()), "".join(text.split()))
    assert wrong <= 0.02 * len(truth.text)
    assert rows == ["园区\t主导产业\t2025年目标", "云溪高新区\t智能装备\t500亿元", "青石科技园\t生物医药\t120亿元"]
    assert set(numbers) == {1}


def test_a_scan_without_the_extra_is_refused_in_one_line_that_names_it(scan: Path, root: Path) -> None:
    said = run(WITHOUT, scan, root)
    assert "scan.pdf 是扫描件" in said
    assert said.count('pip install "liantu[ocr]"') == 2
    assert " / " in said
    assert "\n" not in said


def test_a_text_is_no_scan_and_needs_no_extra(plan: Path, scan: Path, root: Path) -> None:
    assert run(WITHOUT, plan, root) == ""
    told = {}
    for path in (plan, scan):
        document = opened(path.read_bytes(), path)
        told[path] = [scans.is_scan(page_content(page, number)) for number, page in pages(document, path)]
    assert told == {plan: [False], scan: [True]}
    assert pdf.read(plan.read_bytes(), plan).text.startswith("# 云溪市")


def test_edits_are_counted_as_insertions_deletions_and_substitutions() -> None:
    assert ocr.edits("云溪高新区", "云西高新") == 2
    assert ocr.edits("", "云溪") == 2
    assert ocr.edits("云溪", "") == 2
    assert ocr.edits("abcdef", "azced") == 3
