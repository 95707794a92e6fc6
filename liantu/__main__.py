"""Runs the command line: `liantu …` and `python -m liantu …`."""

import sys

from liantu.console import prepare_streams, shadowed, tell


def main() -> None:
    """Run the command that the arguments name and leave with its exit code: 0 done, 1 something was found, 2 it cannot be done."""
    prepare_streams()
    if strange := shadowed():
        tell(strange)
        sys.exit(2)
    from liantu.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
