"""What the README and the pages of docs/ show is what happens: their commands run as written, their output is the one printed there.

A query in a page is saved to a file and asked; the `text` block behind it is what it prints, and where a query in SPARQL and one in
Cypher stand before it, what each of them prints. Where a page speaks of a Neo4j at SERVER it means the tests' own.

In an output `…` stands for anything: within a line for words, alone on a line for lines. After a change of outputs
`python tests/test_readme.py` writes them anew; then read the difference.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.neo4j.content import clear  # noqa: E402
from tests.neo4j.server import started, why_not  # noqa: E402

READMES = (ROOT / "README.md", ROOT / "README.en.md")
PAGES = (*READMES, *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```(console|pycon|sparql|cypher|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVER = "bolt://localhost:7687"
VARYING = ((re.compile(r"\d+(\.\d+)? (秒|s\b)"), r"… \2"),)


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a page and the output that the page shows below it."""

    command: str
    shown: str


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The kind and the text of each block of a page that can be run, in order."""
    return ((match[1], match[2]) for match in BLOCK.finditer(page.read_text(encoding="utf-8")))


def steps(block: str) -> list[Step]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    assert not parts[0].strip(), f"a block begins with a command: {parts[0]!r}"
    return [Step(*part.partition("\n")[::2]) for part in parts[1:]]


def saved(kind: str, query: str, folder: Path) -> str:
    """Save a query in `folder` as a reader would, and return the command that asks it."""
    (folder / f"query.{kind}").write_text(query, encoding="utf-8")
    return f"liantu {kind} query.{kind}"


def run(command: str, folder: Path) -> str:
    """Run `liantu …` in `folder` and return what it prints."""
    program, *words = shlex.split(command)
    assert program == "liantu", f"only liantu can be run in a page: {command}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LIANTU_")}
    done = subprocess.run(
        [sys.executable, "-m", "liantu", *words],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return trimmed(done.stdout)


def trimmed(text: str) -> str:
    """Text without blanks at the ends of lines and without empty lines around it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def matches(shown: str, printed: str) -> bool:
    pattern = ""
    for line in trimmed(shown).splitlines():
        pattern += "(?:.*\n)*" if line.strip() == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n"
    return re.fullmatch(pattern, printed + "\n" if printed else "") is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a reader of the page stands: a folder with the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.fixture
def empty_neo4j(neo4j_uri: str) -> str:
    """The address of a Neo4j server that holds nothing."""
    clear(neo4j_uri)
    return neo4j_uri


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_happens(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    asked: list[str] = []
    for kind, block in blocks(page):
        if kind == "pycon":
            speak(block, names, page.name)
        elif kind in ("sparql", "cypher"):
            asked.append(saved(kind, block, folder))
        for step in shown(kind, block, asked):
            address = request.getfixturevalue("empty_neo4j") if SERVER in step.command else ""
            printed = run(step.command.replace(SERVER, address), folder)
            assert matches(step.shown, printed), f"$ {step.command}\n{printed}\n--- the page shows\n{step.shown}"


def shown(kind: str, block: str, asked: list[str]) -> list[Step]:
    """The commands that a block of a page shows the output of; those that were asked before it are not asked again."""
    if kind != "text":
        return steps(block) if kind == "console" else []
    queries = [Step(command, block) for command in asked]
    asked.clear()
    return queries


def speak(block: str, names: dict[str, object], page: str) -> None:
    test = doctest.DocTestParser().get_doctest(block, names, page, page, 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert not said, "".join(said)


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_command_stands_in_the_readme(page: Path) -> None:
    from liantu.cli import COMMANDS

    text = page.read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"`liantu {name}" not in text]
    assert not [name for name in re.findall(r"`liantu ([a-z]+)", text) if name not in COMMANDS]


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_question_stands_in_the_readme(page: Path) -> None:
    questions = {path.stem for path in (ROOT / "queries" / "catalogue").glob("*.rq")}
    assert questions
    assert not [name for name in questions if f"`{name}`" not in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_export_format_stands_in_the_readme(page: Path) -> None:
    from exports.formats import FORMATS

    text = page.read_text(encoding="utf-8")
    assert not [name for name in FORMATS if f"`{name}`" not in text]


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (page.parent / target).exists()]


def test_both_readmes_show_the_same_commands() -> None:
    chinese, english = ([step.command for kind, block in blocks(page) if kind == "console" for step in steps(block)] for page in READMES)
    assert chinese == english


def test_dots_stand_for_words_in_a_line_and_for_lines_alone() -> None:
    assert matches("a … c\n…\nz", "a b c\nd\ne\nz")
    assert matches("a\n…", "a")
    assert not matches("a … c", "a\nc")
    assert not matches("a", "a\nb")


def rewritten(page: Path, folder: Path, uri: str) -> str:
    """The page with the outputs that its commands print now; an output that ended in `…` keeps its length."""
    names: dict[str, object] = {}
    asked: list[str] = []

    def renew(match: re.Match[str]) -> str:
        kind, block = match.groups()
        if kind == "pycon":
            return "```pycon\n" + spoken(block, names, folder) + "```"
        if kind in ("sparql", "cypher"):
            asked.append(saved(kind, block, folder))
        answers = [(step.command, renewed(step, folder, uri)) for step in shown(kind, block, asked)]
        if not answers:
            return match[0]
        printed = answers[0][1] if kind == "text" else "\n".join(f"$ {command}\n{answer}" for command, answer in answers)
        return f"```{kind}\n{printed}```"

    return BLOCK.sub(renew, page.read_text(encoding="utf-8"))


def spoken(block: str, names: dict[str, object], folder: Path) -> str:
    """A Python dialogue with the answers that it gives now."""
    lines = ""
    with contextlib.chdir(folder):
        for example in doctest.DocTestParser().get_examples(block):
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(example.source, "<page>", "single"), names)  # the page is ours
            first, *more = example.source.splitlines()
            lines += "\n".join([f">>> {first}", *(f"... {line}" for line in more)]) + "\n" + said.getvalue()
    return lines


def renewed(step: Step, folder: Path, uri: str) -> str:
    if SERVER in step.command and not uri:
        return step.shown
    lines = run(step.command.replace(SERVER, uri), folder).splitlines()
    old = trimmed(step.shown).splitlines()
    if old and old[-1].strip() == "…":
        lines = [*lines[: len(old) - 1], "…"]
    text = "\n".join(lines)
    for pattern, dots in VARYING:
        text = pattern.sub(dots, text)
    return text + "\n" if text else ""


def main() -> None:
    for page in PAGES:
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            shutil.copytree(ROOT / "examples", folder / "examples")
            asks_server = SERVER in page.read_text(encoding="utf-8") and not why_not()
            (folder / "neo4j").mkdir()
            uri = stack.enter_context(started(folder / "neo4j")).uri if asks_server else ""
            page.write_text(rewritten(page, folder, uri), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
