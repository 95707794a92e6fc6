"""The offline page in a real browser: it draws, a click shows the sentence, search finds, nothing leaves the machine."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from exports.layout import place
from exports.offline_page import as_json
from exports.pyvis_page import LIMIT, best_connected, network, page, write
from kg.model import Graph
from ontology import EntityType, Relation

WIDTH, HEIGHT = 1300, 850


class Seen:
    """What a page asked for and said while it was open."""

    def __init__(self, page: Any) -> None:
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: (self.messages.append(f"dialog {dialog.message}"), dialog.dismiss()))


@pytest.fixture(scope="module")
def file(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "图谱.html"
    write(graph, path)
    return path


@pytest.fixture
def shown(browser: Any, file: Path) -> Iterator[Any]:
    """The page, open and drawn; afterwards it must have asked for itself alone and have complained of nothing."""
    tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    seen = Seen(tab)
    tab.goto(file.as_uri())
    tab.wait_for_selector("body[data-ready]")
    yield tab
    tab.close()
    assert seen.requests == [file.as_uri()]
    assert seen.messages == []


def point_of_node(tab: Any, name: str) -> tuple[float, float]:
    """Where the node of this name stands in the window."""
    at = tab.evaluate(
        """name => {
            const { network, data } = liantu, box = document.querySelector('#drawing').getBoundingClientRect();
            const id = data.entities.find((entity) => entity.name === name).id;
            const point = network.canvasToDOM(network.getPosition(id));
            return [box.left + point.x, box.top + point.y];
        }""",
        name,
    )
    return at[0], at[1]


def middle(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def panel(tab: Any) -> str:
    return str(tab.inner_text("#panel"))


def test_the_drawing_is_painted(shown: Any) -> None:
    colours = shown.evaluate(
        """() => {
            const canvas = document.querySelector('#drawing canvas');
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            const seen = new Set();
            for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 250) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
            return [...seen];
        }"""
    )
    assert {"234,88,12", "225,29,72"} <= set(colours), "the park's and the chain's colours"


def test_a_click_on_an_edge_shows_its_sentence_document_heading_and_status(shown: Any, town: ModuleType) -> None:
    shown.mouse.click(*middle(point_of_node(shown, town.PARK.name), point_of_node(shown, town.CHAIN.name)))
    text = panel(shown)
    for wanted in ("依托云溪高新区发展海工装备产业链", "云溪市“十四五”科技创新规划", "第三章 建设载体 › （二）园区", "已有", "服务"):
        assert wanted in text
    assert shown.eval_on_selector_all("#panel blockquote b", "found => found.map((each) => each.textContent)") == ["云溪高新区", "海工装备"]


def test_a_click_on_a_node_shows_what_it_is_and_a_relation_of_its_list_the_sentences(shown: Any, town: ModuleType) -> None:
    shown.mouse.click(*point_of_node(shown, town.CHAIN.name))
    text = panel(shown)
    for wanted in ("产业链", "海工装备", "又称", "海洋工程装备", "提及 1 处"):
        assert wanted in text
    shown.click("#panel .items button:has-text('云溪市')")
    assert "大力发展海工装备" in panel(shown)
    assert "海工装备|产业链 已成" in panel(shown)


@pytest.mark.parametrize(
    ("words", "name"), [("海洋工程", "海工装备"), ("ＱＩＮＧ", ""), ("青禾", "青禾县"), ("高新区", "云溪高新技术产业开发区")]
)
def test_search_finds_by_name_and_alias_and_enter_takes_the_first(words: str, name: str, shown: Any) -> None:
    shown.fill("#search", words)
    if not name:
        assert "没有找到" in shown.inner_text("#found")
        return
    shown.press("#search", "Enter")
    assert name in panel(shown)
    assert shown.evaluate("liantu.network.getSelectedNodes().length") == 1


def test_a_click_on_the_legend_hides_a_type_with_its_relations_and_another_shows_it(shown: Any, town: ModuleType) -> None:
    hidden = "liantu.nodes.get({filter: (node) => node.hidden}).length"
    shown.click("#types button[data-id='Park']")
    assert shown.evaluate(hidden) == 1
    assert shown.evaluate("liantu.edges.get({filter: (edge) => edge.hidden}).length") == 3
    shown.fill("#search", town.PARK.name)
    shown.press("#search", "Enter")
    assert shown.evaluate(hidden) == 0, "what is searched for is shown again"
    shown.click("#relations button[data-id='serves']")
    assert shown.evaluate("liantu.edges.get({filter: (edge) => edge.hidden}).length") == 2
    shown.click("#all")
    assert shown.evaluate("liantu.edges.get({filter: (edge) => edge.hidden}).length") == 0


def test_a_click_beside_everything_shows_the_hint_again(shown: Any, town: ModuleType) -> None:
    shown.mouse.click(*point_of_node(shown, town.CHAIN.name))
    assert "这张图怎么看" not in panel(shown)
    shown.mouse.click(260, HEIGHT - 10)
    assert "这张图怎么看" in panel(shown)


def test_hostile_names_and_quotes_are_shown_as_text(shown: Any, town: ModuleType) -> None:
    shown.fill("#search", "script")
    assert town.HOSTILE in shown.inner_text("#found")
    shown.press("#search", "Enter")
    assert town.HOSTILE in panel(shown)
    shown.click("#panel .items button >> nth=0")
    assert "<img src=x onerror=alert(2)>" in panel(shown)
    assert shown.evaluate("document.querySelectorAll('img').length") == 0
    assert shown.evaluate("document.scripts.length") == 3


def test_the_policy_lets_no_request_out_and_no_foreign_script_run(browser: Any, file: Path) -> None:
    """Whatever a script might try, a server on this machine hears nothing of it."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        at = f"127.0.0.1:{server.getsockname()[1]}"
        tab = browser.new_page()
        tab.goto(file.as_uri())
        tab.wait_for_selector("body[data-ready]")
        for attempt in (f"fetch('http://{at}/')", f"new Image().src = 'http://{at}/x.png'", f"new WebSocket('ws://{at}/')"):
            tab.evaluate(f"() => {{ try {{ {attempt}; }} catch (error) {{}} }}")
        tab.evaluate(
            "() => { const made = document.createElement('script'); made.textContent = 'window.broken = 1'; document.body.append(made); }"
        )
        with contextlib.suppress(TimeoutError):
            heard.append(str(server.accept()[1]))
        assert tab.evaluate("window.broken === undefined")
        tab.close()
    assert heard == []


def test_a_narrow_window_stacks_the_parts(browser: Any, file: Path) -> None:
    tab = browser.new_page(viewport={"width": 420, "height": 800})
    tab.goto(file.as_uri())
    tab.wait_for_selector("body[data-ready]")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 420
    assert tab.evaluate("document.querySelector('#drawing').getBoundingClientRect().width") == 420
    tab.close()


def test_a_large_graph_keeps_the_best_connected_and_says_so(browser: Any, tmp_path: Path, town: ModuleType) -> None:
    hub = town.entity(EntityType.DISTRICT, "大江市")
    fields = tuple(town.entity(EntityType.INDUSTRY, f"第{number}种产业") for number in range(1200))
    graph = town.assemble((hub, *fields), tuple((hub, Relation.DEVELOPS, field, (town.evidence("发展产业"),)) for field in fields[:900]))
    kept = best_connected(graph, LIMIT)
    assert len(kept) == LIMIT
    assert {hub.iri, *(field.iri for field in fields[:900])} <= set(kept)
    write(graph, tmp_path / "page.html")
    tab = browser.new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    tab.wait_for_selector("body[data-ready]")
    assert "1000" in tab.inner_text("#notice")
    assert "1201" in tab.inner_text("#notice")
    assert tab.evaluate("liantu.nodes.length") == LIMIT
    tab.close()


def test_an_empty_graph_gives_a_page_too(browser: Any, bare: Graph, tmp_path: Path) -> None:
    write(bare, tmp_path / "page.html")
    tab = browser.new_page()
    seen = Seen(tab)
    tab.goto((tmp_path / "page.html").as_uri())
    tab.wait_for_selector("body[data-ready]")
    assert "0 个实体" in tab.inner_text("#counts")
    assert seen.messages == []
    tab.close()


def test_the_page_links_to_no_other_file(graph: Graph) -> None:
    text = page(graph)
    assert "<link" not in text
    assert " src=" not in text.partition('<script id="graph"')[0]
    assert "bootstrap" not in text


def test_json_inside_the_page_can_end_no_script() -> None:
    text = as_json({"a": "</script><!--\u2028&"})
    assert not set("<>&\u2028") & set(text)


def test_no_two_nodes_of_the_drawing_stand_on_each_other(graph: Graph) -> None:
    points = [(node["x"], node["y"]) for node in network(graph).nodes]
    assert len(set(points)) == len(graph.entities)


@pytest.mark.parametrize("count", [0, 1, 2, 60, 700])
def test_a_layout_is_the_same_in_every_order_and_keeps_its_distances(count: int) -> None:
    """A ring with a hub, and as many lone nodes."""
    ring = [f"环{number}" for number in range(count)]
    edges = [(ring[number], ring[(number + 1) % count]) for number in range(count)] + [(ring[0], each) for each in ring[1 : count // 3]]
    groups = {name: number % 5 for number, name in enumerate([*ring, *(f"独{number}" for number in range(count))])}
    points = place(groups, edges)
    assert points == place(dict(reversed(groups.items())), [(b, a) for a, b in reversed(edges)])
    assert len(points) == len(groups)
    assert len(set(points.values())) == len(groups)
    near = sum(
        1
        for number, (x, y) in enumerate(sorted(points.values()))
        for other_x, other_y in sorted(points.values())[number + 1 :]
        if abs(x - other_x) < 12 and abs(y - other_y) < 12
    )
    assert near <= count / 50
