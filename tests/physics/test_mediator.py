"""Matrix elements and widths of the models, and detailed balance between making and decaying."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.special import kn

from mcsn.constants import HBAR_C_MEV_M, HBAR_MEV_S
from mcsn.physics.boson import Boson, coalescence_rate
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.mediator import MODELS, symmetry
from mcsn.physics.pairs import (
    electron_energy_loss_rate,
    energy_loss_rate,
    mean_rate,
    pair_average,
    pair_integral,
)

SIGMA = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
METRIC = np.array([1, -1, -1, -1])


def left_handed(momentum):
    """Weyl spinor of helicity -1/2, normalised to 2 E."""
    energy, x, y, z = momentum
    values, vectors = np.linalg.eigh(x * SIGMA[1] + y * SIGMA[2] + z * SIGMA[3])
    return math.sqrt(2 * energy) * vectors[:, np.argmin(values)]


@pytest.mark.parametrize("name", MODELS)
def test_squared_amplitude_from_spinors(name):
    """Two massless momenta, their Weyl spinors, and the sum over polarisations of a massive boson."""
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(2, 3))
    p1, p2 = (np.array([np.linalg.norm(v), *v]) for v in vectors)
    mass2 = 2 * np.sum(METRIC * p1 * p2)
    u1, u2 = left_handed(p1), left_handed(p2)
    if MODELS[name].spin == 1:
        bar = SIGMA * np.array([1, -1, -1, -1])[:, None, None]
        current = np.array([u2.conj() @ s @ u1 for s in bar])
        total = p1 + p2
        # Conserved: the term k_a k_b / m^2 of the sum over polarisations drops out.
        assert abs(np.sum(METRIC * total * current)) < 1e-12 * mass2
        squared = -np.sum(METRIC * abs(current) ** 2)
    else:
        squared = abs(u1 @ (1j * SIGMA[2]) @ u2) ** 2
    assert squared == pytest.approx(MODELS[name].amplitude * mass2, rel=1e-12)


def test_widths():
    """In units of g^2 m: Eq. 4 for a vector, and twice 1/(32 pi) for the two decays of the scalar."""
    vector, scalar = 1 / (24 * math.pi), 1 / (16 * math.pi)
    for name, flavour, total, electrons in (
        ("Lmu-Ltau", vector, 2 * vector, 0.0),
        ("universal", vector, 3 * vector, 1 / 3),
        ("scalar", scalar, 3 * scalar, 1 / 3),
    ):
        boson = Boson(50.0, 1e-3, model=name)
        assert boson.neutrino_width == pytest.approx(5e-5 * flavour)
        assert boson.total_width == pytest.approx(5e-5 * total)
        assert boson.electron_fraction == pytest.approx(electrons)
    assert Boson(500.0, 1e-3, model="universal").muon_width == 0.0
    assert Boson(500.0, 1e-3).muon_width > 0.0


@pytest.mark.parametrize("name", MODELS)
def test_mu_and_tau_neutrinos_are_alike(name):
    """Transport has one kind of packet for both."""
    charges = MODELS[name].charges
    assert abs(charges.nu_mu) == abs(charges.nu_tau) == 1


@pytest.mark.parametrize("name", MODELS)
def test_detailed_balance_in_the_boltzmann_limit(name):
    """Made = lost for each flavour: sum of S Int d3p f R = (2 J + 1) Int d3k e^(-E/T) Gamma m/E."""
    mass, temperature = 200.0, 5.0
    boson, model = Boson(mass, 1e-7, model=name), MODELS[name]

    def gain(energy):
        rate = float(coalescence_rate(boson, energy, temperature))
        return energy**2 * math.exp(-energy / temperature) * rate

    integral = quad(gain, 1.0, 400.0, points=[50, 100, 200], epsabs=0, epsrel=1e-10)[0]
    made = sum(map(symmetry, model.pairs)) * integral
    bessel = mass * temperature * kn(1, mass / temperature)  # Int k^2 dk e^(-E/T)/E
    lost = (2 * model.spin + 1) * boson.neutrino_width * mass * bessel
    assert made == pytest.approx(lost, rel=1e-6)
    # The pair grid: two flavours, and the energy of one boson each.
    energy = pair_average(boson, temperature, lambda e1, e2: e1 + e2)
    unit = 2 * math.pi**2 * HBAR_C_MEV_M**3 * HBAR_MEV_S
    assert energy_loss_rate(boson, temperature) == pytest.approx(2 * lost * energy / unit, rel=1e-6)


def test_detailed_balance_with_a_chemical_potential():
    """Where e^((mu1 + mu2)/T) tells: the scalar made by degenerate nu_e, in the Boltzmann limit still."""
    mass, temperature, mu = 200.0, 5.0, 10.0
    scalar, vector = Boson(mass, 1e-7, model="scalar"), Boson(mass, 1e-7, model="universal")
    ratio = electron_energy_loss_rate(scalar, temperature, mu) / energy_loss_rate(scalar, temperature)
    assert ratio == pytest.approx(math.cosh(2 * mu / temperature) / 2, rel=1e-6)
    ratio = electron_energy_loss_rate(vector, temperature, mu) / energy_loss_rate(vector, temperature)
    assert ratio == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize("name", ["universal", "scalar"])
def test_without_chemical_potential_flavours_are_alike(name):
    boson, temperature = Boson(30.0, 1e-7, model=name), np.array([7.0, 33.0])
    electrons = electron_energy_loss_rate(boson, temperature, np.zeros(2))
    np.testing.assert_allclose(electrons, energy_loss_rate(boson, temperature) / 2, rtol=1e-12)


@pytest.mark.parametrize("potentials", [(114.6, 114.6), (114.6, -114.6), (-114.6, -114.6)])
def test_pairs_of_degenerate_neutrinos(potentials):
    """The pair grid against R(E1), which shares no code, and against the plain double integral."""
    boson, temperature, mass = Boson(50.0, 1e-7, model="scalar"), 15.0, 50.0
    first, second = potentials

    def gain(energy):
        rate = float(coalescence_rate(boson, energy, temperature, second))
        return energy**2 * float(fermi_dirac((energy - first) / temperature)) * rate

    ends = [0.1, 5.0, 50.0, 114.6, 250.0, 900.0]
    expected = sum(quad(gain, a, b, epsabs=0, epsrel=1e-9)[0] for a, b in pairwise(ends))
    assert pair_integral(boson, temperature, potentials) == pytest.approx(expected, rel=1e-5)

    def moment_of(power):
        def integrand(e2, e1):
            pair = fermi_dirac((e1 - first) / temperature) * fermi_dirac((e2 - second) / temperature)
            return float(pair) * (e1 + e2) ** power

        return dblquad(integrand, 1.0, 600.0, lambda e: mass**2 / (4 * e), 800.0, epsrel=1e-6)[0]

    mean = pair_average(boson, temperature, lambda e1, e2: e1 + e2, potentials)
    assert mean == pytest.approx(moment_of(1) / moment_of(0), rel=2e-4)


def test_degeneracy_suppresses_the_vector_and_feeds_the_scalar():
    """Shell 1 of Table I: T = 15 MeV, mu = 114.6 MeV."""
    ratios = {}
    for name in ("universal", "scalar"):
        boson = Boson(10.0, 1e-8, model=name)
        by_muons = energy_loss_rate(boson, 15.0) / 2
        ratios[name] = float(electron_energy_loss_rate(boson, 15.0, 114.6) / by_muons)
    assert ratios["universal"] < 0.2
    assert ratios["scalar"] > 5.0


def test_cold_matter_has_no_overflow():
    boson = Boson(100.0, 1e-7, model="scalar")
    assert electron_energy_loss_rate(boson, 0.05, 0.0) == 0.0
    assert mean_rate(boson, 0.05) == 0.0
    # Cold and degenerate, nothing is left of the temperature: T -> 0 at fixed Fermi energy.
    cold = electron_energy_loss_rate(boson, np.array([0.02, 0.04]), np.array([120.0, 120.0]))
    assert cold[0] == pytest.approx(cold[1], rel=0.02)


def test_what_a_scalar_does_not_have():
    for changes in ({"kernel": "cerdeno2023"}, {"decay": "helicity"}):
        with pytest.raises(ValueError, match="a scalar has"):
            Boson(10.0, 1e-7, model="scalar", **changes)
    with pytest.raises(ValueError, match="model"):
        Boson(10.0, 1e-7, model="x")
    with pytest.raises(ValueError, match="chemical potential"):
        coalescence_rate(Boson(10.0, 1e-7, "cerdeno2023"), 10.0, 10.0, 5.0)
