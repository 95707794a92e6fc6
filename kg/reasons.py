"""Chinese words for the reasons that facts carry: why something was not taken, and where a subject that the words leave out comes from."""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, str]] = {
    "generic": "泛称，不是名称",
    "tooLong": "过长，不像名称",
    "brokenName": "名称不完整",
    "unknownPlace": "不认识的地名",
    "technicalDirection": "技术方向，不是产业",
    "product": "产品、部件或机构，不是产业",
    "onlyInName": "只出现在别的名称里",
    "aimedAt": "争创的称号，不是实体",
    "restricted": "限制或淘汰，不算发展",
    "noQuote": "没有可引的原文",
    "noSubject": "找不到主语",
    "signature": "两端的类型不合本体",
    "overlap": "与另一提及重叠",
    "weak": "依据太弱",
    "noUnit": "没有单位",
    "notOwnFigure": "不是本文件自己的数字",
    "contradiction": "数字互相矛盾（已收录，请核对）",
    "sameEnds": "两端是同一实体",
    "notPermitted": "两端合并后的类型不合本体",
}
"""By the values of `loaders.facts.RefusalReason` and the reasons of `kg.resolution.RefusedClaim`."""

SILENT: Final[Mapping[str, str]] = {
    "ownPlace": "句中未写，指本文件所在的地方",
    "heading": "句中未写，取自标题",
    "heading as context": "句中未写，取自标题",
    "label": "句中未写，取自段首的小标题",
    "layout": "句中未写，取自前面的空间布局",
    "list": "句中未写，取自名单的标题",
    "pronoun": "句中用代词，指前文",
}
"""By `Claim.silent`."""
