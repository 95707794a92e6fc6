"""Mutated files of every format: each is read or refused in one line, in time, and nothing else happens.

    python bench/fuzz.py [--count 2000] [--formats docx pdf] [--save FOLDER]

Mutants are numbered: the same number gives the same bytes in every run. They are read in guarded processes, as a build reads
them; a crash, a hang, an exception that is no LoaderError, or a message of several lines is a fault, and the exit code 1.
"""

import argparse
import io
import os
import random
import re
import sys
import time
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.workers import Job, WorkerError, do_all  # noqa: E402  # after the path is set

FOLDER = ROOT / "tests" / "data" / "formats"
FORMATS = ("md", "docx", "doc", "rtf", "odt", "xlsx", "pdf", "html", "mht", "ofd")
"""One suffix of each reader, and the pages that are saved as mail."""
SECONDS = 60.0
LONG = 5_000
"""Texts of more characters are not extracted from: that takes its time, which is measured elsewhere."""
NUMBERS = (
    b"-1",
    b"0",
    b"1",
    b"255",
    b"65536",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"99999999999999999999",
    b"1e999",
    b"",
    b"x",
    b"0.5",
)
TOKENS = {
    "rtf": (
        b"{",
        b"}",
        b"\\",
        b"\\u-1?",
        b"\\u55296?",
        b"\\bin99999 ",
        b"\\'",
        b"\\'ff",
        b"{\\*",
        b"\\trowd",
        b"\\cell",
        b"\\row",
        b"\\uc9 ",
        b"\\par",
    ),
    "pdf": (
        b"<<",
        b">>",
        b"[",
        b"]",
        b"endobj",
        b"stream",
        b"endstream",
        b"/Kids",
        b"/Parent 1 0 R",
        b"BT",
        b"ET",
        b"Tj",
        b"q",
        b"Q",
        b"obj",
    ),
    "doc": (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xfe\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\x07", b"\x13", b"\x15"),
}
MARKUP = (
    b"<", b">", b"</", b"/>", b"&", b"&#0;", b"&#55296;", b"&#x110000;", b"&x;", b"<!--", b"]]>", b"<![CDATA[", b"<?xml?>", b"<!DOCTYPE x [", b"\xff", b"\0",
    b"<table><tr><td>", b"</table>", b"<div>" * 300, b"colspan='99999999'", b'rowspan="99999999"', b"<w:tbl><w:tr><w:tc>", b'w:val="99999999"',
)  # fmt: skip
PACKED = ("docx", "odt", "xlsx", "ofd")
MARKED_UP = ("xml", "html")


def mutant(suffix: str, number: int) -> bytes:
    """Return the bytes of a mutant, the same for the same number."""
    chance, content = random.Random(f"{suffix} {number}"), (FOLDER / f"plan.{suffix}").read_bytes()
    if suffix in PACKED and chance.random() < 0.75:
        return _repacked(content, chance)
    if suffix == "pdf" and chance.random() < 0.4:
        return _restreamed(content, chance)
    return _mutated(content, suffix, chance)


def attempt(suffix: str, number: int) -> bytes:
    """Read a mutant as a build does, where it is short to its encoded record; return what came of it, "fault" with the reason where it is one."""
    from kg.records import encode
    from loaders import LoaderError
    from loaders.extraction import extract
    from loaders.formats import understand

    sys.modules.setdefault("rapidocr", None)  # type: ignore[arg-type]  # as where the extra is missing: pages without text take seconds
    try:
        document = understand(mutant(suffix, number), Path(f"mutant-{number}.{suffix}"))
        if len(document.text) < LONG:
            encode(document, extract(document, fast=True))
    except LoaderError as error:
        one_line = "\n" not in str(error) and f"mutant-{number}." in str(error) and len(str(error)) < 1000
        return b"refused" if one_line else f"fault: no proper line: {error!r}".encode("utf-8", "replace")
    except Exception as error:
        frame = _last_frame(error)
        return f"fault: {type(error).__name__}: {str(error)[:200]} ({frame})".encode("utf-8", "replace")
    return b"read"


def _last_frame(error: BaseException) -> str:
    """Return the place in our own code that an exception came from."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "/loaders/" in name or "/kg/" in name:
            place = f"{Path(name).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@dataclass(frozen=True, slots=True)
class Fault:
    """A mutant that was neither read nor refused as it should be."""

    suffix: str
    number: int
    reason: str


def run(mutants: Sequence[tuple[str, int]], *, processes: int = 2) -> tuple[Counter[str], list[Fault]]:
    """Read mutants and return how many were read and refused, and those that were neither."""
    counts, faults = Counter[str](), []
    answers = do_all("bench.fuzz:attempt", [Job(each, SECONDS) for each in mutants], processes)
    for (suffix, number), answer in zip(mutants, answers, strict=True):
        said = f"fault: {answer}" if isinstance(answer, WorkerError) else answer.decode("utf-8")
        counts[said.partition(":")[0]] += 1
        if said.startswith("fault"):
            faults.append(Fault(suffix, number, said))
    return counts, faults


def _mutated(content: bytes, suffix: str, chance: random.Random) -> bytes:
    kinds = WELL_FORMED if suffix in MARKED_UP and chance.random() < 0.5 else MUTATIONS
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        content = chance.choice(kinds)(content, suffix, chance)
    return content


def _flip(content: bytes, suffix: str, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 3, 20)) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(content: bytes, suffix: str, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _drop(content: bytes, suffix: str, chance: random.Random) -> bytes:
    start, end = _block(content, chance)
    return content[:start] + content[end:]


def _double(content: bytes, suffix: str, chance: random.Random) -> bytes:
    start, end = _block(content, chance)
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[start:end] * chance.choice((1, 1, 3, 30)) + content[at:]


def _insert(content: bytes, suffix: str, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    noise = chance.randbytes(chance.choice((1, 4, 40)))
    return content[:at] + chance.choice((*TOKENS.get(suffix, MARKUP), noise)) + content[at:]


def _overwrite(content: bytes, suffix: str, chance: random.Random) -> bytes:
    """Write a token over what stands there: lengths and offsets stay as they are."""
    at, token = chance.randrange(len(content) + 1) & ~3, chance.choice(TOKENS.get(suffix, MARKUP))
    return content[:at] + token + content[at + len(token) :]


def _renumber(content: bytes, suffix: str, chance: random.Random) -> bytes:
    numbers = list(re.finditer(rb"-?\d+", content))
    if not numbers:
        return content
    start, end = chance.choice(numbers).span()
    return content[:start] + chance.choice(NUMBERS) + content[end:]


def _element(content: bytes, suffix: str, chance: random.Random) -> bytes:
    """Drop, double or move one element: what was well formed mostly stays so."""
    found = list(re.finditer(rb"<([\w:]+)(?:\s[^<>]*)?>(?:(?!<\1[\s>]).){0,4000}?</\1>", content, re.DOTALL))
    if not found:
        return content
    element, other = chance.choice(found), chance.choice(found)
    how = chance.randrange(4)
    if how == 0:
        return content[: element.start()] + content[element.end() :]
    if how == 1:
        return content[: element.end()] + element.group() * chance.choice((1, 5, 200)) + content[element.end() :]
    if how == 2:
        return content[: element.start()] + other.group() + content[element.end() :]
    return content[: element.start()] + element.group().replace(b">", b">" + other.group(), 1) + content[element.end() :]


def _attribute(content: bytes, suffix: str, chance: random.Random) -> bytes:
    """Give an attribute a number that it should not have, or the value of another."""
    found = list(re.finditer(rb"=\"([^\"<>]*)\"", content))
    if not found:
        return content
    start, end = chance.choice(found).span(1)
    return content[:start] + chance.choice((*NUMBERS, chance.choice(found).group(1))) + content[end:]


def _swap_tag(content: bytes, suffix: str, chance: random.Random) -> bytes:
    """Put one tag in the place of another."""
    tags = list(re.finditer(rb"<[^<>]{1,200}>", content))
    if not tags:
        return content
    (start, end), other = chance.choice(tags).span(), chance.choice(tags).group()
    return content[:start] + other + content[end:]


MUTATIONS: tuple[Callable[[bytes, str, random.Random], bytes], ...] = (
    _flip, _cut, _drop, _double, _insert, _insert, _overwrite, _renumber, _renumber, _swap_tag, _element, _attribute,
)  # fmt: skip
WELL_FORMED = (_element, _element, _attribute, _attribute)


def _block(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 8, 100, 2000)))


def _repacked(content: bytes, chance: random.Random) -> bytes:
    """A package with one part mutated, dropped, doubled or renamed; it is a valid zip all the same."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [(info.filename, package.read(info)) for info in package.infolist() if not info.is_dir()]
    at = chance.choices(range(len(parts)), [1 + len(data) for _, data in parts])[0]
    name, data = parts[at]
    how = chance.random()
    if how < 0.85:
        parts[at] = name, _mutated(data, "xml", chance)
    elif how < 0.92:
        del parts[at]
    else:
        parts[at] = chance.choice(parts)[0] + chance.choice(("", "x", "/../x")), data
    made = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(made, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as package,
    ):
        for name, data in parts:
            info = zipfile.ZipInfo(name)
            info.compress_type = package.compression
            with package.open(info, "w") as file:
                file.write(data)
    return made.getvalue()


def _restreamed(content: bytes, chance: random.Random) -> bytes:
    """A PDF with one packed stream mutated inside."""
    streams = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL))
    found = chance.choice(streams)
    try:
        data = zlib.decompress(found.group(1))
    except zlib.error:
        return _mutated(content, "pdf", chance)
    return content[: found.start(1)] + zlib.compress(_mutated(data, "pdf", chance)) + content[found.end(1) :]


def _told(faults: Sequence[Fault], save: Path | None) -> Iterator[str]:
    """Yield a line for each kind of fault, and save one mutant of it."""
    groups: dict[str, list[Fault]] = {}
    for fault in faults:
        groups.setdefault(re.sub(r"\d+(?!\))", "#", fault.reason), []).append(fault)
    for group in groups.values():
        first = group[0]
        yield f"      {len(group)} × {first.reason}; e.g. {first.number}"
        if save:
            save.mkdir(parents=True, exist_ok=True)
            (save / f"mutant-{first.number}.{first.suffix}").write_bytes(mutant(first.suffix, first.number))


def main() -> int:
    """Read the mutants and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--formats", nargs="*", default=FORMATS)
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    failed = False
    for suffix in given.formats:
        began = time.perf_counter()
        numbers = range(given.first, given.first + given.count)
        counts, faults = run([(suffix, number) for number in numbers], processes=os.cpu_count() or 1)
        told = ", ".join(f"{counts[what]} {what}" for what in ("read", "refused", "fault"))
        print(f"{suffix:5} {given.count} mutants: {told}, {time.perf_counter() - began:.1f} s", flush=True)
        print("".join(f"{line}\n" for line in _told(faults, given.save)), end="", flush=True)
        failed |= bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
