"""What looks like an industry and is none: products listed as products, parts, bodies named by their field, changes of an industry."""

import re
from collections.abc import Iterator, Sequence

from loaders.document import Span, covered
from loaders.facts import Mention, Refusal, RefusalReason
from ontology import INDUSTRIES

# behind it stand products (主要产品有茶油、竹地板等); not 产品远销海外
_PRODUCTS = re.compile(
    r"产品(?:(?:主要|大致|种类)*(?:有|包括|包含|涵盖|分为|：)|(?<=主要产品)[为是]|(?<=代表产品)[为是]|(?<=主导产品)[为是])"
)
_CLAUSE = re.compile(r"[^，。；：！？\n]*")
# a clause that says what is done, or that names fields, ends the products (产品包括锂电、风电等领域)
_ACTS = re.compile(r"企业|公司|发展|打造|培育|布局|建设|推进|推动|应用|用于|产值|产业链?$|集群|[领行][域业]")
_MOST = 400
# what is listed before it in its clause is parts and products (做强电机、轴承等关键部件, 钢琴等新产品); not 等产业
_PARTS = re.compile(
    r"等(?:关键|核心|重要|重点|基础|主要|传统|先进|新型|新一代|新|拳头|主导|优势|前沿|\d+[个类种大])*(?:系统|元器件|零部件|部件|产品(?![加生制])|材料(?!产业|领域|行业|集群)|作物"
    r"|(?:信息|数字)技术(?!产业|领域|行业|集群|服务)|(?:科技|技术|创新)成果|运输工具|商业模式|(?:[\u4e00-\u9fff]{1,8}的)?基础设施|标准(?!化))"
)
# what something is used in, and not what is developed (广泛应用于建筑、船舶等领域; 在建筑、船舶等领域有广泛应用)
_USES = re.compile(
    r"(?<=广泛)(?:应用|运用|使用|用)[于在到][^，。；：\n]{1,80}|(?<=[在于])[^，。；：\n]{2,60}?(?:领域|行业|产业)中?(?:得到|具?有着?)了?(?:极为|非常|十分)?广泛的?应用"
)
# a line of a page's head that files the document, and no statement about what it names
_FILED = re.compile(r"(?:主题分类|主题词|关键词|索引号|分类号)[：:\]】][^\n]*")
# a cell of what is made stands before a cell of how much (汽车配件 | 210万件)
_QUANTITY = re.compile(
    r"[ |]{0,8}[\n\t|][ \t|]{0,40}\d[\d,.]*[万亿]?(?:多|余)?(?:[只件台套辆吨支个块盒瓶片条箱双副艘架组]|平方米|立方米|千克|公斤|米|kVA|MW)(?:/|／|$|\n|\t)",
    re.M,
)
# how many of a product were sold (新能源汽车、智能手机零售额增长): all that is listed before it in its clause is products
_SOLD = re.compile("(?:限上|限额以上|年)?(?:零售额|销量|出货量|保有量|圆片)")
_BODY = ("机构", "客")  # 壮大创业投资机构 is about bodies, 入境游客 about guests; not 壮大创业投资
# what happens to industries (推进产业数字化); not what happens to one (矿山智能化)
_CHANGE = re.compile(r"(?:产业)?(?:数字|智能|绿色|信息|网络)(?:产业)?化")
_CALLED = re.compile("(?:产业|行业|领域|集群|业)")
# what is done in a field, or what a field lends its name to: with it behind, the field alone is not what is named (棉花收获, 网络视听大会)
_ON = re.compile(
    r"(?:现代化|便利化|防治|耕作|收获|发电|扶贫|供应|循环|教育|研究|救治|诊疗|执法|监管|监测|辐射|服务(?!业|商|外包|贸易)|大会|论坛|博览会|展会|峰会|价格|人次|市场|能力|集团|业务|体系)"
)
_REACH = 160
_MARKS = "，。；：！？\n"


def without(text: str, mentions: Sequence[Mention]) -> tuple[tuple[Mention, ...], tuple[Refusal, ...]]:
    """Return the mentions without the industries that are none, and these as refusals."""
    closed = covered(text, (*_products(text), *_parts(text), *(Span(*m.span()) for m in _FILED.finditer(text))))
    used = covered(text, (Span(*m.span()) for m in _USES.finditer(text)))
    none = {m for m in mentions if m.type in INDUSTRIES and (used[m.span.start] or _is_none(text, m, closed))}
    refused = tuple(Refusal(m.type.value, m.span, RefusalReason.PRODUCT, m.rule, m.name) for m in mentions if m in none)
    return tuple(m for m in mentions if m not in none), refused


def goes_on(text: str, span: Span) -> bool:
    """Tell whether the name of a field goes on behind `span` with what is done in it."""
    return _ON.match(text, span.end) is not None


def _products(text: str) -> Iterator[Span]:
    """Yield the clauses behind 产品有, up to one that says what is done or names fields."""
    for opened in _PRODUCTS.finditer(text):
        start = end = opened.end()
        while end - start < _MOST:
            clause = _CLAUSE.match(text, end)
            if clause is None or _ACTS.search(clause[0]):
                break
            end = clause.end()
            if text[end : end + 1] != "，":
                break
            end += 1
        if end > start:
            yield Span(start, end)


def _parts(text: str) -> Iterator[Span]:
    """Yield what stands in its clause before 等关键部件, and before 零售额."""
    for m in _SOLD.finditer(text):
        if text[m.start() - 1 : m.start()] != "业":
            yield Span(_begin(text, m.start()), m.start())
    for m in _PARTS.finditer(text):
        yield Span(_begin(text, m.start()), m.start())


def _begin(text: str, at: int) -> int:
    """Return where the clause begins that goes on to `at`."""
    reach = max(at - _REACH, 0)
    return max(reach, *(text.rfind(mark, reach, at) + 1 for mark in _MARKS))


def _is_none(text: str, m: Mention, closed: bytearray) -> bool:
    if _CALLED.match(text, m.span.end):
        return False
    return bool(
        closed[m.span.start] or text.startswith(_BODY, m.span.end) or _CHANGE.fullmatch(m.name) or _QUANTITY.match(text, m.span.end)
    )
