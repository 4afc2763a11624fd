"""Contours: where they cross, and their bands."""

import numpy as np
import pytest

from mcsn.scenario.scan import Axis, Scan
from mcsn.studies.scan.contours import find_contours
from mcsn.studies.scan.points import Outcome

KEY = "boson.coupling"


def scan(scale, values=(1.0, 10.0)):
    return Scan((Axis(KEY, values, scale, None),), {"x": 2.0}, KEY, False, 0.05)


def outcomes(*triples):
    return [Outcome({KEY: at}, "", {"x": x, "x_stderr": error}) for at, x, error in triples]


def test_a_power_law_is_exact():
    (found,) = find_contours(scan("log"), outcomes((1.0, 1.0, 0.0), (10.0, 100.0, 0.0)))
    assert found.value == pytest.approx(2.0**0.5, rel=1e-12)
    assert (found.low, found.high) == (pytest.approx(found.value), pytest.approx(found.value))
    assert found.rising


def test_an_exponential_is_exact_on_a_linear_axis():
    (found,) = find_contours(scan("linear"), outcomes((1.0, np.e, 0.0), (10.0, np.exp(0.1), 0.0)))
    assert found.value == pytest.approx(10.0 - (np.log(2.0) - 0.1) * 10.0, rel=1e-12)
    assert not found.rising


def test_the_band_is_one_standard_error():
    """Against propagation to first order; 4000 draws tell a standard error to some 2 %."""
    error = 0.01
    (found,) = find_contours(scan("log"), outcomes((1.0, 1.0, error), (10.0, 4.0, 4.0 * error)))
    slope = np.log(4.0) / np.log(10.0)
    expected = error * np.hypot(0.5, 0.5) / slope
    assert np.log(found.high / found.low) / 2.0 == pytest.approx(expected, rel=0.06)
    assert find_contours(scan("log"), outcomes((1.0, 1.0, error), (10.0, 4.0, 4.0 * error))) == [found]


def test_points_without_the_quantity_are_left_out():
    known = outcomes((1.0, 1.0, 0.0), (10.0, 4.0, 0.0))
    lacking = [Outcome({KEY: 3.0}, "", {"x": None}), Outcome({KEY: 4.0}, "", None, "failed")]
    assert find_contours(scan("log"), known + lacking) == find_contours(scan("log"), known)
    assert find_contours(scan("log"), lacking) == []


def test_zero_is_below_every_level():
    (found,) = find_contours(scan("log"), outcomes((1.0, 0.0, 0.0), (10.0, 4.0, 0.0)))
    assert 1.0 < found.value < 10.0
