"""From the columns of a file to the quantities of a profile, in our units and checked; all errors at once."""

import difflib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.profiles.headings import BY_KEY, RADIUS, Heading, example, heading, unknown_unit
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
        With temperature, and either mu_n, mu_p and nucleon_mass (and baryon_density, if it is there), or
        baryon_density and one of proton_fraction and lepton_fraction (and nucleon_mass).

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    problems = [*table.problems]
    found = _found(table, problems)
    radius_key, centres = _radius(table, found, radius, problems)
    keys = ["temperature", *_composition(found)]
    _check_there(table, found, [radius_key, *keys], problems)
    quantities = {}
    for key in [radius_key, *keys]:
        if key in found and (size := found[key].heading.size):
            values = found[key].column.values * size
            problems += _value_problems(table, found[key], values, zero=key == radius_key and centres)
            quantities["radius" if key == radius_key else key] = values
    if "radius" in quantities:
        problems += _order_problems(table, found[radius_key].column.name, quantities["radius"])
    if problems:
        raise failure(table.source, table.word, problems)
    return Profile(table.source, centres, quantities, table.word, table.place)


def _found(table: Table, problems: list[Problem]) -> dict[str, _Found]:
    """Return the columns that we know, by key."""
    found: dict[str, _Found] = {}
    for column in table.columns:
        meaning = heading(column.name, column.unit)
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
        return ["mu_n", "mu_p", "nucleon_mass", *(key for key in ("baryon_density",) if key in found)]
    fraction = "proton_fraction" if "proton_fraction" in found else "lepton_fraction"
    fraction = fraction if fraction in found else "proton_fraction"
    return ["baryon_density", fraction, *(key for key in ("nucleon_mass",) if key in found)]


def _check_there(table: Table, found: dict[str, _Found], keys: list[str], problems: list[Problem]) -> None:
    """Look for columns that are missing, and for units that are missing or unknown."""
    for key in keys:
        quantity = BY_KEY[key]
        if key not in found:
            would_do = "outer_radius [km] or centre_radius [km]" if key in RADIUS else example(key)
            if key == "proton_fraction":
                would_do += " or, with the trapped nu_e, y_l"
            text = f"there is no column of the {quantity.called}: needed is {would_do}{_guess(table, key)}"
            problems.append(Problem(table.header, text))
        elif found[key].heading.size is None:
            name, unit = found[key].column.name, found[key].heading.unit
            wrong = "without a unit" if unit is None else f"{_shown(unit)} is not a unit of it"
            use = "leave the unit out" if quantity.kind is FRACTION else f"use {quantity.kind.units}"
            problems.append(
                Problem(
                    table.header,
                    f"{_shown(name)}, the {quantity.called}: {wrong}; {use}, as in {example(key)}",
                )
            )


def _guess(table: Table, key: str) -> str:
    """Return which column may be meant where one is missing, else those that there are."""
    names = [column.name for column in table.columns]
    for name in names:
        meant = unknown_unit(name)
        if meant and meant.quantity.key == key:
            assert meant.unit
            return (
                f"; is it {_shown(name)}? {_shown(meant.unit)} is not a unit of it:"
                f" use {meant.quantity.kind.units}"
            )
    lower = {name.lower(): name for name in names if heading(name) is None}
    for known in BY_KEY[key].names:
        if len(known) > 3 and (near := difflib.get_close_matches(known, lower, n=1)):
            return f"; is it {_shown(lower[near[0]])}?"
    more = f" and {len(names) - _COLUMNS_SHOWN} more" if len(names) > _COLUMNS_SHOWN else ""
    return f"; the columns are {', '.join(map(_shown, names[:_COLUMNS_SHOWN]))}{more}"


def _value_problems(table: Table, found: _Found, values: Array, zero: bool) -> list[Problem]:
    """Return what is wrong with the numbers of one column."""
    column, quantity = found.column, found.heading.quantity
    name = _shown(column.name)
    problems = [
        Problem(int(table.place[row]), f"{name} = {quoted(shortened(word))}: not a number")
        for row, word in column.words.items()
    ]
    finite = np.isfinite(values)
    for row in first_of(~finite & ~np.isin(np.arange(table.rows), [*column.words])):
        written = f"{column.values[row]:g}"
        problems.append(Problem(int(table.place[row]), f"{name} = {written}: must be a finite number"))
    with np.errstate(invalid="ignore"):
        low = finite & ((values < 0.0) if zero else (values <= 0.0))
        high = finite & ((values >= 1.0) if quantity.kind is FRACTION else (values > quantity.most))
    for row in first_of(low):
        bound = "must not be negative" if zero else "must be greater than 0"
        problems.append(Problem(int(table.place[row]), f"{name} = {column.values[row]:g}: {bound}"))
    for row in first_of(high):
        if quantity.kind is FRACTION:
            bound = "must be less than 1"
        else:
            bound = f"that is more than any star has ({quantity.most:g}, in our units); is the unit right?"
        problems.append(Problem(int(table.place[row]), f"{name} = {column.values[row]:g}: {bound}"))
    return problems


def _order_problems(table: Table, name: str, radius: Array) -> list[Problem]:
    """Return the rows whose radius does not exceed that of the row before."""
    rows = np.flatnonzero(np.isfinite(radius))
    falls = np.diff(radius[rows]) <= 0.0
    if len(rows) > 2 and falls.all():
        text = f"{_shown(name)} falls from row to row: sort the rows from the centre outwards"
        return [Problem(int(table.place[rows[1]]), text)]
    written = next(column.values for column in table.columns if column.name == name)
    return [
        Problem(
            int(table.place[row]),
            f"{_shown(name)} = {written[row]:g} after {written[before]:g}: radii must increase",
        )
        for before, row in zip(rows[:-1][falls][:60], rows[1:][falls][:60], strict=True)
    ]


def _shown(text: str) -> str:
    return shortened(text if text.isprintable() and text else quoted(text))
