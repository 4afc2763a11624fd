import numpy as np
import pytest
from handmade import (
    assert_drawn_from,
    assert_mean,
    constant_tables,
    cumulative,
    options,
    scatter_all,
    started,
    walk,
)

from mcsn.physics.boson import Boson, coalescence_rate
from mcsn.star import Matter, Star
from mcsn.tables import build_tables
from mcsn.transport.grid import ENERGIES
from mcsn.transport.state import COLLISION, FROZEN, SHELL

PACKETS = 100_000
TEMPERATURE = 25.0


def thermal(power, weight=lambda x: 1.0):
    """Distribution function of x = E/T for the density x^power f(x) times a weight."""
    return cumulative(lambda x: x**power / (np.exp(x) + 1.0) * weight(x), 1e-6, 100.0)


@pytest.fixture(scope="module", params=[2, 3], ids=["number", "energy"])
def power(request):
    """Packets in equilibrium have the distribution E^power f."""
    return request.param


@pytest.fixture(scope="module")
def endless(power):
    """Tables of matter without end, with the opacity of nucleons."""
    matter = Matter(np.array([0.1]), np.array([0.03]), np.array([600.0]))
    star = Star(np.array([1e12]), np.array([TEMPERATURE]), np.array([0]), matter)
    return build_tables(star, None, "relativistic", {2: "number", 3: "energy"}[power])


@pytest.mark.parametrize("mean_free_paths", [0.3, 20.0])
@pytest.mark.parametrize("inelasticity", [1.0, 0.4])
def test_collisions_keep_the_thermal_spectrum(endless, power, mean_free_paths, inelasticity):
    """Kirchhoff's law, at any time: packets of low energy collide rarely, and few are made."""
    choices = options(COLLISION, inelasticity=inelasticity, energy_weighted=power == 3)
    packets = started(PACKETS, endless, choices)
    before = packets["energy"].copy()
    walk(packets, endless, choices, until=mean_free_paths / endless.grey_rates[0, 0, 0])
    assert_drawn_from(packets["energy"] / TEMPERATURE, thermal(power))
    assert_mean(packets["collisions"], mean_free_paths * mean_rate(endless, power))
    assert np.mean(packets["energy"] != before) > (0.85 if mean_free_paths > 1.0 else 0.08)


def mean_rate(tables, power):
    """Mean of 1/lambda over x^power f, in units of that over x^2 f (Eq. 7)."""
    x = np.geomspace(1e-4, 100.0, 20_001)
    inverse_mfp = np.interp(x * TEMPERATURE, ENERGIES, tables.rates[0, 0, :, 0])
    weight = x ** (power + 1) / (np.exp(x) + 1.0)
    return np.sum(weight * inverse_mfp) / np.sum(weight) / tables.grey_rates[0, 0, 0]


def test_energies_after_a_collision_are_those_of_the_emissivity(endless, power):
    choices = options(COLLISION, energy_weighted=power == 3)
    packets = started(PACKETS, endless, choices)
    for sign in (0, 1):
        packets["sign"] = sign
        scatter_all(packets, endless, choices)

        def emissivity(x, rates=endless.rates[0, sign, :, 0]):
            return np.interp(x * TEMPERATURE, ENERGIES, rates)

        assert_drawn_from(packets["energy"] / TEMPERATURE, thermal(power, emissivity))
    # The rates are those of the new energy.
    expected = np.interp(packets["energy"], ENERGIES, endless.rates[0, 1, :, 0])
    np.testing.assert_allclose(packets["scatter"], expected, rtol=1e-9)


def test_start_is_thermal(endless, power):
    packets = started(PACKETS, endless, options(FROZEN))
    assert_drawn_from(packets["energy"] / TEMPERATURE, thermal(power))


def test_frozen_keeps_the_energy():
    tables = constant_tables([5.0, 10.0], 1.0, [20.0, 10.0])
    packets = started(1000, tables, options(FROZEN))
    before = packets["energy"].copy()
    walk(packets, tables, options(FROZEN))
    np.testing.assert_array_equal(packets["energy"], before)
    assert packets["collisions"].mean() > 20


def test_shell_draws_from_the_thermal_flux_on_entry(power):
    """From shell to shell, not from zone to zone; without collisions, to see what entry alone does."""
    weighting = {2: "number", 3: "energy"}[power]
    temperatures = [30.0, 30.0, 10.0, 10.0]
    tables = constant_tables(
        [1.0, 2.0, 3.0, 4.0], 1e30, temperatures, shell=[0, 0, 1, 1], weighting=weighting
    )
    choices = options(SHELL, energy_weighted=power == 3)
    packets = started(PACKETS, tables, choices)
    before = packets["energy"].copy()
    walk(packets, tables, choices, until=1.5)
    np.testing.assert_array_equal(packets["energy"], before)
    walk(packets, tables, choices, until=2.5)
    entered = packets["energy"].copy()
    assert_drawn_from(entered / 10.0, thermal(power))
    assert abs(np.corrcoef(before, entered)[0, 1]) < 5.0 / np.sqrt(PACKETS)  # false-alarm rate 6e-7
    walk(packets, tables, choices)
    np.testing.assert_array_equal(packets["energy"], entered)


@pytest.mark.parametrize("kernel", ["detailed-balance", "cerdeno2023"])
def test_shell_draws_what_coalescence_took_out_after_a_decay(power, kernel):
    boson = Boson(30.0, 1e-7, kernel)
    weighting = {2: "number", 3: "energy"}[power]
    tables = constant_tables([10.0], 1.0, TEMPERATURE, boson=boson, weighting=weighting)
    choices = options(SHELL, energy_weighted=power == 3, symmetrised=kernel == "cerdeno2023")
    packets = started(PACKETS, tables, choices)
    before = packets["energy"].copy()
    scatter_all(packets, tables, choices)
    np.testing.assert_array_equal(packets["energy"], before)
    packets["fresh"] = 1
    scatter_all(packets, tables, choices)
    law = thermal(power, lambda x: coalescence_rate(boson, x * TEMPERATURE, TEMPERATURE))
    assert_drawn_from(packets["energy"] / TEMPERATURE, law)
    assert not packets["fresh"].any()
    after = packets["energy"].copy()
    scatter_all(packets, tables, choices)
    np.testing.assert_array_equal(packets["energy"], after)
