"""Contours: where along an axis a quantity crosses a level, and how far statistics let it move.

Between two neighbouring points the logarithm of the quantity is taken as linear in the coordinate of the
axis: the logarithm of its value, or the value itself on a linear axis. The band is a parametric bootstrap
with a fixed seed: both points are drawn anew from normal distributions of their standard errors, and the band
holds the central 68 % of the crossings.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.scenario import Axis, Scan
from mcsn.scenario.text import toml_value
from mcsn.studies.scan.points import Outcome, Values

Array = NDArray[np.float64]

_DRAWS = 4000
_SEED = 20230100661
_BAND = (0.5 - 0.3413447, 0.5 + 0.3413447)
_LOWEST = 1e-13


class Crossing(NamedTuple):
    """A point of a contour."""

    key: str
    """Of the summary."""
    level: float
    at: Values
    """Where: the values of the other axes."""
    value: float
    """Where on the axis along which the contour was sought."""
    low: float
    high: float
    """The band of one standard deviation."""
    rising: bool
    """Whether the quantity rises through the level with a growing value of the axis."""


class Line(NamedTuple):
    """A quantity along an axis, at fixed values of the other axes; arrays (n,) of rising coordinate."""

    at: Values
    coordinate: Array
    quantity: Array
    stderr: Array

    def height(self, level: float) -> Array:
        """Return the logarithm of quantity over level; below zero it lies under the level."""
        return height(self.quantity, level)


def height(quantity: Array, level: float) -> Array:
    """Return the logarithm of quantity over level, not below that of 1e-13."""
    return np.log(np.maximum(quantity / level, _LOWEST))


def coordinate(axis: Axis, value: float) -> float:
    """Return where a value lies on an axis; a step of 1 is a factor e, or the whole of a linear axis."""
    if axis.scale == "log":
        return float(np.log(value))
    return value / abs(axis.values[-1] - axis.values[0])


def value_of(axis: Axis, coordinate: float) -> float:
    """Return the value at a coordinate."""
    if axis.scale == "log":
        return float(np.exp(coordinate))
    return coordinate * abs(axis.values[-1] - axis.values[0])


def lines_of(scan: Scan, outcomes: Iterable[Outcome], key: str) -> list[Line]:
    """Return a quantity of the summaries along the axis of contours, a line for all values of the others."""
    assert scan.along is not None
    axis = scan.axis(scan.along)
    rows: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    places: dict[str, Values] = {}
    for outcome in outcomes:
        value = (outcome.summary or {}).get(key)
        if value is None:
            continue
        at = {name: given for name, given in outcome.values.items() if name != axis.key}
        line = toml_value(at)  # values may be tables, which have no hash
        places[line] = at
        error = (outcome.summary or {}).get(f"{key}_stderr") or 0.0
        rows[line].append((coordinate(axis, outcome.values[axis.key]), value, error))
    return [Line(places[line], *np.array(sorted(row), dtype=float).T) for line, row in rows.items()]


def find_contours(scan: Scan, outcomes: Iterable[Outcome]) -> list[Crossing]:
    """Return the points of all contours that a scan looks for."""
    outcomes = list(outcomes)
    return [
        crossing
        for key, level in scan.contours.items()
        for line in lines_of(scan, outcomes, key)
        for crossing in _crossings(scan, key, level, line)
    ]


def brackets(height: Array) -> NDArray[np.int64]:
    """Return the places i between which and i + 1 heights change their sign."""
    return np.flatnonzero((height[:-1] > 0.0) != (height[1:] > 0.0))


def chord_crossing(x: tuple[Any, Any], height: tuple[Any, Any]) -> Any:
    """Return where straight lines through two points cross zero; arrays broadcast."""
    return x[0] - height[0] * (x[1] - x[0]) / (height[1] - height[0])


def _crossings(scan: Scan, key: str, level: float, line: Line) -> list[Crossing]:
    assert scan.along is not None
    axis = scan.axis(scan.along)
    heights = line.height(level)
    found = []
    for i in brackets(heights):
        x = line.coordinate[i], line.coordinate[i + 1]
        low, high = _band(line, level, i)
        value, low, high = (
            value_of(axis, at) for at in (chord_crossing(x, (heights[i], heights[i + 1])), low, high)
        )
        found.append(Crossing(key, level, line.at, value, low, high, bool(heights[i + 1] > heights[i])))
    return found


def _band(line: Line, level: float, i: int) -> tuple[float, float]:
    """Return the band of the crossing between points i and i + 1, no farther than two intervals away."""
    x0, x1 = line.coordinate[i : i + 2]
    drawn = np.random.default_rng(_SEED).standard_normal((_DRAWS, 2)) * line.stderr[i : i + 2]
    heights = height(line.quantity[i : i + 2] + drawn, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = chord_crossing((x0, x1), (heights[:, 0], heights[:, 1]))
    crossing = np.clip(np.nan_to_num(crossing, nan=x0), 2.0 * x0 - x1, 2.0 * x1 - x0)
    low, high = np.quantile(crossing, _BAND)
    return float(low), float(high)


def panels(scan: Scan, without: Iterable[str | None]) -> list[dict[str, Any]]:
    """Return the combinations of the values of all axes but some."""
    axes = [axis for axis in scan.axes if axis.key not in set(without)]
    return [
        dict(zip((axis.key for axis in axes), values, strict=True))
        for values in itertools.product(*(axis.values for axis in axes))
    ]


def across(scan: Scan) -> Axis | None:
    """Return the axis that a contour runs along: the first range that is not the one it is sought on."""
    return next((axis for axis in scan.axes if axis.scale and axis.key != scan.along), None)


def within(at: Mapping[str, Any], panel: Mapping[str, Any]) -> bool:
    """Tell whether values belong to a panel."""
    return all(at.get(key) == value for key, value in panel.items())
