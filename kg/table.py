"""An answer: named columns and rows of plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

Cell = str | int | float | bool | None | tuple["Cell", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of plain values; each row is as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Yield the rows as mappings from column to value."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def to_pandas(self) -> "pandas.DataFrame":
        """Return the answer as a data frame, one column a name."""
        import pandas

        return pandas.DataFrame(list(self.rows), columns=list(self.columns))
