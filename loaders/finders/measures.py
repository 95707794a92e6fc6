"""What a figure in prose measures: the noun phrase around it, as a planner would name the indicator."""

import re
from dataclasses import dataclass
from typing import Final

from loaders.document import Span

LONGEST: Final = 40
_STRONG: Final = "，。；：！？\n\t,;!?▲●■◆★→"
_OPEN: Final = "（(【[「『"
_CLOSE: Final = "）)】]」』"
_VALUE_VERBS: Final = re.compile(
    r"(?:力争|争取|确保|预计|有望|计划|稳步|大幅|逐步|全部|合计|总共|平均|均|都|也|将|要|可|已|仅|只|首次|再|又|就|还|约|近|达|达到|达成|约为|为|是|有|共|共有|共计|总计|累计|各|超|超过|突破|过|逾|不少于|不低于|不超过|"
    r"增至|增到|增加到|增加至|增长到|增长至|提高到|提高至|提升到|提升至|提到|升至|升到|上升到|扩大到|扩大至|扩到|扩至|扩容到|扩容至|扩展到|扩充到|降到|降至|降低到|降低至|下降到|下降至|压缩到|压缩至|缩短至|缩短到|压减到|压减至|控制在|稳定在|保持在|维持在|整合为|整合到|调整为|恢复到|做到|做到了|冲刺|攀升至|攀升到|跃升至|跃升到|实现|完成|达成|在|至|到|了|的|：|:|第|不|占到|占比)+$"
)
_LEADING: Final = re.compile(
    r"^(?:其中|并且|并|且|同时|此外|另外|另有|另|还|以及|及|和|与|或|又|也|分别|将|要|已|已经|再|共|共计|共有|总计|合计|目前|现|现有|截至目前|截止目前|截至|截止|现已|力争|争取|确保|预计|计划|努力|实现|完成|达成|达到|拥有|建成|获批|获得|获|建有|设有|入选|取得|形成|通过|进入|推动|带动|全市|全省|全县|全区|全州|全盟|全旗|全镇|全园|全国|我市|我省|我县|我区|全园区|园区|"
    r"今年|去年|全年|年内|到|至|的|了|、|·|—|-|\s|“|”)+"
)
_TRAIL: Final = re.compile(r"[\s的了、和与及或以、“（(：:·—-]+$")
_CHANGE: Final = re.compile(r"(?:由|从)[^由从]{0,24}$")
_GENERIC: Final = re.compile(
    r"^(?:同比|环比|年均|平均|比上年|比去年|较上年|较去年|比\d{4}年|较\d{4}年|增长|增速|增幅|下降|占|占比|比重|比例|总|其中|面积|总面积|产值|年产值|收入|年收入|规模|总量|数量|总数|投资|总投资|户均|人均|市级|省级|国家级|区级|县级|国际级|新增|排名|列|居|位列|位居|一期|二期|三期|首期|投产|开工|在建|专业型|综合型|分别)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The words around a figure: `left` to `start` before it, `end` to `right` behind it."""

    left: int
    start: int
    end: int
    right: int


def clause(text: str, whole: Span, bounds: Span, before: int, after: int) -> Clause:
    """Return the clause of a figure: from the last mark or figure before it to the next mark or figure behind it.

    `before` is the end of the figure before, `after` the start of the next one (the ends of the sentence where there is none).
    """
    left = max(bounds.start, before)
    depth = 0
    for i in range(whole.start - 1, max(left, whole.start - 90) - 1, -1):
        c = text[i]
        if c in _CLOSE:
            depth += 1
        elif c in _OPEN:
            if not depth:
                left = i + 1
                break
            depth -= 1
        elif c in _STRONG and not depth:
            left = i + 1
            break
    else:
        left = max(left, whole.start - 90)
    right = min(bounds.end, after, whole.end + 60)
    for i in range(whole.end, right):
        if text[i] in _STRONG or text[i] in _CLOSE or text[i] in "、":
            right = i
            break
        if text[i] in _OPEN:
            right = i
            break
    return Clause(left, whole.start, whole.end, right)


def name(text: str, c: Clause) -> tuple[str, bool]:
    """Return the name that a clause gives its figure, and whether it needs what it is about from before."""
    pre = _before(text[c.left : c.start])
    post = _behind(text[c.end : c.right])
    found = (pre + post)[-LONGEST:] if not post else (pre[-LONGEST:] + post)
    found = found[: LONGEST * 2]
    return found, not found or len(found) < 2 or bool(_GENERIC.match(found))


def _before(words: str) -> str:
    words = _CHANGE.sub("", words) if re.search(r"(?:增|提|升|降|扩|整合|压|缩|调整|恢复|跃|攀)[^，]{0,3}(?:到|至|为)(?:了)?[^，]{0,4}$", words) else words
    words = _VALUE_VERBS.sub("", words)
    words = _TRAIL.sub("", words)
    return _LEADING.sub("", words).strip("“”\"' ")


def _behind(words: str) -> str:
    if not words or not ("\u4e00" <= words[0] <= "\u9fff" or words[0] in "“「" or words[0].isalnum()):
        return ""
    if re.match(r"(?:以上|以下|左右|以内|和|与|及|或|的|且|并|后|前|内|时|增|提|升|降|用于|分别|之)", words):
        words = words.lstrip("的") if words.startswith("的") else ""
    return _TRAIL.sub("", words).strip("“”")


def joined(subject: str, name: str) -> str:
    """Return a partial name (同比增长, 国家级) with what it is about before it.

    >>> joined("省级以上孵化器", "国家级"), joined("工业总产值", "同比增长")
    ('国家级孵化器', '工业总产值同比增长')
    """
    level = _LEVEL.fullmatch(name)
    if level and subject:
        return name + _LEVEL_IN_FRONT.sub("", subject)
    return (subject + name)[-LONGEST - len(name) :]


_LEVEL: Final = re.compile(r"(?:国家|省|市|区|县|部|国际|世界)级(?:以上)?|专业型|综合型")
_LEVEL_IN_FRONT: Final = re.compile(r"^(?:(?:国家|省|市|区|县)级(?:及?以上)?)?(?:各类)?")


def alike(a: str, b: str) -> bool:
    """Tell whether two names share half of the character pairs of the shorter one."""
    x, y = _pairs(a), _pairs(b)
    return len(x & y) * 2 >= min(len(x), len(y))


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)} or {name}
