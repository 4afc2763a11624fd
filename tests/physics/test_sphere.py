import numpy as np
import pytest

from mcsn.physics.analytic import walk_time
from mcsn.physics.sphere import Hops, escape_time

ONE = np.ones(1)


def grey(depth, hops=None):
    """Mean path to escape, in mean free paths."""
    return depth * escape_time(depth * ONE, ONE, ONE, hops)


@pytest.mark.parametrize(("depth", "exact"), [(5.0, 16.2928), (10.0, 57.3070), (30.0, 471.483)])
def test_uniform_sphere(depth, exact):
    assert grey(depth) == pytest.approx(exact, rel=5e-4)


@pytest.mark.parametrize("depth", [1e-6, 1e-3])
def test_thin_sphere_is_left_at_once(depth):
    assert grey(depth) == pytest.approx(depth, rel=3e-3)


def test_deep_sphere_is_the_diffusion_limit():
    depth = 1e4
    assert grey(depth) == pytest.approx(depth * walk_time([1.0], [depth]) * 299792458.0, rel=5e-4)


def test_groups_of_one_kind_are_one_group():
    """Groups that differ in name only change nothing, nor do those that are never used."""
    shares = np.array([0.2, 0.8, 0.0])
    mixed = escape_time(np.array([10.0, 10.0, 0.1]), shares, shares)
    assert 10.0 * mixed == pytest.approx(grey(10.0), rel=1e-3)


def test_long_flights_of_few_groups_make_the_mean():
    """<lambda^2>/<lambda> over what leaves collisions is the mean free path of the diffusion."""
    collide, emitted = np.array([2e3, 5e2]), np.array([0.8, 0.2])
    mean_path = (emitted @ collide**-2) / (emitted @ collide**-1)
    expected = 0.5 / mean_path + 0.7104
    assert escape_time(collide, emitted, emitted) == pytest.approx(expected, rel=5e-3)


def test_hops_are_a_channel_in_parallel():
    """D/c = (1/3) (lambda + rate ell^2)/(1 + rate ell slowness), lambda cut short by the rate, too."""
    depth, hops = 1e4, Hops(50.0, 3e-3, 1.2)
    path = 1.0 / (depth + hops.rate)
    per_flight = path**2 + hops.rate * path * hops.length**2
    diffusion = per_flight / (path + hops.rate * path * hops.length * hops.slowness)
    time = escape_time(depth * ONE, ONE, ONE, hops)
    assert time == pytest.approx(0.5 / diffusion, rel=0.02)


def test_long_hops_take_the_time_to_the_first():
    """And R/c for the first itself."""
    rate = 0.1
    time = escape_time(1e4 * ONE, ONE, ONE, Hops(rate, 1e3, 1.0))
    assert time == pytest.approx(1.0 / rate + 1.0, rel=0.01)
