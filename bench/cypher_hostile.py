"""Runs all hostile Cypher texts against the embedded engine and a real Neo4j: no write, no file read, no call, all ended."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.cypher.hostile import attack_embedded, attack_neo4j
from tests.neo4j.server import started, why_not


def main() -> None:
    """Print how many texts each engine withstood, and how long the slowest took."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("embedded", "server", "neo4j"):
            (home / name).mkdir()
        print("embedded:", attack_embedded(home / "embedded", 1), "texts, none did harm", flush=True)
        if reason := why_not():
            print("neo4j: not run,", reason)
            return
        with started(home / "server") as server:
            print("neo4j:", attack_neo4j(server.uri, home / "neo4j", 1), "texts, none did harm")


if __name__ == "__main__":
    main()
