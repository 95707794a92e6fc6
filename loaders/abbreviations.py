"""Whether one name is a short form of another, by its characters."""


def is_written_with(short: str, full: str) -> bool:
    """Tell whether a short name is written with characters of a fuller one, in their order (经开区管委会 of 云溪经开区管委会)."""
    rest = iter(full)
    return all(character in rest for character in short)
