"""How do other programs and people get the graph? It writes what is there and computes nothing new."""


class ExportError(ValueError):
    """An export cannot be written; the message says why and what would do."""
