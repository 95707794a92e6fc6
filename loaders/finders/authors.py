"""Where the name of an institute begins in the byline of an article, behind its authors."""

import re
from collections.abc import Container
from functools import lru_cache

_ABSTRACT = re.compile(r"摘 ?要|[Aa]bstract|关键词")
_AUTHORS = re.compile(
    r"(?:[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳史唐费薛雷贺倪汤罗毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛禹狄米贝明臧戴宋庞熊纪舒项祝董梁杜阮蓝季贾路江童颜郭梅林刁钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房解应宗丁宣邓单洪包左石崔吉龚程邢裴陆翁荀曲段侯宁仇甘武刘景龙叶白蒲赖卓池乔谭曾沙游冉艾易廖饶温庄晏瞿阎文欧聂曹关覃]"
    r"[一-鿿]{1,2}){1,4}"
)
_BYLINE = 1200


@lru_cache(maxsize=8)
def _byline(text: str) -> int:
    """Return where the head of an article ends, 0 for what is none."""
    abstract = _ABSTRACT.search(text, 0, _BYLINE)
    return abstract.start() if abstract else 0


def behind(text: str, left: int, stop: int, *, own: Container[int]) -> int:
    """Return where an institute's name begins that the authors before it run into: 张三李四|云溪大学."""
    if left >= _byline(text):
        return left
    return next((i for i in range(left + 2, min(stop, left + 12)) if i in own and _AUTHORS.fullmatch(text, left, i)), left)
