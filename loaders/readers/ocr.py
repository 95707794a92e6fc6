"""Pictures of pages: set straight, and their words and ruled lines read, by what the extra `liantu[ocr]` brings; nothing is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loaders import LoaderError

if TYPE_CHECKING:
    import numpy

    Picture = numpy.ndarray[Any, Any]

EXTRA: Final = 'pip install "liantu[ocr]"'
_MODELS: Final = {"Det.model_path": "PP-OCRv6_det_small.onnx", "Rec.model_path": "PP-OCRv6_rec_small.onnx"}
_STEEPEST: Final = 4.0
_SMALL: Final = 700
_SHORTEST_RULE: Final = 0.03
_RIM: Final = 0.08
"""The share of the height of a box of words that is free of ink, above and below."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words on a picture: its box in pixels."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a picture that was set straight: its words, and its ruled lines as boxes."""

    words: tuple[Words, ...]
    rules: tuple[Box, ...]


def can_read() -> bool:
    """Tell whether the extra is installed."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read_picture(picture: "Picture", path: Path) -> Reading:
    """Return what stands on a grey picture of a page, in pixels of the straight picture; `path` is for messages."""
    import cv2

    engine = _engine()
    if engine is None:
        raise LoaderError(
            f"{path} 需要的文字识别模型不在安装里，请重装：{EXTRA} / needs models that the installed rapidocr lacks; install again: {EXTRA}"
        )
    straight = _straightened(picture)
    found = engine(cv2.cvtColor(straight, cv2.COLOR_GRAY2BGR))
    if found.boxes is None:
        return Reading((), ())
    words = tuple(_words(text, box) for text, box in zip(found.txts, found.boxes, strict=True))
    return Reading(words, tuple(rule for rule in _rules(straight) if not _is_stroke(rule, words)))


def _words(text: str, box: "Picture") -> Words:
    """Return the words in a box of four corners, which runs a little over the ink on all sides."""
    xs, ys = [float(x) for x, _ in box], sorted(float(y) for _, y in box)
    return Words(text, min(xs), (ys[0] + ys[1]) / 2, max(xs), (ys[2] + ys[3]) / 2)


@cache
def _engine() -> Any:
    """Return the engine with the models that lie in its wheel, None where they do not: it would fetch them."""
    import onnxruntime
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    models = {key: str(folder / name) for key, name in _MODELS.items()}
    if not all(Path(model).is_file() for model in models.values()):
        return None
    onnxruntime.disable_telemetry_events()
    return rapidocr.RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, **models})


def _straightened(picture: "Picture") -> "Picture":
    """Return the picture turned so that its lines are level."""
    import cv2

    angle = _tilt(picture)
    if abs(angle) < 0.15:
        return picture
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _tilt(picture: "Picture") -> float:
    """Return the angle in degrees that makes the rows of the picture differ the most: then its lines are level."""
    import cv2

    height, width = picture.shape
    scale = _SMALL / max(height, width)
    small = 255 - cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

    def contrast(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((small.shape[1] / 2, small.shape[0] / 2), angle, 1.0)
        rows = cv2.warpAffine(small, turn, (small.shape[1], small.shape[0])).sum(axis=1, dtype="float64")
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    steps = int(_STEEPEST * 2)
    coarse = max((k / 2 for k in range(-steps, steps + 1)), key=contrast)
    return max((coarse + k / 10 for k in range(-4, 5)), key=contrast)


def _is_stroke(rule: Box, words: Sequence[Words]) -> bool:
    """Tell whether a thin box is made of strokes of characters: a level one that words cover, an upright one no longer than they are high."""
    if rule[2] - rule[0] >= rule[3] - rule[1]:
        length = rule[2] - rule[0]
        return _covered(rule, words, _RIM) >= 0.7 * length or _covered(rule, words, -2 * _RIM) >= 0.96 * length
    x, y = (rule[0] + rule[2]) / 2, (rule[1] + rule[3]) / 2
    return any(w.x0 <= x <= w.x1 and w.y0 <= y <= w.y1 and rule[3] - rule[1] < 1.5 * (w.y1 - w.y0) for w in words)


def _covered(rule: Box, words: Sequence[Words], rim: float) -> float:
    """Return how much of a level line lies over words, these without a share of their height as a rim."""
    y = (rule[1] + rule[3]) / 2
    beside = [w for w in words if w.y0 + rim * (w.y1 - w.y0) <= y <= w.y1 - rim * (w.y1 - w.y0)]
    return sum(max(0.0, min(w.x1, rule[2]) - max(w.x0, rule[0])) for w in beside)


def _rules(picture: "Picture") -> list[Box]:
    """Return the boxes of long thin strokes, level and upright."""
    import cv2

    height, width = picture.shape
    length = max(20, int(width * _SHORTEST_RULE))
    found: list[Box] = []
    for level in (True, False):
        run, shape = ((length // 2, 1), (length, 1)) if level else ((1, length // 2), (1, length))
        smooth = cv2.blur(picture, run)  # along the line, so that grain goes and a hairline stays
        ink = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 5)
        strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(strokes)
        for x, y, w, h, _area in boxes[1:].tolist():
            if min(w, h) <= 0.008 * height:
                found.append((x, y, x + w, y + h))
    return found
