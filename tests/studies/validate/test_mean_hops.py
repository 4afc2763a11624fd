import numpy as np
import pytest

from mcsn.physics.analytic import MILNE_EXTRAPOLATION
from mcsn.studies.validate.hops import exponential, fixed, many_hops, mean_times


@pytest.mark.parametrize(
    ("radius", "centre", "uniform"),
    [(5.0, 16.2928, 8.58156), (10.0, 57.3070, 27.1273), (30.0, 471.483, 201.328)],
)
def test_exponential_hops_are_transport(radius, centre, uniform):
    """Quoted values of another solution, to their six digits."""
    found = mean_times([radius], [1.0], [1.0], exponential)
    assert found.centre - 1.0 == pytest.approx(centre, rel=4e-6)
    assert found.uniform - 1.0 == pytest.approx(uniform, rel=4e-6)


def test_cutting_a_sphere_changes_nothing():
    whole, cut = (
        mean_times(radii, [1.0] * n, [2.0] * n, fixed) for radii, n in (([9.0], 1), ([2.0, 5.0, 9.0], 3))
    )
    np.testing.assert_allclose(cut, whole, rtol=1e-4)


def test_very_long_hops_wait_once():
    found = mean_times([1.0], [1e6], [3.0], exponential)
    np.testing.assert_allclose(found, 3.0, rtol=1e-5)


def test_limits_of_many_hops():
    assert mean_times([25.0], [1.0], [1.0], fixed).centre == pytest.approx(
        625.0 + 2.0 * 0.29795 * 25.0, rel=1e-3
    )
    expected = (25.0 + MILNE_EXTRAPOLATION) ** 2 / 2.0 + 1.0
    assert mean_times([25.0], [1.0], [1.0], exponential).centre == pytest.approx(expected, rel=1e-3)


def test_hops_belong_to_their_start():
    """Many hops follow Ito's law, T'' + 2T'/r = -6 w/l^2: solved here on a grid, for two shells."""
    shells = np.array([1.0, 2.0]), np.array([0.05, 0.1]), np.array([4.0, 3.0])
    radii, hop, wait = shells
    r, step = np.linspace(0.0, 2.0, 400_001)[1:], 2.0 / 400_000
    source = 6.0 * (wait / hop**2)[np.minimum(np.searchsorted(radii, r), 1)]
    limit = np.sum(np.cumsum(source * r**2) * step / r**2) * step
    assert many_hops(*shells) == pytest.approx(limit, rel=1e-4)
    assert mean_times(*shells, fixed).centre == pytest.approx(limit, rel=0.05)
    eq23 = np.sum(np.diff(radii**2, prepend=0.0) * wait / hop**2)
    assert abs(eq23 / limit - 1.0) > 0.15
    assert many_hops([2.0], [0.1], [3.0]) == pytest.approx(4.0 * 3.0 / 0.01)


def test_too_many_hops():
    with pytest.raises(ValueError, match="a sphere of 200 hops"):
        mean_times([2.0], [0.01], [1.0], fixed)
