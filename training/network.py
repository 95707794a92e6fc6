"""Train the network of the tagger: dilated convolutions over characters with a linear chain on top (the loss of a CRF), in JAX.

The network is a table of characters and one of the columns' values, added up; a layer for each of `DILATIONS`, which sees three
characters and adds to what is known; a score for every label. `loaders/tagger/network.py` computes the same in numpy.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from loaders.tagger.network import DILATIONS, LONGEST, runs
from ontology import EntityType
from training.corpus import Passage
from training.examples import Example, examples
from training.exchange import exchanged

Weights = dict[str, Any]

WIDTH = 112
EPOCHS = 12
VARIANTS = 6
"""How many sets of passages with exchanged names are used besides the passages as they are, in turn."""
BATCH = 16
RATE = 2e-3
DROPPED = 0.2
DROPPED_COLUMNS = 0.1
_WARM = 0.08
_LEAST_CHARACTER, _LEAST_VALUE, _LEAST_GOVERNOR = 3, 5, 30
_GOVERNORS = 7
_STEP = 48
LABELS = ("O", *(f"{part}-{kind}" for kind in sorted(EntityType) for part in "BI"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is known by a number: the characters and the values of each column; 0 is what is not known."""

    characters: dict[str, int]
    values: tuple[dict[str, int], ...]


Row = tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]
"""Of a run of sentences: the numbers of the characters, those of the columns' values, and those of the labels."""


def train(passages: Sequence[Passage], model: Path, *, width: int = WIDTH, epochs: int = EPOCHS) -> float:
    """Write the model that the passages give; return the last epoch's loss for each character.

    The same passages, word lists and library give the same bytes on one kind of machine.
    """
    plain = list(examples(passages))
    known = numbers(plain)
    sets = [rows(plain, known)]
    random = np.random.default_rng(0)
    weights = jax.tree.map(jnp.asarray, _initial(known, width, random))
    first = second = jax.tree.map(jnp.zeros_like, weights)
    key = jax.random.PRNGKey(0)
    total = epochs * _count(sets[0])
    done, loss = 0, 0.0
    for epoch in range(epochs):
        turn = epoch % (VARIANTS + 1)
        if turn == len(sets):
            sets.append(rows(list(examples(exchanged(passages, turn))), known))
        losses = []
        for batch in _batches(sets[turn], random):
            done += 1
            key, now = jax.random.split(key)
            rate = RATE * min(done / (_WARM * total), max(0.02, 1 - done / total))
            weights, first, second, told = _step(weights, first, second, (done, rate), batch, now)
            losses.append(told)
        loss = float(np.mean([float(told) for told in losses]))
        print(f"epoch {epoch + 1} of {epochs}: loss {loss:.4f}", flush=True)
    save(weights, known, model)
    return loss


def numbers(plain: Sequence[Example]) -> Numbers:
    """Number the characters and the columns' values that occur often enough to be learned from."""
    characters = Counter(c for example in plain for c in example.tagged.text.lower())
    values = []
    for q in range(len(plain[0].columns)):
        counts = Counter(value for example in plain for value in example.columns[q] if value)
        values.append(_ordered(counts, _LEAST_GOVERNOR if q == _GOVERNORS else _LEAST_VALUE))
    return Numbers(_ordered(characters, _LEAST_CHARACTER), tuple(values))


def _ordered(counts: Counter[str], least: int) -> dict[str, int]:
    often = sorted((word for word, count in counts.items() if count >= least), key=lambda word: (-counts[word], word))
    return {word: i for i, word in enumerate(often, 1)}


def rows(plain: Sequence[Example], known: Numbers) -> list[Row]:
    """Return the runs of sentences of the examples in numbers."""
    labels = {label: i for i, label in enumerate(LABELS)}
    found = []
    for example in plain:
        text = example.tagged.text.lower()
        for run in runs(example.sentences):
            here = slice(run.start, run.end)
            characters = np.array([known.characters.get(c, 0) for c in text[here]], np.int32)
            values = np.array(
                [[of.get(value, 0) for value in column[here]] for of, column in zip(known.values, example.columns, strict=True)], np.int32
            )
            found.append((characters, values.T, np.array([labels[label] for label in example.labels[here]], np.int32)))
    return found


def _count(found: Sequence[Row]) -> int:
    return -(-len(found) // BATCH)


def _batches(found: Sequence[Row], random: np.random.Generator) -> Iterator[tuple[np.ndarray[Any, Any], ...]]:
    """Yield batches in random order, of runs of like length."""
    order = random.permutation(len(found))
    reach = BATCH * 8
    chunks = []
    for start in range(0, len(order), reach):
        alike = sorted(order[start : start + reach], key=lambda i: (len(found[i][0]), i))
        chunks += [alike[i : i + BATCH] for i in range(0, len(alike), BATCH)]
    for i in random.permutation(len(chunks)):
        yield _padded([found[j] for j in chunks[i]])


def _padded(batch: Sequence[Row]) -> tuple[np.ndarray[Any, Any], ...]:
    length = min(LONGEST, -(-max(len(characters) for characters, _, _ in batch) // _STEP) * _STEP)
    columns = batch[0][1].shape[1]
    characters, labels = np.zeros((BATCH, length), np.int32), np.zeros((BATCH, length), np.int32)
    values, inside = np.zeros((BATCH, length, columns), np.int32), np.zeros((BATCH, length), bool)
    for i, (c, v, label) in enumerate(batch):
        characters[i, : len(c)], values[i, : len(c)], labels[i, : len(c)], inside[i, : len(c)] = c, v, label, True
    return characters, values, labels, inside


def _initial(known: Numbers, width: int, random: np.random.Generator) -> Weights:
    def drawn(*shape: int, scale: float) -> np.ndarray[Any, Any]:
        return (random.normal(size=shape) * scale).astype(np.float32)

    weights: Weights = {
        "characters": drawn(len(known.characters) + 1, width, scale=0.4),
        "out": drawn(width, len(LABELS), scale=0.02),
        "out_bias": np.zeros(len(LABELS), np.float32),
        "steps": np.zeros((len(LABELS), len(LABELS)), np.float32),
        "start": np.zeros(len(LABELS), np.float32),
    }
    for q, values in enumerate(known.values):
        weights[f"values{q}"] = drawn(len(values) + 1, width, scale=0.02)
        weights[f"votes{q}"] = np.zeros((len(values) + 1, len(LABELS)), np.float32)
    for layer in range(len(DILATIONS)):
        weights[f"layer{layer}"] = drawn(3 * width, width, scale=0.7 * (2 / (3 * width)) ** 0.5)
        weights[f"bias{layer}"] = np.zeros(width, np.float32)
        weights[f"scale{layer}"] = np.ones(width, np.float32)
        weights[f"shift{layer}"] = np.zeros(width, np.float32)
    return weights


def scores(weights: Weights, characters: Any, values: Any, inside: Any, key: Any) -> Any:
    """Return the score of every label at every character; without a key nothing is dropped."""
    keys = iter(jax.random.split(key, 32)) if key is not None else None
    mask = inside[:, :, None]
    hidden = _dropped(weights["characters"][characters], keys, DROPPED)
    result: Any = weights["out_bias"]
    for q in range(values.shape[2]):
        # the number 0 is for what is not there: it adds nothing
        there = (values[:, :, q] > 0)[:, :, None]
        if keys is not None:
            there = there & jax.random.bernoulli(next(keys), 1 - DROPPED_COLUMNS, (there.shape[0], 1, 1))
        hidden = hidden + weights[f"values{q}"][values[:, :, q]] * there
        result = result + weights[f"votes{q}"][values[:, :, q]] * (values[:, :, q] > 0)[:, :, None]
    hidden = _dropped(jax.nn.relu(hidden), keys, DROPPED) * mask
    for layer, apart in enumerate(DILATIONS):
        around = jnp.pad(hidden, ((0, 0), (apart, apart), (0, 0)))
        three = jnp.concatenate([around[:, : -2 * apart], hidden, around[:, 2 * apart :]], -1)
        seen = jax.nn.relu(three @ weights[f"layer{layer}"] + weights[f"bias{layer}"])
        both = hidden + _dropped(seen, keys, DROPPED)
        both = both - both.mean(-1, keepdims=True)
        both = both / jnp.sqrt((both * both).mean(-1, keepdims=True) + 1e-6)
        hidden = (both * weights[f"scale{layer}"] + weights[f"shift{layer}"]) * mask
    return hidden @ weights["out"] + result


def _dropped(values: Any, keys: Iterator[Any] | None, share: float) -> Any:
    if keys is None:
        return values
    return jnp.where(jax.random.bernoulli(next(keys), 1 - share, values.shape), values / (1 - share), 0)


def _loss(weights: Weights, batch: tuple[Any, ...], key: Any) -> Any:
    """Return the negative log likelihood of the labels under the chain, for each character."""
    characters, values, labels, inside = batch
    emissions = scores(weights, characters, values, inside, key)
    steps, start = weights["steps"], weights["start"]

    def step(ahead: Any, now: tuple[Any, Any]) -> tuple[Any, None]:
        emission, here = now
        return jnp.where(here[:, None], jax.nn.logsumexp(ahead[:, :, None] + steps[None], 1) + emission, ahead), None

    rest = (emissions[:, 1:].swapaxes(0, 1), inside[:, 1:].swapaxes(0, 1))
    ahead, _ = jax.lax.scan(step, emissions[:, 0] + start, rest)
    right = (jnp.take_along_axis(emissions, labels[:, :, None], 2)[:, :, 0] * inside).sum(1)
    right += (steps[labels[:, :-1], labels[:, 1:]] * inside[:, 1:]).sum(1) + start[labels[:, 0]]
    return ((jax.nn.logsumexp(ahead, 1) - right) * inside[:, 0]).sum() / inside.sum()


@jax.jit
def _step(weights: Weights, first: Weights, second: Weights, when: tuple[Any, Any], batch: tuple[Any, ...], key: Any) -> Any:
    """Return the weights and the moments of their gradients after one step of AdamW, and the loss before it."""
    done, rate = when
    loss, slopes = jax.value_and_grad(_loss)(weights, batch, key)
    size = jnp.sqrt(sum(jnp.sum(slope * slope) for slope in jax.tree.leaves(slopes)))
    slopes = jax.tree.map(lambda slope: slope * jnp.minimum(1.0, 1.0 / size), slopes)
    first = jax.tree.map(lambda old, slope: 0.9 * old + 0.1 * slope, first, slopes)
    second = jax.tree.map(lambda old, slope: 0.98 * old + 0.02 * slope * slope, second, slopes)

    def moved(weight: Any, mean: Any, spread: Any) -> Any:
        return weight - rate * (mean / (1 - 0.9**done) / (jnp.sqrt(spread / (1 - 0.98**done)) + 1e-8) + 0.01 * weight)

    return jax.tree.map(moved, weights, first, second), first, second, loss


def save(weights: Weights, known: Numbers, model: Path) -> None:
    """Write a model as `loaders/tagger/network.py` reads it: half precision, the names of what is numbered as JSON."""
    about = {"characters": "".join(known.characters), "values": [list(values) for values in known.values], "labels": LABELS}
    kept: dict[str, Any] = {name: np.asarray(weight).astype(np.float16) for name, weight in sorted(weights.items())}
    np.savez_compressed(model, about=np.array(json.dumps(about, ensure_ascii=False)), **kept)
