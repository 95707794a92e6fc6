"""Indicators: each case states its rule, each frame of what is no figure has its example, and the open gold gives floors that may only rise."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bench.quality import module_at
from loaders.document import Document, Span
from loaders.facts import IndicatorValue, Mention
from loaders.finders import indicators
from loaders.finders.indicators import contradictions, measures, not_figures
from loaders.finders.indicators.figures import figures
from loaders.formats import read
from loaders.sentences import sentences
from ontology import EntityType, Status

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = sorted((ROOT / "tests/data/cases/indicators").glob("*.md"))
PASSAGES = ROOT / "training/passages"
# F1 of value, unit, year and name, figures alone (no mentions given): floors, that may only rise
FLOORS = {"plans": 0.96, "passages": 0.92}
TRAINING_FLOOR = 0.76
KINDS = "abcdefgh"


def found(document: Document, mentions: tuple[Mention, ...] = (), own: Mention | None = None) -> tuple[IndicatorValue, ...]:
    return indicators.find(document, sentences(document), mentions, own)[0]


def written(text: str, folder: Path) -> Document:
    path = folder / "plan.md"
    path.write_text(text, encoding="utf-8")
    return read(path)


def record(value: IndicatorValue) -> dict[str, object]:
    return {
        "name": value.name, "value": value.value, "value_max": value.value_max, "unit": value.unit,
        "normalised": [value.normalised_value, value.normalised_unit], "year": value.year, "base_year": value.base_year,
        "bound": value.bound.value, "status": value.status.value,
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c.stem for c in CASES])
def test_a_case_gives_the_figures_beside_it(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    document = read(case)
    values, refusals = indicators.find(document, sentences(document), (), None)
    assert [record(v) for v in values] == expected["indicators"], expected["rule"]
    assert sorted({document.quote(r.span) for r in refusals}) == expected["refused"], expected["rule"]


def test_every_case_states_its_rule() -> None:
    assert len(CASES) >= 12
    assert all(json.loads(c.with_suffix(".json").read_text(encoding="utf-8"))["rule"] for c in CASES)


@pytest.mark.parametrize("rule", not_figures.rules(), ids=[r.name for r in not_figures.rules()])
def test_a_frame_of_what_is_no_indicator_refuses_its_example_and_not_its_counter_example(rule: not_figures.Rule) -> None:
    reasons = {not_figures.reason(rule.example, figure, 0) for figure in figures(rule.example)}
    others = {not_figures.reason(rule.counter_example, figure, 0) for figure in figures(rule.counter_example)}
    assert rule.name in reasons
    assert others == {""}


BOUNDS = {
    "达1200家": "eq", "1200家以上": "ge", "突破1200家": "ge", "超过1200家": "ge", "不低于1200家": "ge", "1200余家": "ge", "1200多家": "ge", "近1200家": "about",
    "约1200家": "about", "1200家左右": "about", "不超过1200家": "le", "1200家以内": "le", "控制在1200家以内": "le",
}  # fmt: skip


@pytest.mark.parametrize(("words", "bound"), BOUNDS.items(), ids=BOUNDS)
def test_a_bound_is_read_from_the_words_on_either_side(words: str, bound: str) -> None:
    (figure,) = figures(f"高新技术企业{words}，")
    assert (figure.value, figure.unit, figure.bound.value) == (1200, "家", bound)


@pytest.mark.parametrize(
    "words", ["第3批", "C919", "5G基站", "G312走廊", "“4+1+1”体系", "1.1组织模式", "3发展目标", "三大集群", "一批平台", "2025年", "10^8元"]
)
def test_numbers_inside_names_ordinals_and_section_numbers_are_no_figures(words: str) -> None:
    assert not [figure for figure in figures(words) if not not_figures.reason(words, figure, 0)]


def test_the_quote_is_the_sentence_or_row_and_the_figure_stands_in_it(tmp_path: Path) -> None:
    document = written(
        "# 清河县2024年工作总结\n\n新增企业21家。产值达3亿元。\n\n| 指标 | 单位 | 2025年目标 |\n| --- | --- | --- |\n| 就业 | 人 | 200 |\n",
        tmp_path,
    )
    values = found(document)
    assert [document.quote(v.quote) for v in values] == ["新增企业21家。", "产值达3亿元。", "就业\t人\t200"]
    assert all(v.span in v.quote for v in values)
    assert [document.quote(v.span) for v in values] == ["21家", "3亿元", "200"]


def test_a_figure_is_about_the_body_that_opens_its_clause_or_the_own_place(tmp_path: Path) -> None:
    document = written("# 云溪市2024年工作总结\n\n云溪高新区入驻企业86家，在孵团队41个。全市高新技术企业达到860家。\n", tmp_path)
    park = mention(document, EntityType.PARK, "云溪高新区")
    own = mention(document, EntityType.DISTRICT, "云溪市")
    places = [v.place.name if v.place else None for v in found(document, (park, own), own)]
    assert places == ["云溪高新区", "云溪高新区", "云溪市"]


def mention(document: Document, type: EntityType, name: str) -> Mention:
    start = document.text.index(name)
    return Mention(type, name, Span(start, start + len(name)), Status.EXISTS, "test", 1.0)


CONTRADICTIONS = {
    "园区共有门店96家，其中餐饮门店61家、文具门店41家。": "partsAboveWhole",
    "在孵企业52家，其中高校师生创办78家。": "partAboveWhole",
    "标准厂房开工率达到128%。": "shareAboveHundred",
    "全市高新技术企业总数达到860家。全年新增高新技术企业40家。全市高新技术企业总数达到806家。": "twoValues",
}


@pytest.mark.parametrize(("text", "kind"), CONTRADICTIONS.items(), ids=CONTRADICTIONS.values())
def test_figures_that_contradict_each_other_are_reported(text: str, kind: str, tmp_path: Path) -> None:
    document = written(f"# 云溪市2024年工作总结\n\n{text}\n", tmp_path)
    own = mention(document, EntityType.DISTRICT, "云溪市")
    assert [c.kind for c in contradictions.find(document, found(document, (own,), own))] == [kind]


def test_parts_that_make_up_their_whole_are_no_contradiction(tmp_path: Path) -> None:
    document = written("# 云溪市2024年工作总结\n\n园区共有门店96家，其中餐饮门店61家、文具门店35家。\n", tmp_path)
    assert contradictions.find(document, found(document)) == ()


NASTY = (
    "1" * 300_000,
    "一" * 300_000,
    "达到" * 150_000 + "5家",
    "（" * 300_000,
    "高新技术企业达1250家，" * 8_000,
    "到2025年" * 40_000,
    "5\t家\t" * 40_000,
)


@pytest.mark.parametrize("line", NASTY, ids=[line[:8] for line in NASTY])
def test_one_endless_line_is_read_to_its_end(line: str, tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text(line + "\n", encoding="utf-8")
    document = read(path)
    assert all(v.span.end <= len(document.text) for v in found(document))


@pytest.mark.parametrize("text", ["# 标题\n", "没有数字的一句话。\n", "🚀🚀 12\n", "English only, 12 of 30 units.\n"])
def test_a_document_without_figures_gives_none(text: str, tmp_path: Path) -> None:
    assert found(written(text, tmp_path)) == ()


def test_the_order_of_the_mentions_does_not_matter(tmp_path: Path) -> None:
    document = read(CASES[0])
    words = [m.span() for m in re.finditer(r"[\u4e00-\u9fff]{4}", document.text)][:20]
    mentions = tuple(Mention(EntityType.PARK, document.text[a:b], Span(a, b), Status.EXISTS, "test", 1.0) for a, b in words)
    assert found(document, mentions) == found(document, mentions[::-1])


def test_numeric_cells_of_costs_and_prices_are_no_indicators(tmp_path: Path) -> None:
    document = written("# 项目表\n\n| 项目 | 总投资（亿元） | 进展 |\n| --- | --- | --- |\n| 冷链中心 | 11.2 | 开工 |\n", tmp_path)
    assert found(document) == ()


# --- the open gold ---


def pairs(shared: Path, group: str) -> Iterator[tuple[Path, Path]]:
    folder = shared / "gold" if group == "plans" else shared / "gold/passages"
    for gold in sorted(folder.glob("*.json")):
        yield next((shared / group).glob(f"{gold.stem}.*")), gold


def count(score: ModuleType, values: Iterable[IndicatorValue], gold: list[dict]) -> int:
    left, right = list(gold), 0
    for v in values:
        for i, x in enumerate(left):
            same = (score.number(v.value), score.norm(v.unit), v.year) == (
                score.number(x["value"]),
                score.norm(x.get("unit") or ""),
                x.get("year"),
            )
            if same and score.alike(v.name, x["name"]):
                del left[i]
                right += 1
                break
    return right


@pytest.mark.parametrize("group", FLOORS)
def test_the_open_gold_is_found_above_its_floor(group: str, shared: Path) -> None:
    score = module_at(shared / "gold/score.py")
    right = said = true = 0
    for text, gold in pairs(shared, group):
        truth = json.loads(gold.read_text(encoding="utf-8")).get("indicators", [])
        values = found(read(text))
        right, said, true = right + count(score, values, truth), said + len(values), true + len(truth)
    f1 = 2 * right / (said + true)
    print(f"{group}: indicator F1 {f1:.3f} ({right} right, {said} found, {true} in gold)")
    assert f1 >= FLOORS[group]


def test_the_written_passages_are_found_above_their_floor(shared: Path, tmp_path: Path) -> None:
    score, marked = module_at(shared / "gold/score.py"), module_at(shared / "training/marked.py")
    right = said = true = 0
    for path in sorted(p for p in PASSAGES.glob("*.txt") if p.name[0] in KINDS):
        text, gold, _ = marked.parse(path)
        plain = tmp_path / path.name
        plain.write_text(text, encoding="utf-8")
        values = found(read(plain))
        right, said, true = right + count(score, values, gold["indicators"]), said + len(values), true + len(gold["indicators"])
    f1 = 2 * right / (said + true)
    print(f"written passages: indicator F1 {f1:.3f} ({right} right, {said} found, {true} in gold)")
    assert f1 >= TRAINING_FLOOR


def test_a_list_of_another_length_is_not_shared_out() -> None:
    assert measures.shared_out("交通、水利投资额", 3) == ()


def test_a_table_without_a_header_gives_nothing_by_itself(tmp_path: Path) -> None:
    document = written("| 1 | 2 |\n| --- | --- |\n| 3 | 4 |\n", tmp_path)
    assert found(document) == ()
