"""Profiles in HDF5: one-dimensional data sets of one length, or one data set whose fields are the columns.

Units are an attribute `unit` or `units`, or stand in the name; a table that Astropy wrote has them in a
second data set.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcsn.errors import InputError
from mcsn.profiles.headings import heading, meanings
from mcsn.profiles.table import MOST_ROWS, Column, Problem, Table, failure
from mcsn.profiles.yaml_header import column_units

if TYPE_CHECKING:
    import h5py

_ASTROPY = ".__table_column_meta__"
_NAMES_SHOWN = 20


def read_hdf5(path: Path, group: str | None) -> Table:
    """Read a group of an HDF5 file.

    Parameters
    ----------
    path : Path
    group : str
        Path of the group, or of the data set with fields, in the file; None where there is only one.

    Raises
    ------
    InputError
        If the file is broken, there is no such group, or what it holds are not columns of one length.
    """
    import h5py

    source = str(path)
    try:
        with h5py.File(path, "r") as file:
            return _table(source, _place(source, file, group))
    except InputError:
        raise
    except Exception as error:  # a broken file meets h5py in many ways
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(f"profile {source}: broken HDF5 ({reason}); write the file again") from None


def _place(source: str, file: "h5py.File", name: str | None) -> "h5py.Group | h5py.Dataset":
    """Return the group or the data set where the columns are."""
    import h5py

    found = _places(file)
    if name:
        chosen = file.get(name)
        if chosen is None or isinstance(chosen, h5py.Datatype):
            raise InputError(
                f'profile {source}: no "{name}" in it (star.group); {_listed("columns are in", found)}'
            )
        return chosen
    if not found:
        raise InputError(f"profile {source}: no data sets in it; a profile has one for each column")
    if len(found) > 1:
        raise InputError(f"profile {source}: choose with star.group; {_listed('columns are in', found)}")
    return file[found[0]]


def _places(file: "h5py.File") -> list[str]:
    """Return the paths of all groups that hold data sets, and of all data sets with fields."""
    import h5py

    places: dict[str, None] = {}

    def visit(name: str, item: Any) -> None:
        if not isinstance(item, h5py.Dataset) or name.endswith(_ASTROPY):
            return
        if item.dtype.names:
            places[f"/{name}"] = None
        elif item.ndim == 1:
            places[item.parent.name or "/"] = None

    file.visititems(visit)
    return list(places)


def _listed(what: str, names: list[str]) -> str:
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"{what} {', '.join(names[:_NAMES_SHOWN]) or 'no group'}{more}"


def _table(source: str, place: "h5py.Group | h5py.Dataset") -> Table:
    import h5py

    if isinstance(place, h5py.Dataset):
        if not place.dtype.names or place.ndim != 1:
            raise InputError(
                f"profile {source}: {place.name} is not a group, and not a table with a field for each column"
            )
        _check_length(source, place)
        values = place[...]
        units = _astropy_units(source, place)
        arrays = {name: (units.get(name), values[name]) for name in values.dtype.names}
    else:
        sets = [item for item in place.values() if isinstance(item, h5py.Dataset) and item.ndim == 1]
        if not sets:
            raise InputError(f"profile {source}: no data sets of one dimension in {place.name}")
        named = {item.name.rpartition("/")[2]: (_unit(item), item) for item in sets}
        meant = meanings((name, unit) for name, (unit, _) in named.items())
        known = {name: len(named[name][1]) for name, meaning in zip(named, meant, strict=True) if meaning}
        if len(set(known.values())) > 1:
            told = ", ".join(f"{name} ({length:,})" for name, length in known.items())
            raise InputError(f"profile {source}: the data sets in {place.name} differ in length: {told}")
        length = next(iter(known.values()), len(sets[0]))
        for item in sets:
            _check_length(source, item)
        # What we do not know is kept for messages, but for what is plainly of another kind.
        arrays = {name: (unit, item[...]) for name, (unit, item) in named.items() if len(item) == length}
    columns = _columns(source, place.name, arrays)
    rows = len(columns[0].values) if columns else 0
    if not rows:
        raise failure(source, "row", [Problem(0, f"no rows of numbers in {place.name}")])
    return Table(source, columns, np.arange(1, rows + 1), "row", 0, [])


def _check_length(source: str, item: "h5py.Dataset") -> None:
    if len(item) > MOST_ROWS:
        raise failure(source, "row", [Problem(0, f"more than {MOST_ROWS:,} rows; thin it out")])


def _columns(
    source: str, place: str | None, arrays: dict[str, tuple[str | None, np.ndarray]]
) -> list[Column]:
    """Return the columns that hold numbers; those that should and do not are errors."""
    numbers = {name: array.dtype.kind in "iuf" and array.ndim == 1 for name, (_, array) in arrays.items()}
    problems = [
        Problem(0, f"{name} in {place} holds {array.dtype}, not numbers")
        for name, (unit, array) in arrays.items()
        if heading(name, unit) and not numbers[name]
    ]
    if problems:
        raise failure(source, "row", problems)
    return [
        Column(name, unit, array.astype(np.float64))
        for name, (unit, array) in arrays.items()
        if numbers[name]
    ]


def _unit(item: "h5py.Dataset") -> str | None:
    for name in ("unit", "units", "Unit", "Units", "UNIT", "UNITS"):
        if name in item.attrs:
            value = item.attrs[name]
            value = value.flat[0] if isinstance(value, np.ndarray) and value.size else value
            return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return None


def _astropy_units(source: str, place: "h5py.Dataset") -> dict[str, str | None]:
    """Return the units that Astropy wrote beside a table."""
    meta = place.parent.get(f"{place.name.rpartition('/')[2]}{_ASTROPY}")
    if meta is None:
        return {}
    try:
        return column_units(line.decode("utf-8", "replace") for line in meta[...])[0]
    except ValueError as error:
        raise InputError(f"profile {source}: the columns of {place.name}: {error}") from None
