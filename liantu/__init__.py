"""How do people use it? The command line, the pages and the public API; it holds no logic of the other packages."""

__version__ = "0.1.0"
