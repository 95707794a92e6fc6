"""Training: the same passages give the same model, byte for byte, and the model is used as the shipped one is."""

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from loaders.extraction import by_rules
from loaders.sentences import sentences
from loaders.tagger.columns import columns
from loaders.tagger.opinions import Models, opinions
from loaders.tagging import tag
from training import corpus, train

ROOT = Path(__file__).resolve().parent.parent.parent
FEW = 5


def few() -> list[corpus.Passage]:
    return list(islice(corpus.passages(), FEW))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "small.crf"
    assert train.train(few(), path) > 50
    return path


def test_the_same_passages_give_the_same_bytes(model: Path, tmp_path: Path) -> None:
    train.train(few(), tmp_path / "again.crf")
    assert (tmp_path / "again.crf").read_bytes() == model.read_bytes()


def test_the_bytes_do_not_depend_on_the_hash_seed(model: Path, tmp_path: Path) -> None:
    code = (
        "from itertools import islice; from pathlib import Path; import sys; from training import corpus, train\n"
        f"train.train(islice(corpus.passages(), {FEW}), Path(sys.argv[1]))\n"
    )
    path = tmp_path / "seeded.crf"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, env=environment, check=True)
    assert path.read_bytes() == model.read_bytes()


def test_a_sentence_has_a_label_for_each_of_its_characters() -> None:
    for passage in few()[:2]:
        found, marks = train.document(passage)
        labelled = list(train.examples(passage))
        assert sum(len(labels) for _, labels in labelled) == sum(s.span.end - s.span.start for s in sentences(found))
        assert all(len(rows) == len(labels) for rows, labels in labelled)
        beginnings = sum(label.startswith("B-") for _, labels in labelled for label in labels)
        assert beginnings == len(marks)


def test_a_trained_model_finds_again_what_it_was_shown(model: Path) -> None:
    passage = few()[0]
    found, marks = train.document(passage)
    parts, tagged = sentences(found), tag(found.text)
    ruled = by_rules(found, parts, tagged)
    table = columns(found, tagged, rules=ruled.mentions, listed=ruled.listed, places=ruled.divisions)
    seen = opinions(parts, table, tagged, models=Models(field=str(model)))
    right = {(o.span.start, o.span.end, o.type) for o in seen} & set(marks)
    assert len(right) > 0.8 * len(marks)
