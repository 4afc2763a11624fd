"""What a reproduction is: a table with units, notes, and for a figure its picture."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from mcsn.plot import rendered


@dataclass(frozen=True, eq=False)
class Reproduction:
    """A figure or the numbers of the paper, made again.

    Attributes
    ----------
    columns : mapping of str to sequence
        Columns of one length; a unit ends the name (`mass_MeV`). None is an empty cell.
    notes : sequence of str
        What to know when reading it, and what the paper has beyond it.
    figure : Figure or None
        The picture.
    """

    columns: Mapping[str, Sequence[Any] | np.ndarray]
    notes: Sequence[str]
    figure: Figure | None = None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table row by row, in plain Python values."""
        cells = [
            column.tolist() if isinstance(column, np.ndarray) else column for column in self.columns.values()
        ]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*cells, strict=True)]

    def csv(self) -> str:
        """Return the table as CSV: notes as comments, one line of names, six digits."""
        text = io.StringIO()
        text.writelines(f"# {note}\n" for note in self.notes)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows:
            writer.writerow([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row.values()])
        return text.getvalue()

    def rendered(self) -> dict[str, bytes]:
        """Return the content of its files by suffix."""
        files = {".csv": self.csv().encode()}
        if self.figure is not None:
            files[".png"] = rendered(self.figure, "png")
        return files
