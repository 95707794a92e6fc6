"""Damage files of each format at random and see that readers say so in one line: `python -m bench.formats_hostile [--times 2000]`.

Bytes are flipped, dropped, doubled and moved, in the file and, where it is a zip package, in its parts. Each mutant is made from its
number alone. A reader may read it or refuse it with `LoaderError`; any other error, and any that takes longer than `SLOWEST`, is shown.
"""

import argparse
import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from loaders import LoaderError, contents
from loaders.formats import READERS, assemble

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "data" / "formats"
SLOWEST = 10.0
"""Seconds that a small mutant may take."""
_SIGNS = (b"\0", b"\xff", b"<", b">", b"&", b"{", b"}", b"\\", b"9999999999", b"-1", b"<!DOCTYPE a>", b"\xf0\x9f\x98\x80")


def mutant(content: bytes, number: int) -> bytes:
    """Return the mutant of a file with this number: every third one of a zip package is damaged as a file, the others in a part."""
    chance = random.Random(number)
    if content.startswith(b"PK") and number % 3:
        return _repacked(content, chance)
    return _damaged(content, chance)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        struck = chance.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(zipfile.ZipInfo(name), _damaged(part, chance) if name == struck else part)
    return packed.getvalue()


def _damaged(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(found) + 1)
        size = chance.choice((1, 2, 4, 16, 256))
        kind = chance.randrange(6)
        if kind == 0 and at < len(found):
            found[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del found[at : at + size]
        elif kind == 2:
            found[at:at] = found[at : at + size] * chance.choice((1, 2, 50))
        elif kind == 3:
            found[at:at] = chance.choice(_SIGNS)
        elif kind == 4:
            found[at : at + size] = chance.randbytes(min(size, len(found) - at))
        elif chance.random() < 0.2:
            del found[at:]
    return bytes(found)


def failures(suffix: str, times: int, kinds: Counter[str]) -> Iterator[str]:
    """Yield what goes wrong with mutants of a format; count in `kinds` how many are read and how many refused."""
    path = SAMPLES / f"plan{suffix}"
    content = path.read_bytes()
    for number in range(times):
        started = time.perf_counter()
        try:
            kinds[_outcome(mutant(content, number), path)] += 1
        except Exception as error:
            kinds["failed"] += 1
            yield f"{suffix} {number}: {type(error).__name__}: {error}"
        if (taken := time.perf_counter() - started) > SLOWEST:
            kinds["slow"] += 1
            yield f"{suffix} {number}: {taken:.1f} s"


def _outcome(content: bytes, path: Path) -> str:
    try:
        reader = READERS[contents.read_as(content, path, READERS)]
        assemble(reader.read(content, path), reader, "", path=path)
    except LoaderError as error:
        if "\n" in str(error) or path.name not in str(error):
            raise
        return "refused"
    return "read"


def main(arguments: list[str] | None = None) -> None:
    """Print what was read, refused and failed, by format; fail where anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--format", action="append", default=[], help="a suffix, such as .docx; again for more")
    asked = parser.parse_args(arguments)
    failed = 0
    for suffix in asked.format or READERS:
        kinds: Counter[str] = Counter()
        for failure in failures(suffix, asked.times, kinds):
            failed += 1
            print(failure)
        print(suffix, dict(sorted(kinds.items())))
        sys.stdout.flush()
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
