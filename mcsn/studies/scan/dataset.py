"""What a scan found as an xarray Dataset: the numbers of its points, over the keys that it varies."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic.fields import FieldInfo

from mcsn.scenario import Axis, Scan, Scenario
from mcsn.scenario.text import extras, schema_keys, toml_value
from mcsn.studies.scan.points import Outcome
from mcsn.studies.scan.summary import flat

if TYPE_CHECKING:
    import xarray

_UNITS = {
    "_erg_per_s": "erg/s",
    "_per_s": "1/s",
    "_erg": "erg",
    "_MeV": "MeV",
    "_s2": "s2",
    "_s": "s",
    "_m": "m",
}
"""Of numbers of a summary, by the end of their name; the first that fits."""
_NO_NUMBERS = ("seed", "version")
"""Of a summary: a seed is longer than what a float holds."""


def scan_dataset(scenario: Scenario, outcomes: Sequence[Outcome]) -> "xarray.Dataset":
    """Return the numbers of the points; NaN where a point is not done, failed, or has no such number.

    Axes are the keys that the scan varies. Where points lie beside the grid, as in an adaptive scan, there is
    one axis `point`, and the keys are coordinates along it. `file` is the result of each point, "" for none.
    """
    import xarray

    assert scenario.scan is not None
    dims, sizes, places, coordinates = _layout(scenario.scan, outcomes)
    rows = [flat(outcome.summary or {}) for outcome in outcomes]
    names = dict.fromkeys(name for row in rows for name in row if name not in _NO_NUMBERS)
    arrays: dict[str, Any] = {}
    for name in names:
        values = np.full(sizes, np.nan)
        for place, row in zip(places, rows, strict=True):
            value = row.get(name)
            values[place] = math.nan if value is None else value
        arrays[name] = dims, values, _units(name)
    files = np.full(sizes, "", f"<U{max((len(outcome.file) for outcome in outcomes), default=1)}")
    for place, outcome in zip(places, outcomes, strict=True):
        files[place] = "" if outcome.summary is None else outcome.file
    arrays["file"] = dims, files, {"long_name": "result file, relative to the folder of the scan"}
    attributes = {"title": scenario.title, "name": scenario.name, "scenario": scenario.to_toml()}
    return xarray.Dataset(arrays, coordinates, attributes)


def _layout(
    scan: Scan, outcomes: Sequence[Outcome]
) -> tuple[tuple[str, ...], tuple[int, ...], list[tuple[int, ...]], dict[str, Any]]:
    """Return the dimensions, their sizes, where each outcome goes, and the coordinates."""
    units = {key: _declared(field) for key, field in schema_keys(Scenario)}
    if all(outcome.values[axis.key] in axis.values for axis in scan.axes for outcome in outcomes):
        dims = tuple(axis.key for axis in scan.axes)
        places = [
            tuple(axis.values.index(outcome.values[axis.key]) for axis in scan.axes) for outcome in outcomes
        ]
        coordinates = {axis.key: (axis.key, _column(axis.values), units[axis.key]) for axis in scan.axes}
        return dims, tuple(len(axis.values) for axis in scan.axes), places, coordinates
    along = {axis.key: ("point", _along(axis, outcomes), units[axis.key]) for axis in scan.axes}
    return ("point",), (len(outcomes),), [(i,) for i in range(len(outcomes))], along


def _declared(field: FieldInfo) -> dict[str, str]:
    return {"units": extras(field)["unit"]} if "unit" in extras(field) else {}


def _along(axis: Axis, outcomes: Sequence[Outcome]) -> np.ndarray:
    return _column([outcome.values[axis.key] for outcome in outcomes])


def _column(values: Sequence[Any]) -> np.ndarray:
    """Return values as an array; what is neither a number nor a word is written as TOML."""
    plain = all(isinstance(value, bool | int | float) for value in values)
    return np.array(values if plain else [v if isinstance(v, str) else toml_value(v) for v in values])


def _units(name: str) -> dict[str, str]:
    for part in name.split("."):
        for end, unit in _UNITS.items():
            if part.removesuffix("_stderr").endswith(end):
                return {"units": unit}
    return {}
