"""Straight lines through a histogram."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mcsn.signal.straight import corners, straight

MEANS = arrays(float, st.integers(1, 12), elements=st.floats(0.0, 1e3))


@given(MEANS, st.integers(0, 10))
def test_bins_keep_their_means(means, seed):
    edges = np.cumsum(np.random.default_rng(seed).uniform(0.1, 2.0, len(means) + 1))
    points, values = corners(edges), straight(means)
    assert np.all(values >= 0.0)
    areas = np.diff(points) * 0.5 * (values[1:] + values[:-1])
    found = np.add.reduceat(areas, np.arange(0, len(areas), 2)) / np.diff(edges)
    assert found == pytest.approx(means, rel=1e-9, abs=1e-9)


def test_a_slope_stays_nearly_a_slope():
    values = straight(np.arange(10.0, 20.0))
    assert values[1:-1] == pytest.approx(10.0 + 0.5 * np.arange(-1, 20)[1:-1], abs=0.05 + 0.25)
    assert np.all(np.diff(values[2:-2]) > 0.0)


def test_axes_before_the_last_are_kept():
    means = np.random.default_rng(3).random((2, 3, 5))
    assert np.array_equal(straight(means)[1, 2], straight(means[1, 2]))
