import numpy as np
import pytest
from test_tables import mean_of, table1_star

from mcsn.opacities import opacity_rows
from mcsn.physics.boson import Boson
from mcsn.physics.charged import effective_absorption
from mcsn.species import trapped_leptons
from mcsn.star import Matter, Star
from mcsn.tables import build_tables
from mcsn.transport.grid import ENERGIES


@pytest.fixture(scope="module")
def star():
    return table1_star()


def test_zones_of_a_shell_share_its_row(star):
    fine = table1_star(zones_per_shell=4)
    one, four = opacity_rows(star, "relativistic"), opacity_rows(fine, "relativistic")
    np.testing.assert_array_equal(four.zone_row, np.repeat(one.zone_row, 4))
    np.testing.assert_array_equal(four.inverse_mfp, one.inverse_mfp)
    np.testing.assert_array_equal(four.cosine, one.cosine)
    # Rows follow the zones: the shell's own temperature, out of order as they are.
    np.testing.assert_array_equal(one.temperature[one.zone_row], star.temperature)


def test_opacities_are_made_once_for_a_star(star):
    assert opacity_rows(star, "relativistic") is opacity_rows(star, "relativistic")
    assert table1_star() is star
    assert opacity_rows(star, "elastic") is not opacity_rows(star, "relativistic")


def test_one_composition_at_one_temperature_is_one_row():
    matter = Matter(np.array([0.1]), np.array([0.03]), np.array([600.0]))
    star = Star(np.array([1.0, 2.0, 3.0]), np.array([20.0, 10.0, 20.0]), np.zeros(3, np.int64), matter)
    rows = opacity_rows(star, "elastic")
    assert rows.zone_row.tolist() == [1, 0, 1]
    assert rows.temperature.tolist() == [10.0, 20.0]


@pytest.fixture(scope="module")
def electrons(star):
    return opacity_rows(star, "relativistic", electrons=True)


def test_electron_neutrinos_scatter_and_are_absorbed(star, electrons):
    """Kinds 2 and 3 are kinds 0 and 1 and what charged currents absorb."""
    others = opacity_rows(star, "relativistic")
    np.testing.assert_array_equal(electrons.inverse_mfp[:, :2], others.inverse_mfp)
    leptons, matter = trapped_leptons(star), star.matter
    potentials = matter.chemical_potentials(star.shell, star.temperature)
    for zone, row in enumerate(electrons.zone_row):
        temperature = star.temperature[zone]
        state = (temperature, *(mu[zone] for mu in potentials), matter.nucleon_mass[zone])
        chosen = np.searchsorted(ENERGIES, temperature * np.array([0.5, 2.0, 5.0, 10.0]))
        for sign in (0, 1):
            absorbed = effective_absorption(
                ENERGIES[chosen], *state, *(values[zone] for values in leptons), antineutrino=bool(sign)
            )
            found = electrons.inverse_mfp[row, 2 + sign] - others.inverse_mfp[row, sign]
            np.testing.assert_allclose(found[chosen], absorbed, rtol=0.02, atol=1e-6)


def test_only_what_couples_coalesces(star):
    """nu_e make no Z' of L_mu - L_tau, and as many as the others where the boson is universal."""
    for model, coupled in (("Lmu-Ltau", False), ("universal", True)):
        boson = Boson(10.0, 5.9e-8, "detailed-balance", model=model)
        rates = build_tables(star, boson, "elastic", "energy", species=6).rates[..., 1]
        np.testing.assert_array_equal(rates[:, 2:], rates[:, :2] if coupled else 0.0 * rates[:, :2])


def test_matter_emits_all_that_it_absorbs(star, electrons):
    """The mean energy of what is emitted is that of E^3 f / lambda, over six species."""
    tables = build_tables(star, None, "relativistic", "energy", species=6)
    for row, temperature in enumerate(electrons.temperature):
        x = np.geomspace(1e-4, 60.0, 20_001)
        absorbed = np.array(
            [np.interp(x * temperature, ENERGIES, kind) for kind in electrons.inverse_mfp[row]]
        )
        weight = x**4 / (np.exp(x) + 1.0) * ([2.0, 2.0, 1.0, 1.0] @ absorbed)
        expected = temperature * np.sum(weight * x) / np.sum(weight)
        for kind in range(4):
            assert mean_of(tables.emission[row, kind]) == pytest.approx(expected, rel=1e-3)
