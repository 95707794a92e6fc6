"""Tables that were copied one cell a line become rows again, and other short lines stay what they are."""

import pytest

from loaders.text import repair

FIRMS = """云溪高新区规模以上企业情况表（2023年）
序号
主导产
业
企业名称
从业人
员（人）
主要产
品
成立时
间
地址
新材料
云溪石门新
材料有限公
司
402
碳纤维
2005 年
3 月
云溪高新区凤
鸣路8 号
高端装备
制造
云溪青云动
力有限公司
——
数控机床
2011 年
云溪高新区凤
鸣路17 号
高端装备
制造
云溪凤鸣电
机厂
118
电机
1998 年
12 月
云溪高新区长
兴街
新材料
云溪南山硅
业股份有限
公司
96
多晶硅
2001 年
云溪高新区松
江路2 号
高端装备
制造
云溪北岭轴
承有限公司
77
轴承"""

FIGURES = """到2015年，茶叶收成逐年变好，列表如下：
表1：2014年各类茶叶收成一览
行业
茶叶销售收
入 (亿元)
同比(%)
2013年增速
（%）
果品加工
3,186.40
9.62
12.4
粮油加工
5,027.95
8.07
14.9
注：数据由云溪市提供"""

CHART = """航拍
300
120
农林
200
130
云溪市无人机市场分布图"""

NAMES = """企业名单如下：
石门新材料有限公司
凤鸣电机厂有限公司
长风药业有限公司
青云印务有限公司
南山硅业股份有限公司"""


def rows(source: str) -> list[list[str]]:
    return [line.split("\t") for line in repair(source).text.split("\n")]


def test_the_rows_of_companies_are_found_by_their_names() -> None:
    title, number, head, *body = rows(FIRMS)
    assert (title, number) == (["云溪高新区规模以上企业情况表（2023年）"], ["序号"])
    assert head == ["主导产业", "企业名称", "从业人员（人）", "主要产品", "成立时间", "地址"]
    assert body == [
        ["新材料", "云溪石门新材料有限公司", "402", "碳纤维", "2005年3月", "云溪高新区凤鸣路8号"],
        ["高端装备制造", "云溪青云动力有限公司", "——", "数控机床", "2011年", "云溪高新区凤鸣路17号"],
        ["高端装备制造", "云溪凤鸣电机厂", "118", "电机", "1998年12月", "云溪高新区长兴街"],
        ["新材料", "云溪南山硅业股份有限公司", "96", "多晶硅", "2001年", "云溪高新区松江路2号"],
        ["高端装备制造", "云溪北岭轴承有限公司", "77", "轴承"],
    ]


def test_the_rows_of_a_table_without_its_head_are_found_too() -> None:
    headless = FIRMS[FIRMS.index("新材料\n") :]
    assert rows(headless) == rows(FIRMS)[3:]


def test_figures_stand_under_the_head_that_names_as_many() -> None:
    assert rows(FIGURES) == [
        ["到2015年，茶叶收成逐年变好，列表如下："],
        ["表1：2014年各类茶叶收成一览"],
        ["行业", "茶叶销售收入（亿元）", "同比（%）", "2013年增速（%）"],
        ["果品加工", "3,186.40", "9.62", "12.4"],
        ["粮油加工", "5,027.95", "8.07", "14.9"],
        ["注：数据由云溪市提供"],
    ]


def test_years_head_the_figures_below_them() -> None:
    assert rows("年份\n2003\n2004\n甲县\n58.2%\n50%\n乙县\n26.9%\n34.4%") == [
        ["年份", "2003", "2004"],
        ["甲县", "58.2%", "50%"],
        ["乙县", "26.9%", "34.4%"],
    ]


@pytest.mark.parametrize("source", [CHART, NAMES], ids=["figures without a head", "a list of names alone"])
def test_lines_that_show_no_rows_stay_lines(source: str) -> None:
    assert repair(source).text == source


def test_repairing_again_changes_nothing() -> None:
    for source in (FIRMS, FIGURES):
        assert repair(repair(source).text).text == repair(source).text


def test_a_long_table_is_read_in_time_that_grows_with_its_length() -> None:
    assert len(rows(FIRMS + "\n" + "\n".join(FIRMS.split("\n")[9:] * 400))) > 400
    assert len(rows("行业\n收入\n同比\n" + "甲\n1\n2\n" * 20_000)) == 20_001
