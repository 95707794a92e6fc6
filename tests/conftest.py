"""What all tests share: where things lie, and that nothing is skipped in CI."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.neo4j.fixture"]

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
BROWSER_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)

settings.register_profile("liantu", derandomize=True, deadline=None, database=None)
settings.load_profile("liantu")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skipped test into a failed one in CI."""
    report = yield
    return _no_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Turn a skipped module into a failed one in CI."""
    report = yield
    return _no_skip(report)


def _no_skip(report):
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"CI=true allows no skips: {reason}"
    return report


def browser() -> str:
    """Return the path of a Chromium-like browser, or "" where there is none."""
    found = (os.environ.get("CHROMIUM"), *map(shutil.which, BROWSERS), *(path for path in BROWSER_FILES if Path(path).exists()))
    return next((path for path in found if path), "")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the sample plans and the gold annotations that may lie beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder ../shared beside the checkout (sample plans and gold)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium-like browser."""
    path = browser()
    if not path:
        pytest.skip("no Chromium found (set CHROMIUM to its path)")
    return path


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if not path:
        pytest.skip("no LibreOffice found (apt install libreoffice-writer libreoffice-calc)")
    return path
