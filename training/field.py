"""Train the field of the tagger: a linear-chain CRF over the features of `loaders/tagger/field.py`."""

from collections.abc import Iterable
from pathlib import Path

import pycrfsuite

from loaders.tagger.field import features
from training.examples import Example

PARAMETERS = {"c1": 0.1, "c2": 0.3, "max_iterations": 120, "feature.minfreq": 2}


def train(plain: Iterable[Example], model: Path) -> int:
    """Write the model that the examples give; return the number of sentences. The same examples give the same bytes."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    count = 0
    for example in plain:
        for part in example.sentences:
            trainer.append(features(example.tagged, example.columns, part), example.labels[part.start : part.end])
            count += 1
    trainer.train(str(model))
    return count
