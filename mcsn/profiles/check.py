"""From the columns of a file to the quantities of a profile, in our units and checked; all errors at once."""

import difflib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.profiles.headings import (
    BY_KEY,
    RADIUS,
    Heading,
    Quantity,
    bare_name,
    example,
    heading,
    meanings,
    unknown_unit,
)
from mcsn.profiles.table import Array, Column, Problem, Table, failure, first_of
from mcsn.profiles.units import FRACTION
from mcsn.scenario.text import quoted, shortened

_COLUMNS_SHOWN = 20


@dataclass(frozen=True)
class Profile:
    """What a file says, in our units; arrays have shape (rows,)."""

    source: str
    centres: bool
    """Whether the radius is that of the centres of the cells, not of their outer edges."""
    quantities: dict[str, Array]
    """By key; the radius under "radius" [m]."""
    word: str
    place: NDArray[np.int64]


class _Found(NamedTuple):
    column: Column
    heading: Heading


def checked_profile(table: Table, radius: str | None) -> Profile:
    """Find the quantities of a profile in a table.

    Parameters
    ----------
    table : Table
    radius : str, optional
        "outer-edge" or "cell-centre": what radii are where no heading tells.

    Returns
    -------
    Profile
        With temperature, and either mu_n, mu_p and nucleon_mass (and, to be compared, baryon_density and
        proton_fraction, if they are there), or baryon_density and one of proton_fraction and lepton_fraction
        (and nucleon_mass).

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    problems = [*table.problems]
    found = _found(table, problems)
    radius_key, centres = _radius(table, found, radius, problems)
    keys = [radius_key, "temperature", *_composition(found)]
    quantities = {}
    for key in keys:
        column = _there(table, found, key, problems)
        if column is None:
            continue
        # Numbers are looked at also where it is not clear what they mean, so that all is told at once.
        size = found[key].heading.size if key in found else None
        problems += _value_problems(table, column, BY_KEY[key], size, zero=key == radius_key and centres)
        if key == radius_key:
            problems += _order_problems(table, column)
        quantities["radius" if key == radius_key else key] = column.values * (size or 1.0)
    if problems:
        raise failure(table.source, table.word, problems)
    return Profile(table.source, centres, quantities, table.word, table.place)


def _found(table: Table, problems: list[Problem]) -> dict[str, _Found]:
    """Return the columns that we know, by key."""
    found: dict[str, _Found] = {}
    known = meanings((column.name, column.unit) for column in table.columns)
    for column, meaning in zip(table.columns, known, strict=True):
        if meaning is None:
            continue
        key = meaning.quantity.key
        if key in found:
            names = f"{_shown(found[key].column.name)} and {_shown(column.name)}"
            text = f"the columns {names} both give the {meaning.quantity.called}: leave one out"
            problems.append(Problem(table.header, text))
        else:
            found[key] = _Found(column, meaning)
    return found


def _radius(
    table: Table, found: dict[str, _Found], asked: str | None, problems: list[Problem]
) -> tuple[str, bool]:
    """Return the key of the radius, and whether it is that of centres."""
    wanted = {"outer-edge": "outer_radius", "cell-centre": "centre_radius"}
    keys = [key for key in RADIUS if key in found]
    if asked and wanted[asked] in found:
        return wanted[asked], asked == "cell-centre"
    if "radius" in found and (asked or keys == ["radius"]):
        if asked is None:
            text = (
                f"{_shown(found['radius'].column.name)} may be the outer edge of a cell or its centre: call"
                ' it outer_radius or centre_radius, or set star.radius to "outer-edge" or "cell-centre"'
            )
            problems.append(Problem(table.header, text))
        return "radius", asked == "cell-centre"
    if asked and keys:
        name = _shown(found[keys[0]].column.name)
        text = f'the radius is {name}, which is not what star.radius = "{asked}" says'
        problems.append(Problem(table.header, text))
    return (keys[0], keys[0] == "centre_radius") if keys else ("radius", False)


def _composition(found: dict[str, _Found]) -> list[str]:
    """Return the keys of what tells the composition; those that should be there, if they are not."""
    if all(key in found for key in ("mu_n", "mu_p", "nucleon_mass")):
        compared = (key for key in ("baryon_density", "proton_fraction") if key in found)
        return ["mu_n", "mu_p", "nucleon_mass", *compared]
    fraction = "proton_fraction" if "proton_fraction" in found else "lepton_fraction"
    fraction = fraction if fraction in found else "proton_fraction"
    return ["baryon_density", fraction, *(key for key in ("nucleon_mass",) if key in found)]


def _there(table: Table, found: dict[str, _Found], key: str, problems: list[Problem]) -> Column | None:
    """Return the column of a quantity, or what may be meant as it; tell if it is missing or has no unit."""
    quantity = BY_KEY[key]
    if key not in found:
        would_do = "outer_radius [km] or centre_radius [km]" if key in RADIUS else example(key)
        if key == "proton_fraction":
            would_do += ", or of all leptons with the trapped nu_e: y_l"
        column, guess = _guess(table, key)
        problems.append(Problem(table.header, f"no {quantity.called}: needed is {would_do}; {guess}"))
        return column
    column, (_, unit, size, suffix) = found[key]
    name = _shown(column.name)
    if suffix is not None:
        text = (
            f"{name}, the {quantity.called}, is in {_shown(suffix)} by its name and in {_shown(str(unit))} by"
            " its unit: leave the wrong one out"
        )
        problems.append(Problem(table.header, text))
    elif size is None:
        use = "leave it out" if quantity.kind is FRACTION else f"use {quantity.kind.units}"
        wrong = "has no unit" if unit is None else f"has a unit that is not known, {_shown(unit)}"
        text = f"{name}, the {quantity.called}, {wrong}; {use}, as in {example(key)}"
        problems.append(Problem(table.header, text))
    return column


def _guess(table: Table, key: str) -> tuple[Column | None, str]:
    """Return which column may be meant where one is missing, and its name; else the names that there are."""
    columns = [column for column in table.columns if heading(column.name, column.unit) is None]
    for column in columns:
        meant = unknown_unit(column.name)
        if meant and meant.quantity.key == key:
            use = "leave it out" if meant.quantity.kind is FRACTION else f"use {meant.quantity.kind.units}"
            return (
                column,
                f"is it {_shown(column.name)}? {_shown(str(meant.unit))} is not a unit of it, {use}",
            )
    by_name = {bare_name(column.name): column for column in columns}
    for known in BY_KEY[key].names:
        if len(known) > 3 and (near := difflib.get_close_matches(known, by_name, n=1, cutoff=0.75)):
            return by_name[near[0]], f"is it {_shown(by_name[near[0]].name)}?"
    names = [_shown(column.name) for column in table.columns[:_COLUMNS_SHOWN]]
    more = f" and {len(table.columns) - _COLUMNS_SHOWN} more" if len(table.columns) > _COLUMNS_SHOWN else ""
    return None, f"the columns are {', '.join(names)}{more}"


def _value_problems(
    table: Table, column: Column, quantity: Quantity, size: float | None, zero: bool
) -> list[Problem]:
    """Return what is wrong with the numbers of one column; `zero`: whether 0 is right."""
    name, written = _shown(column.name), column.values
    bad = ~np.isfinite(written)
    bad[[*column.words]] = False
    problems = [
        Problem(int(table.place[row]), f"{name} = {quoted(shortened(word))}: must be a number")
        for row, word in column.words.items()
    ]

    def check(rows: NDArray[np.bool_], rule: str) -> None:
        for row in first_of(rows):
            problems.append(Problem(int(table.place[row]), f"{name} = {written[row]:g}: {rule}"))

    check(bad, "must be a finite number")
    if zero:
        check(written < 0.0, "must not be negative")
    else:
        check(written <= 0.0, "must be greater than 0")
    if quantity.kind is FRACTION:
        check(written >= 1.0, "must be less than 1")
    elif size and len(high := np.flatnonzero((written > quantity.most / size) & (written < np.inf))):
        row = high[np.argmax(written[high])]
        text = f"{name} = {written[row]:g}, more than any star has"
        if len(high) > 1:
            text += f", and {len(high) - 1:,} rows more"
        problems.append(Problem(int(table.place[row]), f"{text}: is the unit right?"))
    return problems


def _order_problems(table: Table, column: Column) -> list[Problem]:
    """Return the rows whose radius does not exceed that of the row before."""
    radius, name = column.values, _shown(column.name)
    rows = np.flatnonzero(np.isfinite(radius))
    falls = np.diff(radius[rows]) <= 0.0
    if len(rows) > 2 and falls.all():
        text = f"{name} falls from row to row: sort the rows from the centre outwards"
        return [Problem(int(table.place[rows[1]]), text)]
    return [
        Problem(
            int(table.place[rows[i + 1]]),
            f"{name} = {radius[rows[i + 1]]:g} after {radius[rows[i]]:g}: radii must increase",
        )
        for i in first_of(falls)
    ]


def _shown(text: str) -> str:
    return shortened(text if text.isprintable() and text else quoted(text))
