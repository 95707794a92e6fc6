"""Train the tagger on the marked passages: `python -m training.train [field] [network] [--out FOLDER]`.

The same passages and word lists give the same models. The field takes about three minutes on one core, the network ten on two.
"""

import argparse
from pathlib import Path

from training import corpus, field, network
from training.examples import examples

MODELS = Path(__file__).parent.parent / "loaders" / "model"
FIELD, NETWORK = "entities.crf", "entities.npz"


def main() -> None:
    """Train and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("which", nargs="*", choices=["field", "network"], default=["field", "network"])
    parser.add_argument("--passages", type=Path, default=corpus.PASSAGES)
    parser.add_argument("--out", type=Path, default=MODELS)
    arguments = parser.parse_args()
    passages = list(corpus.passages(arguments.passages))
    arguments.out.mkdir(parents=True, exist_ok=True)
    if "field" in arguments.which:
        sentences = field.train(examples(passages), arguments.out / FIELD)
        _tell(arguments.out / FIELD, f"{len(passages)} passages, {sentences} sentences")
    if "network" in arguments.which:
        loss = network.train(passages, arguments.out / NETWORK)
        _tell(arguments.out / NETWORK, f"{len(passages)} passages, loss {loss:.4f}")


def _tell(model: Path, learned: str) -> None:
    print(f"{learned} -> {model} ({model.stat().st_size:,} bytes)", flush=True)


if __name__ == "__main__":
    main()
