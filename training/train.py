"""Train the tagger on the marked passages: `python -m training.train [field] [network] [--stretches USE …] [--out FOLDER]`.

The same texts, rules and word lists give the same models. The field takes about three minutes on one core, the network ten on two.
"""

import argparse
from pathlib import Path

from training import corpus, field, network, stretches
from training.examples import examples

MODELS = Path(__file__).parent.parent / "loaders" / "model"
FIELD, NETWORK = "entities.crf", "entities.npz"
WEIGHT = 2  # how often the network sees a stretch of a real document for each time it sees a written passage


def main() -> None:
    """Train and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("which", nargs="*", choices=["field", "network"], default=["field", "network"])
    parser.add_argument("--passages", type=Path, default=corpus.PASSAGES)
    parser.add_argument(
        "--stretches",
        nargs="+",
        choices=stretches.USES,
        default=[],
        metavar="USE",
        help="learn from the stretches of real documents of these uses too, such as train (the shipped models use none)",
    )
    parser.add_argument("--corpus", type=Path, default=stretches.CORPUS, help="where the real documents lie")
    parser.add_argument("--out", type=Path, default=MODELS)
    arguments = parser.parse_args()
    written = list(corpus.passages(arguments.passages))
    real = [stretch for use in arguments.stretches for stretch in stretches.passages(arguments.corpus, use=use)]
    if arguments.stretches and not real:
        raise SystemExit(
            f"{arguments.corpus} 里没有真实文件，请用 --corpus 指明 · no real documents there: name their folder with --corpus"
        )
    arguments.out.mkdir(parents=True, exist_ok=True)
    if "field" in arguments.which:
        sentences = field.train(examples([*written, *real]), arguments.out / FIELD)
        _tell(arguments.out / FIELD, f"{len(written)} passages, {len(real)} stretches, {sentences} sentences")
    if "network" in arguments.which:
        loss = network.train([*written, *(real * WEIGHT)], arguments.out / NETWORK)
        _tell(arguments.out / NETWORK, f"{len(written)} passages, {len(real)} stretches, loss {loss:.4f}")


def _tell(model: Path, learned: str) -> None:
    print(f"{learned} -> {model} ({model.stat().st_size:,} bytes)", flush=True)


if __name__ == "__main__":
    main()
