"""Check the marked passages, count them, write them as training data: `python -m training.check [FOLDER] [--columns FILE]`.

It prints a line for every fault, then the counts by province, kind of document and type. `--columns` writes one character and its label
(B-Park, I-Park, O) a line, an empty line after each sentence, as sequence taggers take it.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from ontology import INDUSTRIES, EntityType, Relation
from ontology.schema import permits
from training import corpus
from training.examples import examples

_HEAD = ("kind", "province", "place", "shape")
_BOUNDS, _STATUSES = ("eq", "ge", "gt", "le", "lt", "about"), ("target", "achieved")
_LEAST_REPEATED = 4
_ELSEWHERE = INDUSTRIES | {EntityType.DISCIPLINE, EntityType.PLAN_DOCUMENT}
KINDS = {
    "规划 plans": "规划|纲要",
    "方案、行动计划 schemes": "方案|计划|实施|要点",
    "政府工作报告 government reports": "政府工作报告|政府报告",
    "总结、汇报 reports": "总结|汇报|报告|自评|进展|情况",
    "通知、政策 notices": "通知|意见|政策|办法|措施|清单|名单|公示",
    "新闻、网页 news and web pages": "新闻|报道|网页|网站|通讯|简讯|动态|发布",
    "园区与企业介绍 brochures": "介绍|简介|手册|招商|指南",
}
"""The kinds of documents, each with what its heads say; the first that fits counts."""


def faults(path: Path) -> Iterator[str]:
    """Yield what is wrong with a marked passage."""
    written = path.read_text(encoding="utf-8")
    about = corpus.head(written)
    yield from (f"the head lacks {key}" for key in _HEAD if key not in about)
    body, separator, statements = written.partition("\n---\n")
    if not separator or not statements.strip():
        yield "no statements below a line of ---"
    try:
        passage = corpus.read(path)
    except ValueError as error:
        yield str(error)
        return
    if "{" in passage.text or "}" in passage.text:
        yield "a mark is broken"
    yield from _unmarked(passage)
    named: dict[str, set[EntityType]] = {}
    for m in corpus.MARK.finditer(body):
        named.setdefault(_plain(m.group(3) or m.group(2)), set()).add(EntityType(m.group(1)))
    tasks = {_plain(line.partition(":")[2]) for line in statements.split("\n") if line.startswith("task:")}
    for line in filter(str.strip, statements.split("\n")):
        yield from _statement(line, named, tasks, text=_plain(passage.text))


def _unmarked(passage: corpus.Passage) -> Iterator[str]:
    """Yield the names that are marked in one place of a passage and stand unmarked, outside of other names, in another.

    The name of an industry or a discipline may stand elsewhere for a technique or a product, that of a plan without 《》.
    """
    covered = bytearray(len(passage.text))
    for start, end, _ in passage.marks:
        covered[start:end] = b"\1" * (end - start)
    names = {passage.text[start:end] for start, end, kind in passage.marks if end - start >= _LEAST_REPEATED and kind not in _ELSEWHERE}
    for name in sorted(names):
        for m in re.finditer(re.escape(name), passage.text):
            if not any(covered[m.start() : m.end()]):
                around = passage.text[max(0, m.start() - 8) : m.end() + 8].replace("\n", " ")
                yield f"{name} is marked in one place and not in another: {around}"


def _statement(line: str, named: dict[str, set[EntityType]], tasks: set[str], *, text: str) -> Iterator[str]:
    key, _, rest = line.partition(":")
    if key == "task":
        if _plain(rest) not in text:
            yield f"the task is not in the text: {line}"
    elif key == "indicator":
        fields = [field.strip() for field in rest.split("|")]
        if len(fields) != 7 or fields[4] not in _BOUNDS or fields[5] not in _STATUSES:
            yield f"an indicator is name | value | unit | year | bound | status | place: {line}"
    elif key not in set(Relation):
        yield f"no relation {key}: {line}"
    else:
        subjects = rest.partition("->")[0]
        ends = [
            (name, named.get(name, set()) | ({EntityType.TASK} if name in tasks else set()))
            for name in map(_plain, rest.replace("->", " ; ").split(" ; "))
        ]
        pairs = product(ends[: subjects.count(" ; ") + 1], ends[subjects.count(" ; ") + 1 :])
        wrong = [f"{one} -> {other}" for (one, left), (other, right) in pairs if not _may(left, Relation(key), right)]
        if wrong:
            yield f"{wrong[0]} cannot be ({len(wrong)} such): {key}"


def _may(subjects: set[EntityType], relation: Relation, objects: set[EntityType]) -> bool:
    return any(permits(subject, relation, object) for subject, object in product(subjects, objects))


def _plain(words: str) -> str:
    return re.sub(r"\s+", "", words)


def counts(paths: Iterable[Path]) -> str:
    """Return the counts as Markdown: passages, characters, marks; by province, by kind, by type."""
    provinces: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    types: Counter[str] = Counter()
    passages = characters = 0
    for path in paths:
        about, passage = corpus.head(path.read_text(encoding="utf-8")), corpus.read(path)
        passages += 1
        characters += len(_plain(passage.text))
        provinces[about["province"].split("、")[0].split()[0] if about["province"] else "全国"] += 1
        kinds[next((kind for kind, words in KINDS.items() if re.search(words, about["kind"])), "其他 others")] += 1
        types.update(str(kind) for _, _, kind in passage.marks)
    return "\n".join(
        (
            f"{passages} 段 passages, {characters:,} 字 characters, {types.total():,} 处标记 marks.",
            "",
            *(
                f"- {title}：{_listed(found)}"
                for title, found in (("省份 Provinces", provinces), ("文体 Kinds", kinds), ("类型 Types", types))
            ),
        )
    )


def _listed(found: Counter[str]) -> str:
    return "，".join(f"{name} {count:,}" for name, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def columns(passages: Iterable[corpus.Passage]) -> Iterator[str]:
    """Yield the lines of the passages as training data, as they are read: repaired, in sentences."""
    for example in examples(passages):
        for part in example.sentences:
            for at in range(part.start, part.end):
                yield f"{example.tagged.text[at]}\t{example.labels[at]}"
            yield ""


def main() -> None:
    """Print the faults and the counts; exit with 1 where there are faults."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=corpus.PASSAGES)
    parser.add_argument("--columns", type=Path)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.txt"))
    found = [f"{path.name}: {fault}" for path in paths for fault in faults(path)]
    for line in found:
        print(line)
    print(counts(paths))
    if arguments.columns:
        text = "\n".join(columns(corpus.passages(arguments.folder))) + "\n"
        arguments.columns.write_text(text, encoding="utf-8", newline="\n")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
