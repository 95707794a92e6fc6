"""What the pages that open offline share: the parts of a page put together, and a policy that lets only its own script run."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Final

COLOURS: Final[Mapping[str, str]] = {
    "District": "#0f766e", "Region": "#14b8a6", "Park": "#ea580c", "Incubator": "#f59e0b", "Platform": "#ca8a04",
    "Enterprise": "#2563eb", "University": "#4f46e5", "ResearchInstitute": "#7c3aed", "Hospital": "#0891b2",
    "GovernmentBody": "#475569", "IndustryCluster": "#be123c", "IndustryChain": "#e11d48", "Industry": "#fb7185",
    "Technology": "#c026d3", "Discipline": "#a855f7", "Programme": "#65a30d", "PlanDocument": "#78716c", "Task": "#0ea5e9",
}  # fmt: skip
"""One colour for each entity type, the same on every page."""
OTHER: Final = "#94a3b8"


def part(name: str) -> str:
    """Return a file of the folder `exports/page`."""
    return resources.files("exports").joinpath("page", name).read_text(encoding="utf-8").strip("\n")


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a page in which each `%NAME%` of the template is the value of that name."""
    first, *rest = template.split("%")
    return first + "".join(values.get(each, each) for each in rest)


def policy(scripts: Sequence[str], style: str) -> str:
    """Return a content security policy that allows these inline scripts and this style, and no request at all."""
    allowed = " ".join(map(_hash, scripts))
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"


def as_json(value: object) -> str:
    """Return JSON that may stand inside a script element: no markup and no line separator can come out of it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
