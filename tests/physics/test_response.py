"""The integral over nucleons, neutral and charged currents alike."""

import numpy as np
import pytest

from mcsn.constants import HBAR_C_MEV_M
from mcsn.physics import response
from mcsn.physics.charged import CHARGED
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.nucleons import NEUTRON, PROTON
from mcsn.physics.response import Coupling, current_rates, squared_amplitude

DRAWS = 500_000


def monte_carlo(energy, temperature, mu_in, mu_out, mass, coupling, shift, lepton_potential, rng):
    """Draw Eqs. 8-10 for one kind of nucleon; the final state is isotropic where it has no momentum.

    Returns estimate and variance of 1/lambda [1/m], and of its integrand weighted with the scattering cosine.
    """
    k_max = np.sqrt((max(mu_in, mass) + 16 * temperature) ** 2 - mass**2)
    k = k_max * np.sqrt(rng.random(DRAWS))  # density 2 k / k_max^2
    cos2 = rng.uniform(-1, 1, DRAWS)
    e2 = np.hypot(k, mass)
    p1 = np.array([np.full(DRAWS, energy), 0 * k, 0 * k, np.full(DRAWS, energy)])
    p2 = np.array([e2, k * np.sqrt(1 - cos2**2), 0 * k, k * cos2])
    # Kinetic energies and momenta of the final state: what the mean field gives back is in.
    total = p1 + p2 + np.array([shift, 0, 0, 0])[:, None]
    s = total[0] ** 2 - np.sum(total[1:] ** 2, axis=0)
    open_ = s > mass**2
    s = np.where(open_, s, np.inf)
    momentum = np.where(open_, (1 - mass**2 / s) * np.sqrt(np.where(open_, s, 0.0)) / 2, 0.0)
    root = np.where(open_, np.sqrt(np.where(open_, s, 1.0)), 1.0)
    cos3, phi = rng.uniform(-1, 1, DRAWS), rng.uniform(0, 2 * np.pi, DRAWS)
    sin3 = np.sqrt(1 - cos3**2)
    direction = np.array([sin3 * np.cos(phi), sin3 * np.sin(phi), cos3])
    gamma = total[0] / root
    velocity = total[1:] / total[0]
    along = np.sum(velocity * direction, axis=0) * momentum
    e3 = np.where(open_, gamma * (momentum + along), 1.0)
    p3 = np.array([e3, *(momentum * direction + velocity * gamma * (gamma / (gamma + 1) * along + momentum))])
    p4 = total - p3

    def dot(a, b):
        return a[0] * b[0] - np.sum(a[1:] * b[1:], axis=0)

    amplitude = squared_amplitude(
        coupling, dot(p1, p2), dot(p3, p4), dot(p1, p4), dot(p2, p3), dot(p1, p3), mass
    )
    phase_space = 2 * momentum / root / (8 * np.pi)
    blocking = fermi_dirac((lepton_potential - e3) / temperature) * fermi_dirac(
        (mu_out - p4[0]) / temperature
    )
    # Two spins; d^3p/(2 pi)^3 over the density of the draws.
    density = 2 * k**2 * fermi_dirac((e2 - mu_in) / temperature) / (2 * np.pi**2) * k_max**2 / (2 * k)
    rate = density * phase_space * amplitude / (4 * energy * e2) * blocking / HBAR_C_MEV_M
    cosine = 1 - dot(p1, p3) / (energy * e3)
    samples = np.array([rate, rate * cosine])
    return samples.mean(axis=1), samples.var(axis=1) / DRAWS


def matter(table1, shell):
    """Temperature, mu_n*, mu_p* and m* of a shell of Table I."""
    names = ("temperature_MeV", "mu_n_MeV", "mu_p_MeV", "m_N_MeV")
    return (float(table1[name][shell]) for name in names)


def assert_matches_monte_carlo(seed, energy, temperature, mu_in, mu_out, mass, coupling, shift, mu_lepton):
    """Of both signs of neutrino; false-alarm rate of 5 sigma: 6e-7 for each of four numbers."""
    rates = current_rates(
        np.array([energy]),
        temperature,
        mu_in,
        mu_out,
        mass,
        coupling,
        shift=shift,
        lepton_potential=mu_lepton,
    )
    for sign in (1, -1):
        signed = Coupling(coupling.vector, sign * coupling.axial)
        rng = np.random.default_rng(seed)
        state = (energy, temperature, mu_in, mu_out, mass, signed, shift, mu_lepton)
        estimate, variance = monte_carlo(*state, rng)
        error = np.sqrt(variance)
        expected = rates.even[0] + sign * rates.odd[0]
        weighted = rates.even_cosine[0] + sign * rates.odd_cosine[0]
        assert error[0] < 0.015 * expected
        assert abs(estimate[0] - expected) < 5 * error[0]
        assert abs(estimate[1] - weighted) < 5 * error[1]


@pytest.mark.parametrize(("shell", "energy"), [(0, 40.0), (2, 90.0)])
def test_neutral_current_matches_monte_carlo(table1, shell, energy):
    temperature, mu_n, mu_p, mass = matter(table1, shell)
    for mu, coupling in ((mu_n, NEUTRON), (mu_p, PROTON)):
        assert_matches_monte_carlo(2023 + shell, energy, temperature, mu, mu, mass, coupling, 0.0, 0.0)


@pytest.mark.parametrize(
    ("shell", "energy", "shift", "mu_e"), [(1, 160.0, 80.7, 255.1), (3, 60.0, 21.7, 107.5)]
)
def test_charged_currents_match_monte_carlo(table1, shell, energy, shift, mu_e):
    """Both ways, n to p and p to n: the mean field gives energy to the one and takes it from the other."""
    temperature, mu_n, mu_p, mass = matter(table1, shell)
    state = (temperature, mu_n, mu_p, mass, CHARGED, shift, mu_e)
    assert_matches_monte_carlo(11 + shell, energy, *state)
    state = (temperature, mu_p, mu_n, mass, CHARGED, -shift, -mu_e)
    assert_matches_monte_carlo(21 + shell, energy, *state)


@pytest.mark.parametrize("shift", [40.0, 0.0, -40.0])
def test_quadrature_has_converged(table1, monkeypatch, shift):
    energy = np.geomspace(0.1, 2000.0, 24)

    def rates():
        found = []
        for shell in (0, 3, 5):
            temperature, mu_n, mu_p, mass = matter(table1, shell)
            found += current_rates(
                energy, temperature, mu_n, mu_p, mass, CHARGED, shift=shift, lepton_potential=shift
            )
        return np.reshape(found, (3, 4, -1))

    coarse = rates()
    nodes, weights = np.polynomial.legendre.leggauss(64)
    monkeypatch.setattr(response, "_NODES", nodes)
    monkeypatch.setattr(response, "_WEIGHTS", weights)
    monkeypatch.setattr(response, "_TAIL", 45.0)
    fine = rates()
    # Of the even part: the others may vanish. Near threshold only nucleons far up the tail can absorb.
    scale = fine[:, :1] + 1e-9 * (energy / 10.0) ** 2
    assert np.all(np.abs(coarse - fine) <= 1e-4 * scale)


def test_detailed_balance():
    """Absorption and emission: forth n to p and back p to n have the same transitions between two energies.

    In equilibrium, mu_n + mu_nu = mu_p + mu_e + shift in kinetic potentials, Int E^2 f_nu (rate forth) dE is
    the rate of conversions; back, the electron is the incoming particle and the neutrino the blocked one.
    """
    temperature, mass, shift, mu_n, mu_p, mu_nu = 20.0, 500.0, 60.0, 560.0, 500.0, 50.0
    mu_e = mu_n + mu_nu - mu_p + shift
    x, weight = np.polynomial.legendre.leggauss(160)

    def conversions(mu_in, mu_out, mu_first, mu_second, sign):
        edges = np.array([0.0, mu_first, mu_first + 40 * temperature])
        half = np.diff(edges)[:, None] / 2
        energy = (edges[:-1, None] + half * (1 + x)).ravel()
        spectrum = (half * weight).ravel() * energy**2 * fermi_dirac((energy - mu_first) / temperature)
        rates = current_rates(
            energy, temperature, mu_in, mu_out, mass, CHARGED, shift=sign * shift, lepton_potential=mu_second
        )
        return spectrum @ (rates.even + rates.odd)

    forth = conversions(mu_n, mu_p, mu_nu, mu_e, 1)
    back = conversions(mu_p, mu_n, mu_e, mu_nu, -1)
    assert forth == pytest.approx(back, rel=2e-4)


def test_bad_energy():
    for state in ((0.0, 10.0, 900.0), (1.0, -1.0, 900.0), (1.0, 10.0, 0.0)):
        with pytest.raises(ValueError, match="must be positive"):
            response.checked_energy(*state)
