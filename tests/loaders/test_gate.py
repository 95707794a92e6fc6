"""The gate: which of overlapping candidates stays, and how rules and tagger decide together."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.document import Span
from loaders.facts import Mention, Refusal, RefusalReason
from loaders.gate import AGREED, ALONE, OPPOSED, PROPOSED, THRESHOLD, decide, weigh
from loaders.near import Near
from loaders.tagger.opinions import Opinion
from ontology import INDUSTRIES, EntityType, Status

TEXT = "".join(chr(0x4E00 + i) for i in range(200))
STEP = 0.01


def mention(kind: EntityType, start: int, end: int, strength: float = 0.9) -> Mention:
    return Mention(kind, TEXT[start:end], Span(start, end), Status.EXISTS, "rule", strength)


def opinion(kind: EntityType, start: int, end: int, probability: float) -> Opinion:
    return Opinion(Span(start, end), kind, probability)


def refusal(kind: EntityType, start: int, end: int, reason: RefusalReason = RefusalReason.GENERIC) -> Refusal:
    return Refusal(str(kind), Span(start, end), reason, "rule", TEXT[start:end])


def weighed(*rules: Mention, seen: tuple[Refusal, ...] = (), opinions: tuple[Opinion, ...] = (), scene: str = "") -> list[Mention]:
    kept, _ = weigh(rules, seen, opinions=opinions, text=TEXT, technical=lambda _: scene)
    return list(kept)


def stays(*rules: Mention, seen: tuple[Refusal, ...] = (), seen_by_tagger: Opinion, scene: str = "") -> bool:
    kept = weighed(*rules, seen=seen, opinions=(seen_by_tagger,), scene=scene)
    return any(m.span == seen_by_tagger.span and m.type == seen_by_tagger.type for m in kept)


# What overlaps


def test_a_weak_candidate_is_refused_as_weak() -> None:
    weak = mention(EntityType.PARK, 0, 5, THRESHOLD - STEP)
    assert decide([weak]) == ((), (Refusal("Park", weak.span, RefusalReason.WEAK, "rule", weak.name),))


def test_a_candidate_of_the_least_strength_stays() -> None:
    least = mention(EntityType.PARK, 0, 5, THRESHOLD)
    assert decide([least]) == ((least,), ())


def test_of_overlapping_names_the_longer_stays_and_the_other_is_refused() -> None:
    long, short = mention(EntityType.PLATFORM, 0, 9, 0.6), mention(EntityType.PLATFORM, 4, 11, 0.95)
    kept, refused = decide([short, long])
    assert kept == (long,)
    assert [(r.span, r.reason) for r in refused] == [(short.span, RefusalReason.OVERLAP)]


def test_a_weak_long_name_does_not_hide_a_strong_short_one() -> None:
    long, short = mention(EntityType.PLATFORM, 0, 9, THRESHOLD - STEP), mention(EntityType.PLATFORM, 4, 9)
    assert decide([short, long])[0] == (short,)


def test_of_two_types_for_the_same_words_the_stronger_stays() -> None:
    park, incubator = mention(EntityType.PARK, 0, 5, 0.7), mention(EntityType.INCUBATOR, 0, 5, 0.8)
    assert decide([park, incubator])[0] == (incubator,)


@pytest.mark.parametrize("outer", [EntityType.PARK, EntityType.PLATFORM, EntityType.RESEARCH_INSTITUTE, EntityType.HOSPITAL])
@pytest.mark.parametrize("inner", [EntityType.DISTRICT, EntityType.UNIVERSITY, EntityType.ENTERPRISE])
def test_the_place_and_the_owner_in_a_name_stay_beside_it(inner: EntityType, outer: EntityType) -> None:
    long, short = mention(outer, 0, 9), mention(inner, 0, 3)
    assert decide([short, long]) == ((long, short), ())


@pytest.mark.parametrize("outer", [EntityType.PLAN_DOCUMENT, EntityType.PROGRAMME, EntityType.GOVERNMENT_BODY])
def test_the_place_in_a_title_or_an_organ_is_no_mention_of_its_own(outer: EntityType) -> None:
    assert decide([mention(EntityType.DISTRICT, 0, 3), mention(outer, 0, 9)])[0] == (mention(outer, 0, 9),)


@pytest.mark.parametrize("kind", sorted(INDUSTRIES))
def test_an_industry_inside_a_name_is_no_mention_of_its_own(kind: EntityType) -> None:
    park = mention(EntityType.PARK, 0, 9)
    assert decide([mention(kind, 3, 6), park])[0] == (park,)


def test_a_programme_in_the_title_of_a_document_stays_beside_it() -> None:
    title, programme = mention(EntityType.PLAN_DOCUMENT, 0, 20), mention(EntityType.PROGRAMME, 4, 12)
    assert decide([programme, title]) == ((title, programme), ())


CANDIDATES = st.lists(
    st.builds(
        lambda start, length, kind, strength: mention(kind, start, start + length, strength),
        st.integers(0, 150),
        st.integers(1, 40),
        st.sampled_from(sorted(EntityType)),
        st.sampled_from((0.2, 0.5, 0.7, 0.9)),
    ),
    max_size=25,
    unique_by=lambda m: (m.span, m.type, m.strength),
)


@given(candidates=CANDIDATES, data=st.data())
def test_the_order_of_the_candidates_does_not_matter(candidates: list[Mention], data: st.DataObject) -> None:
    assert decide(data.draw(st.permutations(candidates))) == decide(candidates)


@given(CANDIDATES)
def test_a_candidate_is_either_kept_or_refused(candidates: list[Mention]) -> None:
    kept, refused = decide(candidates)
    assert len(kept) + len(refused) == len(candidates)
    assert list(kept) == sorted(kept, key=lambda m: (m.span.start, -m.span.end, m.type))
    assert all(m.strength >= THRESHOLD for m in kept)


@given(CANDIDATES)
def test_what_is_kept_lies_apart_or_inside(candidates: list[Mention]) -> None:
    kept, _ = decide(candidates)
    for one in kept:
        for other in kept:
            if one is not other and one.span.overlaps(other.span):
                assert one.span != other.span
                assert one.span in other.span or other.span in one.span


# Near


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 120)), max_size=40), st.integers(0, 500), st.integers(1, 120))
def test_near_finds_all_that_overlap_and_nothing_else(places: list[tuple[int, int]], start: int, length: int) -> None:
    things = [opinion(EntityType.PARK, begin, begin + size, 0.5) for begin, size in places]
    span = Span(start, start + length)
    found = Near(things).overlapping(span)
    assert sorted(map(id, found)) == sorted(id(thing) for thing in things if thing.span.overlaps(span))


def test_near_finds_what_was_added_later() -> None:
    near: Near[Opinion] = Near()
    thing = opinion(EntityType.PARK, 30, 70, 0.5)
    near.add(thing)
    assert near.overlapping(Span(69, 200)) == [thing]
    assert near.overlapping(Span(70, 200)) == []


# Rules and tagger


def test_where_both_agree_a_low_probability_is_enough() -> None:
    rule = mention(EntityType.PARK, 0, 5, 0.7)
    assert stays(rule, seen_by_tagger=opinion(EntityType.PARK, 0, 5, AGREED))
    assert not stays(rule, seen_by_tagger=opinion(EntityType.PARK, 0, 5, AGREED - STEP))


def test_agreement_names_both_and_takes_the_greater_strength() -> None:
    sure, unsure = opinion(EntityType.PARK, 0, 5, 0.95), opinion(EntityType.PARK, 0, 5, AGREED)
    assert [(m.rule, m.strength) for m in weighed(mention(EntityType.PARK, 0, 5, 0.7), opinions=(sure,))] == [("tagger + rule", 0.95)]
    assert [(m.rule, m.strength) for m in weighed(mention(EntityType.PARK, 0, 5, 0.7), opinions=(unsure,))] == [("tagger + rule", 0.7)]


def test_on_an_industry_both_agree_whatever_it_is_named_as_and_the_tagger_says_what() -> None:
    rule, seen = mention(EntityType.INDUSTRY, 0, 4, 0.7), opinion(EntityType.INDUSTRY_CHAIN, 0, 4, AGREED)
    assert [(m.type, m.span) for m in weighed(rule, opinions=(seen,))] == [(EntityType.INDUSTRY_CHAIN, Span(0, 4))]


def test_what_the_text_calls_a_chain_and_never_a_cluster_is_a_chain() -> None:
    def types(text: str) -> list[EntityType]:
        spans = [Span(m.start(), m.end()) for m in re.finditer("海工装备", text)]
        seen = tuple(Opinion(span, EntityType.INDUSTRY_CLUSTER, 0.95) for span in spans)
        return [m.type for m in weigh((), (), opinions=seen, text=text, technical=lambda _: "")[0]]

    chain, cluster = EntityType.INDUSTRY_CHAIN, EntityType.INDUSTRY_CLUSTER
    assert types("海工装备产业链，发展海工装备") == [chain, chain]
    assert types("海工装备产业链，海工装备产业集群") == [cluster, cluster]
    assert types("发展海工装备") == [cluster]


def test_a_zone_is_a_park_whatever_place_stands_in_its_name() -> None:
    def read(name: str) -> list[EntityType]:
        seen = [opinion(EntityType.REGION, 2, 2 + len(name), 0.99)]
        return [m.type for m in weigh((), (), opinions=seen, text=f"建好{name}。", technical=lambda _: "")[0]]

    assert read("皖北自创区") == read("清水江一体化发展示范区") == [EntityType.PARK]
    assert read("清水江经济带") == [EntityType.REGION]


def test_two_carriers_that_the_rules_see_behind_one_another_stay_two() -> None:
    zone, valley = mention(EntityType.PARK, 0, 5, 0.7), mention(EntityType.PARK, 5, 9, 0.7)
    kept = weighed(zone, valley, opinions=(opinion(EntityType.PARK, 0, 9, 0.99),))
    assert [m.span for m in kept] == [Span(0, 5), Span(5, 9)]


def test_what_a_rule_saw_and_dropped_needs_more() -> None:
    seen = (refusal(EntityType.PLATFORM, 0, 8),)
    assert stays(seen=seen, seen_by_tagger=opinion(EntityType.PLATFORM, 0, 8, PROPOSED))
    assert not stays(seen=seen, seen_by_tagger=opinion(EntityType.PLATFORM, 0, 8, PROPOSED - STEP))


def test_a_dropped_candidate_of_another_type_is_no_proposal() -> None:
    seen = (refusal(EntityType.PARK, 0, 8),)
    assert not stays(seen=seen, seen_by_tagger=opinion(EntityType.PLATFORM, 0, 8, PROPOSED))


def test_against_other_boundaries_of_a_rule_the_tagger_must_be_sure() -> None:
    rule = mention(EntityType.PLATFORM, 2, 9)
    assert stays(rule, seen_by_tagger=opinion(EntityType.PLATFORM, 0, 9, OPPOSED))
    assert not stays(rule, seen_by_tagger=opinion(EntityType.PLATFORM, 0, 9, OPPOSED - STEP))


def test_where_the_tagger_is_sure_the_opposing_rule_gives_way() -> None:
    rule, sure = mention(EntityType.PLATFORM, 2, 9), opinion(EntityType.PLATFORM, 0, 9, OPPOSED)
    kept, refused = weigh([rule], (), opinions=[sure], text=TEXT, technical=lambda _: "")
    assert [m.span for m in kept] == [sure.span]
    assert [(r.span, r.reason) for r in refused] == [(rule.span, RefusalReason.OVERLAP)]


def test_where_the_tagger_is_unsure_a_strong_rule_with_other_boundaries_stays() -> None:
    rule, unsure = mention(EntityType.PLATFORM, 2, 9), opinion(EntityType.PLATFORM, 0, 9, OPPOSED - STEP)
    assert [m.span for m in weighed(rule, opinions=(unsure,))] == [rule.span]


def test_a_place_inside_what_the_tagger_sees_does_not_oppose_it() -> None:
    place = mention(EntityType.DISTRICT, 0, 3)
    assert ALONE < OPPOSED
    kept = weighed(place, opinions=(opinion(EntityType.PARK, 0, 9, ALONE),))
    assert [(m.type, m.span) for m in kept] == [(EntityType.PARK, Span(0, 9)), (EntityType.DISTRICT, Span(0, 3))]


def test_where_no_rule_sees_anything_the_tagger_must_be_sure() -> None:
    assert stays(seen_by_tagger=opinion(EntityType.ENTERPRISE, 0, 4, ALONE))
    assert not stays(seen_by_tagger=opinion(EntityType.ENTERPRISE, 0, 4, ALONE - STEP))


def test_what_the_tagger_proposed_in_vain_is_refused_with_its_probability() -> None:
    _, refused = weigh((), (), opinions=[opinion(EntityType.ENTERPRISE, 0, 4, 0.31)], text=TEXT, technical=lambda _: "")
    assert refused == (Refusal("Enterprise", Span(0, 4), RefusalReason.WEAK, "tagger", f"{TEXT[:4]} 0.31"),)


@pytest.mark.parametrize("kind", [EntityType.UNIVERSITY, EntityType.HOSPITAL, EntityType.GOVERNMENT_BODY, EntityType.PLAN_DOCUMENT])
def test_rules_for_closed_kinds_stand_where_the_tagger_sees_nothing(kind: EntityType) -> None:
    assert weighed(mention(kind, 0, 6, 0.9)) == [mention(kind, 0, 6, 0.9)]
    assert weighed(mention(kind, 0, 6, 0.7)) == []


@pytest.mark.parametrize("kind", [EntityType.PARK, EntityType.PLATFORM, EntityType.ENTERPRISE, EntityType.DISCIPLINE])
def test_rules_for_open_kinds_fall_where_the_tagger_sees_nothing(kind: EntityType) -> None:
    kept, refused = weigh([mention(kind, 0, 6, 0.85)], (), opinions=(), text=TEXT, technical=lambda _: "")
    assert kept == ()
    assert [(r.what, r.reason) for r in refused] == [(str(kind), RefusalReason.WEAK)]


def test_a_weak_rule_falls_where_the_tagger_sees_something_else() -> None:
    assert weighed(mention(EntityType.PARK, 2, 9, 0.6), opinions=(opinion(EntityType.PARK, 0, 9, 0.5),)) == []


# Techniques


@pytest.mark.parametrize("kind", sorted(INDUSTRIES))
def test_in_a_box_of_techniques_an_industry_needs_a_strong_rule(kind: EntityType) -> None:
    seen = opinion(kind, 0, 4, 0.99)
    assert not stays(seen_by_tagger=seen, scene="box")
    assert not stays(mention(EntityType.INDUSTRY, 0, 4, 0.7), seen_by_tagger=seen, scene="box")
    assert stays(mention(EntityType.INDUSTRY, 0, 4, 0.9), seen_by_tagger=seen, scene="box")


def test_in_a_box_of_techniques_other_kinds_are_read_as_elsewhere() -> None:
    assert stays(seen_by_tagger=opinion(EntityType.UNIVERSITY, 0, 4, ALONE), scene="box")


def test_beside_techniques_an_industry_is_never_told_by_the_tagger_alone() -> None:
    seen = opinion(EntityType.INDUSTRY, 0, 4, 0.99)
    assert not stays(seen_by_tagger=seen, scene="clause")
    assert stays(seen=(refusal(EntityType.INDUSTRY, 0, 4),), seen_by_tagger=seen, scene="clause")
    assert not stays(
        seen=(refusal(EntityType.INDUSTRY, 0, 4),), seen_by_tagger=opinion(EntityType.INDUSTRY, 0, 4, PROPOSED), scene="clause"
    )


def test_beside_techniques_agreement_on_an_industry_needs_more() -> None:
    rule = mention(EntityType.INDUSTRY, 0, 4, 0.7)
    assert stays(rule, seen_by_tagger=opinion(EntityType.INDUSTRY, 0, 4, PROPOSED), scene="clause")
    assert not stays(rule, seen_by_tagger=opinion(EntityType.INDUSTRY, 0, 4, PROPOSED - STEP), scene="clause")


# All together

OPINIONS = st.lists(
    st.builds(
        lambda start, length, kind, probability: opinion(kind, start, start + length, probability),
        st.integers(0, 150),
        st.integers(1, 30),
        st.sampled_from(sorted(EntityType)),
        st.sampled_from((0.1, 0.4, 0.6, 0.88, 0.99)),
    ),
    max_size=15,
    unique_by=lambda o: o.span,
)


def apart(opinions: list[Opinion]) -> list[Opinion]:
    """The tagger's spans never overlap."""
    taken: list[Opinion] = []
    for each in opinions:
        if not any(each.span.overlaps(other.span) for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda o: o.span)


@given(CANDIDATES, OPINIONS, st.sampled_from(("", "clause", "box")))
def test_nothing_is_lost_without_a_reason(candidates: list[Mention], opinions: list[Opinion], scene: str) -> None:
    rules, seen = decide(candidates)
    kept, refused = weigh(rules, seen, opinions=apart(opinions), text=TEXT, technical=lambda _: scene)
    named, dropped = {m.span for m in kept}, {r.span for r in refused}
    assert all(each.span in named | dropped for each in (*rules, *apart(opinions)))
    assert all(TEXT[m.span.start : m.span.end] == m.name for m in kept)
    assert all(0 < m.strength <= 1 for m in kept)
