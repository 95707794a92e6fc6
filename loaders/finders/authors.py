"""Where the name of an institute begins in the byline of an article: behind its authors, their figures and the post code before it."""

import re
from collections.abc import Container
from functools import lru_cache

_ABSTRACT = re.compile(r"摘 ?要|[Aa]bstract|关键词")
_AUTHORS = re.compile(
    r"(?:[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳史唐费薛雷贺倪汤罗毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛禹狄米贝明臧戴宋庞熊纪舒项祝董梁杜阮蓝季贾路江童颜郭梅林刁钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房解应宗丁宣邓单洪包左石崔吉龚程邢裴陆翁荀曲段侯宁仇甘武刘景龙叶白蒲赖卓池乔谭曾沙游冉艾易廖饶温庄晏瞿阎文欧聂关覃]"
    r"[一-鿿]{1,2}){1,4}"
)
_FIGURE = re.compile(r"(?<![A-Za-z\d])\d{1,3}$")  # the mark of an author, or of a figure, right before a name
_MARK = re.compile(r"[\s;；,，]*(?:\d(?=\D))?")  # of the next author, behind a post code
_BYLINE = 1200


@lru_cache(maxsize=8)
def _byline(text: str) -> int:
    """Return where the head of an article ends, 0 for what is none."""
    abstract = _ABSTRACT.search(text, 0, _BYLINE)
    return abstract.start() if abstract else 0


def behind(text: str, left: int, stop: int, *, own: Container[int]) -> int:
    """Return where the name begins behind what a byline writes before it; `own` are the starts of places and known names.

    That is a figure (李四2|云溪大学), the authors of an article (张三李四|云溪大学), the mark behind a post code (100000 2|云溪大学).
    """
    left = max((i for i in range(left + 1, stop) if i in own and _FIGURE.search(text, left, i)), default=left)
    left = _behind_names(text, left, stop, own)
    mark = _MARK.match(text, left, stop) if text[left - 1 : left].isdigit() else None
    return mark.end() if mark else left


def _behind_names(text: str, left: int, stop: int, own: Container[int]) -> int:
    if left >= _byline(text):
        return left
    return next((i for i in range(left + 2, min(stop, left + 12)) if i in own and _AUTHORS.fullmatch(text, left, i)), left)
