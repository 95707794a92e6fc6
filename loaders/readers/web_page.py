"""Pages of the web, saved alone or with what they show (.mht): the text of a page without what stands around it. Nothing is fetched or run."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from loaders import LoaderError
from loaders.readers import web_page_encoding, web_page_head
from loaders.readers.composition import Paragraph, Piece, composed
from loaders.readers.web_page_body import Weights, body, is_title
from loaders.readers.web_page_head import Field
from loaders.readers.web_page_text import pieces
from loaders.readers.web_page_tree import Element, TooManyTagsError, parse
from loaders.source import Source

_SHORTEST_TITLE, _LONGEST_TITLE = 6, 120
_HEADINGS = ("h1", "h2", "h3")


def read(content: bytes, path: Path) -> Source:
    """Return the text of a web page; raise `LoaderError` where it is none, or holds no text."""
    words = web_page_encoding.decoded(content, path)
    try:
        page = parse(words)
    except TooManyTagsError as error:
        raise LoaderError(
            f"{path} 的标签多得不像网页，请检查来源 / has more tags than any page of text: check where it comes from"
        ) from error
    if not any(isinstance(child, Element) for child in page.children):
        return Source(words, ())
    source = composed(_pieces(page))
    if not source.text.strip():
        raise LoaderError(
            f"{path} 没有正文；若由脚本生成，请在浏览器里打开后另存 / holds no text: if scripts fill it, open it in a browser and save it from there"
        )
    return source


def _pieces(page: Element) -> list[Piece]:
    """Return the pieces of a page: title and fields where the text lacks them, then the text."""
    weights = Weights(page)
    elements = body(page, weights)
    for element in elements:
        _leave_out_related(element, weights)
    text = [piece for element in elements for piece in pieces(element, weights.is_left_out)]
    kept, fields = _without_noise(text or list(pieces(page, lambda element: False)))
    fields += [*web_page_head.fields_before(_before(page, elements, weights)), *web_page_head.of_meta(page)]
    said = {field.name: field.words for field in reversed(fields)}
    stated = said.pop("标题", "") or _last_title(page, elements, weights)
    title = stated or _title(page)
    if title and not web_page_head.has_title(kept, title) and (stated or not web_page_head.opens_as_document(kept)):
        kept.insert(0, Paragraph("", ((title, False),), 1))
    lines = [Paragraph("", ((f"{name}：{said[name]}", False),), 0) for name in web_page_head.names() if name in said]
    first = int(web_page_head.is_title(kept[0], title)) if kept else 0
    return [*kept[:first], *lines, *kept[first:]] if kept else []


def _title(page: Element) -> str:
    words = next((element.text() for element in page.elements() if element.tag == "title"), "")
    return web_page_head.of_title(words)[:_LONGEST_TITLE]


def _before(page: Element, elements: Sequence[Element], weights: Weights) -> list[Piece]:
    """Return what stands before the text of a page."""
    inside = {id(element) for element in elements}
    reached = False

    def is_after(element: Element) -> bool:
        nonlocal reached
        reached = reached or id(element) in inside
        return reached or weights.is_left_out(element)

    return list(pieces(page, is_after)) if page not in elements else []


def _last_title(page: Element, elements: Sequence[Element], weights: Weights) -> str:
    """Return the title that stands last before the text: named as such, or a heading."""
    title = ""
    for element in page.elements():
        if element in elements:
            return title
        if element.tag in _HEADINGS or (is_title(element) and element.tag != "title"):
            words = " ".join(element.text().split())
            if _SHORTEST_TITLE <= len(words) <= _LONGEST_TITLE and not weights.is_left_out(element):
                title = words
    return ""


def _without_noise(text: Sequence[Piece]) -> tuple[list[Piece], list[Field]]:
    """Return the pieces of a text without its tools and counts, and the fields that its page sets at its head."""
    kept: list[Piece] = []
    fields: list[Field] = []
    for i, piece in enumerate(text):
        if i < 15 and web_page_head.is_head_table(piece):
            fields += web_page_head.fields_before([piece])
        elif not isinstance(piece, Paragraph) or piece.level:
            kept.append(piece)
        else:
            found = web_page_head.fields_of(piece.words)
            if found and (len(found) > 1 or not found[0].name):
                fields += [field for field in found if field.name and field.words]
            elif not web_page_head.is_noise(piece.words):
                kept.append(piece)
    return kept, fields


def _leave_out_related(element: Element, weights: Weights) -> None:
    """Leave out links to other texts below words that say so."""
    for inner in element.elements():
        related = False
        for child in _blocks(inner):
            words = child.text() if child.tag != "table" else ""
            if len(words) <= 20 and web_page_head.RELATED.fullmatch(words):
                related = True
            elif related and weights[child] > 0:
                related = False
            if related:
                weights.leave_out(child)


def _blocks(element: Element) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element) and child.tag not in ("br", "img", "script", "style"))
