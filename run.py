"""Sets everything up with one command, the same words on Linux, macOS and Windows; needs Python 3.11 and nothing else.

python run.py demo     build a graph from the plans in examples/, ask it a question, write the page demo/graph.html
python run.py test     run the tests, ruff and mypy; further arguments go to pytest
python run.py bench    print the measurements
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this with an older Python is to read one line, no traceback
    sys.exit("需要 Python 3.11 或更新的版本，现在是 %d.%d。Python 3.11 or newer is needed." % sys.version_info[:2])  # noqa: UP031

import hashlib
import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "liantu-stamp.txt"
LOG = VENV / "liantu-install.log"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
EXTRAS = {"demo": (), "test": ("test",), "bench": ("bench",)}
NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "Max retries",
    "ReadTimeout",
    "ProxyError",
    "Network is unreachable",
)


def main(arguments: list[str]) -> int:
    """Do what the first argument says and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace", line_buffering=True)
    command = arguments[0] if arguments else ""
    if command not in EXTRAS:
        print(__doc__.partition("\n\n")[2], end="")
        return 0 if command in ("", "-h", "--help") else 2
    prepare(EXTRAS[command])
    return {"demo": demo, "test": test, "bench": bench}[command](arguments[1:])


def demo(arguments: list[str]) -> int:
    """Build a graph from the plans in examples/, ask it one question and write its page."""
    graph, page = ROOT / "demo" / "graph", ROOT / "demo" / "graph.html"
    plans = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".md", ".txt"))
    steps = (["build", *plans], ["ask", "parks_by_chain"], ["export", "pyvis", page])
    page.parent.mkdir(exist_ok=True)
    for step in steps:
        shown = " ".join(os.path.relpath(word, ROOT) if isinstance(word, Path) else word for word in step)
        print(f"\n> liantu {shown}")
        code = run("-m", "liantu", *step, "--graph", graph)
        if code:
            return code
    print(f"\n图谱网页 Page of the graph: {page}")
    print(f"接着可用 Go on with: {os.path.relpath(BIN / 'liantu', Path.cwd())} ask")
    return 0


def test(arguments: list[str]) -> int:
    """Run ruff, mypy and pytest; all three, so that one run shows everything."""
    steps = (("-m", "ruff", "check", "."), ("-m", "mypy"), ("-m", "pytest", *arguments))
    failed = [step[1] for step in steps if run(*step)]
    print(f"没有通过 Failed: {', '.join(failed)}" if failed else "全部通过 All passed")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Print the measurements."""
    return run(ROOT / "bench" / "run.py", *arguments)


def run(*arguments: str | Path) -> int:
    """Run the environment's Python in the checkout and return its exit code."""
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, check=False).returncode


def prepare(extras: tuple[str, ...]) -> None:
    """Make or complete `.venv`; at once when what is wanted is there already."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    digest = fingerprint()
    known = STAMP.read_text(encoding="utf-8").split() if STAMP.is_file() else []
    if known[:1] == [digest] and set(extras) <= set(known[1:]) and works():
        return
    if not works():
        create()
    install(wanted)
    connect()
    done = known[1:] if known[:1] == [digest] else []
    STAMP.write_text(" ".join([digest, *sorted({*done, *extras})]) + "\n", encoding="utf-8")


def fingerprint() -> str:
    """Return the hash of all that decides what the environment holds, and where the checkout lies."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt", "run.py")]
    return hashlib.sha256(b"\0".join([*parts, str(ROOT).encode()])).hexdigest()


def works() -> bool:
    """Tell whether `.venv` holds a Python that starts and is new enough."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


def create() -> None:
    """Make `.venv` anew."""
    print("新建环境 Making the environment .venv …")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, check=False)
    if made.returncode:
        sys.exit(
            "不能新建 .venv：Python 缺少 venv 或 ensurepip（Debian、Ubuntu 上先装 python3-venv），或目录不可写。"
            "Cannot make .venv: venv or ensurepip is missing (install python3-venv on Debian and Ubuntu), or the folder is read-only."
        )


def install(requirements: list[str]) -> None:
    """Install the requirements at the versions that constraints.txt pins."""
    print("安装依赖，约一两分钟 Installing what is needed, a minute or two …")
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2", "-c", ROOT / "constraints.txt", *requirements]
    with LOG.open("wb") as log:
        code = subprocess.run(pip, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    if code == 0:
        return
    said = LOG.read_text(encoding="utf-8", errors="replace")
    if any(word in said for word in NO_NETWORK):
        sys.exit(f"连不上软件源，请检查网络或代理后重试。No network: the package index cannot be reached. ({LOG})")
    sys.exit(f"安装依赖失败，原因见 {LOG}。Installing failed; the log tells why.")


def connect() -> None:
    """Let the environment find the checkout and give it the command `liantu`; all in ASCII, whatever the folder is called."""
    line = f"import sys; sys.path.append({str(ROOT)!a})\n"
    write = "import sys, sysconfig, pathlib; pathlib.Path(sysconfig.get_path('purelib'), 'liantu-checkout.pth').write_bytes(sys.argv[1].encode())"
    subprocess.run([PYTHON, "-c", write, line], check=True)
    if WINDOWS:
        (BIN / "liantu.cmd").write_text('@"%~dp0python.exe" -m liantu %*\n', encoding="ascii")
        return
    launcher = BIN / "liantu"
    launcher.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m liantu "$@"\n', encoding="ascii")
    launcher.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
