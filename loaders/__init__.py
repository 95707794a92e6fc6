"""What does this document say, and where? It never decides that two mentions are one thing, and mints no IRIs."""


class LoaderError(ValueError):
    """A file cannot be read as a plan; the message names the file, what is wrong and what to do."""
