"""Training: the same passages give the same models, byte for byte, and a model is used as the shipped one is."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from loaders.extraction import by_rules
from loaders.sentences import sentences
from loaders.tagger.columns import columns
from loaders.tagger.network import OUTSIDE, likely
from loaders.tagger.opinions import Models, opinions
from loaders.tagging import tag
from training import corpus, field, network
from training.examples import Example, document, examples
from training.exchange import exchanged

ROOT = Path(__file__).resolve().parent.parent.parent
FEW = 5


def few() -> list[corpus.Passage]:
    return list(islice(corpus.passages(), FEW))


@pytest.fixture(scope="module")
def plain() -> list[Example]:
    return list(examples(few()))


def train_field(path: Path) -> None:
    assert field.train(examples(few()), path) > 50


def train_network(path: Path) -> None:
    assert 0 < network.train(few(), path, width=24, epochs=40) < 1.5


TRAINERS: dict[str, Callable[[Path], None]] = {"field.crf": train_field, "network.npz": train_network}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    folder = tmp_path_factory.mktemp("models")
    for name, train in TRAINERS.items():
        train(folder / name)
    return Models(network=str(folder / "network.npz"), field=str(folder / "field.crf"))


def test_the_bytes_are_the_same_again_whatever_the_hash_seed(models: Models, tmp_path: Path) -> None:
    code = (
        "from itertools import islice; from pathlib import Path; import sys\n"
        "from training import corpus, field, network; from training.examples import examples\n"
        f"few = list(islice(corpus.passages(), {FEW}))\n"
        "field.train(examples(few), Path(sys.argv[1]) / 'field.crf')\n"
        "network.train(few, Path(sys.argv[1]) / 'network.npz', width=24, epochs=40)\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert (tmp_path / "field.crf").read_bytes() == Path(models.field).read_bytes()
    assert (tmp_path / "network.npz").read_bytes() == Path(models.network).read_bytes()


def test_every_character_of_a_sentence_has_a_label(plain: list[Example]) -> None:
    for passage, example in zip(few(), plain, strict=True):
        found, marks = document(passage)
        assert len(example.labels) == len(found.text) == len(example.columns[0])
        assert sum(label.startswith("B-") for label in example.labels) == len(marks)
        assert [part.span for part in sentences(found)] == list(example.sentences)


def test_the_network_computes_in_numpy_what_it_was_trained_as(models: Models, plain: list[Example]) -> None:
    from loaders.tagger import network as used

    model = used._loaded(models.network)
    known = network.numbers(plain)
    weights = {name: jnp.asarray(weight) for name, weight in np.load(models.network).items() if name != "about"}
    weights = {name: weight.astype(jnp.float32) for name, weight in weights.items()}
    example = plain[0]
    run = network.runs(example.sentences)[0]
    characters, values, _ = network.rows([example], known)[0]
    trained = network.scores(weights, characters[None], values[None], np.ones((1, len(characters)), bool), None)[0]
    (computed,) = used._scores(model, example.tagged.text, example.columns, batch=[run])
    assert np.abs(computed - np.asarray(trained)).max() < 1e-3


def test_its_probabilities_add_up_and_names_begin_with_a_beginning(models: Models, plain: list[Example]) -> None:
    example = plain[0]
    told = likely(example.tagged.text, example.columns, example.sentences, model=models.network)
    assert len(told) == len(example.tagged.text)
    assert all(0.9 < sum(one.values()) <= 1.001 for one in told)
    for before, after in pairwise(told):
        if before is OUTSIDE:
            assert sum(value for label, value in after.items() if label.startswith("I-")) < 0.01


def test_names_are_exchanged_by_type_and_the_text_around_them_stays() -> None:
    passages = few()
    changed = exchanged(passages, 1)
    assert changed == exchanged(passages, 1) != exchanged(passages, 2)
    for old, new in zip(passages, changed, strict=True):
        assert old.name == new.name
        assert around(old) == around(new)
        assert [kind for _, _, kind in sorted(old.marks)] == [kind for _, _, kind in new.marks]
    assert sum(old.text != new.text for old, new in zip(passages, changed, strict=True)) == FEW


def around(passage: corpus.Passage) -> list[str]:
    """The text of a passage without its names."""
    edges = [0, *(edge for start, end, _ in sorted(passage.marks) for edge in (start, end)), len(passage.text)]
    return [passage.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def test_trained_models_find_again_what_they_were_shown(models: Models) -> None:
    passage = few()[0]
    found, marks = document(passage)
    parts, tagged = sentences(found), tag(found.text)
    ruled = by_rules(found, parts, tagged)
    table = columns(found, tagged, rules=ruled.mentions, listed=ruled.listed, places=ruled.divisions)
    seen = opinions(parts, table, tagged, models=models)
    right = {(o.span.start, o.span.end, o.type) for o in seen} & set(marks)
    assert len(right) > 0.25 * len(marks), "five passages teach a network little, yet more than nothing"
