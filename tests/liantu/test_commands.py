"""Every command over a graph of the example plans: what it prints and what it writes."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from queue import SimpleQueue

import pytest

from exports.formats import FORMATS
from kg.store import Store
from liantu.cli import COMMANDS
from liantu.words import REFUSALS
from loaders.facts import RefusalReason
from queries.questions import catalogue

PLAN = "云溪市“十四五”科技创新规划\n\n一、发展产业\n\n大力发展海工装备产业链。依托云溪高新技术产业开发区，大力发展酿造产业。\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def chain_of(graph: Path) -> tuple[str, str]:
    """A chain that a park of the examples serves, and the park."""
    with Store.open(graph) as store:
        content = store.graph()
    for relation in content.relations:
        subject, object = content.entities[relation.subject], content.entities[relation.object]
        if relation.relation == "serves" and subject.type == "Park":
            return object.name, subject.name
    raise AssertionError("no park of the examples serves an industry")


def test_liantu_alone_shows_three_examples_in_chinese(liantu) -> None:
    shown = liantu()
    assert shown.code == 0
    assert [line.split()[1] for line in shown.out.splitlines() if line.startswith("  liantu ")] == ["build", "ask", "export"]
    assert "三个例子" in shown.out


def test_the_version_is_that_of_the_package(liantu) -> None:
    import liantu as package

    assert liantu("--version").out.split() == ["liantu", package.__version__]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_chinese_and_english_with_an_example(command: str, liantu) -> None:
    shown = liantu(command, "--help", COLUMNS="200")
    assert shown.code == 0
    assert COMMANDS[command].zh in shown.out
    assert COMMANDS[command].en in shown.out
    assert COMMANDS[command].example in shown.out
    assert COMMANDS[command].example.startswith(f"liantu {command}")


def test_the_help_lists_every_command(liantu) -> None:
    shown = liantu("--help", COLUMNS="200")
    assert all(command in shown.out for command in COMMANDS)


def test_build_sums_up_documents_entities_relations_refusals_and_seconds(liantu, root: Path, tmp_path: Path) -> None:
    built = liantu("build", *sorted((root / "examples").glob("*-*")), "--graph", tmp_path / "g")
    assert built.code == 0, built.err
    for wanted in ("2 份文件（新读 2）", "秒", "园区", "产业链", "位于", "没有采纳", "合计"):
        assert wanted in built.out, wanted
    again = liantu("build", root / "examples", "--graph", tmp_path / "g")
    assert "2 份文件（未变 2）" in again.out


def test_build_takes_folders_and_patterns_and_says_nothing_of_progress_to_a_pipe(liantu, tmp_path: Path) -> None:
    (tmp_path / "规划" / "二").mkdir(parents=True)
    (tmp_path / "规划" / "一.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "规划" / "二" / "三.txt").write_text(PLAN.replace("云溪", "青禾"), encoding="gb18030")
    (tmp_path / "规划" / "~$一.md").write_bytes(b"\0\1")
    (tmp_path / "规划" / "图.png").write_bytes(b"\0\1")
    built = liantu("build", "规划", "--graph", "g", folder=tmp_path)
    assert (built.code, built.err) == (0, "")
    assert "2 份文件（新读 2）" in built.out
    assert "1 份文件" in liantu("build", "规划/*.md", "--graph", "h", folder=tmp_path).out


def test_the_graph_of_the_environment_or_of_the_folder_is_taken(liantu, tmp_path: Path) -> None:
    (tmp_path / "一.md").write_text(PLAN, encoding="utf-8")
    assert liantu("build", "一.md", folder=tmp_path).code == 0
    assert (tmp_path / "graph" / "manifest.json").exists()
    assert "一" in liantu("documents", LIANTU_GRAPH=str(tmp_path / "graph")).out


def test_remove_takes_a_document_out(liantu, tmp_path: Path) -> None:
    (tmp_path / "一.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "二.md").write_text(PLAN.replace("云溪", "青禾"), encoding="utf-8")
    assert liantu("build", "一.md", "二.md", folder=tmp_path).code == 0
    assert "移除 1" in liantu("remove", "一", folder=tmp_path).out
    assert [row["编号"] for row in rows(liantu("documents", "-f", "csv", folder=tmp_path).out)] == ["二"]
    assert "一" in liantu("remove", "一", folder=tmp_path).refused()


def test_documents_lists_ids_and_titles(ask) -> None:
    listed = rows(ask("documents", "--format", "csv").out)
    assert len(listed) == 2
    assert all(row["编号"] and row["标题"] for row in listed)


def test_ask_alone_lists_the_questions(liantu) -> None:
    shown = liantu("ask")
    assert shown.code == 0
    for question in catalogue().values():
        assert question.id in shown.out
        assert question.title_zh in shown.out


def test_ask_shows_names_ids_and_status_in_chinese(ask, graph: Path) -> None:
    chain, park = chain_of(graph)
    shown = ask("ask", "parks_by_chain", "--chain", chain)
    assert shown.code == 0, shown
    assert park in shown.out
    assert any(status in shown.out for status in ("已有", "在建", "规划", "支持"))
    assert "carrier/" in shown.out


def test_ask_with_evidence_shows_document_heading_and_sentence(ask, graph: Path) -> None:
    chain, park = chain_of(graph)
    found = rows(ask("ask", "parks_by_chain", "--chain", chain, "--evidence", "-f", "csv").out)
    assert {row["文件"] for row in found} <= {"jichuan-innovation-city-plan-2023", "yuntang-sti-plan-2021-2025"}
    assert all(row["原文"] and row["依据的关系"] == "服务产业" for row in found)
    assert park in {row["园区"] for row in found}


def test_evidence_in_the_terminal_is_paragraphs_with_whole_sentences(ask, graph: Path) -> None:
    chain, park = chain_of(graph)
    lines = ask("ask", "parks_by_chain", "--chain", chain, "--evidence").out.splitlines()
    sentences = {row["原文"] for row in rows(ask("ask", "parks_by_chain", "--chain", chain, "-e", "-f", "csv").out)}
    assert [line for line in lines if line.startswith(f"产业链：{chain}") and f"园区：{park}" in line and "状态：" in line]
    for sentence in sentences:
        assert f"    服务产业：“{' '.join(sentence.split())}”" in lines
    assert [line for line in lines if line.startswith("        yuntang") and line.endswith("】")]


def test_the_formats_hold_the_same_rows(ask, graph: Path, tmp_path: Path) -> None:
    as_json = json.loads(ask("ask", "parks_by_chain", "-f", "json").out)
    as_csv = rows(ask("ask", "parks_by_chain", "-f", "csv").out)
    as_markdown = ask("ask", "parks_by_chain", "-f", "md").out.splitlines()
    assert [row["parkName"] for row in as_json] == [row["园区"] for row in as_csv]
    assert len(as_markdown) == len(as_json) + 2 > 2
    assert set(as_json[0]) == {"chain", "chainName", "chainType", "park", "parkName", "district", "districtName", "status"}


@pytest.mark.parametrize(("name", "bom"), [("答案.csv", True), ("答案.json", False), ("答案.md", False), ("答案.txt", False)])
def test_a_file_is_utf_8_in_the_format_of_its_name_and_csv_bears_a_mark_for_excel(name: str, bom: bool, ask, tmp_path: Path) -> None:
    shown = ask("ask", "parks_by_chain", "-o", tmp_path / name, encoding="gbk")
    assert shown.code == 0, shown
    data = (tmp_path / name).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == bom
    assert "园区" in data.decode("utf-8") or "parkName" in data.decode("utf-8")


def test_an_own_question_and_its_parameter_need_no_code(ask, graph: Path, tmp_path: Path) -> None:
    park = chain_of(graph)[1]
    head = "# 某园区位于哪里？ / Where is a park?\n# parameter park: Park; required; 园区 / a park\n# column parkName: 园区 / park\n"
    query = "SELECT ?park ?parkName { ?park a <https://w3id.org/liantu/ns#Park> ; <http://www.w3.org/2000/01/rdf-schema#label> ?parkName }"
    (tmp_path / "where.rq").write_text(head + query, encoding="utf-8")
    assert "某园区位于哪里" in ask("ask", "--catalogue", tmp_path).out
    for words in (("--park", park), (f"--park={park}",)):
        shown = ask("ask", "where", *words, "--catalogue", tmp_path, "-f", "json")
        assert [row["parkName"] for row in json.loads(shown.out)] == [park]


def test_sparql_runs_a_text_a_file_and_standard_input(ask, tmp_path: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/liantu/ns#Park> }"
    (tmp_path / "q.rq").write_text(query, encoding="utf-8-sig")
    answers = [
        ask("sparql", query, "-f", "json"),
        ask("sparql", tmp_path / "q.rq", "-f", "json"),
        ask("sparql", "-", "-f", "json", stdin=query),
    ]
    counts = [json.loads(each.out)[0]["n"] for each in answers]
    assert counts[0] > 0
    assert len(set(counts)) == 1


def test_show_tells_type_relations_sentences_and_on_request_the_rules(ask, graph: Path) -> None:
    chain, park = chain_of(graph)
    plain, why = ask("show", park), ask("show", park, "--why")
    for wanted in (f"{park}（园区）", "编号：", f"服务产业 {chain}", "“", "提及"):
        assert wanted in plain.out, wanted
    assert "规则" not in plain.out
    assert "规则 " in why.out


def test_stats_counts_and_lists_refusals_with_their_reasons(ask, graph: Path) -> None:
    with Store.open(graph) as store:
        holds = store.summary()
    counted = rows(ask("stats", "-f", "csv").out)
    assert {row["类别"]: row["数量"] for row in counted if row["内容"] == "实体"}["合计"] == str(sum(holds.entities.values()))
    refused = rows(ask("stats", "--refusals", "-f", "csv").out)
    assert refused
    assert {row["原因"] for row in refused} <= set(REFUSALS.values())


def test_every_reason_to_refuse_has_a_chinese_name() -> None:
    assert {str(reason) for reason in RefusalReason} <= set(REFUSALS)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_exported(format: str, ask, tmp_path: Path) -> None:
    shown = ask("export", format, tmp_path / "out")
    assert shown.code == 0, shown
    assert (tmp_path / "out").exists()


def test_export_alone_lists_the_formats(liantu) -> None:
    shown = liantu("export")
    assert shown.code == 0
    assert all(f" {format} " in shown.out for format in FORMATS)


def test_verify_finds_every_quote_and_tells_a_changed_file_apart(liantu, ask, tmp_path: Path) -> None:
    assert ask("verify").code == 0
    plan = tmp_path / "一.md"
    plan.write_text(PLAN, encoding="utf-8")
    assert liantu("build", plan, folder=tmp_path).code == 0
    assert "全部在原处" in liantu("verify", folder=tmp_path).out
    plan.write_text(PLAN + "又。", encoding="utf-8")
    changed = liantu("verify", folder=tmp_path)
    assert changed.code == 1
    assert "原文件已改动" in changed.out
    plan.unlink()
    assert "找不到原文件" in liantu("verify", folder=tmp_path).out


def test_validate_says_that_the_graph_conforms(ask) -> None:
    shown = ask("validate")
    assert shown.code == 0, shown.out
    assert "符合" in shown.out


def test_diff_tells_what_the_other_graph_has_more_and_less(liantu, ask, root: Path, graph: Path, tmp_path: Path) -> None:
    """A graph of one of the two example plans has less, and nothing more."""
    assert liantu("build", sorted((root / "examples").glob("*-*"))[0], "--graph", tmp_path / "one").code == 0
    less = ask("diff", tmp_path / "one").out.splitlines()
    more = liantu("diff", graph, "--graph", tmp_path / "one").out.splitlines()
    assert [line[2:] for line in less if line.startswith("- 实体")] == [line[2:] for line in more if line.startswith("+ 实体")] != []
    assert [line[2:] for line in less if line.startswith("- 关系")] == [line[2:] for line in more if line.startswith("+ 关系")] != []
    assert "多 0 条，少 0 条" in ask("diff", graph).out


def test_a_folder_and_an_archive_of_plans_are_read_and_what_cannot_be_is_counted(liantu, tmp_path: Path) -> None:
    (tmp_path / "规划").mkdir()
    (tmp_path / "规划" / "一.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "规划" / "图.png").write_bytes(b"\x89PNG")
    with zipfile.ZipFile(tmp_path / "规划" / "各县.zip", "w") as archive:
        archive.writestr("青禾/二.md", PLAN.replace("云溪", "青禾"))
        archive.writestr("青禾/表.dbf", "x")
        archive.writestr("../三.md", PLAN)
    built = liantu("build", "规划", folder=tmp_path)
    assert built.code == 2
    assert "2 份文件（新读 2）" in built.out
    assert "没有读：.dbf 1 个，.png 1 个" in built.out
    assert "各县.zip" in built.err.splitlines()[0]
    assert "越出" in built.err.splitlines()[0]
    assert "移除 1" in liantu("remove", "规划/各县.zip/青禾/二.md", folder=tmp_path).out


def test_a_vanished_file_is_told_pruned_on_request_and_a_renamed_one_recognised(liantu, tmp_path: Path) -> None:
    for name, place in (("一", "云溪"), ("二", "青禾")):
        (tmp_path / "规划").mkdir(exist_ok=True)
        (tmp_path / "规划" / f"{name}.md").write_text(PLAN.replace("云溪", place), encoding="utf-8")
    assert liantu("build", "规划", folder=tmp_path).code == 0
    (tmp_path / "规划" / "一.md").unlink()
    (tmp_path / "规划" / "二.md").rename(tmp_path / "规划" / "青禾规划.md")
    told = liantu("build", "规划", folder=tmp_path)
    assert told.code == 0
    assert "改名 二 → 青禾规划" in told.out
    assert [line for line in told.out.splitlines() if line.startswith("一 的文件") and "--prune" in line]
    assert "2 份文件（改名 1）" in told.out
    pruned = liantu("build", "规划", "--prune", folder=tmp_path)
    assert "1 份文件（未变 1，移除 1）" in pruned.out
    assert [row["编号"] for row in rows(liantu("documents", "-f", "csv", folder=tmp_path).out)] == ["青禾规划"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a single child")
def test_watching_reads_what_is_new_until_control_c(root: Path, tmp_path: Path) -> None:
    (tmp_path / "规划").mkdir()
    (tmp_path / "规划" / "一.md").write_text(PLAN, encoding="utf-8")
    command = [sys.executable, "-u", "-m", "liantu", "build", "规划", "--watch", "--prune"]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment) as process:
        try:
            heard = Heard(process)
            heard.wait("Ctrl-C")
            (tmp_path / "规划" / "二.md").write_text(PLAN.replace("云溪", "青禾"), encoding="utf-8")
            heard.wait("2 份文件（新读 1，未变 1）")
            (tmp_path / "规划" / "一.md").unlink()
            heard.wait("1 份文件（未变 1，移除 1）")
            heard.wait("Ctrl-C")
            process.send_signal(signal.SIGINT)
            heard.wait("停止")
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()


class Heard:
    """What a running command says, line by line."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.lines: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            self.lines.put(line.decode("utf-8"))

    def wait(self, words: str) -> None:
        """Wait for a line that holds these words; nothing for two minutes is a failure."""
        while words not in self.lines.get(timeout=120):
            pass


def test_documents_tell_what_each_says_of_itself_with_the_code_of_its_place(liantu, tmp_path: Path) -> None:
    head = "# 诸暨市人民政府关于印发诸暨市科技创新规划（2021—2025年）的通知\n\n诸政发〔2021〕12号\n\n"
    text = head + "大力发展海工装备产业链，培育新材料产业，建设诸暨高新区。\n\n诸暨市人民政府\n\n2021年3月5日\n"
    (tmp_path / "一.md").write_text(text, encoding="utf-8")
    assert liantu("build", "一.md", folder=tmp_path).code == 0
    (row,) = rows(liantu("documents", "-f", "csv", folder=tmp_path).out)
    assert (row["发文单位"], row["文号"], row["日期"]) == ("诸暨市人民政府", "诸政发〔2021〕12号", "2021-03-05")
    assert (row["规划期"], row["地方"], row["区划代码"], row["读取程序"]) == ("2021-2025", "诸暨市", "330681", "text 1")
    shown = liantu("documents", folder=tmp_path).out
    assert "330681" in shown
    assert "读取程序" not in shown
    (key,) = json.loads(liantu("documents", "-f", "json", folder=tmp_path).out)
    assert key["code"] == "330681"
    asked = "SELECT ?code { ?d a <https://w3id.org/liantu/ns#Document> ; <http://purl.org/dc/terms/spatial>/<https://w3id.org/liantu/ns#divisionCode> ?code }"
    assert json.loads(liantu("sparql", asked, "-f", "json", folder=tmp_path).out) == [{"code": "330681"}]


def test_the_place_in_the_file_stands_beside_the_sentence(liantu, root: Path, tmp_path: Path) -> None:
    """A line in a text file, a page and a line in a PDF, a paragraph in a Word file."""
    places = {"md": r"第 \d+ 行", "pdf": r"第 \d+ 页第 \d+ 行", "docx": r"第 \d+ 段|表 \d+第 \d+ 行"}
    for suffix, pattern in places.items():
        assert liantu("build", root / "tests" / "data" / "formats" / f"plan.{suffix}", "--graph", suffix, folder=tmp_path).code == 0
        evidence = liantu("ask", "parks_by_chain", "-e", "--graph", suffix, folder=tmp_path).out
        found = [line for line in evidence.splitlines() if line.startswith("        plan")]
        assert found
        assert all(re.match(rf"        plan（({pattern})）", line) for line in found)
        with Store.open(tmp_path / suffix) as store:
            park = next(entity.name for entity in store.graph().entities.values() if entity.type == "Park")
        assert re.search(rf"plan（({pattern})）", liantu("show", park, "--graph", suffix, folder=tmp_path).out)
