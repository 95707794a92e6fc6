"""Chinese words for what the commands print."""

import re
from collections.abc import Mapping
from typing import Final

from kg.reasons import REFUSALS
from ontology import OntologyError
from ontology.schema import label

PROBLEMS: Final[Mapping[str, str]] = {
    "fileMissing": "找不到原文件",
    "fileChanged": "原文件已改动",
    "readerChanged": "读取程序已改动，读出的文字不同",
    "quoteMoved": "引文不在原处",
}
FORMATS: Final[Mapping[str, str]] = {
    "ttl": "RDF Turtle，单个文件",
    "nq": "RDF N-Quads，单个文件，按行排序",
    "jsonld": "JSON-LD，单个文件",
    "rdfxml": "RDF/XML，单个文件",
    "kgx": "KGX 交换格式，文件夹：nodes.tsv edges.tsv indicators.csv",
    "csv": "CSV 表格，文件夹，可用 Excel 打开",
    "graphml": "GraphML，供 Gephi、yEd、Cytoscape 等",
    "gexf": "GEXF，供 Gephi",
    "pyvis": "可离线打开的网页，点连线看原文",
    "review": "可离线打开的审阅页：原文着色，点实体看事实，点事实亮起原句",
    "cypher": "Cypher 脚本，载入空的 Neo4j",
    "neo4j-csv": "neo4j-admin database import 用的 CSV，文件夹",
}


def word(term: str) -> str:
    """Return the Chinese name of a term of the ontology or of a reason to refuse, or the term itself when it is neither."""
    if term in REFUSALS:
        return REFUSALS[term]
    try:
        return label(term)
    except OntologyError:
        return term


_USAGE: Final[Mapping[str, str]] = {
    r"No such command '(.*?)'": "没有命令“{0}”",
    r"No such option: (\S+)": "没有选项 {0}",
    r"Option '(.*?)' requires an argument": "选项 {0} 后面要有值",
    r"Option '(.*?)' does not take a value": "选项 {0} 不带值",
    r"Missing argument '(.*?)'": "缺少参数 {0}",
    r"Missing option '(.*?)'": "缺少选项 {0}",
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": "多出了参数 {0}",
    r"Invalid value for '(.*?)': (.*)": "{0} 的值不对（{1}）",
}


def usage(message: str) -> str:
    """Return what the command line's parser found wrong, in Chinese where it is one of its known messages."""
    for pattern, zh in _USAGE.items():
        if match := re.match(pattern, message):
            return zh.format(*match.groups())
    return message.rstrip(".")
