import numpy as np
import pytest
from scipy.constants import c as speed_of_light
from scipy.integrate import quad

from mcsn.constants import HBAR_C_MEV_M
from mcsn.physics import nucleons
from mcsn.physics.fermi import fermi_dirac, fermi_integral
from mcsn.physics.nucleons import NEUTRON, PROTON, Coupling

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


def monte_carlo(energy, temperature, mu, mass, coupling, draws, rng):
    """Eqs. 8-10 for one kind of nucleon, drawn in the centre-of-mass frame.

    Returns estimate and variance of 1/lambda [1/m], and of its integrand weighted with the scattering cosine.
    """
    k_max = np.sqrt((max(mu, mass) + 16 * temperature) ** 2 - mass**2)
    k = k_max * np.sqrt(rng.random(draws))  # density 2 k / k_max^2
    cos2 = rng.uniform(-1, 1, draws)
    e2 = np.hypot(k, mass)
    p1 = np.array([np.full(draws, energy), 0 * k, 0 * k, np.full(draws, energy)])
    p2 = np.array([e2, k * np.sqrt(1 - cos2**2), 0 * k, k * cos2])
    # An isotropic direction in the centre of mass, boosted to the laboratory.
    total = p1 + p2
    s = total[0] ** 2 - np.sum(total[1:] ** 2, axis=0)
    momentum = (s - mass**2) / (2 * np.sqrt(s))
    cos3, phi = rng.uniform(-1, 1, draws), rng.uniform(0, 2 * np.pi, draws)
    sin3 = np.sqrt(1 - cos3**2)
    direction = np.array([sin3 * np.cos(phi), sin3 * np.sin(phi), cos3])
    gamma = total[0] / np.sqrt(s)
    velocity = total[1:] / total[0]
    along = np.sum(velocity * direction, axis=0) * momentum
    e3 = gamma * (momentum + along)
    p3_vector = momentum * direction + velocity * gamma * (gamma / (gamma + 1) * along + momentum)
    p3 = np.array([e3, *p3_vector])
    p4 = total - p3

    def dot(a, b):
        return a[0] * b[0] - np.sum(a[1:] * b[1:], axis=0)

    amplitude = nucleons.squared_amplitude(
        coupling, dot(p1, p2), dot(p3, p4), dot(p1, p4), dot(p2, p3), dot(p1, p3), mass
    )
    phase_space = 2 * momentum / np.sqrt(s) / (8 * np.pi)
    blocking = (1 - fermi_dirac(e3 / temperature)) * (1 - fermi_dirac((p4[0] - mu) / temperature))
    # Two spins; d^3p/(2 pi)^3 over the density of the draws.
    nucleon_density = 2 * k**2 * fermi_dirac((e2 - mu) / temperature) / (2 * np.pi**2) * k_max**2 / (2 * k)
    rate = nucleon_density * phase_space * amplitude / (4 * energy * e2) * blocking / HBAR_C_MEV_M
    cosine = 1 - dot(p1, p3) / (energy * e3)
    samples = np.array([rate, rate * cosine])
    return samples.mean(axis=1), samples.var(axis=1) / draws


@pytest.mark.parametrize(("shell", "energy"), [(0, 40.0), (2, 90.0)])
@pytest.mark.parametrize(("species", "sign"), [("neutrino", 1), ("antineutrino", -1)])
def test_closed_form_matches_monte_carlo(table1, shell, energy, species, sign):
    """False-alarm rate of 5 sigma: 6e-7 for each of the two numbers of each case."""
    temperature, mu_n, mu_p, mass = (
        float(table1[name][shell]) for name in ("temperature_MeV", "mu_n_MeV", "mu_p_MeV", "m_N_MeV")
    )
    rng = np.random.default_rng(20230101 + shell)
    results = [
        monte_carlo(energy, temperature, mu, mass, Coupling(vector, sign * axial), 500_000, rng)
        for mu, (vector, axial) in ((mu_n, NEUTRON), (mu_p, PROTON))
    ]
    (inverse_mfp, weighted), variance = np.sum(results, axis=0)
    error, weighted_error = np.sqrt(variance)
    opacity = nucleons.relativistic_opacity([energy], temperature, mu_n, mu_p, mass)
    expected = getattr(opacity, species)[0]
    cosine = getattr(opacity, f"{species}_cosine")[0]
    assert error < 0.01 * inverse_mfp
    assert abs(inverse_mfp - expected) < 5 * error
    assert abs(weighted - cosine * expected) < 5 * weighted_error


def test_quadrature_has_converged(table1, relativistic, monkeypatch):
    nodes, weights = np.polynomial.legendre.leggauss(64)
    monkeypatch.setattr(nucleons, "_NODES", nodes)
    monkeypatch.setattr(nucleons, "_WEIGHTS", weights)
    monkeypatch.setattr(nucleons, "_TAIL", 45.0)
    for (_, coarse), (_, fine) in zip(
        relativistic, per_shell(nucleons.relativistic_opacity, table1), strict=True
    ):
        np.testing.assert_allclose(coarse.neutrino, fine.neutrino, rtol=1e-4)
        np.testing.assert_allclose(coarse.antineutrino, fine.antineutrino, rtol=1e-4)
        np.testing.assert_allclose(coarse.neutrino_cosine, fine.neutrino_cosine, atol=1e-4)
        np.testing.assert_allclose(coarse.antineutrino_cosine, fine.antineutrino_cosine, atol=1e-4)


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
