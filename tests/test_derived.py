import numpy as np
import pytest

from mcsn.derived import matter_states, totals
from mcsn.physics.meanfield import neutrino_density
from mcsn.scenario import load_scenario, parse_scenario
from mcsn.star import load_star


def test_matter_of_table_1(table1):
    states = matter_states(load_star(parse_scenario("", "test")))
    np.testing.assert_allclose(states.baryon_density_fm3, table1["baryon_density_fm3"], rtol=3e-3)
    np.testing.assert_allclose(states.proton_fraction, table1["Y_p"], atol=1e-3)
    np.testing.assert_allclose(states.mu_n_MeV, table1["mu_n_MeV"], rtol=1e-9)
    np.testing.assert_allclose(states.mu_nue_MeV, table1["mu_nue_MeV"], atol=0.2)
    # Section 2 of the notes on the paper's star: U_n - U_p and mu_e of the rounded table.
    np.testing.assert_allclose(states.delta_U_MeV, [114.2, 80.7, 47.2, 21.7, 13.6, 4.0], atol=0.06)
    np.testing.assert_allclose(states.mu_e_MeV, [320.08, 255.16, 181.69, 107.43, 73.57, 39.93], atol=0.1)
    # The column that the paper prints as Y_e.
    leptons = states.proton_fraction + 2 * states.neutrino_fraction
    np.testing.assert_allclose(leptons, [0.31, *table1["Y_lepton"][1:]], atol=6e-3)
    density = neutrino_density(states.mu_nue_MeV, table1["temperature_MeV"])
    np.testing.assert_allclose(states.neutrino_fraction * states.baryon_density_fm3, density, rtol=1e-9)
    assert states.density_g_per_cm3[0] == pytest.approx(0.5e39 * 1.66054e-24, rel=3e-3)


def test_totals(table1):
    known = totals(load_star(parse_scenario("star.zones_per_shell = 2", "test")))
    volume = 4 / 3 * np.pi * np.diff(table1["outer_radius_km"] ** 3, prepend=0.0) * 1e54
    grams = volume @ table1["baryon_density_fm3"] * 1.66054e-24
    assert known["baryon_mass_solar"] == pytest.approx(grams / 1.98841e33, rel=3e-3)
    assert known["thermal_energy_erg"] == pytest.approx(8.2e52, rel=0.02)


def test_nothing_is_derived_of_a_star_without_matter():
    star = load_star(load_scenario("sphere"))
    assert matter_states(star) is None
    assert totals(star) == {}
