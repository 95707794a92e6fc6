"""An answer as text: nothing in a cell can become a formula, a column or markup."""

import csv
import io
import json

import pytest

from exports.answers import ANSWERS, plain, to_csv, to_json, to_markdown
from kg.table import Table

ANSWER = Table(("名称", "数", "列表"), (("云溪|园\n区", 3, ("甲", "乙")), ("=HYPERLINK(1)", -2.5, ()), (None, True, ("@x",))))


def test_csv_marks_formulas_as_text_and_leaves_numbers() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(ANSWER))))
    assert rows == [["名称", "数", "列表"], ["云溪|园\n区", "3", "甲；乙"], ["'=HYPERLINK(1)", "-2.5", ""], ["", "true", "'@x"]]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "＝1"])
def test_every_sign_that_begins_a_formula_is_marked(text: str) -> None:
    assert to_csv(Table(("a",), ((text,),))).splitlines()[1].lstrip('"').startswith("'")


def test_json_keeps_types_and_lists() -> None:
    assert json.loads(to_json(ANSWER))[0] == {"名称": "云溪|园\n区", "数": 3, "列表": ["甲", "乙"]}
    assert json.loads(to_json(ANSWER))[2]["名称"] is None


def test_markdown_cells_end_no_column_and_bring_no_markup() -> None:
    lines = to_markdown(Table(("a",), (("x|y\nz<script>[a](b)*",),))).splitlines()
    assert lines == ["| a |", "| --- |", "| x\\|y z\\<script\\>\\[a\\](b)\\* |"]


@pytest.mark.parametrize("format", ANSWERS)
def test_a_table_without_rows_is_written_too(format: str) -> None:
    assert ANSWERS[format](Table(("甲",), ()))


def test_a_cell_as_text_joins_lists_and_leaves_out_what_is_unknown() -> None:
    assert [plain(cell) for cell in (None, ("甲", ("乙", 1)), 2.0, False)] == ["", "甲；乙；1", "2.0", "false"]
