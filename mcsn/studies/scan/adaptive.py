"""The points that contours need.

A contour is sought on lines along one axis, one line for each value of the axis across. A few lines, evenly
spread, are looked at on a coarse grid, and what lies between changes of sign is narrowed. On every other line
the contour is foretold from two lines that are done, on either side: a close pair of points about the place
where it should be holds it at once as a rule.

Each choice depends on what is known alone, so that a stopped scan goes on as if it had not been stopped.
A chord of width w puts a crossing, d from one of its ends, wrong by d (w - d) times half the curvature over
the slope, in the axis' coordinate. A crossing is settled where d (w - d) is less than half the tolerance:
enough for a curvature of four times the slope.
"""

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from mcsn.scenario import Axis, Scan
from mcsn.studies.scan.contours import (
    Array,
    across,
    brackets,
    chord_crossing,
    coordinate,
    lines_of,
    panels,
    value_of,
)
from mcsn.studies.scan.points import Outcome, point_name

_COARSE_ACROSS, _COARSE_ALONG = 6, 4
"""The grid's points in a step of the coarse grid."""
_REACH, _TRIES = 8.0, 4
"""How far from where it should be a contour is sought, in half widths of a pair, and with how many points."""


class _Mark(NamedTuple):
    """A crossing on a line: where, and which way."""

    coordinate: float
    rising: bool


class _Known(NamedTuple):
    """What is known of a line, by rising coordinate."""

    x: Array
    height: Array

    def marks(self) -> list[_Mark]:
        """Return the crossings."""
        return [
            _Mark(self.crossing(i), bool(self.height[i + 1] > self.height[i])) for i in brackets(self.height)
        ]

    def crossing(self, i: int) -> float:
        """Return the crossing between points i and i + 1."""
        x, height = (self.x[i], self.x[i + 1]), (self.height[i], self.height[i + 1])
        return float(chord_crossing(x, height))


class _Search(NamedTuple):
    """A contour of one quantity in one panel."""

    along: Axis
    half: float  # half width of a pair
    tolerance: float
    lines: dict[int, _Known]  # what is known of the lines, by their number
    where: list[float]  # coordinates of all lines across

    def wanted(self) -> Iterator[tuple[int, float]]:
        """Yield (line, coordinate) of the points to run next; none where all is settled."""
        coarse = _spread(len(self.where), _COARSE_ACROSS)
        settled: dict[int, list[_Mark]] = {}
        for number in coarse:
            points = list(self._narrowed(number))
            yield from ((number, x) for x in points)
            if not points:
                settled[number] = self._known(number).marks()
        gaps = list(itertools.pairwise(coarse))
        while gaps:
            left, right = gaps.pop()
            middle = (left + right) // 2
            if middle == left or left not in settled or right not in settled:
                continue
            points = list(self._foretold(middle, left, right, settled))
            yield from ((middle, x) for x in points)
            if not points:
                settled[middle] = self._known(middle).marks()
                gaps += [(left, middle), (middle, right)]

    def _known(self, number: int) -> _Known:
        return self.lines.get(number, _Known(np.empty(0), np.empty(0)))

    def _narrowed(self, number: int) -> Iterator[float]:
        """Yield a point between each two that hold a crossing not yet told well enough."""
        known = self._known(number)
        for i in brackets(known.height):
            low, high = known.x[i], known.x[i + 1]
            crossing = known.crossing(i)
            if (crossing - low) * (high - crossing) > 0.5 * self.tolerance:
                margin = min(0.5 * (high - low), 0.75 * self.half)
                yield float(np.clip(crossing, low + margin, high - margin))

    def _foretold(
        self, number: int, left: int, right: int, settled: dict[int, list[_Mark]]
    ) -> Iterator[float]:
        """Yield points of a line about where the crossings of two others say that its own are."""
        share = (self.where[number] - self.where[left]) / (self.where[right] - self.where[left])
        known = self._known(number)
        found = False
        for mark in _between(settled[left], settled[right], share):
            for x in self._pursued(known, mark):
                found = True
                yield x
        if not found:
            yield from self._narrowed(number)

    def _pursued(self, known: _Known, mark: _Mark) -> Iterator[float]:
        """Yield points that are needed to find one crossing: a pair about it, then steps towards it."""
        low, high = (float(self._inside(mark.coordinate + side * self.half)) for side in (-1.0, 1.0))
        missing = [x for x in (low, high) if not self._has(known, x)]
        if missing:
            yield from missing
            return
        reach = _REACH * self.half
        for other in known.marks():
            if other.rising == mark.rising and abs(other.coordinate - mark.coordinate) <= reach:
                return
        near = np.flatnonzero(np.abs(known.x - mark.coordinate) <= reach)
        if len(near) >= _TRIES or len(near) < 2:
            return
        rising = 1.0 if mark.rising else -1.0
        slope = np.polyfit(known.x[near], known.height[near], 1)[0] * rising
        end = near[-1] if (known.height[near[-1]] * rising < 0.0) else near[0]
        # From below the level up the slope, from above it down; where the slope is another one's, blindly.
        step = abs(known.height[end]) / slope if slope > 0.0 else self.half
        step = float(np.clip(step * 1.2, self.half, 0.5 * reach))
        x = self._inside(known.x[end] + (step if end == near[-1] else -step))
        if not self._has(known, x):
            yield x

    def _inside(self, x: float) -> float:
        ends = [coordinate(self.along, self.along.values[i]) for i in (0, -1)]
        return min(max(x, min(ends)), max(ends))

    def _has(self, known: _Known, x: float) -> bool:
        """Tell whether a point is known; values are rounded on their way."""
        return bool(np.any(np.abs(known.x - x) < 1e-4))


def next_points(scan: Scan, outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Return the points to run next, in order; none where every contour is settled.

    Parameters
    ----------
    scan : Scan
        With contours.
    outcomes : iterable of Outcome
        Of all points so far; what has failed is not tried again.
    """
    assert scan.along is not None
    outcomes = list(outcomes)
    tried = {point_name(outcome.values) for outcome in outcomes}
    wanted = {point_name(values): values for values in _coarse(scan)}
    if not wanted.keys() - tried:
        wanted = {point_name(values): values for values in _needed(scan, outcomes)}
    return [values for name, values in wanted.items() if name not in tried]


def _coarse(scan: Scan) -> Iterator[dict[str, Any]]:
    """Yield the points of the coarse grid."""
    sideways, along = across(scan), scan.axis(scan.along or "")
    for panel in panels(scan, [scan.along, sideways.key if sideways else None]):
        for line in _spread(len(sideways.values), _COARSE_ACROSS) if sideways else [0]:
            for i in _spread(len(along.values), _COARSE_ALONG):
                at = {sideways.key: sideways.values[line]} if sideways else {}
                yield _ordered(scan, panel | at | {along.key: along.values[i]})


def _needed(scan: Scan, outcomes: list[Outcome]) -> Iterator[dict[str, Any]]:
    """Yield the points that contours need beyond the coarse grid."""
    sideways, along = across(scan), scan.axis(scan.along or "")
    where = [coordinate(sideways, value) for value in sideways.values] if sideways else [0.0]
    for key, level in scan.contours.items():
        known = {
            tuple(sorted(line.at.items(), key=lambda item: item[0])): line
            for line in lines_of(scan, outcomes, key)
        }
        for panel in panels(scan, [along.key, sideways.key if sideways else None]):
            ats = [panel | ({sideways.key: value} if sideways else {}) for value in _values(sideways)]
            lines = {}
            for number, at in enumerate(ats):
                line = known.get(tuple(sorted(at.items(), key=lambda item: item[0])))
                if line is not None:
                    lines[number] = _Known(line.coordinate, line.height(level))
            search = _Search(along, 0.65 * math.sqrt(scan.tolerance), scan.tolerance, lines, where)
            for number, x in search.wanted():
                value: float = float(f"{value_of(along, x):.6g}")
                if isinstance(along.values[0], int):
                    value = round(value)
                yield _ordered(scan, ats[number] | {along.key: value})


def _values(axis: Axis | None) -> tuple[Any, ...]:
    return axis.values if axis else (None,)


def _ordered(scan: Scan, values: dict[str, Any]) -> dict[str, Any]:
    return {axis.key: values[axis.key] for axis in scan.axes}


def _spread(count: int, step: int) -> list[int]:
    """Return numbers below `count`, the first and the last among them, no more than about `step` apart."""
    return sorted({round(i) for i in np.linspace(0, count - 1, -(-(count - 1) // step) + 1)})


def _between(left: list[_Mark], right: list[_Mark], share: float) -> list[_Mark]:
    """Return the crossings that a line between two others should have."""
    if [mark.rising for mark in left] == [mark.rising for mark in right]:
        pairs = zip(left, right, strict=True)
        return [_Mark(a.coordinate + share * (b.coordinate - a.coordinate), a.rising) for a, b in pairs]
    return max(left, right, key=len)  # a contour ends between them, as far as one can tell
