import numpy as np
import pytest
from scipy.constants import c as speed_of_light
from scipy.integrate import quad

from mcsn.physics import nucleons
from mcsn.physics.fermi import fermi_dirac, fermi_integral

ENERGY = np.geomspace(1e-2, 2000.0, 64)


def per_shell(model, table1):
    """Temperature and opacity of each shell of Table I."""
    columns = (table1[name] for name in ("temperature_MeV", "mu_n_MeV", "mu_p_MeV", "m_N_MeV"))
    return [(shell[0], model(ENERGY, *shell)) for shell in zip(*columns, strict=True)]


@pytest.fixture(scope="module")
def relativistic(table1):
    return per_shell(nucleons.relativistic_opacity, table1)


@pytest.fixture(scope="module")
def elastic(table1):
    return per_shell(nucleons.elastic_opacity, table1)


def averages(shells, species):
    return np.array([nucleons.thermal_average(ENERGY, getattr(o, species), t) for t, o in shells])


@pytest.mark.parametrize(
    ("model", "species", "per_metre", "diffusion_time"),
    [
        ("relativistic", "neutrino", [0.249, 0.655, 1.67, 1.38, 0.216, 0.0091], 0.969),
        ("relativistic", "antineutrino", [0.213, 0.537, 1.31, 1.08, 0.186, 0.0085], 0.77),
        ("elastic", "neutrino", [0.458, 0.969, 2.10, 1.70, 0.244, 0.0096], 1.23),
    ],
)
def test_thermal_averages_and_diffusion_time(request, table1, model, species, per_metre, diffusion_time):
    inverse_mfp = averages(request.getfixturevalue(model), species)
    np.testing.assert_allclose(inverse_mfp, per_metre, rtol=0.01)
    # Eq. 6 of the paper.
    shell_width = np.diff((table1["outer_radius_km"] * 1e3) ** 2, prepend=0.0)
    assert np.sum(shell_width * inverse_mfp) / speed_of_light == pytest.approx(diffusion_time, rel=0.005)


def test_inverse_mfp_is_quadratic_at_low_energy(relativistic):
    """(1/lambda)/E^2 grows as 1 + a E/T: a = 1/2 from blocking of the neutrino, and a little from recoil."""
    for temperature, opacity in relativistic:
        reduced = opacity.neutrino / opacity.energy**2
        slope = (reduced[3] / reduced[0] - 1) / (opacity.energy[3] - opacity.energy[0]) * temperature
        assert 0.5 < slope < 0.63


def test_heavy_dilute_nucleons_scatter_elastically():
    """With a very heavy mass and a dilute gas only the blocking of the neutrino tells the two apart."""
    temperature, mass = 10.0, 1e7
    energy = np.array([5.0, 30.0])
    state = (temperature, mass - 300.0, mass - 250.0, mass)
    exact = nucleons.relativistic_opacity(energy, *state)
    elastic = nucleons.elastic_opacity(energy, *state)
    unblocked = 1 - fermi_dirac(energy / temperature)
    np.testing.assert_allclose(exact.neutrino, elastic.neutrino * unblocked, rtol=1e-3)
    np.testing.assert_allclose(exact.antineutrino, elastic.antineutrino * unblocked, rtol=1e-3)
    np.testing.assert_allclose(exact.neutrino_cosine, elastic.neutrino_cosine, atol=1e-3)


def test_elastic_cosine_lies_between_neutron_and_proton(elastic):
    for _, opacity in elastic:
        assert np.all((opacity.neutrino_cosine > -0.332 / 3) & (opacity.neutrino_cosine < -0.106 / 3))


def test_thermal_average_is_exact_for_a_power_law():
    """For 1/lambda = E^2 the average is <E^2> = 12.939 T^2; for E^3, a ratio of moments."""
    assert nucleons.thermal_average(ENERGY, ENERGY**2, 10.0) == pytest.approx(1293.94, rel=1e-5)
    expected = quad(lambda x: x**5 * fermi_dirac(x), 0, 100)[0] / fermi_integral(2, 0.0)
    assert nucleons.thermal_average(ENERGY, ENERGY**3, 10.0) == pytest.approx(1e3 * expected, rel=1e-5)


@pytest.mark.parametrize("energy", [ENERGY[ENERGY > 5.0], ENERGY[ENERGY < 200.0]])
def test_thermal_average_wants_the_whole_spectrum(energy):
    with pytest.raises(ValueError, match="do not cover"):
        nucleons.thermal_average(energy, energy**2, 10.0)


@pytest.mark.parametrize("model", [nucleons.relativistic_opacity, nucleons.elastic_opacity])
def test_opacities_reject_what_is_not_positive(model):
    with pytest.raises(ValueError, match="must be positive"):
        model([0.0, 1.0], 10.0, 900.0, 900.0, 920.0)
    with pytest.raises(ValueError, match="must be positive"):
        model([1.0], -1.0, 900.0, 900.0, 920.0)
