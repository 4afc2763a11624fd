import dataclasses

import numpy as np
import pytest
from scipy.optimize import brentq

from mcsn.constants import ELECTRON_MASS, HBAR_C_MEV_FM
from mcsn.physics import meanfield
from mcsn.physics.fields import parameter_set
from mcsn.physics.matter import nucleon_density
from mcsn.physics.meanfield import matter_of_lepton_fraction, nuclear_matter

TM1, NL3 = parameter_set("TM1"), parameter_set("NL3")
TM1_AS_PUBLISHED = dataclasses.replace(TM1, nucleon_mass=938.0)


@pytest.fixture(scope="module")
def shells(table1):
    """Table I from its density, temperature and Y_e alone; 0.31 is what the first row's 0.3 must be."""
    leptons = np.array([0.31, *table1["Y_lepton"][1:]])
    return matter_of_lepton_fraction(
        table1["baryon_density_fm3"], table1["temperature_MeV"], leptons, neutrino_helicities=2
    )


@pytest.mark.parametrize(
    ("column", "field"),
    [("m_N_MeV", "m_star"), ("mu_n_MeV", "mu_n_star"), ("mu_p_MeV", "mu_p_star"), ("mu_nue_MeV", "mu_nue")],
)
def test_table_one(shells, table1, column, field):
    """Every entry to half of its last printed digit."""
    np.testing.assert_allclose(getattr(shells, field), table1[column], rtol=0, atol=0.055)


def test_what_table_one_does_not_print(shells, table1):
    """Proton fractions, DeltaU and mu_e as an independent TM1 gives them."""
    np.testing.assert_allclose(shells.proton_fraction, table1["Y_p"], rtol=0, atol=1e-4)
    potential = [114.26, 80.7, 47.2, 21.7, 13.6, 4.0]
    np.testing.assert_allclose(shells.potential_difference, potential, rtol=0, atol=0.06)
    electrons = [320.08, 255.16, 181.69, 107.43, 73.57, 39.93]
    np.testing.assert_allclose(shells.mu_e, electrons, rtol=0, atol=0.01)


@pytest.mark.parametrize(
    ("parameters", "density", "energy", "mass_ratio"),
    [
        # Table 4 of Meng et al., Prog. Part. Nucl. Phys. 57 (2006) 470.
        (TM1_AS_PUBLISHED, 0.1452, -16.263, 0.6344),
        (NL3, 0.1483, -16.250, 0.5950),
        # With the nucleon mass that Table I of the paper needs.
        (TM1, 0.1456, -16.313, 0.6341),
    ],
)
def test_saturation(parameters, density, energy, mass_ratio):
    """Cold symmetric matter without pressure has the published density, binding energy and mass."""

    def cold(n):
        return nuclear_matter(n, 1e-3, 0.5, parameters)

    n0 = brentq(lambda n: float(meanfield.pressure(cold(n))), 0.12, 0.18, xtol=1e-7)
    matter = cold(n0)
    binding = meanfield.energy_density(matter) / n0 - parameters.nucleon_mass
    assert n0 == pytest.approx(density, abs=6e-5)
    assert binding == pytest.approx(energy, abs=1e-3)
    assert matter.m_star / parameters.nucleon_mass == pytest.approx(mass_ratio, abs=6e-5)
    # At the minimum of E/A the chemical potential is E/A (Hugenholtz and Van Hove).
    assert matter.mu_n - parameters.nucleon_mass == pytest.approx(binding, abs=1e-3)


@pytest.mark.parametrize("parameters", [TM1, NL3])
@pytest.mark.parametrize("fraction", [0.05, 0.3, 0.5])
def test_chemical_potentials_are_derivatives_of_the_cold_energy(parameters, fraction):
    n = np.array([1e-3, 0.02, 0.15, 0.5, 1.2])
    protons, h = fraction * n, 1e-4 * n

    def energy(neutrons, protons):
        total = neutrons + protons
        return meanfield.energy_density(nuclear_matter(total, 1e-3, protons / total, parameters))

    matter = nuclear_matter(n, 1e-3, fraction, parameters)
    neutrons = n - protons
    by_neutrons = (energy(neutrons + h, protons) - energy(neutrons - h, protons)) / (2 * h)
    by_protons = (energy(neutrons, protons + h) - energy(neutrons, protons - h)) / (2 * h)
    np.testing.assert_allclose(by_neutrons, matter.mu_n, rtol=1e-6)
    np.testing.assert_allclose(by_protons, matter.mu_p, rtol=1e-6)


@pytest.mark.parametrize("temperature", [5.0, 30.0, 70.0])
def test_gibbs_and_duhem_at_fixed_temperature(temperature):
    """In hot matter dP = n_n dmu_n + n_p dmu_p at constant T, antinucleons and fields included."""
    n, fraction, h = np.array([1e-4, 0.02, 0.15, 0.6]), 0.2, 1e-4
    below, at, above = (nuclear_matter(n * factor, temperature, fraction) for factor in (1 - h, 1, 1 + h))
    change = meanfield.pressure(above) - meanfield.pressure(below)
    expected = at.neutron_density * (above.mu_n - below.mu_n) + at.proton_density * (above.mu_p - below.mu_p)
    np.testing.assert_allclose(change, expected, rtol=1e-6)


def test_dilute_matter_is_an_ideal_gas():
    n, temperature = 1e-6, 10.0
    matter = nuclear_matter(n, temperature, 0.3)
    assert meanfield.pressure(matter) == pytest.approx(n * temperature, rel=1e-3)
    assert matter.m_star == pytest.approx(TM1.nucleon_mass, rel=1e-4)
    assert matter.potential_difference == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("parameters", [TM1, NL3])
def test_no_failure_from_dilute_to_dense_and_from_cold_to_hot(parameters):
    grid = np.meshgrid(np.geomspace(1e-6, 1.5, 10), np.geomspace(0.1, 80, 10), np.geomspace(0.01, 0.6, 10))
    density, temperature, fraction = grid
    matter = nuclear_matter(density, temperature, fraction, parameters)
    assert np.all((matter.m_star > 0.0) & (matter.m_star < parameters.nucleon_mass))
    for mu, expected, mass in (
        (matter.mu_n_star, density * (1 - fraction), matter.m_star),
        (matter.mu_p_star, density * fraction, matter.m_star),
        (matter.mu_e, density * fraction, ELECTRON_MASS),
    ):
        np.testing.assert_allclose(nucleon_density(mu, temperature, mass), expected, rtol=1e-7)


def test_lepton_fraction_from_dilute_to_dense_and_from_cold_to_hot():
    grid = np.meshgrid(np.geomspace(1e-6, 1.5, 4), np.geomspace(0.1, 80, 4), np.geomspace(0.01, 0.6, 4))
    density, temperature, fraction = grid
    matter = matter_of_lepton_fraction(density, temperature, fraction)
    leptons = matter.proton_fraction + matter.neutrino_density / density
    np.testing.assert_allclose(leptons, fraction, rtol=0, atol=1e-5)
    equilibrium = matter.mu_n + matter.mu_nue - matter.mu_p - matter.mu_e
    np.testing.assert_allclose(equilibrium, 0.0, atol=1e-9)


def test_a_point_does_not_depend_on_its_neighbours():
    n, temperature, fraction = np.array([0.5, 1e-5, 0.03]), np.array([15.0, 80.0, 0.5]), 0.2
    together = nuclear_matter(n, temperature, fraction)
    alone = [nuclear_matter(*point, fraction) for point in zip(n, temperature, strict=True)]
    for field in ("m_star", "mu_n_star", "mu_p_star", "mu_e", "mu_nue"):
        expected = [getattr(matter, field) for matter in alone]
        np.testing.assert_allclose(getattr(together, field), expected, rtol=1e-12)
        assert getattr(alone[0], field).shape == ()


def test_neutrino_density_of_cold_and_of_hot_gas():
    assert meanfield.neutrino_density(0.0, 20.0) == 0.0
    cold = 100.0**3 / (6 * np.pi**2) / HBAR_C_MEV_FM**3
    assert meanfield.neutrino_density(100.0, 1e-3) == pytest.approx(cold, rel=1e-8)
    assert meanfield.neutrino_density(-0.1, 30.0) == pytest.approx(
        -0.1 * 900 / 6 / HBAR_C_MEV_FM**3, rel=1e-5
    )


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((0.0, 10.0, 0.3), "baryon density"),
        ((np.nan, 10.0, 0.3), "baryon density"),
        ((0.1, -1.0, 0.3), "temperature"),
        ((0.1, 10.0, 1.0), "fraction"),
        ((0.1, 10.0, [0.2, -0.1]), "fraction"),
    ],
)
@pytest.mark.parametrize("solve", [nuclear_matter, matter_of_lepton_fraction])
def test_arguments_out_of_range(solve, arguments, named):
    with pytest.raises(ValueError, match=named):
        solve(*arguments)
