"""Flat OpenDocument texts set as official documents are, for LibreOffice to make PDF files of."""

from collections.abc import Sequence
from html import escape

_NAMES = ("office", "style", "text", "table", "drawing", "xsl-fo-compatible", "svg-compatible")
_PREFIXES = {"drawing": "draw", "xsl-fo-compatible": "fo", "svg-compatible": "svg"}
NAMESPACES = " ".join(f'xmlns:{_PREFIXES.get(name, name)}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _NAMES)
BOLD = 'fo:font-weight="bold" style:font-weight-asian="bold"'
INDENT = 'fo:text-align="justify" fo:text-indent="24pt" fo:line-height="20pt"'


def style(name: str, size: float, font: str = "", paragraph: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {paragraph}/>'
        f'<style:text-properties style:font-name-asian="Noto Serif CJK SC" fo:font-size="{size}pt" style:font-size-asian="{size}pt" {font}/>'
        "</style:style>"
    )


STYLES = (
    style("Body", 12, paragraph=INDENT)
    + style("Title", 22, BOLD, 'fo:text-align="center"')
    + style("Heading", 14, BOLD, 'fo:text-indent="28pt"')
    + style("NewPage", 14, BOLD, 'fo:text-indent="28pt" fo:break-before="page"')
    + style("Small", 9)
    + style("Cell", 10.5)
    + style("Edge", 9, paragraph='fo:text-align="center"')
)
AUTOMATIC = """<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{}cm" fo:page-height="{}cm" fo:margin="2.5cm"/>
<style:header-style><style:header-footer-properties fo:margin-bottom="0.5cm" fo:min-height="0.6cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:margin-top="0.5cm" fo:min-height="0.6cm"/></style:footer-style></style:page-layout>
<style:style style:name="S" style:family="section"><style:section-properties><style:columns fo:column-count="2" fo:column-gap="0.8cm"/></style:section-properties></style:style>
<style:style style:name="T" style:family="table"><style:table-properties style:width="15cm" table:border-model="collapsing"/></style:style>
<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="G" style:family="graphic"><style:graphic-properties fo:border="0.5pt solid #000000" style:wrap="none" fo:padding="0.2cm"
 style:horizontal-pos="center" style:horizontal-rel="paragraph" style:vertical-pos="top" style:vertical-rel="paragraph"/></style:style>"""


def document(body: str, header: str = "", size: tuple[float, float] = (21, 29.7)) -> str:
    """The text of a file: `header` stands above each page, the number of the page below."""
    head = f'<style:header><text:p text:style-name="Edge">{header}</text:p></style:header>' if header else ""
    foot = '<style:footer><text:p text:style-name="Edge">— <text:page-number text:select-page="current"/> —</text:p></style:footer>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:styles>{STYLES}</office:styles><office:automatic-styles>{AUTOMATIC.format(*size)}</office:automatic-styles>"
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">{head}{foot}</style:master-page></office:master-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def paragraph(text: str, name: str = "Body", inside: str = "") -> str:
    return f'<text:p text:style-name="{name}">{escape(text)}{inside}</text:p>'


def noted(before: str, number: int, note: str, after: str) -> str:
    """A paragraph with a footnote in it."""
    body = f"<text:note-body>{paragraph(note, 'Small')}</text:note-body>"
    mark = f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>{number}</text:note-citation>{body}</text:note>'
    return f'<text:p text:style-name="Body">{escape(before)}{mark}{escape(after)}</text:p>'


def cell(text: str, columns: int = 1, rows: int = 1) -> str:
    covered = "<table:covered-table-cell/>" * (columns - 1)
    spans = f'table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"'
    return f'<table:table-cell table:style-name="C" {spans}>{paragraph(text, "Cell")}</table:table-cell>{covered}'


COVERED = "<table:covered-table-cell/>"


def table(rows: Sequence[Sequence[str]], columns: int, head: int = 1) -> str:
    """A ruled table of cells, of which the first `head` rows are said again on each page."""
    made = ["<table:table-row>" + "".join(row) + "</table:table-row>" for row in rows]
    return (
        f'<table:table table:style-name="T"><table:table-column table:number-columns-repeated="{columns}"/>'
        f"<table:table-header-rows>{''.join(made[:head])}</table:table-header-rows>{''.join(made[head:])}</table:table>"
    )


def columns(body: str) -> str:
    """What stands in two columns."""
    return f'<text:section text:style-name="S" text:name="S">{body}</text:section>'


def box(body: str) -> str:
    """A text box with a frame."""
    frame = f'<draw:frame draw:style-name="G" text:anchor-type="paragraph" svg:width="14cm"><draw:text-box fo:min-height="1cm">{body}</draw:text-box></draw:frame>'
    return f'<text:p text:style-name="Body">{frame}</text:p>'
