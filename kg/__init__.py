"""Which things are there, and what holds between them? It reads no plan files itself and formats no output."""


class GraphError(ValueError):
    """A graph directory or an operation on it is wrong; the message says what to do."""
