"""The tagger: its opinions lie in the text, apart from each other, and what it is told stands where it stands."""

from itertools import pairwise
from pathlib import Path

import pytest

from loaders.document import Document, Span
from loaders.extraction import by_rules
from loaders.facts import Mention
from loaders.formats import read
from loaders.sentences import Sentence, sentences
from loaders.tagger import columns as told
from loaders.tagger import opinions as taggers
from loaders.tagger.columns import Columns
from loaders.tagger.field import features
from loaders.tagger.opinions import Models, Opinion
from loaders.tagging import Tagged, tag
from ontology import EntityType, Status

PLAN = """# 云溪市产业发展规划
## 一、重点任务
依托青岭高新区，重点发展新能源、新材料等产业，支持东江大学建设一批重点实验室。由市科技局牵头落实。
## 专栏1 关键技术攻关
突破高比能固态电池、氢燃料电池电堆等关键技术。
"""


def prepared(text: str, folder: Path) -> tuple[Document, tuple[Sentence, ...], Tagged, Columns]:
    path = folder / "plan.md"
    path.write_text(text, encoding="utf-8")
    document = read(path)
    parts, tagged = sentences(document), tag(document.text)
    ruled = by_rules(document, parts, tagged)
    return document, parts, tagged, told.columns(document, tagged, rules=ruled.mentions, listed=ruled.listed, places=ruled.divisions)


def opinions(text: str, folder: Path) -> tuple[Document, tuple[Opinion, ...]]:
    document, parts, tagged, columns = prepared(text, folder)
    return document, taggers.opinions(parts, columns, tagged)


def test_it_sees_names_of_several_types(tmp_path: Path) -> None:
    document, seen = opinions(PLAN, tmp_path)
    assert {(str(o.type), document.quote(o.span)) for o in seen} >= {
        ("Park", "青岭高新区"),
        ("Industry", "新能源"),
        ("Industry", "新材料"),
        ("University", "东江大学"),
        ("GovernmentBody", "市科技局"),
    }


def test_its_opinions_lie_apart_in_one_sentence_each_with_a_probability(tmp_path: Path) -> None:
    document, seen = opinions(PLAN, tmp_path)
    assert list(seen) == sorted(seen, key=lambda o: o.span)
    assert all(before.span.end <= after.span.start for before, after in pairwise(seen))
    assert all(0 < o.probability <= 1 for o in seen)
    spans = [sentence.span for sentence in sentences(document)]
    assert all(any(o.span in span for span in spans) for o in seen)


def test_the_same_document_gives_the_same_opinions(tmp_path: Path) -> None:
    assert opinions(PLAN, tmp_path) == opinions(PLAN, tmp_path)


def test_a_document_without_words_gives_no_opinion(tmp_path: Path) -> None:
    assert opinions("12345 67890\n", tmp_path)[1] == ()


def test_a_model_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    _, parts, tagged, columns = prepared(PLAN, tmp_path)
    with pytest.raises(OSError, match="none"):
        taggers.opinions(parts, columns, tagged, models=Models(field=str(tmp_path / "none.crf")))


def test_the_columns_say_what_stands_at_each_character(tmp_path: Path) -> None:
    document, _, _, columns = prepared(PLAN, tmp_path)
    assert {len(column) for column in columns} == {len(document.text)}
    park = document.text.index("青岭高新区")
    marked = ["".join(column[park : park + 5]) for column in columns]
    assert any("Park" in mark and mark.endswith("E") for mark in marked)
    place = document.text.index("云溪市")
    assert any(column[place].startswith("District") and column[place + 2].endswith("E") for column in columns)


def test_a_name_of_one_character_is_marked_as_a_whole(tmp_path: Path) -> None:
    document, _, tagged, _ = prepared(PLAN, tmp_path)
    one = Mention(EntityType.DISTRICT, "云", Span(2, 3), Status.EXISTS, "rule", 0.9)
    columns = told.columns(document, tagged, rules=(), listed=(), places=(one,))
    assert [column[2] for column in columns if column[2].startswith("District")] == ["DistrictB"]


def test_a_box_of_techniques_is_told_from_the_rest(tmp_path: Path) -> None:
    document, _, _, columns = prepared(PLAN, tmp_path)
    scene = told.technical(document.text, columns)
    assert scene(place(document, "固态电池")) == "box"
    assert scene(place(document, "新能源")) == ""


def test_a_clause_about_techniques_is_told_from_the_rest(tmp_path: Path) -> None:
    document, _, _, columns = prepared("# 云溪市产业发展规划\n突破固态电池关键技术，发展新能源产业，壮大新一代信息技术。\n", tmp_path)
    scene = told.technical(document.text, columns)
    assert scene(place(document, "固态电池")) == "clause"
    assert scene(place(document, "新能源")) == ""
    assert scene(place(document, "新一代信息技术")) == ""


def place(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def test_every_character_of_a_sentence_has_features(tmp_path: Path) -> None:
    _, parts, tagged, columns = prepared(PLAN, tmp_path)
    for part in parts:
        rows = features(tagged, columns, part.span)
        assert len(rows) == part.span.end - part.span.start
        assert all("c" + tagged.text[part.span.start + i] in row for i, row in enumerate(rows))


def test_features_look_only_at_their_own_sentence(tmp_path: Path) -> None:
    """So that a model sees a sentence alike wherever it stands."""
    rows = []
    for extra in ("", "支持青岭软件园建设。"):
        document, parts, tagged, columns = prepared(f"# 云溪市产业发展规划\n{extra}依托凤鸣产业园，发展新材料产业。\n", tmp_path)
        last = parts[-1].span
        assert document.quote(last).startswith("依托凤鸣")
        rows.append([[f for f in row if f[0] in "cklrsLRKS"] for row in features(tagged, columns, last)])
    assert rows[0] == rows[1]
