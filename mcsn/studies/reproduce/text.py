"""Reproductions as people read them in a terminal."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from mcsn.studies.reproduce.reproduction import Reproduction

_WIDTH = 100
_INDENT = 20 * " "
_HEADS = ("section", "quantity", "paper", "ours", "", "difference")


def reproduction_text(made: Reproduction, files: Sequence[Path]) -> str:
    """Return what `mcsn reproduce` prints: the table of numbers if it is one, the notes and the files."""
    table = [] if made.figure else [*_table(made.rows), ""]
    return "\n".join([*table, *made.notes, "", f"wrote {' and '.join(map(str, files))}"])


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Print every row with its reason; the same reason once in a run of rows, the last of which has it."""
    yield _line(_HEADS)
    for row, following in zip_longest(rows, rows[1:]):
        numbers = (_number(row["paper"]), _number(row["ours"]), row["unit"])
        yield _line((row["section"], row["quantity"], *numbers, _difference(row["difference_percent"])))
        if not following or following["why"] != row["why"]:
            yield from textwrap.wrap(row["why"], _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _line(cells: Sequence[str]) -> str:
    section, quantity, paper, ours, unit, difference = cells
    return f"{section:<17} {quantity:<48}{paper:>10}{ours:>10} {unit:<6}{difference:>10}".rstrip()


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def _difference(percent: float | None) -> str:
    """Percents, and beyond a factor of two the factor."""
    if percent is None:
        return ""
    ratio = 1 + percent / 100
    percent = round(percent, 1) + 0.0  # no -0.0
    return f"{percent:+.1f} %" if 0.5 <= ratio <= 2.0 else f"x {ratio:.2g}"
