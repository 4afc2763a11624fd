"""A file as a table of numbers, before anybody asks what they mean."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.errors import InputError

Array = NDArray[np.float64]

MOST_ROWS = 10_000_000
"""Rows of the longest file that is read."""
_MOST_PROBLEMS = 50
"""Problems of one file that are told; a file of more has one that repeats."""


class Problem(NamedTuple):
    """Something that is wrong with a file."""

    place: int  # number of the line or row, 0 for the file as a whole
    text: str


@dataclass(frozen=True)
class Column:
    """One column: its heading as written, its unit where the file has it apart, and its numbers."""

    name: str
    unit: str | None
    values: Array  # (rows,), NaN for what is no number
    words: dict[int, str] = field(default_factory=dict)  # what stands there instead, by row


@dataclass(frozen=True)
class Table:
    """The columns of a file."""

    source: str  # what messages begin with
    columns: list[Column]
    place: NDArray[np.int64]  # number of the line, or of the row, where each row stands, (rows,)
    word: str  # what a place is: "line" or "row"
    header: int  # place of the header, 0 if there is no such thing
    problems: list[Problem]  # of the file's form


def failure(source: str, word: str, problems: list[Problem]) -> InputError:
    """Return one error that tells all problems of a file, in the order of its lines."""
    lines = []
    for place, text in sorted(problems, key=lambda problem: problem.place)[:_MOST_PROBLEMS]:
        where = f", {word} {place}" if place else ""
        lines.append(f"profile {source}{where}: {text}")
    if (left := len(problems) - len(lines)) > 0:
        lines.append(f"profile {source}: and {left} problems more, at least; mend these first")
    return InputError("\n".join(lines))


def first_of(rows: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the numbers of the rows that are true: as many as anybody wants to read about, and one more."""
    return np.flatnonzero(rows)[: _MOST_PROBLEMS + 1]
