"""Adaptive scans against a dense answer, on quantities with a known contour."""

import numpy as np
import pytest

from mcsn.scenario.scan import Axis, RangeTable, Scan
from mcsn.studies.scan.adaptive import next_points
from mcsn.studies.scan.contours import find_contours
from mcsn.studies.scan.points import Outcome, in_order

MASS, COUPLING = "boson.mass_MeV", "boson.coupling"


def axis(key, low, high, points):
    values = RangeTable.model_validate({"from": low, "to": high, "points": points}).values()
    return Axis(key, tuple(values), "log", None)


def time(mass, g):
    """Like the escape time: long, then short, and long again where Z' decay at once."""
    tau = 1e-6 * (1e-7 / g) ** 2 * (30 / mass + (mass / 60) ** 2 * np.exp(mass / 100))
    length = 300 * (1e-7 / g) ** 2 * (10 / mass) ** 2 * (1 + mass / 500)
    return 1 / (1 / 0.48 + length**2 / (1 + (length / 2e4) ** 2) / tau / 4e8)


def luminosity(mass, g):
    """Like the escaped luminosity: g^2, then cut off where the decay length is less than the star."""
    length = 300 * (1e-7 / g) ** 2 * (10 / mass) ** 2 * (1 + mass / 500)
    return 2e52 * np.sqrt(mass) * (g / 1e-9) ** 2 * np.exp(-mass / 60 - 2e3 / length)


def plane(points, level):
    axes = axis(MASS, 1.0, 300.0, points), axis(COUPLING, 1e-10, 1e-5, points)
    return Scan(axes, {"x": level}, COUPLING, True, 0.05)


def outcome(function, values, noise=None):
    value = float(function(values[MASS], values[COUPLING]))
    error = 0.01 * value if noise else 0.0
    value += error * float(noise.standard_normal()) if noise else 0.0
    return Outcome(values, "", {"x": value, "x_stderr": error})


def searched(scan, function, noise=None, stop=None):
    outcomes = []
    while points := next_points(scan, outcomes):
        outcomes += [outcome(function, values, noise) for values in points]
        if stop is not None and len(outcomes) > stop:
            return outcomes
    return outcomes


@pytest.mark.parametrize(("function", "level"), [(time, 0.1), (luminosity, 3e52)])
def test_the_contour_to_five_percent_with_a_quarter_of_the_points(function, level):
    """Both contours have two branches and close within the plane."""
    scan = plane(24, level)
    outcomes = searched(scan, function)
    assert len(outcomes) <= scan.size / 4
    found = find_contours(scan, in_order(scan, outcomes))
    dense = [
        outcome(function, {MASS: mass, COUPLING: g})
        for mass in scan.axes[0].values
        for g in np.geomspace(1e-10, 1e-5, 2000)
    ]
    exact = find_contours(scan, dense)
    assert len(found) == len(exact) > 24
    for mine, true in zip(found, exact, strict=True):
        assert (mine.at, mine.rising) == (true.at, true.rising)
        assert mine.value == pytest.approx(true.value, rel=0.05)


def test_noise_does_not_keep_it_busy():
    """Errors of 1 % with a fixed seed: as many points as without."""
    scan = plane(24, 0.1)
    assert len(searched(scan, time, np.random.default_rng(1))) <= scan.size / 4


def test_a_stopped_search_goes_on_as_if_not_stopped():
    scan = plane(12, 0.1)
    whole = searched(scan, time)
    first = searched(scan, time, stop=len(whole) // 2)
    rest = list(first[:-3])  # the last ones of a round were not done
    while points := next_points(scan, rest):
        rest += [outcome(time, values) for values in points]
    assert sorted(map(str, rest)) == sorted(map(str, whole))


def test_one_axis():
    scan = Scan((axis(COUPLING, 1e-10, 1e-5, 24),), {"x": 0.1}, COUPLING, True, 0.05)

    def at_30(values):
        value = time(30.0, values[COUPLING])
        return Outcome(values, "", {"x": float(value)})

    outcomes = []
    while points := next_points(scan, outcomes):
        outcomes += [at_30(values) for values in points]
    assert len(outcomes) < 15
    for crossing in find_contours(scan, outcomes):
        assert time(30.0, crossing.value) == pytest.approx(0.1, rel=0.1)


def test_what_failed_is_not_tried_again():
    scan = Scan((axis(COUPLING, 1e-10, 1e-5, 24),), {"x": 0.1}, COUPLING, True, 0.05)
    failed = [Outcome(values, "", None, "broken") for values in next_points(scan, [])]
    assert next_points(scan, failed) == []
