"""A build takes the good files whole or not at all, and its result depends on nothing but what it was given."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg import GraphError
from kg.decisions import Decision, Verdict, read, write
from kg.locks import writing
from kg.pipeline import Progress, build, remove
from kg.reading import read_all, requests
from kg.store import Store
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
