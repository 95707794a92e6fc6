"""What stands in a text for layout alone: Markdown marks, control characters, blanks beside Chinese characters."""

import re
from collections.abc import Iterator

from loaders.edits import Draft, Edit
from loaders.folding import DROPPED, HAN

_CHINESE = rf"{HAN}，。；：、！？“”‘’《》〈〉（）【】「」『』〔〕…—①-⑳"
_BLANKS = re.compile(rf"(?= )(?:(?<=[{_CHINESE}\t]) +|(?<! ) +(?=[{_CHINESE}\t%‰℃])|(?<=[^ \n] ) +)")
_INLINE = re.compile(
    rf"(?=[{DROPPED}*<&\\])(?:{DROPPED}+|\*\*+|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?!\w)|</?[A-Za-z][^<>\n]{{0,300}}>|&nbsp;|\\(?=[!-/:-@\[-`{{-~]))"
)
_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^()\s]{1,500}\)")
_LINK = re.compile(r"(\[)[^\]\n]{1,300}(\]\((?:https?:|/|\.|#|mailto:)[^()\s]{0,500}\))")


def without_links(draft: Draft) -> Draft:
    """Drop the addresses of Markdown links and pictures; the words of a link stay."""
    if "](" not in draft.text:
        return draft
    draft = draft.edited((*m.span(), "") for m in _PICTURE.finditer(draft.text))
    return draft.edited((*m.span(group), "") for m in _LINK.finditer(draft.text) for group in (1, 2))


def without_marks(draft: Draft) -> Draft:
    """Drop what was folded to nothing, and the Markdown and HTML marks inside lines."""
    return draft.edited((*m.span(), "") for m in _INLINE.finditer(draft.text))


def without_blanks(draft: Draft) -> Draft:
    """Drop blanks beside Chinese characters and tabs; one stays between two words of letters or figures."""
    return draft.edited((*m.span(), "") for m in _BLANKS.finditer(draft.text))


def cells(text: str, start: int, end: int) -> Iterator[Edit]:
    """Yield the edits that turn the bars of a table row into tabs."""
    for m in re.compile(r"\|").finditer(text, start, end):
        yield *m.span(), "\t"
