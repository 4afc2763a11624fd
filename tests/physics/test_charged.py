import math

import numpy as np
import pytest
from scipy.constants import c as speed_of_light
from scipy.constants import hbar, m_e

from mcsn.constants import AXIAL_COUPLING, COS_CABIBBO, FERMI_CONSTANT, HBAR_C_MEV_FM, HBAR_C_MEV_M
from mcsn.physics.charged import charged_current_opacity, effective_absorption, lepton_potentials
from mcsn.physics.fermi import thermal_quadrature
from mcsn.physics.matter import kinetic_chemical_potential, nucleon_density

DELTA_U = [114.2, 80.7, 47.2, 21.7, 13.6, 4.0]
MU_E = [320.0, 255.1, 181.7, 107.5, 73.6, 39.8]


@pytest.fixture(scope="module")
def columns(table1):
    return [table1[name] for name in ("temperature_MeV", "mu_n_MeV", "mu_p_MeV", "m_N_MeV")]


def test_potentials_of_table1(table1, columns):
    """Independent values from the mean field that made the table; its entries are rounded to 0.1 MeV."""
    temperature, mu_n, mu_p, mass = columns
    densities = nucleon_density(mu_n, temperature, mass), nucleon_density(mu_p, temperature, mass)
    found = lepton_potentials(*densities, mu_n, mu_p, temperature)
    np.testing.assert_allclose(found.delta_u, DELTA_U, atol=0.1)
    np.testing.assert_allclose(found.mu_e, MU_E, atol=0.25)
    np.testing.assert_allclose(found.mu_nue, table1["mu_nue_MeV"], atol=0.25)


def absorption_time(table1, columns, delta_u, mu_e):
    """Eq. 6 with the absorption of nu_e alone [s]."""
    mean = []
    for k, state in enumerate(zip(*columns, strict=True)):
        energy, weight = thermal_quadrature(state[0], table1["mu_nue_MeV"][k], 24)
        mean.append(weight @ charged_current_opacity(energy, *state, delta_u[k], mu_e[k]))
    steps = np.diff((1e3 * table1["outer_radius_km"]) ** 2, prepend=0.0)
    return float(np.sum(steps * mean)) / speed_of_light


def test_diffusion_time_of_nu_e(table1, columns):
    """Independent values; the last needs no mean field, but another mu_e."""
    assert absorption_time(table1, columns, DELTA_U, MU_E) == pytest.approx(4.99, abs=0.01)
    mu_e = columns[1] + table1["mu_nue_MeV"] - columns[2]
    assert absorption_time(table1, columns, np.zeros(6), mu_e) == pytest.approx(3.53, abs=0.005)


@pytest.mark.parametrize("antineutrino", [False, True])
def test_heavy_dilute_nucleons_absorb_as_at_rest(antineutrino):
    """sigma = G_F^2 cos^2 (g_V^2 + 3 g_A^2) E_e^2 / pi with E_e = E +- delta_u, empty final states."""
    temperature, mass, delta_u = 10.0, 1e7, 12.0
    mu_n, mu_p = mass - 300.0, mass - 280.0
    energy = np.array([5.0, 30.0, 90.0])
    found = charged_current_opacity(
        energy,
        temperature,
        mu_n,
        mu_p,
        mass,
        delta_u,
        1e4 if antineutrino else -1e4,
        antineutrino=antineutrino,
    )
    lepton = np.maximum(energy + (-delta_u if antineutrino else delta_u), 0.0)
    targets = float(nucleon_density(mu_p if antineutrino else mu_n, temperature, mass)) * HBAR_C_MEV_FM**3
    sigma = (FERMI_CONSTANT * COS_CABIBBO * lepton) ** 2 * (1 + 3 * AXIAL_COUPLING**2) / math.pi
    np.testing.assert_allclose(found, sigma * targets / HBAR_C_MEV_M, rtol=2e-3)
    assert (found[0] == 0.0) == antineutrino  # below threshold


def test_absorption_counts_what_matter_emits():
    """Dilute heavy nucleons: sigma [n_n (1 - f_e) + n_p f_e]; nu_e that are there block emission."""
    temperature, mass, delta_u, mu_e = 10.0, 1e7, 12.0, 60.0
    mu_n, mu_p = mass - 300.0, mass - 310.0
    energy = np.array([1.0, 5.0, 30.0, 90.0])
    nucleons = (temperature, mu_n, mu_p, mass)
    found = effective_absorption(energy, *nucleons, delta_u, mu_e, mu_p - mu_n + mu_e - delta_u)
    neutrons, protons = (
        float(nucleon_density(mu, temperature, mass)) * HBAR_C_MEV_FM**3 for mu in (mu_n, mu_p)
    )
    electrons = 1.0 / (np.exp((energy + delta_u - mu_e) / temperature) + 1.0)
    sigma = (FERMI_CONSTANT * COS_CABIBBO * (energy + delta_u)) ** 2 * (1 + 3 * AXIAL_COUPLING**2) / math.pi
    expected = sigma * (neutrons * (1.0 - electrons) + protons * electrons) / HBAR_C_MEV_M
    np.testing.assert_allclose(found, expected, rtol=2e-3)


def test_absorption_in_cold_matter_is_a_number():
    """Emission over absorption is e^330 here."""
    found = effective_absorption([1e-3, 1.0, 100.0], 0.25, 900.0, 850.0, 700.0, 47.0, 180.0, 83.0)
    assert np.all(np.isfinite(found))
    assert np.all(found > 0.0)


def test_electrons_are_a_relativistic_gas():
    """Cold: p_F = (3 pi^2 n)^(1/3) and mu^2 = p_F^2 + m_e^2, of an electron in SI units."""
    density = 1e-6
    momentum = hbar * (3 * np.pi**2 * density * 1e45) ** (1 / 3)
    energy = math.hypot(momentum * speed_of_light, m_e * speed_of_light**2) / 1.602176634e-13
    found = lepton_potentials(1.0, density, 900.0, 900.0, 1e-3)
    assert found.mu_e == pytest.approx(energy, rel=1e-5)
    assert kinetic_chemical_potential(density, 1e-3, 0.511) == found.mu_e


def test_charged_current_rejects_what_is_not_positive():
    with pytest.raises(ValueError, match="must be positive"):
        charged_current_opacity([0.0], 10.0, 900.0, 900.0, 900.0, 10.0, 10.0)
