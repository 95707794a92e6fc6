"""What is the answer? A store, a question and parameters give a table; the graph is never changed."""


class QueryError(ValueError):
    """A question, its parameters or a query text is wrong; the message says what would be right."""
