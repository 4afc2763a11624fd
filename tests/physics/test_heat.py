import numpy as np
import pytest
from scipy.integrate import quad

from mcsn.constants import ERG_PER_MEV, HBAR_C_MEV_M
from mcsn.physics import heat
from mcsn.physics.fermi import neutrino_energy_density
from mcsn.physics.matter import nucleon_density
from mcsn.scenario import load_scenario
from mcsn.star import load_star


@pytest.fixture(scope="module")
def paper_star():
    return load_star(load_scenario("sm"))


@pytest.fixture(scope="module")
def paper_matter(paper_star):
    matter = paper_star.matter
    composition = (matter.neutron_density, matter.proton_density, matter.nucleon_mass)
    return heat.matter_thermal_energy(*composition, paper_star.temperature)


def test_thermal_energy_of_the_paper_star(paper_star, paper_matter):
    assert paper_matter @ paper_star.zone_volume * ERG_PER_MEV == pytest.approx(8.2e52, rel=0.01)


def test_share_of_neutrinos_in_the_paper_star(paper_star, paper_matter):
    neutrinos = 2 * heat.neutrino_pair_energy_density(paper_star.temperature)
    assert neutrinos @ paper_star.zone_volume * ERG_PER_MEV == pytest.approx(3.46e51, rel=2e-3)
    share = neutrinos / (neutrinos + paper_matter)
    np.testing.assert_allclose(share, [0.0035, 0.0074, 0.0207, 0.0578, 0.0229, 0.0057], atol=6e-5)


def test_nucleons_against_quadrature():
    """Energy of warm nucleons minus that of a filled sphere, integrated the plain way."""
    mass, temperature, mu = 400.0, 25.0, 450.0

    def energy_density(top, occupation):
        return quad(lambda k: k**2 * np.hypot(k, mass) * occupation(np.hypot(k, mass)), 0, top, limit=200)[0]

    density = float(nucleon_density(mu, temperature, mass))
    filled = np.cbrt(3 * np.pi**2 * density) * HBAR_C_MEV_M * 1e15
    warm = energy_density(
        2500.0,
        lambda e: 1 / (np.exp((e - mu) / temperature) + 1) + 1 / (np.exp((e + mu) / temperature) + 1),
    )
    expected = (warm - energy_density(filled, lambda e: 1.0)) / (np.pi**2 * HBAR_C_MEV_M**3)
    assert heat.nucleon_thermal_energy(density, temperature, mass) == pytest.approx(expected, rel=1e-6)


def test_dilute_nucleons():
    """A dilute gas holds 3/2 T + 15/8 T^2/m per nucleon."""
    energy = heat.nucleon_thermal_energy(1e-10, 2.0, 900.0) / 1e35
    assert energy == pytest.approx(3.0 + 15 / 8 * 4 / 900, rel=1e-4)
    assert heat.nucleon_heat_capacity(1e-10, 2.0, 900.0) / 1e35 == pytest.approx(
        1.5 + 15 / 4 * 2 / 900, rel=1e-4
    )


def test_cold_nucleons():
    """Sommerfeld: u = (pi^2/6) N(E_F) T^2 with the density of states k_F E_F/(pi^2 (hbar c)^3)."""
    momentum, mass = 300.0, 500.0
    density = momentum**3 / (3 * np.pi**2 * HBAR_C_MEV_M**3) / 1e45
    expected = momentum * np.hypot(momentum, mass) / (6 * HBAR_C_MEV_M**3) * 0.1**2
    assert heat.nucleon_thermal_energy(density, 0.1, mass) == pytest.approx(expected, rel=1e-4)


def test_no_nucleons():
    assert heat.nucleon_thermal_energy(0.0, 1.0, 900.0) == pytest.approx(0.0, abs=1e-6)
    assert heat.nucleon_heat_capacity(0.0, 1.0, 900.0) == 0.0


@pytest.mark.parametrize("net_density", [0.0, 1e-6, 0.14])
def test_electrons_are_limits_of_the_massive_gas(net_density):
    """At T = 15 MeV a mass of 0.5 MeV no longer shows."""
    massive = (net_density, 15.0, 0.511)
    assert heat.electron_thermal_energy(net_density, 15.0) == pytest.approx(
        float(heat.nucleon_thermal_energy(*massive)), rel=1e-3
    )
    assert heat.electron_heat_capacity(net_density, 15.0) == pytest.approx(
        float(heat.nucleon_heat_capacity(*massive)), rel=1e-3
    )


def test_electron_chemical_potential():
    # Table I, n_e = n_p: mean-field values that agree with its chemical potentials.
    density = np.array([0.2945, 0.2582, 0.2170, 0.1754, 0.0928, 0.0456]) * [0.5, 0.3, 0.15, 0.06, 0.03, 0.008]
    mu = heat.electron_chemical_potential(density, [15, 20, 28, 33, 18, 7])
    np.testing.assert_allclose(mu, [320.0, 255.1, 181.7, 107.5, 73.6, 39.8], atol=0.2)
    assert heat.electron_chemical_potential(0.0, 10.0) == 0.0


def test_cold_electrons_do_not_cancel():
    """The energy grows as T^2 without noise: pi^2/6 of the density of states mu^2/pi^2, at any T."""
    mu = 100.0
    density = mu**3 / (3 * np.pi**2 * HBAR_C_MEV_M**3) / 1e45
    expected = mu**2 / (6 * HBAR_C_MEV_M**3)
    for temperature in (1e-4, 1e-2):
        energy = heat.electron_thermal_energy(density, temperature) / temperature**2
        assert energy == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("temperature", [0.5, 5.0, 50.0])
def test_heat_capacity_is_the_slope(temperature):
    step = 1e-3 * temperature
    composition = (0.1, 0.03, 700.0)
    above, below = (heat.matter_thermal_energy(*composition, temperature + s) for s in (step, -step))
    slope = (above - below) / (2 * step)
    assert heat.matter_heat_capacity(*composition, temperature) == pytest.approx(float(slope), rel=3e-6)


def test_neutrino_pairs():
    assert heat.neutrino_pair_energy_density(10.0) == pytest.approx(2 * neutrino_energy_density(10.0))
    mu, temperature = 30.0, 10.0
    total = sum(
        quad(lambda e, s=sign: e**3 / (np.exp((e - s * mu) / temperature) + 1), 0, 900)[0] for sign in (1, -1)
    )
    expected = total / (2 * np.pi**2 * HBAR_C_MEV_M**3)
    assert heat.neutrino_pair_energy_density(temperature, mu) == pytest.approx(expected, rel=1e-9)


def test_photons():
    # Bosons of two polarisations hold 8/7 of the neutrinos and antineutrinos of one flavour.
    expected = 8 / 7 * heat.neutrino_pair_energy_density(6.0)
    assert heat.photon_energy_density(6.0) == pytest.approx(float(expected))


def test_bad_density():
    with pytest.raises(ValueError, match="density"):
        heat.matter_thermal_energy(-0.1, 0.1, 900.0, 10.0)
