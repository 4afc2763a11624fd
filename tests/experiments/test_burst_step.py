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

SHARE = 0.05
"""Of a zone's energy that is in neutrinos at the start."""
HOT = 20.0
PACKETS = 200_000


def one_zone(radius, matter_power, time_step=0.04):
    """A sphere of mean free path 1 km whose matter has an energy in proportion to a power of T."""
    star = Star(np.array([radius]), np.array([HOT]), np.array([0]), None, np.array([1e3]))
    temperature = np.geomspace(0.25, 1.3 * HOT, 2_000)
    neutrinos = (temperature / HOT) ** 4
    matter = (1.0 / SHARE - 1.0) * (temperature / HOT) ** matter_power
    options = make_options(load_scenario("burst"))._replace(spectrum=GREY, accelerated=False)
    cooling = CoolingStar(star, Heat(temperature, matter[None], neutrinos), None, "constant", options)
    return Stepper(cooling, PACKETS, time_step)


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
    adds a wait. Twenty lifetimes are followed. False-alarm rate 1e-5.
    """
    unit = 1e3 / SPEED_OF_LIGHT / SHARE
    times, left = cooled(one_zone(1e4, 4.0), 20.0 * 27.0 * unit)
    assert left == 0
    expected = (27.1273 + 1.0 - SHARE) * unit
    assert abs(times.mean() - expected) < 4.4 * times.std() / np.sqrt(len(times))


@pytest.mark.parametrize("steps", [None, 10])
def test_a_thin_zone_of_degenerate_matter_cools_as_one_over_t(steps):
    """U ~ T^2 and u_nu ~ T^4: U' = -k U^2 / U0, whatever the steps; matter itself holds all but 5 %.

    k is the emission over the energy at the start, times the share that is not absorbed again, 1 - 3 R/(4
    lambda). The energy is told to 0.1 % by the packets; a wrong response would err by some 10 % in ten steps.
    """
    radius = 1.0
    stepper = one_zone(radius, 2.0)
    rate = SHARE * SPEED_OF_LIGHT / 1e3 * (1.0 - 0.75 * radius / 1e3)
    end = 1.0 / rate
    _, left = cooled(stepper, end, steps)
    energy = _energy_after(rate * end)
    error = np.sqrt(energy * (1.0 - energy) / PACKETS)
    assert abs(left / PACKETS - energy) < 4.4 * error + 2e-3


def _energy_after(time):
    """Energy of a zone with U = (1 - s) T^2 + s T^4 that loses s T^4 per time, by small steps of T."""
    t = np.linspace(1.0, 0.2, 200_001)
    middle = 0.5 * (t[1:] + t[:-1])
    slope = 2.0 * (1.0 - SHARE) * middle + 4.0 * SHARE * middle**3
    passed = np.append(0.0, np.cumsum(slope * -np.diff(t) / (SHARE * middle**4))) * SHARE
    return float(np.interp(time, passed, (1.0 - SHARE) * t**2 + SHARE * t**4))
