import dataclasses
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import dblquad, quad
from scipy.special import expit, kn

from mcsn.constants import HBAR_C_MEV_M, HBAR_MEV_S, MUON_MASS
from mcsn.physics import boson as bosons
from mcsn.physics import pairs
from mcsn.physics.analytic import boson_diffusion_time, boson_luminosity
from mcsn.physics.boson import Boson
from mcsn.physics.fermi import fermi_dirac, moment

RADIUS = 1e3 * np.array([5, 7.5, 10, 15, 17.5, 20])
TEMPERATURE = np.array([15, 20, 28, 33, 18, 7])
KERNELS = ["detailed-balance", "cerdeno2023"]

# Independent reference values at g = 1e-7: kernel, mass, tau [us], ell [m], g of Eq. 23, g of Eq. 25.
REFERENCE = [
    (
        "detailed-balance",
        10,
        "1.129 1.405 1.869 2.166 1.292 .7867",
        "288 374 513 600 340 149",
        6.17e-7,
        6.65e-10,
    ),
    (
        "detailed-balance",
        50,
        ".2566 .1830 .1572 .1563 .2017 3.182",
        "15.7 19.3 25.0 28.5 17.9 9.64",
        8.85e-8,
        1.59e-10,
    ),
    (
        "detailed-balance",
        100,
        "1.106 .3378 .1445 .1118 .4927 689.9",
        "5.02 5.99 7.49 8.40 5.61 3.27",
        1.83e-8,
        1.18e-10,
    ),
    ("cerdeno2023", 10, "21.19 34.77 65.87 91.72 28.82 8.027", "174 209 260 290 195 109", 5.95e-8, 5.53e-9),
    (
        "cerdeno2023",
        50,
        "1.654 1.343 1.389 1.533 1.408 16.20",
        "13.3 15.7 19.1 21.0 14.8 8.87",
        2.56e-8,
        5.39e-10,
    ),
    (
        "cerdeno2023",
        100,
        "5.720 1.886 .9055 .7498 2.669 3136",
        "4.59 5.34 6.41 7.02 5.05 3.14",
        7.03e-9,
        3.17e-10,
    ),
]


@pytest.mark.parametrize(("kernel", "mass", "tau", "ell", "g_time", "g_loss"), REFERENCE)
def test_reference_table(kernel, mass, tau, ell, g_time, g_loss):
    boson = Boson(mass, 1e-7, kernel)
    times = pairs.coalescence_time(boson, TEMPERATURE)
    lengths = pairs.mean_decay_length(boson, TEMPERATURE)
    # Tolerances: half a unit of the last printed digit, at its coarsest.
    np.testing.assert_allclose(times * 1e6, np.array(tau.split(), dtype=float), rtol=5e-4)
    np.testing.assert_allclose(lengths, np.array(ell.split(), dtype=float), rtol=4e-3)
    time = boson_diffusion_time(RADIUS[:5], lengths[:5], times[:5])  # grows as g^2
    assert 1e-7 * math.sqrt(0.1 / time) == pytest.approx(g_time, rel=2e-3)
    loss = boson_luminosity(RADIUS, pairs.energy_loss_rate(boson, TEMPERATURE))  # grows as g^2
    assert 1e-7 * math.sqrt(3e52 / loss) == pytest.approx(g_loss, rel=4e-3)


def test_widths():
    boson = Boson(500.0, 1e-3)
    assert boson.neutrino_width == pytest.approx(1e-6 * 500 / (24 * math.pi))
    ratio = (MUON_MASS / 500) ** 2
    expected = 1e-6 * 500 / (12 * math.pi) * (1 + 2 * ratio) * math.sqrt(1 - 4 * ratio)
    assert boson.muon_width == pytest.approx(expected)
    assert boson.total_width == pytest.approx(2 * boson.neutrino_width + expected)
    assert Boson(1e4, 1e-3).muon_fraction == pytest.approx(0.5, rel=1e-3)  # as the paper says below Eq. 4
    assert boson.decay_length([0.0, 500.0]) == pytest.approx([0.0, HBAR_C_MEV_M / boson.total_width])


def test_muon_threshold():
    edge = 2 * MUON_MASS
    below, above = Boson(edge * (1 - 1e-9), 1e-5), Boson(edge * 1.01, 1e-5)
    assert below.muon_fraction == 0.0
    # 2 (1 + 1/2) sqrt(2 delta) neutrino widths for m = 2 m_mu (1 + delta), to first order.
    assert above.muon_width / above.neutrino_width == pytest.approx(3 * math.sqrt(0.02), rel=0.02)
    for boson, fraction in ((below, 1.0), (above, 2 / (2 + 3 * math.sqrt(0.02)))):
        ratio = pairs.mean_scattering_rate(boson, 20.0) / pairs.mean_rate(boson, 20.0)
        assert ratio == pytest.approx(fraction, rel=0.01)
        ratio = pairs.scattering_rate(boson, 90.0, 20.0) / bosons.coalescence_rate(boson, 90.0, 20.0)
        assert ratio == pytest.approx(fraction, rel=0.01)


@pytest.mark.parametrize(
    "changes",
    [{"mass_MeV": 0.0}, {"mass_MeV": math.nan}, {"coupling": -1e-7}, {"kernel": "x"}, {"decay": "x"}],
)
def test_bad_boson(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        dataclasses.replace(Boson(10.0, 1e-7), **changes)


def test_boson_is_a_key():
    assert {Boson(10.0, 1e-7): 1}[Boson(10.0, 1e-7)] == 1


@pytest.mark.parametrize("y", [1e-10, 1e-4, 0.03, 0.5, 0.999999, 1.0, 1.5, 4.0, 30.0, 300.0, 699.0])
def test_reciprocal_fermi_integral(y):
    # Scaled by e^y, in ln x, and cut into pieces: quad sees no small number.
    def integrand(log_x):
        x = math.exp(log_x)
        return math.exp(y - x) * expit(x)

    ends = np.log(y + np.concatenate([[0, 1e-6], np.geomspace(1e-3, 50, 8)]))
    expected = sum(quad(integrand, a, b, epsabs=0, epsrel=1e-12)[0] for a, b in pairwise(ends))
    assert bosons.reciprocal_fermi_integral(y) * math.exp(y) == pytest.approx(expected, rel=1e-9)


def test_rates_are_finite_everywhere():
    energy = np.geomspace(1e-200, 1e6, 400)
    for kernel in KERNELS:
        rate = bosons.coalescence_rate(Boson(100.0, 1e-7, kernel), energy, [[0.01], [30.0]])
        assert rate.shape == (2, 400)
        assert np.all(np.isfinite(rate))
        assert np.all(rate >= 0)
        assert rate[1, -1] > 0
        cold = pairs.mean_decay_length(Boson(100.0, 1e-7, kernel), 0.05)  # e^(-m/T) = e^-2000
        # Near threshold <p^2> = 3 m T in Maxwell-Boltzmann's limit: <p/m> = sqrt(8 T/(pi m)).
        slow = Boson(100.0, 1e-7).decay_length(100 * math.sqrt(8 * 0.05 / (math.pi * 100)))
        assert cold == pytest.approx(float(slow), rel=3e-3)
        assert pairs.coalescence_time(Boson(100.0, 1e-7, kernel), 0.05) == math.inf


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("energy", [12.0, 60.0, 300.0])
def test_rate_against_quadrature(kernel, energy):
    boson, temperature = Boson(50.0, 1e-7, kernel), 20.0

    def integrand(e2):
        weight = 1.0 if kernel == "detailed-balance" else 50**2 / (16 * energy * e2)
        return float(fermi_dirac(e2 / temperature)) * weight

    low = 50**2 / (4 * energy)
    integral = quad(integrand, low, low + 50 * temperature, epsabs=0, epsrel=1e-10)[0]
    expected = (1e-7 * 50 / energy) ** 2 / (8 * math.pi) * integral
    assert bosons.coalescence_rate(boson, energy, temperature) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("kernel", KERNELS)
def test_rate_against_phase_space_monte_carlo(kernel):
    """R = Int d^3p2/(2 pi)^3 f |M|^2/(4 E1 E2) 2 pi delta(s - m^2), |M|^2 = 2 g^2 s, the delta a window."""
    mass, coupling, e1, temperature, half_width = 50.0, 1e-7, 40.0, 20.0, 0.02
    rng = np.random.default_rng(5)
    n = 1_000_000
    e2 = rng.exponential(temperature, n)
    cosine = rng.uniform(-1, 1, n)
    s = 2 * e1 * e2 * (1 - cosine)
    window = (np.abs(s / mass**2 - 1) < half_width) / (2 * half_width * mass**2)
    density = 4 * np.pi * e2**2 / (2 * np.pi) ** 3 * fermi_dirac(e2 / temperature)
    amplitude = 2 * coupling**2 * s * (1.0 if kernel == "detailed-balance" else (1 - cosine) / 8)
    sample = density * temperature * np.exp(e2 / temperature) * amplitude / (4 * e1 * e2) * 2 * np.pi * window
    error = sample.std() / math.sqrt(n)
    rate = bosons.coalescence_rate(Boson(mass, coupling, kernel), e1, temperature)
    assert error < 0.015 * rate
    # False alarm 6e-5 (4 sigma); the window's curvature is ~ half_width^2/6 = 7e-5, well below the error.
    assert abs(sample.mean() - rate) < 4 * error


def test_detailed_balance_in_the_boltzmann_limit():
    """Bosons made = bosons lost: Int d3p f R = 3 Int d3k e^(-E/T) Gamma m/E; at m/T = 40 f is e^-x."""
    mass, temperature = 200.0, 5.0
    boson = Boson(mass, 1e-7, "detailed-balance")

    def gain(energy):
        return energy**2 * math.exp(-energy / temperature) * float(
            bosons.coalescence_rate(boson, energy, temperature)
        )  # fmt: skip

    made = quad(gain, 1.0, 400.0, points=[50, 100, 200], epsabs=0, epsrel=1e-10)[0] / (2 * math.pi**2)
    # Int k^2 dk e^(-E/T)/E = m T K_1(m/T)
    bessel = mass * temperature * kn(1, mass / temperature)
    lost = 3 * boson.neutrino_width * mass * bessel / (2 * math.pi**2)
    assert made == pytest.approx(lost, rel=1e-6)
    density = moment(2) * temperature**3 / (2 * math.pi**2)
    assert pairs.mean_rate(boson, temperature) * density == pytest.approx(lost, rel=1e-6)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("mass", "temperature"), [(1.0, 33.0), (50.0, 20.0), (300.0, 7.0)])
def test_means_against_the_rate(kernel, mass, temperature):
    """Eqs. 19 and 24 by integrating R(E1): the pair grid and the closed form of R share no code."""
    boson = Boson(mass, 1e-7, kernel)

    def integral(power):
        def integrand(log_e):
            energy = math.exp(log_e)
            rate = float(bosons.coalescence_rate(boson, energy, temperature))
            return energy ** (3 + power) * float(fermi_dirac(energy / temperature)) * rate

        low, high = mass**2 / (400 * temperature), 10 * mass + 60 * temperature
        middle = max(mass / 2, temperature)
        return sum(quad(integrand, math.log(a), math.log(b), epsabs=0, epsrel=1e-9, limit=200)[0]
                   for a, b in ((low / 10, low), (low, middle), (middle, high)))  # fmt: skip

    count, energy = integral(0), integral(1)
    mean = count / (moment(2) * temperature**3)
    assert pairs.mean_rate(boson, temperature) == pytest.approx(mean, rel=1e-6)
    # Both of the pair carry the same mean energy, as the kernels are symmetric: <E_Z> = 2 <E1>.
    assert pairs.pair_average(boson, temperature, lambda e1, e2: e1 + e2) == pytest.approx(
        2 * energy / count, rel=1e-6
    )
    loss = 2 * (2 * energy) / (2 * math.pi**2 * HBAR_C_MEV_M**3 * HBAR_MEV_S)
    assert pairs.energy_loss_rate(boson, temperature) == pytest.approx(loss, rel=1e-6)


@pytest.mark.parametrize("kernel", KERNELS)
def test_decay_length_against_double_integral(kernel):
    """Eq. 20 in the plain variables (E_Z, E1), E1 between (E_Z -+ p_Z)/2."""
    boson, temperature, mass = Boson(50.0, 1e-7, kernel), 20.0, 50.0

    def moment_of(power):
        def integrand(e1, e_z):
            weight = 1.0 if kernel == "detailed-balance" else mass**2 / (16 * e1 * (e_z - e1))
            pair = float(fermi_dirac(e1 / temperature) * fermi_dirac((e_z - e1) / temperature))
            return pair * weight * ((e_z**2 - mass**2) / mass**2) ** (power / 2)

        return dblquad(
            integrand, mass, mass + 40 * temperature,
            lambda e: (e - math.sqrt(e**2 - mass**2)) / 2, lambda e: (e + math.sqrt(e**2 - mass**2)) / 2,
            epsabs=1e-6, epsrel=1e-7,
        )[0]  # fmt: skip

    boost = moment_of(1) / moment_of(0)
    assert pairs.mean_decay_length(boson, temperature) == pytest.approx(
        boost * HBAR_C_MEV_M / boson.total_width, rel=1e-6
    )
    # ell over the mean speed is the mean time of flight <gamma> hbar/Gamma.
    gamma = pairs.pair_average(boson, temperature, lambda e1, e2: (e1 + e2) / mass)
    time = pairs.mean_decay_length(boson, temperature) / pairs.mean_speed(boson, temperature)
    assert time == pytest.approx(gamma * HBAR_C_MEV_M / boson.total_width, rel=1e-12)


def test_printed_rate():
    boson, temperature = Boson(50.0, 1e-7, "cerdeno2023"), 20.0

    def integrand(e2, e1):  # Eq. 18, symbol by symbol
        flux = float(fermi_dirac(e2 / temperature)) * e2 / (e2 + e1)
        return flux * (50 / (e1 * e2)) ** 2 * (1e-14 * 50**2 / 2) / (32 * math.pi)

    energy = np.array([3.0, 40.0, 400.0])
    expected = [quad(integrand, 625 / e, 625 / e + 1000, args=(e,), epsabs=0, limit=200)[0] for e in energy]
    np.testing.assert_allclose(bosons.printed_rate(boson, energy, temperature), expected, rtol=1e-6)
    # It has the mean of the symmetric rate, while at one energy it is far from it.
    x, w = np.polynomial.legendre.leggauss(400)
    log_e = 6 * x + 2
    weight = 6 * w * np.exp(3 * log_e) * fermi_dirac(np.exp(log_e) / temperature)
    mean = np.sum(weight * bosons.printed_rate(boson, np.exp(log_e), temperature)) / (
        moment(2) * temperature**3
    )
    assert mean == pytest.approx(float(pairs.mean_rate(boson, temperature)), rel=1e-6)
    assert bosons.printed_rate(boson, 3.0, temperature) < 0.2 * bosons.coalescence_rate(
        boson, 3.0, temperature
    )
    with pytest.raises(ValueError, match="kernel"):
        bosons.printed_rate(Boson(50.0, 1e-7, "detailed-balance"), 10.0, 20.0)


@given(st.floats(1.0, 300.0), st.floats(1.0, 300.0), st.floats(1.001, 1e4))
def test_vertex_kinematics(mass, e1, excess):
    e2 = float(bosons.partner_energy_minimum(mass, e1)) * excess
    cosine = bosons.opening_cosine(mass, e1, e2)
    assert -1 <= cosine <= 1
    energy = e1 + e2
    momentum = math.sqrt(e1**2 + e2**2 + 2 * e1 * e2 * cosine)  # |p1 + p2|
    assert bosons.boson_momentum(mass, energy) == pytest.approx(momentum, rel=1e-6, abs=1e-6 * energy)
    low, high = bosons.daughter_energy_range(mass, energy)
    assert low + high == pytest.approx(energy)
    # The incoming pair is a possible pair of daughters, and the ends go straight back and ahead.
    assert low * (1 - 1e-9) <= min(e1, e2) <= max(e1, e2) <= high * (1 + 1e-9)
    p_z = bosons.boson_momentum(mass, energy)
    ends = bosons.lab_cosine(mass, energy, p_z, [low, high])
    assert ends == pytest.approx([-1, 1], abs=1e-6)


def test_lab_cosine_conserves_momentum():
    mass, energy = 50.0, 90.0
    momentum = bosons.boson_momentum(mass, energy)
    daughter = np.linspace(*bosons.daughter_energy_range(mass, energy), 11)[1:-1]
    other = energy - daughter
    first, second = (bosons.lab_cosine(mass, energy, momentum, e) for e in (daughter, other))
    np.testing.assert_allclose(daughter * first + other * second, momentum)
    np.testing.assert_allclose(daughter**2 * (1 - first**2), other**2 * (1 - second**2), rtol=1e-9)
