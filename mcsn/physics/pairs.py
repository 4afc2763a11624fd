"""Averages over the pairs of neutrinos that coalesce in thermal matter.

Eqs. 13, 19, 20 and 24 of arXiv:2301.00661 are all of one form: the weight of a pair (E1, E2) is f(E1) f(E2)
times the kernel of `mcsn.physics.boson`. nu_mu and nu_tau have no chemical potential; nu_e have one.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, log_expit

from mcsn.constants import HBAR_C_MEV_M, HBAR_MEV_S
from mcsn.physics.boson import Boson, boson_momentum, coalescence_rate, gauss_unit
from mcsn.physics.fermi import Array, moment, neutrino_density
from mcsn.physics.mediator import MODELS, symmetry

_PAIR_NODES = 96
_TAIL = 60.0  # in units of T: e^-60 of the integrand is left out

Potentials = tuple[ArrayLike, ArrayLike]
_NONE: Potentials = (0.0, 0.0)


def _pairs(
    boson: Boson, temperature: ArrayLike, potentials: Potentials = _NONE
) -> tuple[Array, Array, Array, Array]:
    """Quadrature over the pairs that coalesce.

    Parameters
    ----------
    boson : Boson
        The Z'.
    temperature : array_like
        Temperature [MeV], any shape S.
    potentials : tuple of array_like
        Chemical potentials of the two [MeV], of shape S.

    Returns
    -------
    tuple of ndarray
        E1, E2 [MeV] and weights [MeV^2], each of shape S + (nodes,), and a factor, of shape S. The weights
        times the factor sum to Int dE1 Int dE2 f(E1) f(E2) (kernel weight) over E1 E2 > m^2/4; apart from
        it, cold matter has averages where e^(-m/T) underflows.

    Notes
    -----
    The variables are the boson's rapidity eta, E_Z = m cosh(eta), and the pair's u, E1 = E_Z (1 + tanh u)/2
    with |u| < eta: in them the integrand is analytic up to the edges, p_Z = m sinh(eta) included.
    """
    mass, temperature = boson.mass_MeV, np.asarray(temperature, dtype=float)[..., None]
    mu1, mu2 = (np.asarray(potential, dtype=float)[..., None] for potential in potentials)
    nodes, weights = gauss_unit(_PAIR_NODES)
    node_eta, node_u = (grid.ravel() for grid in np.meshgrid(nodes, 2 * nodes - 1, indexing="ij"))
    above = _TAIL * temperature + np.maximum(mu1, 0.0) + np.maximum(mu2, 0.0)
    eta_max = 2 * np.arcsinh(np.sqrt(above / (2 * mass)))  # E_Z = m + 60 T, and the Fermi energies
    eta = eta_max * node_eta
    u = eta * node_u
    energy_boson = mass * np.cosh(eta)
    e1, e2 = energy_boson * expit(2 * u), energy_boson * expit(-2 * u)
    jacobian = mass * np.sinh(eta) * energy_boson / (2 * np.cosh(u) ** 2) * eta_max * 2 * eta
    # f(x) = e^-x expit(x), and E_Z - m = 2 m sinh^2(eta/2) without cancellation.
    excess = mu1 + mu2 - mass
    occupation = np.exp(
        (np.maximum(excess, 0.0) - 2 * mass * np.sinh(eta / 2) ** 2) / temperature
        + log_expit((e1 - mu1) / temperature)
        + log_expit((e2 - mu2) / temperature)
    )
    kernel = 1.0 if boson.kernel == "detailed-balance" else mass**2 / (16 * e1 * e2)
    weight = np.outer(weights, weights).ravel() * jacobian * occupation * kernel
    return e1, e2, weight, np.exp(np.minimum(excess, 0.0) / temperature)[..., 0]


def pair_average(
    boson: Boson,
    temperature: ArrayLike,
    quantity: Callable[[Array, Array], Array],
    potentials: Potentials = _NONE,
) -> Array:
    """Average of a quantity over the coalescing pairs, weight f(E1) f(E2) x kernel x phase space.

    Parameters
    ----------
    boson : Boson
        The Z'.
    temperature : array_like
        Temperature [MeV], positive, any shape.
    quantity : callable
        Function of the arrays E1, E2 [MeV], element by element.
    potentials : tuple of array_like
        Chemical potentials of the two [MeV], of the shape of `temperature`.

    Returns
    -------
    ndarray
        The average, of the shape of `temperature`; better than 1e-8 for a smooth quantity, m > 1e-3 T and no
        chemical potential.
    """
    e1, e2, weight, _ = _pairs(boson, temperature, potentials)
    return np.sum(weight * quantity(e1, e2), axis=-1) / np.sum(weight, axis=-1)


def mean_rate(boson: Boson, temperature: ArrayLike) -> Array:
    """Mean coalescence rate <R> of a nu_mu or nu_tau, Eq. 19 [MeV].

    Parameters
    ----------
    boson : Boson
        The Z'.
    temperature : array_like
        Temperature [MeV], positive, any shape.

    Returns
    -------
    ndarray
        <R> [MeV], of the shape of `temperature`.
    """
    temperature = np.asarray(temperature, dtype=float)
    return pair_integral(boson, temperature) / (moment(2) * temperature**3)


def pair_integral(boson: Boson, temperature: ArrayLike, potentials: Potentials = _NONE) -> Array:
    """Integrate E1^2 f(E1) R(E1) over E1, for unit charge [MeV^4]; shapes as in `pair_average`."""
    *_, weight, factor = _pairs(boson, temperature, potentials)
    squared_amplitude = MODELS[boson.model].amplitude * (boson.coupling * boson.mass_MeV) ** 2
    return squared_amplitude / (16 * math.pi) * factor * np.sum(weight, axis=-1)


def coalescence_time(boson: Boson, temperature: ArrayLike) -> Array:
    """Time scale tau = hbar/<R> of coalescence [s]; infinite where the rate underflows.

    The text above Eq. 19 has c in place of hbar, a slip. Shapes as in `mean_rate`.
    """
    with np.errstate(divide="ignore"):
        return HBAR_MEV_S / mean_rate(boson, temperature)


def scattering_rate(boson: Boson, energy: ArrayLike, temperature: ArrayLike) -> Array:
    """Rate of nu nubar -> Z' -> nu nubar for a neutrino of energy E1, Eq. 17, all final flavours together.

    Narrow width: `coalescence_rate` (symmetric kernel) times the branching ratio to neutrinos, which falls
    where the muon channel opens. Parameters, shapes and unit [MeV] as there.
    """
    return coalescence_rate(boson, energy, temperature) * (1 - boson.muon_fraction)


def mean_scattering_rate(boson: Boson, temperature: ArrayLike) -> Array:
    """Mean rate of nu nubar -> Z' -> nu nubar, Eq. 13, all final flavours (Fig. 3) [MeV].

    Shapes as in `mean_rate`. The two kernels as printed and made symmetric agree here.
    """
    return mean_rate(boson, temperature) * (1 - boson.muon_fraction)


def mean_decay_length(boson: Boson, temperature: ArrayLike) -> Array:
    """Decay length ell of the bosons made at a temperature, Eq. 20 with gamma v = p_Z/m [m].

    Shapes as in `pair_average`.
    """
    mass = boson.mass_MeV
    return boson.decay_length(pair_average(boson, temperature, lambda e1, e2: boson_momentum(mass, e1 + e2)))


def mean_speed(boson: Boson, temperature: ArrayLike) -> Array:
    """Speed <p_Z>/<E_Z> [c] of the bosons made at a temperature.

    It is the speed at which ell of Eq. 20 takes the mean time of flight <gamma> hbar/Gamma_tot. Shapes as in
    `pair_average`.
    """
    mass = boson.mass_MeV
    momentum = pair_average(boson, temperature, lambda e1, e2: boson_momentum(mass, e1 + e2))
    return momentum / pair_average(boson, temperature, lambda e1, e2: e1 + e2)


def energy_loss_rate(boson: Boson, temperature: ArrayLike) -> Array:
    """Energy that nu_mu and nu_tau put into bosons per volume and time, Eq. 24 [MeV m^-3 s^-1].

    Each neutrino counts one pair, and the two flavours give the factor 2. That holds for the scalar, too: a
    flavour's nu nu and nubar nubar are two kinds of pairs, of identical particles each. Shapes as in
    `pair_average`.
    """
    energy = pair_average(boson, temperature, lambda e1, e2: e1 + e2)
    return 2 * neutrino_density(temperature) * mean_rate(boson, temperature) / HBAR_MEV_S * energy


def electron_energy_loss_rate(boson: Boson, temperature: ArrayLike, mu_nue: ArrayLike) -> Array:
    """Energy that nu_e and anti-nu_e put into bosons per volume and time, Eq. 24 for them [MeV m^-3 s^-1].

    Parameters
    ----------
    boson : Boson
        The boson.
    temperature, mu_nue : array_like
        Temperature, positive, and chemical potential of nu_e, that of anti-nu_e being its negative [MeV]; of
        one shape.

    Returns
    -------
    ndarray
        The rate, of that shape. Degeneracy suppresses the pairs of a vector, nu_e anti-nu_e, and enhances
        those of the scalar, nu_e nu_e.
    """
    model = MODELS[boson.model]
    temperature, mu_nue = np.asarray(temperature, dtype=float), np.asarray(mu_nue, dtype=float)
    total = np.zeros_like(temperature)
    for pair in model.pairs:
        potentials = (pair[0] * mu_nue, pair[1] * mu_nue)
        energy = pair_average(boson, temperature, lambda e1, e2: e1 + e2, potentials)
        total += symmetry(pair) * pair_integral(boson, temperature, potentials) * energy
    return model.charges.nu_e**2 * total / (2 * math.pi**2 * HBAR_C_MEV_M**3 * HBAR_MEV_S)
