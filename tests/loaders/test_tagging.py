"""The one pass over the text: where words begin, and where a name cannot go on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.tagging import Tagged, tag


def barred(tagged: Tagged) -> str:
    """The text with | in place of what cannot be inside a name."""
    return "".join("|" if tagged.barrier[i] else c for i, c in enumerate(tagged.text))


def words(tagged: Tagged) -> list[str]:
    cuts = [i for i, begins in enumerate(tagged.starts) if begins]
    return [tagged.text[start:end] for start, end in pairwise(cuts)]


@pytest.mark.parametrize("mark", "，。；：！？、“”《》（）\t\n")
def test_punctuation_is_no_part_of_a_name(mark: str) -> None:
    assert tag(f"青岭{mark}凤鸣").barrier[2]


@pytest.mark.parametrize("word", ["依托", "支持", "推进", "加快"])
def test_a_governing_verb_is_no_part_of_a_name(word: str) -> None:
    tagged = tag(f"{word}青岭高新区")
    assert all(tagged.barrier[: len(word)])
    assert not any(tagged.barrier[len(word) : len(word) + 5])


@pytest.mark.parametrize("word", ["将", "由", "在", "以"])
def test_a_preposition_is_cut_off_the_name_behind_it(word: str) -> None:
    tagged = tag(f"{word}凤鸣高新区建成高地")
    assert tagged.barrier[0]
    assert tagged.starts[1]
    assert not any(tagged.barrier[1:6])


@pytest.mark.parametrize("word", ["和平", "从化", "将乐"])
def test_a_name_may_begin_with_the_character_of_a_preposition(word: str) -> None:
    assert not any(tag(f"建设{word}产业园").barrier[2 : 2 + len(word)])


def test_a_word_governs_at_the_beginning_of_a_phrase_and_names_inside_one() -> None:
    assert barred(tag("，建设青岭园"))[1:3] == "||"
    assert barred(tag("青岭建设集团")) == "青岭建设集团"


@pytest.mark.parametrize("word", ["军民融合", "产教融合", "综合利用", "公共服务"])
def test_a_set_phrase_with_a_verb_stands_in_names(word: str) -> None:
    tagged = tag(f"青岭{word}产业园")
    assert not any(tagged.barrier[2:6])
    assert not any(tagged.verbs[2:6])


def test_degree_and_verb_together_govern() -> None:
    assert barred(tag("积极推进青岭产业园"))[:4] == "||||"


def test_an_empty_text_has_no_words() -> None:
    assert words(tag("")) == []


TEXTS = st.text(st.sampled_from("青岭将由在以高新区建设发展支持，。、“”（）和与及A1 \n🙂\ue000"), max_size=60)


@given(TEXTS)
def test_the_words_make_up_the_text(text: str) -> None:
    tagged = tag(text)
    assert "".join(words(tagged)) == text
    assert len(tagged.starts) == len(tagged.barrier) == len(tagged.verbs) == len(text) + 1
    assert tagged.starts[len(text)]


@given(TEXTS)
def test_the_same_text_is_tagged_the_same(text: str) -> None:
    assert tag(text) == tag(text)
