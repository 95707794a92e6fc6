"""OFD files for measurements, written by ofdrw (Java, Maven): the words and ruled lines of a PDF file in their places."""

import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "ofd"
JARS = FOLDER.parent.parent / "build" / "ofdrw-lib"


def written(pdf: Path, path: Path) -> Path:
    """Write what stands in a PDF file as an OFD file, and return its path."""
    program = shutil.which("java")
    if not program or not (JARS.is_dir() or shutil.which("mvn")):
        raise SystemExit("没有 Java 或 Maven · Java or Maven is missing: apt install default-jdk-headless maven")
    if not JARS.is_dir():
        subprocess.run(
            ["mvn", "-q", "-B", "-f", FOLDER / "pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={JARS}"], check=True
        )
    told = subprocess.run(
        [program, "-cp", f"{JARS}/*", FOLDER / "PdfToOfd.java", pdf, path], capture_output=True, encoding="utf-8", check=False
    )
    if told.returncode or not path.is_file():
        raise SystemExit(f"ofdrw: {pdf.name}: {told.stderr}")
    return path
