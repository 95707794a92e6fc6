"""What looks like an industry and is none: products listed as products, parts, bodies named by their field, changes of an industry."""

import re
from collections.abc import Sequence

from loaders.facts import Mention
from ontology import INDUSTRIES

# behind it, up to the end of the sentence, stand products (主要产品有茶油、竹地板等); not 产品远销海外
_PRODUCTS = re.compile(r"产品(?:主要|大致)?(?:有|包括|包含|涵盖|分为)[^。；！？\n]{1,240}?(?=[。；！？\n]|代表企业|代表性企业|龙头企业|$)")
# what is listed before it in its clause is parts (做强电机、轴承等关键部件); not 等产业
_PARTS = re.compile(r"等(?:关键|核心|重要|重点|基础)*(?:系统|元器件|零部件|部件)")
_BODY = "机构"  # 壮大创业投资机构 is about bodies; not 壮大创业投资
# what happens to industries (推进产业数字化); not what happens to one (矿山智能化)
_CHANGE = re.compile(r"(?:产业)?(?:数字|智能|绿色|信息|网络)(?:产业)?化")
_CALLED = re.compile("(?:产业|行业|领域|集群|业)")
_REACH = 160
_MARKS = "，。；：！？\n"


def without(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions without the industries that are none."""
    closed = bytearray(len(text) + 1)
    for m in _PRODUCTS.finditer(text):
        closed[m.start() : m.end()] = b"\1" * (m.end() - m.start())
    for m in _PARTS.finditer(text):
        start = max(m.start() - _REACH, 0, *(text.rfind(mark, max(0, m.start() - _REACH), m.start()) + 1 for mark in _MARKS))
        closed[start : m.start()] = b"\1" * (m.start() - start)
    return tuple(m for m in mentions if m.type not in INDUSTRIES or not _is_none(text, m, closed))


def _is_none(text: str, m: Mention, closed: bytearray) -> bool:
    if _CALLED.match(text, m.span.end):
        return False
    return bool(closed[m.span.start] or text.startswith(_BODY, m.span.end) or _CHANGE.fullmatch(m.name))
