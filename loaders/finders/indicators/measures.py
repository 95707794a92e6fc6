"""What a figure in prose measures: the noun phrase around it, as a planner would name the indicator."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.document import Span
from loaders.finders.indicators.figures import DATED_BASE

LONGEST: Final = 40
_TOPIC: Final = 24
_ASIDE: Final = re.compile(r"按.{0,10}(?:计算|口径)$|与此同时|截[至止]|(?:其中|同时|此外|另外).?$")
_FIGURES: Final = re.compile(r"\d")
_LEFT: Final = 90
_RIGHT: Final = 60
_STRONG: Final = "，。；：！？\n\t,;!?▲●■◆★→"
_OPEN: Final = "（(【[「『"
_CLOSE: Final = "）)】]」』"
_KINDS: Final = "级型"
_TIME: Final = (
    r"(?:(?:力争|预计|争取|确保|计划)?(?:到|至|截至|截止|自|从|在)?(?:(?:19|20)\d{2}(?:年|(?![\d万亿个]))(?:度|底|末|上半年|前三季度|初)?|[“”\"]?十[一二三四五六]五[”\"]?(?:末|期末|期间|时期|以来)?|今年以来|今年|去年|上年度?|明年|全年|年内|上半年|"
    r"一季度|前三季度|年底|年末|五年来|近年来|规划期(?:内|末)?|期末|目前|当前|截至目前|截止目前|现已|如今|三年内|五年内|未来[一二三五]年|[三五]年|\d{1,2}月(?:\d{1,2}日|底|末)?|(?<=\d)月)(?:底|末|前|以来|起)?[，：、]?)"
)
_VALUE_VERBS: Final = re.compile(
    r"(?:依次|力争|争取|确保|预计|有望|(?<!年度)(?<!全年)计划|稳步|大幅|逐步|全部|合计|总共|平均|分别|均|都|也|将|要|可|已|仅有|只有|仅|只|虽|却|则|首次|再|又|就|还|(?<![签合预节续])约|(?<![附最])近|达|达到|达成|约为|为|是|有|共有|共计|总计|共|累计|各|超|超过|突破|过|逾|不少于|不低于|不超过|"
    r"(?:增|增加|增长|提高|提升|提|升|上升|扩大|扩|扩容|扩展|扩充|拓展|降|降低|下降|压缩|缩短|缩小|缩|压减|减少|攀升|跃升|跃|跨上|迈上|翻番|整合|调整|恢复|发展|壮大|成长|回升|增值)(?:到|至|为)了?|"
    r"控制在|稳定在|保持在|维持在|做到|冲刺|实现|完成|在|至|到|了|的|：|:|第|不|占到|连续\d+年|保持|稳定|安排|按|(?<!最)高达|暂定|拟)++$"
)
_RANK_VERBS: Final = re.compile(
    r"(?:中|里)?(?:排名|位次)?(?:分别|继续|稳)?(?:位列|位居|名列|列居|排名|列|居|(?<!安)排|跻身|升至|跃居|进入|进|提升至|达到?)(?:到|至|前)?$"
)
_LEADING: Final = re.compile(
    rf"^(?:{_TIME}|的?情况下|约(?=占)|后(?=可|将|，|年|预计)|可(?=实现|达|年|新增|带动|提供)|[（(]?[一二三四五六七八九十]{{1,3}}[）)、.．是要]|\d{{1,2}}[.、．](?!\d)|[（(]\d{{1,2}}[）)]|其中|并且|并|且|同时|此外|另外|另有|另|还|以及|及(?!时)|和(?!县)|与|或|又|也|分别|将(?!军)|要(?!素|求)|已经|已|"
    r"再(?!生|造|制)|共(?!享|建|同|性|创)(?:计|有)?|总计|合计|现(?!代|状|场|金|有)|现有|力争|争取|确保|预计|计划|努力|实现|完成|达成|达到|拥有|建成(?![区面])|建有|设有|有(?!效|色|限|机|力|序|形)|获得|入选|取得|通过(?!率)|"
    r"全市|全省|全县|全区|全州|全盟|全旗|全镇|全园区?|我市|我省|我县|我区|(?:到|至)(?!位|账|岗|达)|的|了|、|·|—|-|\s|“|”|《[^》]*》|提出|明确)+"
)
_LISTED: Final = re.compile(r"(?![个家项])[\u3400-\u9fff“”]{2,12}、(?:[\u3400-\u9fff“”]{1,8}、){0,4}(?=[\u3400-\u9fff“”]{2,10}[，。；])")
_TRAIL: Final = re.compile(r"(?:[\s的了、和与或以、“（(：:·—-]|(?<!涉)及)+$")
_CHANGE: Final = re.compile(
    r"(?:(?:力争)?(?:由|从)[^，。；由从]{0,24}\d[^，。；]{0,16}|(?:由|从)[^，。；由从\d]{0,10}[一二两三四五六七八九十百千]+[^，。；]{0,10})(?:增|提|升|降|扩|拓|整合|压|缩|调整|恢复|跃|攀|跨|回升|发展|壮大|成长)[^，。；]{0,8}$"
)
_STEPS: Final = re.compile(
    r"(?:连续|先后|接连|相继)?(?:迈上|跨上|登上|跃上|迈过|跨过|越过|突破)[^，。；]{0,6}\d[^，。；]{0,12}(?:台阶|大关|关口)[、，]?(?:实现|达到?)?$"
)
_NOT_BEHIND: Final = re.compile(
    r"(?:以上|以下|左右|以内|和(?!谐)|与|及|或|且|并(?![购网])|后(?![备续勤台])|前(?![沿端置])|内(?![容河需陆])|时(?![尚空])|增(?![值材量])|提|升(?!级)|降|用于|分别|之|跨(?![境国区界])|超(?![级算高市])|达(?!成)|同比|比(?!赛)|较|，)"
)
_COMPARED: Final = r"领先于?|优于|同口径|可比口径|[比较][“\"]?十[一二三四五]五|同比|环比|年均|平均|比上年|比去年|较上年|较去年|比\d{4}年|较\d{4}年|增长|增速|增幅|下降|上升|提高"
_STANDS: Final = r"(?:第[^，。；]{1,4}年|连续[^，。；]{1,4}年|继续|仍然?|再次)?[均稳]?(?:列(?!车)|居(?!民)|位列|位居)"
_SHARE: Final = re.compile(
    rf"(?:[高低快慢][于出](?!\d)|{_COMPARED}|占|占比|比重|比例|总产值|产值|年产值|总收入|收入|年收入|营收|规模|总量|数量|总数|投资|总投资|预计总投资|户均|人均|面积|总面积|建筑面积|排名|{_STANDS}|总)"
)
_INVESTED: Final = re.compile(r"(?:计划|预计|项目|累计|一期|二期|总)*投[资入]额?")
_WORKS: Final = re.compile(
    r".{2,30}?(?:项目|工程|基地|产业园|工厂|生产线|中心|实验室|铁路|公路|大道|道路|水库|[水电]厂|处理厂)(?![”及项工])"
)
_MADE: Final = re.compile(r"(?!生产线|的|建成)[^，。；、]{2,20}?(?=生产线|建成|项目|工程|基地|技改|技术改造|综合|扩建|扩能|改造|建设|的|$)")
_JOINED: Final = re.compile(r"(?:、|和|与|以?及)$")
_MOVED: Final = r"(?:[1-9三五十]年|累计|平均)?(?:提升|增加|减少|降低|缩短|改善|回升|回落|扩大|压减|新增)"
_CHANGED: Final = re.compile(rf"(?:{_MOVED}$|[高低快慢][于出]|{_COMPARED}|占(?!地|有)|排名|{_STANDS})")
_OF_SCALE: Final = re.compile(
    r"[人户]均[^，]{4}|规模(?:以上|化|工业|企业)|总(?:部|装|承包|额|规划|面积)|投资(?:项目|平台|基金|环境|促进)|收入(?:分配|差距|比)|产值(?:超|过|亿元|千)"
)
_MEASURED: Final = re.compile(
    r"(?:完成|预计|计划|实现|年|总|协议|主营业务|营业|销售|经营|播种|种植|占地|建筑|规划)*(?:投资额?|产值|收入|营收|占地|面积|税收|利税)$"
)
_BARE: Final = re.compile(
    r"(?:项目)?(?:一期|二期|三期|新增|计划|年|总|实现|完成|可|建成后|投产后|达产后|后)*(?:投资额?|产值|销售收入|营业收入|收入|税收|利税|利润|占地面积|占地|用地|建筑面积|面积|就业|带动就业|产能)(?:增长|同比增长)?"
)
_GROWN: Final = re.compile(r"(?:同比|年均|累计)?(?:增长|下降|提高|增加|上升)$")
_RANKED: Final = re.compile(r"(?:连续[^，]{1,3}年)?[均稳]?(?:位居|位列|居(?!民)|列(?!车)|排名).{0,10}$")
_HEADLESS: Final = re.compile(
    rf"(?:{_MOVED}|(?:国家|省|市|区|县|部|国际|世界)级(?:以上)?|专业型|综合型|一期|二期|三期|首期|投产|开工|在建|新增|其他|总|各)"
)
_LEVEL: Final = re.compile(r"(?:国家|省|市|区|县|部|国际|世界)级(?:以上)?|专业型|综合型")
_LEVEL_IN_FRONT: Final = re.compile(r"^(?:(?:国家|省|市|区|县)级(?:及?以上)?)?(?:各类)?")
_MEASURE: Final = re.compile(
    r"(?:(?:等)?(?:[一二两三四五六七八九十]大?[条个家类]?)?(?:领域|产业链|产业集群|集群|产业|行业|链)?(?:对[^、]{1,14}的)?(?:年|总|完成|实现|接待|经营|销售|主营业务|开票|应税)?(?:(?:产值|收入|增加值|营收|面积|人数|投资|产量|销量|出口)占[^、]{2,14}?(?:比重|比例|占比)|投资额|投资|[^、]{0,3}额|收入|产值|产能|产量|总产值|增加值|规模|营收|面积|人次|人数|游客|增速|比重|占比|[^、]{2}化率|[^、]{0,2}率|数量|销售|进出口|企业)|的[^、的]{0,4}(?:得分|评分|指数|系数))$"
)
_COUNTED: Final = re.compile(r"^(?:等)?[一二两三四五六七八九十]大?[条个家类]?")
_ORDINALS: Final = re.compile(r"(?:第一|一)[、，](?:第二|二)[、，和](?:第三|三)次?产业")
_MEMBERS: Final = 12
_TAKES: Final = re.compile(
    r"[^、，的]{0,8}?(?:引进|引入|引育|招引|签约|推进|推动|实施|建设|建成|新建和改造|新建|新增|储备|完成|开工|入驻|培育|获批|建立|设立|成立|打造|拥有|申报|投产|投用|"
    r"组织|举办|开展|布局|关闭|清退|认定)(?:[^、，的]{1,8}(?:引进|签约|建成))?"
)
_NO_HEAD: Final = re.compile(r"级|多?[个家项条](?!目)|(?:领域|行业|产业|原因|方面|地区?|国家?)")
_WORLD: Final = re.compile(
    r"[而且但]?(?:(?:全球|世界)(?:范围内?|各国)?(?!\d|首|领先|知名|级|一流|第|最|[友旅技遗博大]|创新|前|顶|著名|名|.{0,10}(?:大会|博览会|论坛|赛))|发达国家|欧美)"
)
_SAME: Final = (
    ("地区生产总值", "GDP"),
    ("国内生产总值", "GDP"),
    ("规模以上", "规上"),
    ("经费支出", "投入"),
    ("经费投入", "投入"),
    ("R&D", "研发"),
    ("比例", "比重"),
    ("占比", "比重"),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The words around a figure: `left` to `start` before it, `end` to `right` behind it; `follows`: they begin where the figure before ends."""

    left: int
    start: int
    end: int
    right: int
    follows: bool


def clause(text: str, whole: Span, bounds: Span, *, before: int, after: int) -> Clause:
    """Return the clause of a figure: from the last mark or figure before it to the next mark or figure behind it.

    `before` is the end of the figure before, `after` the start of the next one (the ends of the sentence where there is none).
    """
    floor = max(bounds.start, before, whole.start - _LEFT)
    left, depth = floor, 0
    for i in range(whole.start - 1, floor - 1, -1):
        c = text[i]
        depth += (c in _CLOSE) - (c in _OPEN)
        if depth < 0 or (c in _STRONG and not depth):
            left = i + 1
            break
    right = min(bounds.end, after, whole.end + _RIGHT)
    listed = _LISTED.match(text, whole.end, right)
    marks = (
        i
        for i in range(listed.end() if listed else whole.end, right)
        if text[i] in _STRONG or text[i] in _CLOSE or text[i] in _OPEN or (text[i] == "、" and text[i - 1] not in _KINDS)
    )
    return Clause(left, whole.start, whole.end, next(marks, right), left == before > bounds.start)


def name(text: str, c: Clause, *, counts: bool = False) -> tuple[str, bool]:
    """Return the name that a clause gives its figure, and whether it needs what it is about from before; of what is counted without its members."""
    post = _behind(text[c.end : c.right])
    if c.left == c.start and not post and text.startswith("用于", c.end):
        post = _TRAIL.sub("", text[c.end : c.right])
    pre = "" if post and c.follows and _JOINED.search(text, c.left, c.start) else _before(text[c.left : c.start])
    if pre.endswith("年产") and post and (made := _MADE.match(post)):
        return "年产" + made.group(), False
    pre = _shortened(_without_members(pre, post) if counts else pre)
    invested = pre.rpartition("、")[2]
    pre = invested if _INVESTED.fullmatch(invested) and text.startswith("的", c.end) else pre
    works = _WORKS.match(post) if text.startswith("的", c.end) and _INVESTED.fullmatch(pre) else None
    found = _closed(works.group()) + pre if works else pre + post
    partial = len(found) < 2 or bool(_HEADLESS.fullmatch(found)) or bool(_SHARE.match(found) and not post and not _OF_SCALE.match(found))
    return found, partial


def changes(name: str) -> bool:
    """Tell a partial name of what changes or is shared (同比增长, 占全省比重) from one of what is measured (产值, 总投资): this one can change in turn.

    >>> changes("同比增长"), changes("产值")
    (True, False)
    """
    return bool(_CHANGED.match(name) or _LEVEL.fullmatch(name))


def topic(words: str, *, last: bool = False) -> str:
    """Return what the first (or `last`) clause of some words is about, "" where they hold no clause of their own.

    >>> topic("茶叶集群长得最快，三家龙头抱成团，"), topic("，固定资产投资止住下滑，", last=True), topic("，")
    ('茶叶集群长得最快', '固定资产投资止住下滑', '')
    """
    clauses = [clause for clause in re.split(r"[，。；：！？\n\t,;!?（）()]", words) if len(clause) > 3 and not _ASIDE.match(clause)]
    if not clauses:
        return ""
    about = _FIGURES.split(clauses[-1 if last else 0])[0]
    return _closed(_LEADING.sub("", _TRAIL.sub("", _VALUE_VERBS.sub("", about))))[:_TOPIC]


def _shortened(words: str) -> str:
    """Return the last words of what is too long for a name, from the start of a member of its list where it has one."""
    last = words[-LONGEST:]
    whole = last.partition("、")[2] if len(words) > LONGEST else ""
    return whole if len(whole) >= _MEMBERS else last


def _without_members(words: str, behind: str) -> str:
    """Return the words before a count without the members that it counts: 引进项目 of 引进甲公司、乙公司等项目 (82个)."""
    members, etc, head = words.rpartition("等")
    if not etc or "、" not in members or len(members) < _MEMBERS or len(head + behind) < 2 or _NO_HEAD.match(head + behind):
        return words
    takes = _TAKES.match(members.partition("、")[0])
    return (takes.group() if takes else "") + head


def _before(words: str) -> str:
    words = words[:-1] + "增长" if words.endswith(("+", "＋")) else words
    words = DATED_BASE.sub("", _CHANGE.sub("", _STEPS.sub("", words)))
    ranked = _RANK_VERBS.sub("", words) if words.endswith(("列", "居", "排", "位", "第", "名", "进入", "跻身", "至")) else words
    words = _LEADING.sub("", _TRAIL.sub("", _VALUE_VERBS.sub("", ranked))).strip(" ")
    words = words.removeprefix("在") if ranked.endswith("排名") or "排名" in words[-4:] else words
    return _closed(words)


def _closed(words: str) -> str:
    """Return a name whose quotation marks are whole: “云溪科创贷”余额."""
    opened, closed = words.count("“"), words.count("”")
    if closed > opened:
        return "“" + words
    return words.replace("“", "") if opened > closed else words


def _behind(words: str) -> str:
    if not words or not ("\u4e00" <= words[0] <= "\u9fff" or words[0] in "“「" or words[0].isalnum()):
        return ""
    if words.startswith("的"):
        words = words[1:]
    elif _NOT_BEHIND.match(words):
        return ""
    return _TRAIL.sub("", words)


def shared_out(name: str, count: int) -> tuple[str, ...]:
    """Return the names of `count` figures that one list of things shares (甲、乙产值分别增长); none where it lists another number.

    >>> shared_out("园林、消防、殡葬领域投资额", 3)
    ('园林领域投资额', '消防领域投资额', '殡葬领域投资额')
    >>> shared_out("竹器网店零售额、古镇民宿经营收入分别增长", 2)
    ('竹器网店零售额增长', '古镇民宿经营收入增长')
    """
    listed, _, tail = _ORDINALS.sub("第一产业、第二产业、第三产业", name).partition("分别")
    items = re.split(r"[、和与]|以及", listed)
    if len(items) != count or not all(items):
        return ()
    measure = _MEASURE.search(items[-1])
    head = _COUNTED.sub("", measure.group()) if measure and len(measure.group()) < len(items[-1]) else ""
    return tuple(
        (item if _MEASURE.search(item) else item.removesuffix("产业") + head if head.startswith("产业") else item + head) + tail
        for item in items
    )


def listed(names: str) -> tuple[str, ...]:
    """Return the names of a list of things that one figure is said of all of; the list itself where its members have no names of their own.

    >>> listed("夜市客流量、票款额"), listed("民谣、剪纸数量")
    (('夜市客流量', '票款额'), ('民谣数量', '剪纸数量'))
    """
    count = len(re.split(r"[、和与]|以及", names))
    return shared_out(names, count) or (names,)


def joined(subject: str, name: str) -> str:
    """Return a partial name (同比增长, 国家级) with what it is about before it.

    >>> joined("省级以上孵化器", "国家级"), joined("工业总产值", "同比增长")
    ('国家级孵化器', '工业总产值同比增长')
    """
    if subject and _LEVEL.fullmatch(name):
        return name + _LEVEL_IN_FRONT.sub("", subject)
    if _SHARE.match(name) and not changes(name):
        subject = _MEASURED.sub("", subject) or subject
    return subject[-LONGEST:] + name


def bare(name: str) -> bool:
    """Tell a name that says what is measured and not of what (总投资, 占地面积, 年产值): that of another project reads the same."""
    return bool(_BARE.fullmatch(name))


def of_the_world(name: str) -> bool:
    """Tell the name of what the whole world or others have, that are no figures of a plan's own.

    >>> of_the_world("全球钟表产量"), of_the_world("世界500强企业"), of_the_world("钟表产量")
    (True, False, False)
    """
    return bool(_WORLD.match(name))


def without_rank(name: str) -> str:
    """Return the name of a quantity that its rank goes before: 利润率 of 利润率位居全省首位，为12%.

    >>> without_rank("居民收入位居全省"), without_rank("列车正点率列全国")
    ('居民收入', '列车正点率')
    """
    return _RANKED.sub("", name)


def without_change(name: str) -> str:
    """Return the name of a quantity that a change goes before: 地区生产总值 of 地区生产总值增长5%、达到320亿元."""
    return _GROWN.sub("", name) or name


def alike(a: str, b: str) -> bool:
    """Tell whether two names share half of the character pairs of the shorter one."""
    x, y = _pairs(a), _pairs(b)
    return len(x & y) * 2 >= min(len(x), len(y))


@lru_cache(maxsize=4096)
def _pairs(name: str) -> frozenset[str]:
    for other, same in _SAME:
        name = name.replace(other, same)
    return frozenset(name[i : i + 2] for i in range(len(name) - 1)) or frozenset((name,))
