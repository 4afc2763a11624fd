"""Time steps of a burst against problems with an answer: one zone that cools."""

import numpy as np
import pytest

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.cooling import CoolingStar, Heat
from mcsn.experiments.burst_step import Stepper, shared_out
from mcsn.experiments.crew import Crew
from mcsn.experiments.setup import make_options
from mcsn.scenario import load_scenario
from mcsn.star import Star
from mcsn.transport.state import GREY

HOT = 20.0
PACKETS = 200_000


def one_zone(radius, free_path, matter_power, share):
    """A sphere whose matter has an energy as a power of T; share: that of neutrinos at the start."""
    star = Star(np.array([radius]), np.array([HOT]), np.array([0]), None, np.array([free_path]))
    temperature = np.geomspace(0.25, 1.3 * HOT, 2_000)
    neutrinos = (temperature / HOT) ** 4
    matter = (1.0 / share - 1.0) * (temperature / HOT) ** matter_power
    options = make_options(load_scenario("burst"))._replace(spectrum=GREY, accelerated=False)
    cooling = CoolingStar(star, Heat(temperature, matter[None], neutrinos, 4), None, "constant", options)
    return Stepper(cooling, PACKETS, 0.04)


def cooled(stepper, end, steps=None):
    """Return the times at which packets leave until `end` [s], and how many are left."""
    census, times = stepper.start(0, 1), []
    with Crew(2) as crew:
        while census.time < end:
            if steps is not None:
                census = census._replace(step=end / steps)
            before = len(census.packets)
            census, escaped, _ = stepper.advance(census, end, crew)
            assert len(census.packets) + len(escaped) == before
            times.append(escaped["path"] / SPEED_OF_LIGHT)
    return np.concatenate(times), len(census.packets)


def test_shares_are_whole_and_exact():
    counts = shared_out(np.array([1.0, 2.0, 3.5, 0.0]), 1001)
    assert counts.sum() == 1001
    np.testing.assert_allclose(counts, np.array([1.0, 2.0, 3.5, 0.0]) / 6.5 * 1001, atol=1.0)


def test_heat_of_radiation_leaves_as_a_walk_slowed_by_its_share():
    """With all energies in proportion to T^4 a packet is a neutrino for a fixed share of the time.

    The mean way out of a uniform sphere of ten mean free paths is 27.1273 of them; all start in matter, which
    adds a wait. Forty of them are followed. False-alarm rate 1e-5.
    """
    share = 0.05
    unit = 1e3 / SPEED_OF_LIGHT / share
    times, left = cooled(one_zone(1e4, 1e3, 4.0, share), 40.0 * 27.0 * unit)
    assert left == 0
    expected = (27.1273 + 1.0 - share) * unit
    assert abs(times.mean() - expected) < 4.4 * times.std() / np.sqrt(len(times))


@pytest.mark.parametrize("steps", [None, 10])
def test_a_thin_zone_of_degenerate_matter_cools_as_one_over_t(steps):
    """With U ~ T^2 and u_nu ~ T^4, U = U0/(1 + k t), whatever the steps.

    k is the emission over the energy at the start, times the share that is not absorbed again, 1 - 3 R/(4
    lambda). The allowance of 0.3 % is for the heat of neutrinos, 0.2 % of all, which a thin zone does not
    hold; with the response of u_nu left out ten steps would err by 4 %. False-alarm rate 1e-5.
    """
    share, free_path, radius = 0.002, 1e7, 1e4
    rate = share * SPEED_OF_LIGHT / free_path * (1.0 - 0.75 * radius / free_path)
    _, left = cooled(one_zone(radius, free_path, 2.0, share), 1.0 / rate, steps)
    error = np.sqrt(0.25 / PACKETS)
    assert abs(left / PACKETS - 0.5) < 4.4 * error + 0.003 * 0.5
