import numpy as np
import pytest

from mcsn.transport.grid import (
    ENERGIES,
    ENERGY_EXPONENTS,
    PROBABILITIES,
    interpolate,
    locate_energy,
    quantile,
)

RNG = np.random.default_rng(1)


def read(table, energy):
    return interpolate(table, *locate_energy(energy))


def test_nodes_cut_every_factor_of_two_into_64_equal_cells():
    assert len(ENERGIES) == 64 * (ENERGY_EXPONENTS[1] - ENERGY_EXPONENTS[0]) + 1
    octave = ENERGIES[(ENERGIES >= 1.0) & (ENERGIES <= 2.0)]
    np.testing.assert_array_equal(octave, np.linspace(1.0, 2.0, 65))
    assert ENERGIES[0] == 2.0 ** ENERGY_EXPONENTS[0]
    assert ENERGIES[-1] == 2.0 ** ENERGY_EXPONENTS[1]
    assert np.all(np.diff(PROBABILITIES) > 0)
    assert (PROBABILITIES[0], PROBABILITIES[-1]) == (2.0**-53, 0.5)


def test_lookup_is_linear_interpolation_on_the_nodes():
    table = RNG.normal(size=len(ENERGIES))
    energies = ENERGIES[0] * (ENERGIES[-1] / ENERGIES[0]) ** RNG.random(3000)
    looked_up = [read(table, energy) for energy in energies]
    np.testing.assert_allclose(looked_up, np.interp(energies, ENERGIES, table), rtol=0, atol=1e-11)
    np.testing.assert_allclose([read(table, energy) for energy in ENERGIES], table, rtol=1e-14)


def test_energies_beyond_the_grid_get_its_end():
    table = RNG.normal(size=len(ENERGIES))
    for energy in (0.0, 1e-300, np.nextafter(ENERGIES[0], 0.0)):
        assert read(table, energy) == table[0]
    for energy in (np.nextafter(ENERGIES[-1], np.inf), 1e300, np.inf):
        assert read(table, energy) == pytest.approx(table[-1], rel=1e-14)
    just_below = np.nextafter(ENERGIES[-1], 0.0)
    assert read(table, just_below) == pytest.approx(table[-1], abs=1e-11)


@pytest.mark.parametrize("power", [2.0, -2.0, 3.0, 0.5])
def test_interpolation_error_of_a_power_law(power):
    energies = ENERGIES[0] * (ENERGIES[-1] / ENERGIES[0]) ** RNG.random(1000)
    looked_up = np.array([read(ENERGIES**power, energy) for energy in energies])
    error = np.abs(looked_up / energies**power - 1.0).max()
    bound = abs(power * (power - 1.0)) / 32768
    assert 0.5 * bound < error < 1.05 * bound


def test_quantile_reads_either_tail():
    below, above = np.sort(RNG.normal(size=(2, len(PROBABILITIES))))
    table = np.array([below, above[::-1]])
    below_half = 0.5 * 2.0 ** (-53 * RNG.random(1000))
    found = [quantile(table, u) for u in below_half]
    np.testing.assert_allclose(found, np.interp(below_half, PROBABILITIES, table[0]), atol=1e-11)
    # Above a half only multiples of 2^-53 are numbers, and 1 - u is exact.
    rest = np.ceil(0.5 * 2.0 ** (-50 * RNG.random(1000)) * 2.0**53) * 2.0**-53
    found = [quantile(table, 1.0 - v) for v in rest]
    np.testing.assert_allclose(found, np.interp(rest, PROBABILITIES, table[1]), atol=1e-11)
    assert quantile(table, 2.0**-53) == table[0, 0]
    assert quantile(table, 1.0 - 2.0**-53) == table[1, 0]
    assert quantile(table, 0.5) == table[1, -1]
