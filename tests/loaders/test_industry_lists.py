"""Industries in lists and before class words: what is known, what a verb governs, and where the tagger alone is not enough."""

from dataclasses import replace
from pathlib import Path

import pytest

from loaders import gate
from loaders.document import Span
from loaders.facts import Mention, Refusal, RefusalReason
from loaders.finders import industries
from loaders.finders.industries import bare, listed, members, not_industries, of_a_kind
from loaders.formats import read
from loaders.sentences import sentences
from loaders.tagger.opinions import Opinion
from loaders.tagging import tag
from ontology import EntityType, Status


def industry(text: str, name: str, strength: float = 0.9, rule: str = "rule") -> Mention:
    start = text.index(name)
    return Mention(EntityType.INDUSTRY, name, Span(start, start + len(name)), Status.EXISTS, rule, strength)


def seen(text: str, name: str, probability: float) -> Opinion:
    return Opinion(industry(text, name).span, EntityType.INDUSTRY, probability)


def test_a_name_that_the_scheme_knows_with_its_class_word_is_known() -> None:
    assert listed("信息产业")
    assert not listed("云溪产业")


def test_what_ends_so_in_the_scheme_loses_its_last_character_alone() -> None:
    assert bare("房地产业") == "房地产"
    assert bare("纺织产业") == "纺织"


def test_what_says_of_what_kind_an_industry_is_leaves_it_known() -> None:
    assert of_a_kind("现代制药")
    assert not of_a_kind("现代云溪")


@pytest.mark.parametrize(("governed", "name"), [("集中展示轴承", "轴承"), ("重点展示现代印染", "现代印染")])
def test_a_member_of_a_list_stands_without_its_verbs_where_the_scheme_knows_what_remains(governed: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(f"# 规划\n\n9、{governed}、家具、石材等特色产业。\n", encoding="utf-8")
    document = read(path)
    known = [industry(document.text, name) for name in ("家具", "石材")]
    assert [m.name for m in members.beside(tag(document.text), sentences(document), known)] == [name]


def test_a_member_of_a_list_stands_without_the_division_before_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text("# 规划\n\n支持东河县蓝果、西河县石材、南河县家具等特色产业发展。\n", encoding="utf-8")
    document = read(path)
    divisions = [replace(industry(document.text, name), type=EntityType.DISTRICT) for name in ("东河县", "西河县", "南河县")]
    known = [industry(document.text, name) for name in ("家具", "石材")]
    assert [m.name for m in members.beside(tag(document.text), sentences(document), (*divisions, *known))] == ["蓝果"]


@pytest.mark.parametrize("behind", ["收获", "大会", "便利化", "市场"])
def test_the_tagger_alone_sees_no_industry_where_the_name_goes_on(behind: str) -> None:
    text = f"推进茶叶{behind}工作"
    opinion = seen(text, "茶叶", 0.95)
    assert not_industries.goes_on(text, opinion.span)
    assert gate.weigh((), (), opinions=(opinion,), text=text, technical=lambda _: "")[0] == ()


def test_a_rule_and_the_tagger_see_one_whatever_stands_behind() -> None:
    text = "推进茶叶市场工作"
    kept, _ = gate.weigh((industry(text, "茶叶"),), (), opinions=(seen(text, "茶叶", 0.95),), text=text, technical=lambda _: "")
    assert [m.name for m in kept] == ["茶叶"]


def test_what_the_scheme_knows_in_a_list_and_the_tagger_half_believes_is_strong_enough_to_stay() -> None:
    text = "茶叶、石材"
    weak = industry(text, "石材")
    dropped = Refusal("Industry", weak.span, RefusalReason.WEAK, industries.IN_LIST, "石材")
    opinions = (seen(text, "石材", gate.PROPOSED),)
    kept, _ = gate.weigh((), (dropped,), opinions=opinions, text=text, technical=lambda _: "")
    assert gate.decide(kept)[0]
    kept, _ = gate.weigh((), (replace(dropped, rule="scheme"),), opinions=opinions, text=text, technical=lambda _: "")
    assert not gate.decide(kept)[0]


@pytest.mark.parametrize(("rule", "stays"), [("before 产业", True), ("before 领域", False)])
def test_what_the_scheme_knows_and_the_text_calls_an_industry_needs_no_tagger(rule: str, stays: bool) -> None:
    text = "石材产业"
    kept, _ = gate.weigh((industry(text, "石材", 0.9, rule),), (), opinions=(), text=text, technical=lambda _: "")
    assert bool(kept) is stays
