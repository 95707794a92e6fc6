"""A real Neo4j Community server for the tests, started from the jars that tests/neo4j/pom.xml names."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JARS = Path(os.environ.get("NEO4J_LIB") or ROOT / "build" / "neo4j-lib")
OPENS = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")]
JAVA = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", *OPENS, "-cp", f"{JARS}{os.sep}*"]
SETTINGS = {
    "server.default_listen_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "dbms.security.auth_enabled": "false",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "server.directories.import": "import",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    "db.transaction.timeout": "120s",
    "db.transaction.monitor.check.interval": "200ms",
    "db.shutdown_transaction_end_timeout": "1s",
    "server.memory.pagecache.size": "64m",
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "16m",
    "internal.server.bolt.thread_pool_shutdown_wait_time": "100ms",
    "internal.server.bolt.connection_shutdown_wait_time": "100ms",
    "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
}


class Neo4jServer:
    """A server with a home folder of its own; it may be stopped, killed and started again on the same data."""

    def __init__(self, home: Path, memory: str = "512m", **settings: str) -> None:
        self.home = home
        self.java = [word.replace("-Xmx512m", f"-Xmx{memory}") for word in JAVA]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.uri = f"bolt://{self.address}"
        own = {"server.bolt.listen_address": self.address, "server.bolt.advertised_address": self.address}
        self.settings = {**SETTINGS, **own, **{name.replace("__", "."): value for name, value in settings.items()}}
        (home / "conf").mkdir(parents=True, exist_ok=True)
        lines = (f"{name}={value}\n" for name, value in self.settings.items())
        (home / "conf" / "neo4j.conf").write_text("".join(lines), encoding="utf-8")

    def start(self, timeout: float = 300) -> "Neo4jServer":
        """Start the server and wait until it answers."""
        with (self.home / "console.log").open("ab") as out:
            self.process = subprocess.Popen(
                [*self.java, "org.neo4j.server.CommunityEntryPoint", f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        end = time.monotonic() + timeout
        while time.monotonic() < end and self.process.poll() is None:
            if self._answers():
                return self
            time.sleep(0.1)
        self.kill()
        logs = (self.home / "console.log", self.home / "logs" / "neo4j.log")
        raise RuntimeError("neo4j did not start:\n" + "".join(log.read_text("utf-8", "replace")[-4000:] for log in logs if log.exists()))

    def _answers(self) -> bool:
        from neo4j import GraphDatabase
        from neo4j.exceptions import AuthError, DriverError, Neo4jError

        host, _, port = self.address.partition(":")
        try:
            socket.create_connection((host, int(port)), 0.2).close()
            with GraphDatabase.driver(self.uri, auth=None) as driver:
                driver.verify_connectivity()
        except AuthError:
            return True
        except (OSError, DriverError, Neo4jError):
            return False
        return True

    def admin(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the admin tool on this server's home; most commands want the server stopped."""
        home = {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        command = [*self.java, "org.neo4j.cli.AdminTool", *arguments]
        return subprocess.run(
            command, cwd=folder, env={**os.environ, **home}, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def stop(self) -> None:
        """Stop the server in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the server where it stands."""
        self._end(getattr(signal, "SIGKILL", signal.SIGTERM))

    def _end(self, how: int) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def why_not() -> str:
    """Return why no server can be started here, or ""."""
    if shutil.which("java") is None:
        return "no Java 17 found to start Neo4j with (or set NEO4J_URI to a running server)"
    if not any(JARS.glob("neo4j-*.jar")):
        return f"no Neo4j jars in {JARS}: tests/neo4j/pom.xml says how to fetch them (or set NEO4J_URI to a running server)"
    return ""


@contextlib.contextmanager
def started(home: Path, memory: str = "512m", **settings: str) -> Iterator[Neo4jServer]:
    """Give a started server of one's own; it is killed afterwards."""
    server = Neo4jServer(home, memory, **settings).start()
    try:
        yield server
    finally:
        server.kill()
