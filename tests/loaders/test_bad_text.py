"""Text that no plan should be: an empty or partial but valid result, the same in every run, and nothing loaded that is not needed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.document import Document, Span
from loaders.extraction import extract
from loaders.facts import Facts
from loaders.formats import read
from loaders.sentences import sentences
from ontology import EntityType

ROOT = Path(__file__).resolve().parent.parent.parent
LINE = (
    "依托青岭高新区，重点发展新能源、新材料等产业，支持东江大学与凤鸣集团共建先进材料研究院，由市科技局牵头，到2025年产值达到100亿元，"
    + "坚持创新引领，深化体制机制改革，优化营商环境，提升公共服务水平，完善政策措施，加强组织领导，形成工作合力，" * 4
)
LONG_BY_RULES = 1_000_000
LONG_BY_TAGGER = 60_000

# What the text holds, and some of what must be found in it all the same.
TEXTS = {
    "no entity at all": ("今天天气很好，大家都很高兴。\n我们吃了饭，走了路，睡了觉。\n", ()),
    "numbers alone": ("1 2 3\n4.5 6,789 10%\n2021 2022 2023\n", ()),
    "punctuation alone": ("。，、；：？！\n（（（））“”《》〈〉【】\n——……\n", ()),
    "brackets that never close": ("（" * 3000 + "青岭高新区\n", ()),
    "brackets out of order": ("支持）青岭高新区（建设”和“凤鸣产业园《发展》〉。\n", ("凤鸣产业园",)),
    "many languages": (
        "青岭高新区 supports the biomedical industry.\nРазвитие парка: “凤鸣产业园”, “東江大學”.\n"
        "فناوری در (青岭软件园).\n青岭の半導体クラスターを支援する。\n한국어 문장입니다.\n",
        ("青岭高新区", "凤鸣产业园", "东江大学", "青岭软件园"),
    ),
    "only tables": (
        "| 序号 | 企业名称 | 所在园区 |\n| --- | --- | --- |\n| 1 | 青云动力有限公司 | 凤鸣产业园 |\n| 2 | | |\n| | 石门新材有限公司 |\n\n"
        "| | |\n| --- | --- |\n| | |\n",
        ("青云动力有限公司", "凤鸣产业园", "石门新材有限公司"),
    ),
    "only headings": ("# 一、青岭高新区\n## （一）生物医药\n### （1）凤鸣产业园\n#### \n# \n", ("青岭高新区", "凤鸣产业园")),
    "half-width throughout": (
        '支持青岭高新区(以下简称"高新区"),建设凤鸣产业园;到2025年,产值达100亿元.ｱｲｳｴｵ\n',
        ("青岭高新区", "凤鸣产业园"),
    ),
    "full-width throughout": (
        "支持青岭高新区建设５Ｇ＋工业互联网，到２０２５年，ＧＤＰ达１００亿元；ＡＢＣ公司入驻凤鸣产业园。\n",
        ("青岭高新区", "凤鸣产业园"),
    ),
    "private-use characters": ("支持\ue000青岭高新区\uf8ff建设，凤鸣产业园\U000f0000\U0010fffd入驻。\n", ("青岭高新区", "凤鸣产业园")),
    "emoji": ("🚀支持青岭高新区👨‍👩‍👧‍👦建设，凤鸣产业园🇨🇳入驻🎉🎉🎉。\n", ("青岭高新区", "凤鸣产业园")),
    "control and format characters": (
        "支持\u200b青岭\u200d高新区\x07建设，\u202e凤鸣产业园\u202c入驻\ufeff。\n",
        ("青岭高新区", "凤鸣产业园"),
    ),
    "combining marks": ("支持青岭高新区e\u0301\u0301\u0301建设，凤鸣产业园Z\u0351\u036b\u0343。\n", ("青岭高新区", "凤鸣产业园")),
    "rare characters": ("支持𠮷野高新区建设，𪚥龘䶮产业园入驻。\n", ()),
    "a blank between all characters": ("支 持 青 岭 高 新 区 建 设 ， 凤 鸣 产 业 园 入 驻 。\n", ("青岭高新区", "凤鸣产业园")),
    "one name again and again": ("青岭高新区" * 500 + "\n", ("青岭高新区",)),
    "endings alone": ("产业园高新区开发区研究院大学医院公司集团平台中心基地\n" * 20, ()),
    "a list without an end": ("发展" + "、".join(["新能源", "新材料", "生物医药"] * 400) + "\n", ("新能源", "新材料", "生物医药")),
    "no line break at all": ("支持青岭高新区建设。" * 50, ("青岭高新区",)),
    "a line of one character": ("支\n持\n青\n岭\n高\n新\n区\n", ()),
    "many empty lines": ("\n" * 3000 + "支持青岭高新区建设。\n" + "\n" * 3000, ("青岭高新区",)),
}


def written(text: str, folder: Path) -> Document:
    path = folder / "text.md"
    path.write_text(text, encoding="utf-8", newline="\n")
    return read(path)


def spans(facts: Facts) -> Iterator[Span]:
    yield from (m.span for m in facts.mentions)
    yield from (span for c in facts.claims for span in (c.quote, c.subject.span, c.object.span))
    yield from (a.span for a in facts.aliases)
    yield from (span for v in facts.indicators for span in (v.span, v.quote))
    yield from (t.mention.span for t in facts.tasks)
    yield from (r.span for r in facts.refusals)


def check(document: Document, facts: Facts) -> None:
    """All spans lie in the text, all words stand where they are said to stand, each kind of fact is in the order of the text."""
    size = len(document.text)
    assert all(0 <= span.start < span.end <= size for span in spans(facts))
    assert all(document.quote(m.span) == m.name for m in facts.mentions if m.type is not EntityType.TASK)
    assert all("\n" not in document.quote(m.span) for m in facts.mentions)
    assert all(document.quote(a.span) == a.alias for a in facts.aliases)
    assert all(v.span in v.quote for v in facts.indicators)
    whole = [sentence.span for sentence in sentences(document)]
    assert all(any(c.quote in span for span in whole) for c in facts.claims)
    assert list(facts.mentions) == sorted(facts.mentions, key=lambda m: (m.span.start, -m.span.end, m.type))
    assert len({(m.span, m.type) for m in facts.mentions}) == len(facts.mentions)


@pytest.mark.parametrize("fast", [True, False], ids=["rules", "tagger"])
@pytest.mark.parametrize("name", TEXTS)
def test_bad_text_gives_a_valid_result_with_what_can_be_found(name: str, fast: bool, tmp_path: Path) -> None:
    text, names = TEXTS[name]
    document = written(text, tmp_path)
    facts = extract(document, fast=fast)
    check(document, facts)
    assert {m.name for m in facts.mentions} >= set(names)


@pytest.mark.parametrize("name", ["no entity at all", "numbers alone", "punctuation alone"])
def test_a_text_that_names_nothing_gives_nothing(name: str, tmp_path: Path) -> None:
    facts = extract(written(TEXTS[name][0], tmp_path))
    assert (facts.mentions, facts.claims, facts.aliases, facts.tasks) == ((), (), (), ())


PIECES = ("青岭", "高新区", "产业园", "云溪市", "市科技局", "东江大学", "新能源", "等产业", "（", "）", "“", "”", "《", "》", "计划")
PIECES += (
    "（以下简称“",
    "”）",
    "支持",
    "将",
    "依托",
    "和",
    "与",
    "、",
    "，",
    "。",
    "\n",
    "# ",
    "| ",
    "1",
    "2025年",
    "达100亿元",
    " ",
    "\u200b",
    "🙂",
    "\ue000",
)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
def test_any_pieces_of_a_plan_give_a_valid_result(tmp_path_factory: pytest.TempPathFactory, pieces: list[str], fast: bool) -> None:
    document = written("云溪市" + "".join(pieces), tmp_path_factory.mktemp("pieces"))
    check(document, extract(document, fast=fast))


@pytest.mark.parametrize(("size", "fast"), [(LONG_BY_RULES, True), (LONG_BY_TAGGER, False)], ids=["rules", "tagger"])
def test_one_line_without_an_end_is_read_to_its_end(size: int, fast: bool, tmp_path: Path) -> None:
    document = written(LINE * (size // len(LINE)), tmp_path)
    start = time.process_time()
    facts = extract(document, fast=fast)
    print(
        f"one line of {len(document.text):,} characters, {'rules alone' if fast else 'with the tagger'}: {time.process_time() - start:.1f} s"
    )
    repeats = len(document.text) // len(LINE)
    assert sum(m.name == "青岭高新区" for m in facts.mentions) == repeats
    assert len(document.text) - facts.mentions[-1].span.end < 2 * len(LINE)
    assert all(0 <= span.start < span.end <= len(document.text) for span in spans(facts))


def test_the_facts_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib, json, sys, tempfile; from pathlib import Path\n"
        "from loaders.extraction import extract; from loaders.formats import read\n"
        "for text in json.load(sys.stdin):\n"
        "    with tempfile.TemporaryDirectory() as folder:\n"
        "        path = Path(folder, 'text.md'); path.write_text(text, encoding='utf-8', newline='\\n')\n"
        "        print(hashlib.sha256(repr(extract(read(path))).encode('utf-8')).hexdigest())\n"
    )
    passages = sorted((ROOT / "tests/data/cases/passages").glob("[cei]*.txt"))
    texts = [*(text for text, _ in TEXTS.values()), *(path.read_text(encoding="utf-8") for path in passages)]
    said = [run(code, json.dumps(texts), seed) for seed in ("1", "2", "3")]
    assert len(said[0].splitlines()) == len(texts)
    assert said[0] == said[1] == said[2]


def test_importing_the_package_brings_no_library() -> None:
    assert libraries("import loaders, loaders.formats, loaders.document, loaders.facts") == set()


def test_reading_text_brings_no_library_of_the_graph_or_of_other_formats() -> None:
    code = (
        "import loaders.formats, pathlib, loaders.extraction; loaders.extraction.extract(loaders.formats.read(pathlib.Path('README.md')))"
    )
    brought = libraries(code)
    assert brought >= {"rjieba", "pycrfsuite"}
    assert not brought & {"pandas", "networkx", "rdflib", "shacl", "kglite", "neo4j", "pyvis", "openpyxl", "typer", "rich"}


def libraries(code: str) -> set[str]:
    """Return the third-party packages that running `code` loads."""
    told = run(f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))", "", "0")
    ours = {"ontology", "loaders", "kg", "queries", "exports", "liantu"}
    return {name.partition(".")[0] for name in told.split()} - set(sys.stdlib_module_names) - ours


def run(code: str, given: str, seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], input=given.encode("utf-8"), cwd=ROOT, env=environment, check=True, capture_output=True
    )
    return done.stdout.decode("utf-8")
