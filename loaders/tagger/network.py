"""The network: dilated convolutions over characters with a linear chain on top, in plain numpy; this is the home of numpy and threadpoolctl.

Its model is `loaders/model/entities.npz`, which `training/network.py` makes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from loaders.document import Span
from loaders.tagger.columns import Columns

if TYPE_CHECKING:
    import numpy as np
    from threadpoolctl import ThreadpoolController

    Array = np.ndarray[Any, np.dtype[Any]]

Likely = dict[str, float]
"""The labels that are possible at a character, with their probabilities."""

OUTSIDE: Final[Likely] = {"O": 1.0}
"""What stands in no name, nearly for sure."""

LONGEST: Final = 192
"""The most characters that are seen at once."""
DILATIONS: Final = (1, 2, 4, 8)
"""How far apart the three characters are that each layer looks at."""
_GAP: Final = sum(DILATIONS)
_BATCH: Final = 8192
_ROWS: Final = 2048
_POSSIBLE: Final = 0.002  # the least probability of a label that is told
_NONE: Final = 0.995  # from which probability on a character stands in no name


@dataclass(frozen=True, slots=True)
class Network:
    """A model: the numbers of the characters and of the columns' values (0: unknown), the labels, and the weights by name."""

    characters: Mapping[str, int]
    values: tuple[Mapping[str, int], ...]
    labels: tuple[str, ...]
    weights: Mapping[str, "Array"]


def likely(text: str, columns: Columns, pieces: Sequence[Span], *, model: str = "") -> list[Likely]:
    """Return what the network takes for possible at each character of the text; outside of the pieces nothing is a name.

    It multiplies on one thread: the products are small, and threads that wait for one another cost several times what they save.
    """
    network = _loaded(model)
    found = [OUTSIDE] * len(text)
    with _blas().limit(limits=1, user_api="blas"):
        for batch in _batches(runs(pieces), _BATCH):
            told = _probabilities(network, text, columns, batch)
            for run, probabilities in zip(batch, told, strict=True):
                for at, labels in _possible(probabilities, network.labels):
                    found[run.start + at] = labels
    return found


def runs(pieces: Sequence[Span]) -> list[Span]:
    """Return the pieces, as many of them together as fit, so that each is seen among its neighbours; too long ones are cut."""
    found: list[Span] = []
    for piece in pieces:
        for start in range(piece.start, piece.end, LONGEST):
            end = min(start + LONGEST, piece.end)
            if found and end - found[-1].start <= LONGEST:
                found[-1] = Span(found[-1].start, end)
            else:
                found.append(Span(start, end))
    return found


def _batches(spans: Sequence[Span], most: int) -> Iterator[list[Span]]:
    """Yield the runs in batches of at most so many characters, so that memory is bounded and what is worked on stays near the processor."""
    batch: list[Span] = []
    size = 0
    for span in spans:
        if batch and size + span.end - span.start > most:
            yield batch
            batch, size = [], 0
        batch.append(span)
        size += span.end - span.start
    if batch:
        yield batch


def _possible(probabilities: "Array", labels: Sequence[str]) -> Iterator[tuple[int, Likely]]:
    """Yield the characters that may stand in a name, with their labels."""
    import numpy as np

    unsure = np.nonzero(probabilities[:, 0] <= _NONE)[0]
    rows = probabilities[unsure]
    at, which = np.nonzero(rows > _POSSIBLE)
    told: list[Likely] = [{} for _ in range(len(unsure))]
    for row, label, value in zip(at.tolist(), which.tolist(), rows[at, which].tolist(), strict=True):
        told[row][labels[label]] = round(value, 4)
    yield from zip(unsure.tolist(), told, strict=True)


def _probabilities(network: Network, text: str, columns: Columns, batch: Sequence[Span]) -> list["Array"]:
    """Return for each run the probability of every label at every character: one array a run, one row a character."""
    import numpy as np

    lengths = [run.end - run.start for run in batch]
    emissions = np.zeros((max(lengths), len(batch), len(network.labels)), np.float32)
    inside = np.zeros((max(lengths), len(batch), 1), bool)
    at = 0
    for part in _batches(batch, _ROWS):
        for scores in _scores(network, text, columns, batch=part):
            emissions[: len(scores), at] = scores
            inside[: len(scores), at] = True
            at += 1
    told = _marginals(network, emissions, inside)
    return [told[:length, i] for i, length in enumerate(lengths)]


def _scores(network: Network, text: str, columns: Columns, *, batch: Sequence[Span]) -> list["Array"]:
    """Return for each run the score of every label at every character; the runs stand in one long row with gaps between."""
    import numpy as np

    weights = network.weights
    starts = np.cumsum([_GAP, *(run.end - run.start + _GAP for run in batch)]).tolist()
    size = starts[-1] + _GAP
    numbers = np.zeros(size, np.int32)
    outside = np.ones(size, bool)
    values = [np.zeros(size, np.int32) for _ in network.values]
    for start, run in zip(starts, batch, strict=False):
        here = slice(start, start + run.end - run.start)
        numbers[here] = list(map(network.characters.get, text[run.start : run.end].lower(), repeat(0)))
        outside[here] = False
        for value, known, column in zip(values, network.values, columns, strict=True):
            value[here] = list(map(known.get, column[run.start : run.end], repeat(0)))
    hidden = weights["characters"].take(numbers, axis=0)
    some = [np.nonzero(value)[0] for value in values]
    for q, (value, where) in enumerate(zip(values, some, strict=True)):
        hidden[where] += weights[f"values{q}"].take(value[where], axis=0)
    np.maximum(hidden, 0, out=hidden)
    gaps = np.nonzero(outside)[0]
    hidden[gaps] = 0
    for layer, apart in enumerate(DILATIONS):
        hidden = _layer(hidden, weights, layer, apart=apart)
        hidden[gaps] = 0
    scores = hidden @ weights["out"] + weights["out_bias"]
    for q, (value, where) in enumerate(zip(values, some, strict=True)):
        scores[where] += weights[f"votes{q}"].take(value[where], axis=0)
    return [scores[start : start + run.end - run.start] for start, run in zip(starts, batch, strict=False)]


def _layer(hidden: "Array", weights: Mapping[str, "Array"], layer: int, *, apart: int) -> "Array":
    """Return a layer's output: the three characters seen together, added to what was known, and brought to one scale."""
    import numpy as np

    left, here, right = np.split(weights[f"layer{layer}"], 3)
    both: Array = hidden @ here
    both[apart:] += hidden[:-apart] @ left
    both[:-apart] += hidden[apart:] @ right
    both += weights[f"bias{layer}"]
    np.maximum(both, 0, out=both)
    both += hidden
    both -= (both @ np.full(both.shape[1], 1 / both.shape[1], np.float32))[:, None]
    both *= 1 / np.sqrt(np.einsum("ij,ij->i", both, both) / both.shape[1] + 1e-6)[:, None]
    both *= weights[f"scale{layer}"]
    both += weights[f"shift{layer}"]
    return both


def _marginals(network: Network, emissions: "Array", inside: "Array") -> "Array":
    """Return the probability of every label at every character under the chain (forward and backward, scaled at each step)."""
    import numpy as np

    chances = np.exp(emissions - emissions.max(axis=2, keepdims=True))
    steps, start = network.weights["steps"], network.weights["start"]
    forward, backward = np.empty_like(chances), np.ones_like(chances)
    forward[0] = _scaled(start * chances[0])
    for t in range(1, len(chances)):
        forward[t] = _scaled(forward[t - 1] @ steps * chances[t])
    back, all_inside = steps.T, [bool(here.all()) for here in inside]
    for t in range(len(chances) - 2, -1, -1):
        told = _scaled((backward[t + 1] * chances[t + 1]) @ back)
        backward[t] = told if all_inside[t + 1] else np.where(inside[t + 1], told, backward[t + 1])
    return _scaled(forward * backward)


def _scaled(values: "Array") -> "Array":
    import numpy as np

    scaled: Array = values / np.add.reduce(values, axis=-1, keepdims=True)
    return scaled


@cache
def _blas() -> "ThreadpoolController":
    """Return what sets on how many threads numpy multiplies."""
    import numpy  # noqa: F401 - its library must be loaded to be found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@cache
def _loaded(path: str) -> Network:
    """Return the network in a file, "" for the one shipped; OSError where there is none."""
    import numpy as np

    with (
        resources.as_file(resources.files("loaders").joinpath("model", "entities.npz")) as shipped,
        np.load(path or shipped, allow_pickle=False) as kept,
    ):
        about = json.loads(str(kept["about"]))
        weights = {name: kept[name].astype(np.float32) for name in kept.files if name != "about"}
    labels = tuple(about["labels"])
    begins = [label[:1] != "I" for label in labels]
    follows = [[label[:1] != "I" or before[1:] == label[1:] for label in labels] for before in labels]
    weights["start"] = np.exp(weights["start"]) * np.array(begins, np.float32)
    weights["steps"] = np.exp(weights["steps"]) * np.array(follows, np.float32)
    characters = {c: i for i, c in enumerate(about["characters"], 1)}
    values = tuple({value: i for i, value in enumerate(column, 1)} for column in about["values"])
    return Network(characters, values, labels, weights)
