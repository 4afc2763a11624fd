"""Averages over the pairs of neutrino and antineutrino that coalesce in thermal matter.

Eqs. 13, 19, 20 and 24 of arXiv:2301.00661 are all of one form: the weight of a pair (E1, E2) is f(E1) f(E2)
times the kernel of `mcsn.physics.boson`.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from mcsn.constants import HBAR_MEV_S
from mcsn.physics.boson import Boson, boson_momentum, coalescence_rate, gauss_unit
from mcsn.physics.fermi import Array, moment, neutrino_density

_PAIR_NODES = 96
_TAIL = 60.0  # in units of T: e^-60 of the integrand is left out


def _pairs(boson: Boson, temperature: ArrayLike) -> tuple[Array, Array, Array]:
    """Quadrature over the pairs that coalesce.

    Parameters
    ----------
    boson : Boson
        The Z'.
    temperature : array_like
        Temperature [MeV], any shape S.

    Returns
    -------
    tuple of ndarray
        E1, E2 [MeV] and weights [MeV^2], each of shape S + (nodes,). The weights sum to
        e^(m/T) Int dE1 Int dE2 f(E1) f(E2) (kernel weight) over E1 E2 > m^2/4; the factor lets cold matter
        have averages where e^(-m/T) underflows.

    Notes
    -----
    The variables are the boson's rapidity eta, E_Z = m cosh(eta), and the pair's u, E1 = E_Z (1 + tanh u)/2
    with |u| < eta: in them the integrand is analytic up to the edges, p_Z = m sinh(eta) included.
    """
    mass, temperature = boson.mass_MeV, np.asarray(temperature, dtype=float)[..., None]
    nodes, weights = gauss_unit(_PAIR_NODES)
    node_eta, node_u = (grid.ravel() for grid in np.meshgrid(nodes, 2 * nodes - 1, indexing="ij"))
    eta_max = 2 * np.arcsinh(np.sqrt(_TAIL * temperature / (2 * mass)))  # E_Z = m + 60 T
    eta = eta_max * node_eta
    u = eta * node_u
    energy_boson = mass * np.cosh(eta)
    e1, e2 = energy_boson * expit(2 * u), energy_boson * expit(-2 * u)
    jacobian = mass * np.sinh(eta) * energy_boson / (2 * np.cosh(u) ** 2) * eta_max * 2 * eta
    # f(x) = e^-x expit(x), and E_Z - m = 2 m sinh^2(eta/2) without cancellation.
    occupation = np.exp(-2 * mass * np.sinh(eta / 2) ** 2 / temperature)
    occupation = occupation * expit(e1 / temperature) * expit(e2 / temperature)
    kernel = 1.0 if boson.kernel == "detailed-balance" else mass**2 / (16 * e1 * e2)
    return e1, e2, np.outer(weights, weights).ravel() * jacobian * occupation * kernel


def pair_average(boson: Boson, temperature: ArrayLike, quantity: Callable[[Array, Array], Array]) -> Array:
    """Average of a quantity over the coalescing pairs, weight f(E1) f(E2) x kernel x phase space.

    Parameters
    ----------
    boson : Boson
        The Z'.
    temperature : array_like
        Temperature [MeV], positive, any shape.
    quantity : callable
        Function of the arrays E1, E2 [MeV], element by element.

    Returns
    -------
    ndarray
        The average, of the shape of `temperature`; better than 1e-8 for a smooth quantity and m > 1e-3 T.
    """
    e1, e2, weight = _pairs(boson, temperature)
    return np.sum(weight * quantity(e1, e2), axis=-1) / np.sum(weight, axis=-1)


def mean_rate(boson: Boson, temperature: ArrayLike) -> Array:
    """Mean coalescence rate <R> per neutrino of one flavour, Eq. 19 [MeV].

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
    pairs = np.exp(-boson.mass_MeV / temperature) * np.sum(_pairs(boson, temperature)[2], axis=-1)
    return (boson.coupling * boson.mass_MeV) ** 2 / (8 * math.pi) * pairs / (moment(2) * temperature**3)


def coalescence_time(boson: Boson, temperature: ArrayLike) -> Array:
    """Time scale tau = hbar/<R> of coalescence [s]; infinite where the rate underflows.

    The text above Eq. 19 has c in place of hbar, a slip. Shapes as in `mean_rate`.
    """
    with np.errstate(divide="ignore"):
        return HBAR_MEV_S / mean_rate(boson, temperature)


def scattering_rate(boson: Boson, energy: ArrayLike, temperature: ArrayLike) -> Array:
    """Rate of nu nubar -> Z' -> nu nubar for a neutrino of energy E1, Eq. 17, both final flavours together.

    Narrow width: `coalescence_rate` (symmetric kernel) times the branching ratio to neutrinos, which falls
    where the muon channel opens. Parameters, shapes and unit [MeV] as there.
    """
    return coalescence_rate(boson, energy, temperature) * (1 - boson.muon_fraction)


def mean_scattering_rate(boson: Boson, temperature: ArrayLike) -> Array:
    """Mean rate of nu nubar -> Z' -> nu nubar, Eq. 13, both final flavours (Fig. 3) [MeV].

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
    """Energy that goes into bosons per volume and time, Eq. 24 [MeV m^-3 s^-1].

    Each neutrino counts one pair, and nu_mu and nu_tau give the factor 2. Shapes as in `pair_average`.
    """
    energy = pair_average(boson, temperature, lambda e1, e2: e1 + e2)
    return 2 * neutrino_density(temperature) * mean_rate(boson, temperature) / HBAR_MEV_S * energy
