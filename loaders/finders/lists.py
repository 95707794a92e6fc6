"""Lists in running text: the members before a head (A、B和C等产业) or after a verb (发展A、B和C)."""

from loaders.tagging import Tagged

_JOINS = frozenset("和与及")
_LONGEST_ITEM = 24
_MOST_ITEMS = 60


def before(tagged: Tagged, at: int, floor: int, *, whole: frozenset[str] = frozenset(), verbs: bool = True) -> list[tuple[int, int]]:
    """Return the members of the list that ends at `at`, not reaching left of `floor`, in the order of the text.

    `whole` names members that hold a 和 of their own and are not to be cut there; without `verbs` a verb ends no member.
    """
    items: list[tuple[int, int]] = []
    end = at
    while end > floor and len(items) < _MOST_ITEMS:
        start = _walk_left(tagged, end, floor, whole=whole, verbs=verbs)
        if start == end:
            break
        items.append((start, end))
        separator = _separator_before(tagged.text, start, floor)
        if not separator:
            break
        end = start - separator
    items.reverse()
    return items


def after(tagged: Tagged, at: int, ceiling: int) -> list[tuple[int, int]]:
    """Return the members of the list that begins at `at`, not reaching right of `ceiling`."""
    items: list[tuple[int, int]] = []
    start, ceiling = at, min(ceiling, len(tagged.text))
    while start < ceiling and len(items) < _MOST_ITEMS:
        end = _walk_right(tagged, start, ceiling)
        if end == start:
            break
        items.append((start, end))
        separator = _separator_after(tagged.text, end)
        if not separator:
            break
        start = end + separator
    return items


def _walk_left(tagged: Tagged, end: int, floor: int, *, whole: frozenset[str], verbs: bool) -> int:
    text, at = tagged.text, end
    floor = max(floor, end - _LONGEST_ITEM)
    while at > floor:
        c = text[at - 1]
        if c in "）”":
            opened = text.rfind("（" if c == "）" else "“", floor, at)
            if opened < 0 or "，" in text[opened:at]:
                break
            at = opened
        elif c in _JOINS and any(
            text.startswith(w, begin) and begin + len(w) <= end for w in whole for begin in (at - 1 - w.index(c),) if c in w
        ):
            at -= 1
        elif (tagged.barrier[at - 1] and not (c in _JOINS and not tagged.starts[at - 1])) or (verbs and tagged.verbs[at - 1]):
            break
        else:
            at -= 1
    return at


def _walk_right(tagged: Tagged, start: int, ceiling: int) -> int:
    text, at = tagged.text, start
    ceiling = min(ceiling, start + _LONGEST_ITEM, len(text))
    while at < ceiling:
        c = text[at]
        if c in "（“":
            closed = text.find("）" if c == "（" else "”", at, ceiling)
            if closed < 0 or "，" in text[at:closed]:
                break
            at = closed + 1
        elif tagged.barrier[at] or tagged.verbs[at]:
            break
        else:
            at += 1
    return at


def _separator_before(text: str, start: int, floor: int) -> int:
    if start - 2 >= floor and text[start - 2 : start] == "以及":
        return 2
    if start - 1 >= floor and text[start - 1] in "、和与及":
        return 1
    return 0


def _separator_after(text: str, end: int) -> int:
    if text.startswith("以及", end):
        return 2
    return 1 if text[end : end + 1] in tuple("、和与及") else 0
