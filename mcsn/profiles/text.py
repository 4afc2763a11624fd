"""Profiles as text: CSV with commas, semicolons, tabs or blanks, and ECSV (Astropy's CSV with a YAML header).

Lines are read one by one, so that a message can name them and memory holds numbers alone.
"""

import csv
import itertools
import math
import re
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mcsn.errors import InputError
from mcsn.profiles.table import MOST_ROWS, Column, Problem, Table, failure
from mcsn.profiles.yaml_header import column_units

_LONGEST_LINE = 100_000
_WORDS_KEPT = 100
"""Cells of one column that are no numbers, whose text is kept."""
_BLANK = " "
"""The delimiter that stands for any number of blanks."""
_NAMES_BETWEEN_BLANKS = re.compile(r"[^\s\[(]+(?:\s*\[[^\]]*\]|\s*\([^)]*\))?")

Line = tuple[int, str]


class Header(NamedTuple):
    """Names and units of the columns, and how rows are cut."""

    place: int  # number of the line
    names: list[str]
    units: list[str | None]
    delimiter: str


def read_text(path: Path) -> Table:
    """Read a text file.

    Raises
    ------
    InputError
        If it cannot be read, or is not a header that names columns with rows below.
    """
    source = str(path)
    try:
        with open(path, encoding="utf-8-sig") as file:  # spreadsheets put a mark in front
            return _table(source, _lines(source, file))
    except UnicodeDecodeError:
        raise InputError(
            f"profile {source}: not a text file in UTF-8, and not HDF5; save it as CSV, ECSV or HDF5"
        ) from None
    except OSError as error:
        raise InputError(f"profile {source}: {error.strerror or error}; give the path of a file") from None


def _lines(source: str, file: Iterable[str]) -> Iterator[Line]:
    """Yield the lines that are not empty, with their numbers."""
    for number, line in enumerate(file, 1):
        if len(line) > _LONGEST_LINE:
            raise failure(source, "line", [Problem(number, f"longer than {_LONGEST_LINE:,} characters")])
        if stripped := line.strip():
            # Tabs at the ends stand beside empty cells.
            yield number, stripped if stripped.startswith("#") else line.strip(" \r\n")


def _table(source: str, lines: Iterator[Line]) -> Table:
    """Find the header, and read the rows below."""
    comments: list[Line] = []
    for number, line in lines:
        if not line.startswith("#"):
            break
        comments.append((number, line[1:].strip("#").rstrip()))
    else:
        raise failure(source, "line", [Problem(0, "no rows; a header with the names of columns, then rows")])
    if comments and comments[0][1].startswith(" %ECSV"):
        header = _ecsv_header(source, comments, (number, line))
    elif header_above := _header_in_comment(comments, line):
        return _rows(source, header_above, itertools.chain([(number, line)], lines))
    else:
        delimiter = _delimiter(line)
        names = _split_names(line, delimiter)
        header = Header(number, names, [None] * len(names), delimiter)
    return _rows(source, header, lines)


def _ecsv_header(source: str, comments: list[Line], names_line: Line) -> Header:
    """Return the header of an ECSV file: names stand in its first row, units in the YAML above."""
    number, line = names_line
    try:
        units, delimiter = column_units(text.removeprefix(" ") for _, text in comments[1:] if text != " ---")
    except ValueError as error:
        raise InputError(
            f"profile {source}: {error}; write it again with Astropy, or save it as CSV"
        ) from None
    names = split(line, delimiter)
    return Header(number, names, [units.get(name) for name in names], delimiter)


def _header_in_comment(comments: list[Line], row: str) -> Header | None:
    """Return the last comment as the header of a file that begins with numbers; None where it cannot be."""
    delimiter = _delimiter(row)
    cells = split(row, delimiter)
    if not comments or any(math.isnan(_number(cell)) for cell in cells):
        return None
    number, text = comments[-1]
    for cut in (delimiter, ",", _BLANK):
        names = _split_names(text.strip(), cut)
        if len(names) == len(cells):
            return Header(number, names, [None] * len(names), delimiter)
    return None


def _delimiter(line: str) -> str:
    """Return what parts the cells of a line; commas in brackets part none."""
    bare = re.sub(r"\[[^\]]*\]|\([^)]*\)", "", line.strip())
    return next((delimiter for delimiter in "\t;," if delimiter in bare), _BLANK)


def _split_names(line: str, delimiter: str) -> list[str]:
    return _NAMES_BETWEEN_BLANKS.findall(line) if delimiter == _BLANK else split(line, delimiter)


def split(line: str, delimiter: str) -> list[str]:
    """Cut a line into its cells."""
    if '"' in line:
        try:
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            return []
        return [cell.strip() for cell in cells]
    if delimiter == _BLANK:
        return line.split()
    return [cell.strip() for cell in line.split(delimiter)]


def _rows(source: str, header: Header, lines: Iterator[Line]) -> Table:
    """Read the rows below the header."""
    width = len(header.names)
    numbers, places = array("d"), array("q")
    words: list[dict[int, str]] = [{} for _ in range(width)]
    problems = []
    for place, line in lines:
        if line.startswith("#"):
            continue
        cells = split(line, header.delimiter)
        if len(cells) != width:
            problems.append(Problem(place, f"{len(cells)} values for {width} columns"))
            continue
        try:
            numbers.extend([float(cell) for cell in cells])
        except ValueError:
            for column, cell in enumerate(cells):
                numbers.append(_number(cell))
                said = math.isnan(numbers[-1]) and "nan" not in cell.lower()
                if said and len(words[column]) < _WORDS_KEPT:
                    words[column][len(places)] = cell
        places.append(place)
        if len(places) > MOST_ROWS:
            raise failure(source, "line", [Problem(0, f"more than {MOST_ROWS:,} rows; thin it out")])
    if not places:
        nothing = [Problem(header.place, "no rows under this header")]
        raise failure(source, "line", problems or nothing)
    values = np.frombuffer(numbers).reshape(-1, width)
    columns = [
        Column(name, unit, values[:, index], words[index])
        for index, (name, unit) in enumerate(zip(header.names, header.units, strict=True))
    ]
    return Table(source, columns, np.frombuffer(places, np.int64), "line", header.place, problems)


def _number(cell: str) -> float:
    """Return a number, also one that Fortran wrote, 1.5D+14; NaN for anything else."""
    for text in (cell, re.sub(r"(?<=[\d.])[dD](?=[+-]?\d)", "e", cell)):
        try:
            return float(text)
        except ValueError:
            pass
    return math.nan
