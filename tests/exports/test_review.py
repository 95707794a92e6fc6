"""The review page in a real browser: the text with its marks, facts that light up sentences, keys, filters, and no way in for hostile text."""

from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from exports.offline_page import COLOURS
from exports.review import page, write
from exports.review_data import INDICATOR
from kg.model import Graph
from loaders.document import Document
from loaders.facts import Facts
from ontology import EntityType
from tests.exports import review_plan as plan

Readings = list[tuple[Document, Facts]]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
PALE = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def read() -> tuple[Graph, Readings]:
    return plan.graph()


@pytest.fixture(scope="module")
def file(read: tuple[Graph, Readings], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "审阅.html"
    write(read[0], path, read[1])
    return path


@pytest.fixture
def shown(opened: Callable[..., Any], file: Path) -> Any:
    return opened(file)


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page; afterwards each must have asked for itself alone and have complained of nothing."""
    tabs: list[tuple[Any, list[str], Path]] = []

    def show(file: Path, width: int = 1300, height: int = 850) -> Any:
        tab, seen = browser.new_page(viewport={"width": width, "height": height}), []
        tab.set_default_timeout(10_000)
        tab.on("request", lambda request: seen.append(request.url))
        tab.on("console", lambda message: seen.append(message.text))
        tab.on("pageerror", lambda error: seen.append(str(error)))
        tab.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        tab.goto(file.as_uri())
        tab.wait_for_selector("body[data-ready]")
        tabs.append((tab, seen, file))
        return tab

    yield show
    for tab, seen, file in tabs:
        tab.close()
        assert seen == [file.as_uri()]


def click(tab: Any, words: str, nth: int = 0) -> None:
    """Click in the middle of the mark whose whole text is `words`."""
    handle = tab.evaluate_handle(
        "([words, nth]) => [...document.querySelectorAll('#body [data-mark]')].filter((each) => each.textContent === words)[nth]",
        [words, nth],
    )
    handle.as_element().click()


def lit(tab: Any, name: str = "sentence") -> list[str]:
    """The words that are highlighted, one string a range."""
    return list(tab.evaluate("name => [...(CSS.highlights.get(name) || [])].map((range) => range.toString())", name))


def panel(tab: Any) -> str:
    return str(tab.inner_text("#panel"))


def background(tab: Any, words: str) -> str:
    script = (
        "words => getComputedStyle([...document.querySelectorAll('#body mark')].find((each) => each.textContent === words)).backgroundColor"
    )
    return str(tab.evaluate(script, words))


def fact(tab: Any, words: str) -> Any:
    return tab.locator("#panel .fact button[aria-expanded]").filter(has_text=words).first


def more(tab: Any) -> str:
    """What the open fact tells."""
    return str(tab.inner_text("#panel .more:not([hidden])"))


def focused(tab: Any) -> str:
    return str(tab.evaluate("document.activeElement.textContent"))


def violations(tab: Any) -> list[str]:
    """What axe finds wrong in the page as it stands."""
    tab.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.evaluate("rules => axe.run(document, rules)", RULES)
    assert len(found["passes"]) > 15, "axe looked at the page"
    return [f"{each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]


def test_the_page_shows_each_character_of_the_text_once(shown: Any) -> None:
    """Nested and crossing marks neither repeat nor lose words; cells and lines are parts of their own."""
    lines = shown.eval_on_selector_all("#body :is(p, h3, h4, h5, h6, td)", "found => found.map((each) => each.textContent)")
    assert "\n".join(lines) == plan.TEXT.replace("\t", "\n")


def test_a_mark_has_the_colour_of_its_type_as_on_the_drawing(shown: Any) -> None:
    for words, type in (("云溪市", "District"), ("青石园区", "Park"), ("酿造业", "Industry")):
        colour = shown.evaluate(
            "words => getComputedStyle([...document.querySelectorAll('#body mark')].find((each) => each.textContent === words)).borderBottomColor",
            words,
        )
        assert colour == f"rgb({', '.join(str(int(COLOURS[type][at : at + 2], 16)) for at in (1, 3, 5))})"


def test_a_click_on_an_entity_lists_its_facts_with_their_places_in_the_file(shown: Any) -> None:
    click(shown, "云溪高新区")
    text = panel(shown)
    for wanted in (
        "园区 park",
        "已有 exists",
        "智能装备产业链",
        "服务产业",
        "云溪大学",
        "承载",
        "第 1 页第 4 行",
        "page 1, line 4",
        "提及 1 / 2",
    ):
        assert wanted in text


def test_a_click_on_a_fact_lights_up_its_sentence_and_both_ends(shown: Any) -> None:
    click(shown, "云溪高新区")
    fact(shown, "智能装备产业链").click()
    assert lit(shown) == ["云溪高新区服务智能装备产业链。"]
    assert lit(shown, "quote") == ["云溪高新区服务智能装备产业链"]
    assert shown.eval_on_selector_all(".end", "found => found.map((each) => each.textContent)") == ["云溪高新区", "智能装备产业链"]
    assert shown.inner_text("#panel .more b") == "云溪高新区服务智能装备产业链"
    assert "frame" in more(shown)
    fact(shown, "智能装备产业链").click()
    assert lit(shown) == [], "a second click puts it out"


def test_a_sentence_far_away_scrolls_into_the_window(opened: Callable[..., Any], tmp_path: Path) -> None:
    made = plan.Plan(
        "长规划", "\n".join(["云溪高新区。", *(f"第{n}段没有名称，只有一些话。" * 8 for n in range(300)), "云溪高新区服务光电产业链。"])
    )
    park = made.name(EntityType.PARK, "云溪高新区")
    chain = made.name(EntityType.INDUSTRY_CHAIN, "光电产业链")
    made.say(park, plan.Relation.SERVES, chain, "服务光电产业链")
    write(plan.resolve([made.reading()]), tmp_path / "long.html", [made.reading()])
    tab = opened(tmp_path / "long.html")
    click(tab, "云溪高新区")
    fact(tab, "光电产业链").click()
    tab.wait_for_function("scrollY > 5000")
    tab.wait_for_function(
        "(() => { const box = document.querySelector('#b301').getBoundingClientRect(); return box.top > 60 && box.bottom < innerHeight; })()"
    )
    assert lit(tab) == ["云溪高新区服务光电产业链。"]


def test_a_quote_over_several_lines_lights_up_in_each(shown: Any) -> None:
    click(shown, "青石园区")
    fact(shown, "光电产业链").click()
    assert lit(shown, "quote") == ["青石园区，", "要点二：光电产业链"]
    click(shown, "棠溪园区")
    fact(shown, "酿造业").click()
    assert lit(shown, "quote") == ["棠溪园区", "酿造业"], "the cells of a row"


def test_the_inner_of_two_nested_marks_is_clicked_and_names_the_outer(shown: Any) -> None:
    click(shown, "智能装备")
    assert shown.inner_text("#panel h2") == "智能装备"
    shown.click("#panel .items button:has-text('智能装备产业链')")
    assert shown.inner_text("#panel h2") == "智能装备产业链"


def test_a_silent_subject_says_why_and_leads_to_where_it_stands(shown: Any) -> None:
    click(shown, "云溪市")
    fact(shown, "发展").click()
    assert "句中未写，指本文件所在的地方" in more(shown)
    shown.click("#panel .more button:has-text('新材料')")
    assert "规划 planned" in panel(shown)


def test_a_claim_that_found_no_place_in_the_graph_says_why(shown: Any) -> None:
    click(shown, "云溪高新区")
    fact(shown, "位于").click()
    assert "没有进入图谱：两端是同一实体" in more(shown)


def test_refusals_are_hidden_until_they_are_asked_for_and_tell_their_reason(shown: Any) -> None:
    assert "要点一" not in shown.eval_on_selector_all("#body [role=button]", "found => found.map((each) => each.textContent)")
    click(shown, "要点一")
    assert "没有采纳" not in shown.inner_text("#panel h2"), "a hidden refusal is no mark"
    shown.click("#views [data-id='r']")
    click(shown, "要点一")
    for wanted in ("没有采纳 not taken", "要点一", "泛称，不是名称", "园区 park", "第 2 页第 1 行"):
        assert wanted in panel(shown)


def test_figures_that_contradict_each_other_are_marked(shown: Any) -> None:
    assert shown.inner_text("#views li:nth-child(2) .count") == "1"
    shown.click("#views button[aria-label='下一处 next：互相矛盾']")
    assert "数字互相矛盾（已收录，请核对）" in panel(shown)
    assert "1200家 980家" in panel(shown)


def test_a_figure_tells_what_it_says_and_lights_up_its_sentence(shown: Any) -> None:
    click(shown, "1200家")
    for wanted in ("指标", "高新技术企业", "≥ 1200 家", "2025", "目标 target", "云溪市"):
        assert wanted in panel(shown)
    shown.click("#panel button:has-text('亮出原句')")
    assert lit(shown) == ["到2025年高新技术企业达到1200家"]


def test_a_task_is_marked_and_tells_its_phases(shown: Any) -> None:
    click(shown, "建设云溪展示馆")
    assert "任务 task" in panel(shown)
    assert "2022-2023 建设" in panel(shown)


def test_paragraphs_without_any_fact_can_be_shown_and_stepped_through(shown: Any) -> None:
    bare = shown.eval_on_selector_all("#body .bare", "found => found.map((each) => each.textContent)")
    assert bare == ["云溪市人民政府印发。", "园区主导产业", f"建设{plan.HOSTILE}。", "加强领导，压实责任。"]
    image = "getComputedStyle(document.querySelector('#body .bare')).backgroundImage"
    assert shown.evaluate(image) == "none"
    shown.click("#views button[aria-label='下一处 next：无事实的段落']")
    assert "这一段没有读出事实" in panel(shown)
    assert "第 1 页第 2 行" in panel(shown)
    shown.click("#panel button:has-text('下一处')")
    shown.click("#panel button:has-text('关闭')")
    assert "gradient" in shown.evaluate(image)


def test_all_facts_of_a_paragraph_can_be_listed_below_it(shown: Any) -> None:
    shown.click("#views [data-id='under']")
    shown.wait_for_selector(".under li")
    listed = shown.eval_on_selector_all(".under li", "found => found.map((each) => each.textContent)")
    assert "云溪高新区 → 服务产业 → 智能装备产业链【已有】第 1 页第 4 行" in listed
    assert len(listed) == 6
    shown.click(".under li >> nth=0")
    assert lit(shown) == ["云溪高新区服务智能装备产业链。"]


def test_a_click_beside_the_marks_lists_the_facts_of_the_paragraph(shown: Any) -> None:
    shown.click("#body p:has-text('要点二')", position={"x": 50, "y": 12})
    assert "青石园区 服务产业 serves 光电产业链" in " ".join(panel(shown).split())


def test_types_and_statuses_can_be_filtered(shown: Any) -> None:
    assert background(shown, "青石园区") != PALE
    shown.click("#types [data-id='Park']")
    assert background(shown, "青石园区") == PALE
    assert background(shown, "酿造业") != PALE
    shown.click("#none")
    assert background(shown, "酿造业") == PALE
    shown.click("#all")
    assert background(shown, "青石园区") != PALE
    shown.click("#statuses [data-id='planned']")
    assert background(shown, "建设云溪展示馆") == PALE
    click(shown, "云溪市")
    assert shown.locator("#panel .fact").count() == 1
    assert shown.locator("#panel .fact:visible").count() == 0, "a fact of that status is hidden too"


def test_arrow_keys_move_between_visible_marks_and_enter_and_escape_go_to_the_facts_and_back(shown: Any) -> None:
    shown.focus("#body [tabindex='0']")
    assert focused(shown) == "云溪市"
    shown.keyboard.press("ArrowRight")
    assert focused(shown) == "云溪高新区"
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("ArrowRight")
    assert focused(shown) == "智能装备"
    shown.keyboard.press("ArrowLeft")
    shown.keyboard.press("Enter")
    assert focused(shown) == "智能装备产业链"
    assert shown.evaluate("document.activeElement.closest('#panel') !== null")
    shown.keyboard.press("ArrowDown")
    assert shown.evaluate("document.activeElement.tagName") == "BUTTON"
    shown.keyboard.press("Escape")
    assert focused(shown) == "智能装备产业链"
    assert shown.evaluate("document.activeElement.closest('#body') !== null")
    shown.click("#none")
    shown.click("#types [data-id='IndustryChain']")
    shown.focus("#body [tabindex='0']")
    shown.keyboard.press("End")
    assert focused(shown) == "光电产业链", "hidden marks are passed over"


def test_the_skip_link_leads_to_the_text(shown: Any) -> None:
    shown.keyboard.press("Tab")
    assert "跳到正文" in focused(shown)
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.id") == "text"


def test_the_page_can_be_used_by_the_tab_key_alone(shown: Any) -> None:
    """Each control is one stop, the text is one, and the focus is always seen."""
    stops = []
    while "body" not in stops:
        shown.keyboard.press("Tab")
        stops.append(shown.evaluate("(document.activeElement.closest('#side, #body, #panel, header') || {}).id || 'head'"))
        assert len(stops) < 100
        style = "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
        assert shown.evaluate(style) == ["solid", "3px"]
    assert stops.count("side") == shown.locator("#side :is(button, summary):visible").count()


def test_search_finds_by_name_and_leads_to_the_first_mention(shown: Any) -> None:
    shown.fill("#search", "光电")
    assert shown.get_attribute("#search", "aria-expanded") == "true"
    shown.press("#search", "Enter")
    assert shown.inner_text("#panel h2") == "光电产业链"
    assert shown.inner_text("#body .chosen") == "光电产业链"
    shown.fill("#search", "没有这个名称")
    assert "没有找到" in shown.inner_text("#found")


def test_another_document_can_be_chosen_and_an_entity_leads_to_its_other_documents(shown: Any) -> None:
    click(shown, "云溪高新区")
    assert "青禾简报标题" in panel(shown)
    shown.click("#panel .items button:has-text('青禾简报标题')")
    assert shown.inner_text("#title") == "青禾简报标题"
    assert shown.inner_text("#panel h2") == "云溪高新区"
    assert shown.input_value("#document") == "1"
    shown.select_option("#document", "0")
    assert shown.inner_text("#title") == "云溪规划标题"
    assert "云政发〔2021〕8号" in shown.inner_text("#about")


def test_headings_are_nested_without_gaps_and_listed_as_contents(shown: Any) -> None:
    assert shown.eval_on_selector_all("#body :is(h3, h4, h5, h6)", "found => found.map((each) => each.tagName)") == ["H3", "H4", "H5"]
    shown.click("#contents summary")
    shown.click("#headings a:has-text('（一）平台')")
    assert focused(shown) == "#### （一）平台"


def test_hostile_text_is_shown_as_text(shown: Any) -> None:
    click(shown, plan.HOSTILE)
    assert plan.HOSTILE in panel(shown)
    assert "\u2028" in shown.evaluate("document.querySelector('#body').textContent")
    assert shown.evaluate("document.scripts.length") == 4
    assert shown.evaluate("document.querySelectorAll('#body b').length") == 0


STATES = {
    "as it opens": [],
    "an entity and a fact": ["#body [tabindex='0']", "#panel .fact button"],
    "all checks": ["#views [data-id='r']", "#views [data-id='x']", "#views [data-id='bare']", "#views [data-id='under']"],
    "a refusal": ["#views button[aria-label='下一处 next：没有采纳']"],
    "a paragraph": ["#views button[aria-label='下一处 next：无事实的段落']"],
    "no types and contents": ["#none", "#contents summary"],
}


@pytest.mark.parametrize("width", [1300, 360])
def test_axe_finds_nothing_wrong_in_any_state(width: int, opened: Callable[..., Any], file: Path) -> None:
    tab = opened(file, width)
    tab.wait_for_selector("body[data-whole]")
    if width == 360:
        tab.click("#filters summary")
    for state, clicks in STATES.items():
        for selector in clicks:
            tab.eval_on_selector(selector, "each => each.click()")
        assert violations(tab) == [], state
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, state


def test_axe_finds_nothing_wrong_while_searching(shown: Any) -> None:
    shown.fill("#search", "云溪")
    assert shown.locator("#found li").count() > 2
    assert violations(shown) == []


def test_a_graph_without_its_texts_shows_what_it_quotes(opened: Callable[..., Any], graph: Graph, tmp_path: Path, town: Any) -> None:
    write(graph, tmp_path / "quotes.html")
    tab = opened(tmp_path / "quotes.html")
    assert "没有全文" in tab.inner_text("#notice")
    assert "依托云溪高新区发展海工装备产业链" in tab.inner_text("#body")
    click(tab, town.PARK.name)
    fact(tab, "服务产业").click()
    assert lit(tab) == ["依托云溪高新区发展海工装备产业链"]
    assert violations(tab) == []


def test_an_empty_graph_gives_a_page_too(opened: Callable[..., Any], bare: Graph, tmp_path: Path) -> None:
    write(bare, tmp_path / "empty.html")
    tab = opened(tmp_path / "empty.html")
    assert "图谱里没有文件" in tab.inner_text("#title")
    assert violations(tab) == []


def test_printing_shows_the_whole_text_with_its_marks_and_no_controls(shown: Any) -> None:
    shown.emulate_media(media="print")
    assert shown.locator("#body .chunk").first.evaluate("each => getComputedStyle(each).contentVisibility") == "visible"
    for hidden in ("header", "#panel", "#views", "#contents"):
        assert not shown.is_visible(hidden)
    assert shown.is_visible("#types"), "the legend of the colours"
    assert shown.locator("mark").first.evaluate("each => getComputedStyle(each).printColorAdjust") == "exact"


def test_a_long_document_is_whole_and_what_is_printed_too(opened: Callable[..., Any], tmp_path: Path) -> None:
    text = "\n".join(f"第{n}段，云溪高新区的一些话，后面还有别的话。" * 4 for n in range(1500))
    made = plan.Plan("长规划", text)
    for n in range(0, 1500, 5):
        made.name(EntityType.PARK, "云溪高新区", after=f"第{n}段")
    write(plan.resolve([made.reading()]), tmp_path / "long.html", [made.reading()])
    tab = opened(tmp_path / "long.html")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate("[...document.querySelectorAll('#body p')].map((each) => each.textContent).join('\\n')") == text
    assert tab.locator("#body mark").count() == 300


def test_the_same_graph_gives_the_same_page(read: tuple[Graph, Readings]) -> None:
    assert page(*read) == page(*plan.graph())


def test_the_page_links_to_no_other_file(read: tuple[Graph, Readings]) -> None:
    text = page(*read)
    assert "<link" not in text
    assert " src=" not in text.partition('<script id="shared"')[0]
    assert "default-src 'none'" in text


def test_every_type_has_a_colour_and_dark_text_on_it_has_contrast_enough(read: tuple[Graph, Readings]) -> None:
    text = page(*read)
    for number in range(len(EntityType) + 1):
        tint = text.partition(f".t{number} {{ ")[2].partition("--tint: ")[2][1:7]
        assert contrast(tint, "1e293b") > 7, INDICATOR


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
