"""Numerals say one number each, and units one base each."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import lexicons, numerals, units

SAID = {
    "三千五百": 3500, "1,188": 1188, "3.25": 3.25, "两": 2, "半": 0.5, "十": 10, "十二": 12, "二十": 20, "一百零五": 105, "千": 1000, "百": 100,
    "1.2万": 12_000, "两万五千": 25_000, "万": 10_000, "3亿": 3e8, "1亿5000万": 1.5e8, "一万两千亿": 1.2e12, "三万亿": 3e12, "二〇二五": 2025,
}  # fmt: skip
NOT_SAID = ("", "家", "1,18", "3.2.1", "1,1888", "第", "12家", "-3", "9" * 50)
NORMALISED = {
    (1.5, "亿元"): (1.5e8, "元"), (2, "万亿元"): (2e12, "元"), (625_664, "万元"): (6_256_640_000, "元"), (22.6, "亿美元"): (2.26e9, "美元"),
    (3, "公顷"): (30_000, "平方米"), (15, "亩"): (10_000, "平方米"), (1.5, "平方公里"): (1.5e6, "平方米"), (20, "万平方米"): (2e5, "平方米"),
    (1.2, "万家"): (12_000, "家"), (130, "万"): (1.3e6, ""), (10, "万人"): (1e5, "人"), (7, "成"): (70, "%"), (12.5, "%"): (12.5, "%"),
    (4.1, "个百分点"): (4.1, "个百分点"), (1500, "台（套）"): (1500, "台（套）"), (2, "万头（只、匹）"): (20_000, "头（只、匹）"), (7000, "公里"): (7e6, "米"),
    (40, "万吨/年"): (4e5, "吨/年"), (391, "万千瓦"): (3.91e6, "千瓦"), (2, "GWh"): (2e6, "千瓦时"), (21, "位"): (21, "位"), (2.21, ""): (2.21, ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SAID.items(), ids=SAID)
def test_a_numeral_says_its_number(text: str, value: float) -> None:
    assert numerals.value(text) == value


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_no_numeral_says_nothing(text: str) -> None:
    assert numerals.value(text) is None


@settings(derandomize=True, deadline=None)
@given(st.integers(min_value=1, max_value=9_999_999))
def test_an_arabic_numeral_says_the_same_with_and_without_thousands_separators(number: int) -> None:
    assert numerals.value(str(number)) == numerals.value(f"{number:,}") == number


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet="0123456789,.零一二两三千百十万亿半", max_size=60))
def test_any_run_of_numeral_characters_is_read_without_an_error(text: str) -> None:
    value = numerals.value(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(("written", "normalised"), NORMALISED.items(), ids=[f"{v:g}{u}" for v, u in NORMALISED])
def test_a_value_is_normalised_to_the_base_of_its_unit(written: tuple[float, str], normalised: tuple[float, str]) -> None:
    value, unit = units.normalised(*written)
    assert unit == normalised[1]
    assert value == pytest.approx(normalised[0], rel=1e-9)


def test_every_unit_of_the_lexicon_is_read_as_itself_and_its_base_is_a_unit_of_its_kind() -> None:
    pattern = re.compile(units.pattern())
    for name, unit in units.units().items():
        parsed = units.parse(name)
        assert parsed is not None and parsed[1].base == unit.base
        assert pattern.fullmatch(name), name
        assert unit.factor > 0
        assert unit.base not in units.units() or units.units()[unit.base].factor == 1


def test_no_unit_stands_twice_in_the_lexicon() -> None:
    names = [row[0] for row in lexicons.rows("units")]
    assert len(names) == len(set(names))


def test_a_unit_that_is_not_known_stays_as_written() -> None:
    assert units.normalised(3, "奖") == (3, "奖")
    assert units.kind("奖") == ""
