"""A build takes the good files whole or not at all, and its result depends on nothing but what it was given."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kg import GraphError
from kg.decisions import Decision, Verdict, read, write
from kg.locks import writing
from kg.pipeline import Progress, build, remove
from kg.reading import read_all, requests
from kg.store import Store
from kg.verification import ProblemKind, verify
from kg.workers import Job, WorkerError, do_all
from ontology import EntityType

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
# Counts what a build does to files, and dies by its own hand at step `argv[1]`; 0 lets it live and prints the count.
SUICIDE = """
import os, signal, sys
from pathlib import Path
from kg.pipeline import build
import kg.records, kg.rdf, kg.cells, loaders.extraction, loaders.formats, ontology.validation, pyoxigraph
kill_at, graph, files = int(sys.argv[1]), Path(sys.argv[2]), [Path(file) for file in sys.argv[3:]]
steps = 0
EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "sqlite3.connect", "shutil.rmtree"}
def watch(event, arguments):
    global steps
    if event in EVENTS and any(str(graph) in str(each) for each in arguments):
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
sys.addaudithook(watch)
build(files, graph)
print(steps)
"""


def dump(graph: Path) -> bytes:
    with Store.open(graph) as store:
        return store.dump("nq")


def fresh(files: list[Path], folder: Path) -> bytes:
    """The dump of a graph built from scratch."""
    build(files, folder)
    return dump(folder)


def test_progress_and_report_tell_what_was_done(plans, tmp_path: Path) -> None:
    seen: list[Progress] = []
    report = build(list(plans.values()), tmp_path / "g", progress=seen.append)
    assert [p.stage for p in seen] == ["read"] * 4 + ["resolve", "store"]
    assert [p.document for p in seen[1:4]] == ["jichuan", "qinghe", "yunxi"]
    assert (report.read, report.failures, report.summary.documents) == (("jichuan", "qinghe", "yunxi"), (), 3)
    again = build(list(plans.values()), tmp_path / "g")
    assert (again.read, again.unchanged, again.summary) == ((), report.read, report.summary)


def test_every_order_and_grouping_of_files_gives_the_same_bytes(plans, tmp_path: Path) -> None:
    dumps = set()
    for number, order in enumerate(itertools.permutations(plans.values())):
        graph = tmp_path / str(number)
        if number % 2:
            build(list(order), graph)
        else:
            for file in order:
                build([file], graph)
        dumps.add(dump(graph))
    assert len(dumps) == 1


def test_replacing_one_document_equals_a_rebuild_byte_for_byte(plans, tmp_path: Path) -> None:
    build(list(plans.values()), tmp_path / "g")
    plans["yunxi.md"].write_text("# 云溪市规划\n\n支持云溪经济开发区发展绿色化工产业。\n", encoding="utf-8")
    report = build([plans["yunxi.md"]], tmp_path / "g")
    assert report.replaced == ("yunxi",)
    assert dump(tmp_path / "g") == fresh(list(plans.values()), tmp_path / "new")


def test_removing_a_document_equals_never_having_had_it(plans, tmp_path: Path) -> None:
    build(list(plans.values()), tmp_path / "g")
    assert remove(tmp_path / "g", "yunxi").removed == ("yunxi",)
    assert dump(tmp_path / "g") == fresh([plans["jichuan.md"], plans["qinghe.txt"]], tmp_path / "new")
    with pytest.raises(GraphError, match="jichuan"):
        remove(tmp_path / "g", "yunxi")


def test_the_same_text_under_another_id_is_skipped_and_told_whichever_comes_first(plans, tmp_path: Path) -> None:
    copy = plans["yunxi.md"].with_name("a-copy.md")
    copy.write_bytes(plans["yunxi.md"].read_bytes())
    first = build([copy, plans["yunxi.md"]], tmp_path / "1")
    assert (first.read, first.skipped) == (("a-copy",), (("yunxi", "a-copy"),))
    for number, order in enumerate(([copy, plans["yunxi.md"]], [plans["yunxi.md"], copy])):
        for file in order:
            build([file], tmp_path / f"one by one {number}")
        assert dump(tmp_path / f"one by one {number}") == dump(tmp_path / "1")


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    files = [tmp_path / folder / "规划.md" for folder in ("甲/上", "乙/上", "丙")]
    for number, file in enumerate(files):
        file.parent.mkdir(parents=True)
        file.write_text(f"# 规划\n\n云溪市大力发展第{number}新材料产业。\n", encoding="utf-8")
    twin = files[2].with_suffix(".txt")
    twin.write_text("云溪市支持新能源产业。\n", encoding="utf-8")
    assert build(files, tmp_path / "g").read == ("丙-规划", "乙-上-规划", "甲-上-规划")
    assert build([files[0]], tmp_path / "g").unchanged == ("甲-上-规划",)
    assert build([files[2], twin], tmp_path / "h").read == ("规划.md", "规划.txt")


def test_good_files_are_read_beside_bad_ones_which_are_named(plans, tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty.md", tmp_path / "binary.txt"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 20)
    report = build([plans["yunxi.md"], empty, binary, tmp_path / "absent.md"], tmp_path / "g")
    assert report.read == ("yunxi",)
    assert len(report.failures) == 3
    assert all("\n" not in failure.message and failure.message for failure in report.failures)


def test_several_processes_read_the_same_as_one(plans, tmp_path: Path) -> None:
    asked = requests([*plans.values(), tmp_path / "absent.md"], {})
    assert list(read_all(asked, workers=2)) == list(read_all(asked, workers=1))


def test_fast_leaves_the_tagger_out_and_is_no_reason_to_skip_a_file_read_with_it(plans, tmp_path: Path) -> None:
    graph = tmp_path / "g"
    assert build([plans["yunxi.md"]], graph, fast=True).read == ("yunxi",)
    with Store.open(graph) as store:
        assert not any("tagger" in m.rule for entity in store.graph().entities.values() for m in entity.mentions)
    assert build([plans["yunxi.md"]], graph, fast=True).unchanged == ("yunxi",)
    assert build([plans["yunxi.md"]], graph).replaced == ("yunxi",)
    with Store.open(graph) as store:
        assert any("tagger" in m.rule for entity in store.graph().entities.values() for m in entity.mentions)


def test_a_moved_file_is_known_by_its_new_place_without_being_read_again(plans, tmp_path: Path) -> None:
    build([plans["yunxi.md"]], tmp_path / "g")
    (tmp_path / "moved").mkdir()
    moved = plans["yunxi.md"].rename(tmp_path / "moved" / "yunxi.md")
    assert build([moved], tmp_path / "g").unchanged == ("yunxi",)
    with Store.open(tmp_path / "g") as store:
        assert store.sources() == {"yunxi": moved.resolve()}


def test_a_lost_index_is_made_again_and_a_lost_record_read_again(plans, tmp_path: Path) -> None:
    graph, files = tmp_path / "g", list(plans.values())
    before = fresh(files, graph)
    shutil.rmtree(graph / "index")
    with pytest.raises(GraphError, match="build"), Store.open(graph) as store:
        store.graph()
    assert build([], graph).summary.documents == 3
    assert dump(graph) == before
    next((graph / "documents").glob("yunxi.*")).unlink()
    assert build(files, graph).replaced == ("yunxi",)
    assert dump(graph) == before


def test_a_damaged_record_is_named_and_can_be_removed(plans, tmp_path: Path) -> None:
    graph = tmp_path / "g"
    build(list(plans.values()), graph)
    next((graph / "documents").glob("yunxi.*")).write_text("{", encoding="utf-8")
    with Store.open(graph) as store, pytest.raises(GraphError, match="yunxi"):
        store.facts("yunxi")
    remove(graph, "yunxi")
    assert build([plans["yunxi.md"]], graph).read == ("yunxi",)
    assert dump(graph) == fresh(list(plans.values()), tmp_path / "new")


def test_a_build_of_bad_files_alone_leaves_no_trace(tmp_path: Path) -> None:
    report = build([tmp_path / "absent.md"], tmp_path / "g")
    assert len(report.failures) == 1
    assert not (tmp_path / "g").exists()


def test_a_folder_with_other_files_is_never_taken_for_a_graph(plans, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "论文.docx").write_bytes(b"x")
    for folder in (tmp_path / "home", plans["yunxi.md"]):
        with pytest.raises(GraphError):
            build([plans["yunxi.md"]], folder)
    assert [entry.name for entry in (tmp_path / "home").iterdir()] == ["论文.docx"]


def test_decisions_take_effect_at_the_next_build_and_can_be_undone(plans, tmp_path: Path) -> None:
    graph = tmp_path / "g"
    build(list(plans.values()), graph)
    before = dump(graph)
    decision = Decision(Verdict.RENAME, EntityType.PARK, "云溪高新区", "云溪国家高新技术产业开发区", "", "")
    write(graph / "decisions.tsv", (decision,))
    build([], graph)
    with Store.open(graph) as store:
        assert [entity.name for entity in store.find("云溪高新区")] == [decision.other]
    write(graph / "decisions.tsv", ())
    build([], graph)
    assert dump(graph) == before


@pytest.mark.parametrize(
    "line", ["same\tPark\t甲", "merge\tPark\t甲\t乙", "same\tParks\t甲\t乙", "different\tPark\t甲\t甲", "same\tPark\t\t乙"]
)
def test_a_wrong_decision_is_told_with_its_line(plans, tmp_path: Path, line: str) -> None:
    graph = tmp_path / "g"
    build([plans["yunxi.md"]], graph)
    before = dump(graph)
    with (graph / "decisions.tsv").open("a", encoding="utf-8") as file:
        file.write(f"# a note\n{line}\n")
    with pytest.raises(GraphError, match="line 3"):
        build(list(plans.values()), graph)
    assert dump(graph) == before


def test_decisions_are_read_as_they_were_written(tmp_path: Path) -> None:
    decisions = (
        Decision(Verdict.DIFFERENT, EntityType.PARK, "“甲”园", "甲园", "云溪市", ""),
        Decision(Verdict.SAME, EntityType.INDUSTRY, "养老", "银发经济", "", "规划"),
    )
    write(tmp_path / "d.tsv", decisions)
    assert read(tmp_path / "d.tsv") == decisions
    assert read(tmp_path / "none.tsv") == ()


def test_a_second_writer_is_told_so_and_a_dead_one_is_no_hindrance(plans, tmp_path: Path) -> None:
    graph = tmp_path / "g"
    build([plans["yunxi.md"]], graph)
    script = "import sys; from pathlib import Path; from kg.locks import writing\nwith writing(Path(sys.argv[1])):\n print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script, str(graph)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"held"
        with pytest.raises(GraphError, match=str(child.pid)):
            build(list(plans.values()), graph)
        with Store.open(graph) as store:
            assert store.find("苏州市")
        child.send_signal(KILL)
        child.wait()
    assert build(list(plans.values()), graph).read == ("jichuan", "qinghe")
    with writing(graph), pytest.raises(GraphError), writing(graph):
        pass


def run_to_death(step: int, graph: Path, files: list[Path]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SUICIDE, str(step), str(graph), *map(str, files)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert step or done.returncode == 0, done.stderr
    return done.stdout


def test_a_build_killed_at_any_step_leaves_the_old_graph_or_the_new(plans, tmp_path: Path) -> None:
    """Some of the steps here; with LIANTU_LONG set, each of them."""
    files = list(plans.values())
    old, new = tmp_path / "old", tmp_path / "new"
    build(files[:1], old)
    allowed = [dump(old), fresh(files, new)]
    build(files[:1], tmp_path / "count")
    total = int(run_to_death(0, tmp_path / "count", files))
    seen = []
    for step in range(1, total + 1, 1 if os.environ.get("LIANTU_LONG") else max(1, total // 6)):
        graph = tmp_path / f"killed at {step}"
        build(files[:1], graph)
        assert run_to_death(step, graph, files) == ""
        seen.append(allowed.index(dump(graph)))
        build(files, graph)
        assert dump(graph) == allowed[1]
        assert not list(graph.rglob("*.new"))
        assert not list(graph.rglob("*.old"))
    assert seen == sorted(seen)
    print(f"{len(seen)} kills of {total} steps: {seen.count(0)} left the old graph, {seen.count(1)} the new")


def test_a_first_build_that_is_killed_can_be_done_again(plans, tmp_path: Path) -> None:
    graph = tmp_path / "g"
    run_to_death(12, graph, list(plans.values()))
    with pytest.raises(GraphError):
        Store.open(graph)
    assert dump_after(plans, graph) == fresh(list(plans.values()), tmp_path / "new")


def dump_after(plans: dict[str, Path], graph: Path) -> bytes:
    build(list(plans.values()), graph)
    return dump(graph)


def test_the_members_of_an_archive_are_documents_like_files(plans, tmp_path: Path) -> None:
    graph, archive = tmp_path / "g", tmp_path / "plans.zip"
    pack(archive, plans)
    assert build([archive], graph).read == ("jichuan", "qinghe", "yunxi")
    assert dump(graph) == fresh(list(plans.values()), tmp_path / "of files")
    with Store.open(graph) as store:
        assert store.sources()["yunxi"] == archive.resolve() / "yunxi.md"
        assert verify(store).good
    assert build([archive], graph).unchanged == ("jichuan", "qinghe", "yunxi")
    pack(archive, {name: plans[name] for name in ("qinghe.txt", "yunxi.md")})
    with Store.open(graph) as store:
        assert [(problem.document, problem.kind) for problem in verify(store).problems] == [("jichuan", ProblemKind.FILE_MISSING)]
    assert build([archive], graph, prune=True).removed == ("jichuan",)
    assert remove(graph, str(archive / "yunxi.md")).removed == ("yunxi",)
    assert dump(graph) == fresh([plans["qinghe.txt"]], tmp_path / "new")


def pack(archive: Path, files: dict[str, Path]) -> None:
    with zipfile.ZipFile(archive, "w") as file:
        for name, path in files.items():
            file.write(path, name)


def test_a_vanished_file_is_told_and_goes_only_with_prune(plans, tmp_path: Path) -> None:
    graph, folder = tmp_path / "g", plans["yunxi.md"].parent
    build([folder], graph)
    before = dump(graph)
    gone = plans["yunxi.md"].resolve()
    gone.unlink()
    report = build([folder], graph)
    assert (report.vanished, report.removed, report.unchanged) == ((("yunxi", gone),), (), ("jichuan", "qinghe"))
    assert dump(graph) == before
    report = build([folder], graph, prune=True)
    assert (report.vanished, report.removed) == ((), ("yunxi",))
    assert dump(graph) == fresh([folder], tmp_path / "new")


def test_only_what_vanished_from_the_given_folders_is_pruned(plans, tmp_path: Path) -> None:
    graph, folder, other = tmp_path / "g", plans["yunxi.md"].parent, tmp_path / "other"
    other.mkdir()
    moved = plans["qinghe.txt"].rename(other / "qinghe.txt")
    build([folder, other], graph)
    moved.unlink()
    plans["yunxi.md"].unlink()
    assert build([folder], graph, prune=True).removed == ("yunxi",)
    assert build([plans["jichuan.md"]], graph, prune=True).removed == ()
    assert build([tmp_path / "unplugged", plans["jichuan.md"]], graph, prune=True).removed == ()
    assert build([other], graph, prune=True).removed == ("qinghe",)


def test_an_archive_that_is_half_copied_prunes_nothing(plans, tmp_path: Path) -> None:
    graph, archive = tmp_path / "g", tmp_path / "plans.zip"
    pack(archive, plans)
    build([archive], graph)
    archive.write_bytes(archive.read_bytes()[:-30])
    report = build([archive], graph, prune=True)
    assert (report.removed, len(report.failures), report.summary.documents) == ((), 1, 3)


def test_a_renamed_file_is_known_by_its_content_and_not_read_again(plans, tmp_path: Path) -> None:
    """The id becomes that of the new name, as a build from scratch would give it."""
    graph, folder = tmp_path / "g", plans["yunxi.md"].parent
    build([folder], graph)
    (folder / "新").mkdir()
    plans["yunxi.md"].rename(folder / "新" / "云溪规划.md")
    seen: list[Progress] = []
    report = build([folder], graph, progress=seen.append)
    assert (report.renamed, report.read, report.vanished) == ((("yunxi", "云溪规划"),), (), ())
    assert [step.total for step in seen if step.stage == "read"] == [0]
    assert dump(graph) == fresh([folder], tmp_path / "new")
    with Store.open(graph) as store:
        assert verify(store).good


def test_a_file_without_a_title_of_its_own_is_called_by_its_new_name(tmp_path: Path) -> None:
    graph, folder = tmp_path / "g", tmp_path / "plans"
    folder.mkdir()
    (folder / "旧.md").write_text("支持云溪高新区建设，发展新材料产业，培育一批企业。" * 4 + "\n", encoding="utf-8")
    build([folder], graph)
    (folder / "旧.md").rename(folder / "新.md")
    assert build([folder], graph).renamed == (("旧", "新"),)
    assert dump(graph) == fresh([folder], tmp_path / "new")


def test_two_files_that_change_names_change_ids(plans, tmp_path: Path) -> None:
    graph, folder = tmp_path / "g", plans["yunxi.md"].parent
    build([folder], graph)
    plans["yunxi.md"].rename(folder / "x")
    plans["jichuan.md"].rename(plans["yunxi.md"])
    (folder / "x").rename(plans["jichuan.md"])
    report = build([folder], graph)
    assert (report.replaced, report.failures) == (("jichuan", "yunxi"), ())
    assert dump(graph) == fresh([folder], tmp_path / "new")


def test_a_copy_is_not_read_again_at_every_build(plans, tmp_path: Path) -> None:
    graph, folder = tmp_path / "g", plans["yunxi.md"].parent
    shutil.copyfile(plans["yunxi.md"], folder / "副本.md")
    first = build([folder], graph)
    seen: list[Progress] = []
    again = build([folder], graph, progress=seen.append)
    assert first.skipped == again.skipped == (("副本", "yunxi"),)
    assert [step.total for step in seen if step.stage == "read"] == [0]


def test_a_new_file_never_takes_the_id_of_another_in_the_same_build(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    for number, name in enumerate(("甲", "乙")):
        (folder / name).mkdir(parents=True)
        (folder / name / "规划.md").write_text(f"# 规划\n\n云溪市大力发展第{number}新材料产业。\n", encoding="utf-8")
        report = build([folder], tmp_path / "g")
    assert (report.read, report.unchanged, report.summary.documents) == (("乙-规划",), ("规划",), 2)


def test_a_graph_inside_the_folder_of_plans_is_no_plan(plans, tmp_path: Path) -> None:
    folder = plans["yunxi.md"].parent
    build([folder], folder / "g")
    (folder / "g" / "documents" / "notes.md").write_text("云溪市笔记", encoding="utf-8")
    report = build([folder], folder / "g")
    assert (len(report.unchanged), report.read, report.left_out) == (3, (), {})


class Hostile:
    """What a worker is asked to do in these tests, as a file of bad bytes would."""

    CRASH = "import os; os.abort()"
    HANG = "import time; time.sleep(600)"
    SPIN = "while True: pass"
    SWELL = "kept = []\nwhile True: kept.append(bytearray(64 << 20))"
    CONNECT = "import socket; socket.create_connection(('127.0.0.1', 9))"
    START = "import subprocess; subprocess.run(['true'])"


def test_a_worker_that_crashes_hangs_or_swells_is_ended_and_the_rest_is_done(monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "hostile_task.py").write_text(
        "def do(code):\n    try:\n        exec(code)\n    except PermissionError as error:\n        return str(error).encode()\n    return b'done'\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    codes = ["0", Hostile.CRASH, "1", Hostile.HANG, Hostile.SWELL, Hostile.CONNECT, Hostile.START, "2", Hostile.SPIN]
    jobs = [Job((code,), 2.0 if code in (Hostile.HANG, Hostile.SPIN) else 60.0) for code in codes]
    for processes in (1, 2):
        told = [str(answer) if isinstance(answer, WorkerError) else answer for answer in do_all("hostile_task:do", jobs, processes)]
        assert told[0] == told[2] == told[7] == b"done"
        assert "崩溃" in told[1]
        assert "2 秒" in told[3]
        assert "2 秒" in told[8]
        assert "内存" in told[4] or "崩溃" in told[4]
        assert b"socket" in told[5]
        assert b"subprocess" in told[6]
