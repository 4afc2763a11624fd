"""Fermi-Dirac functions and integrals, and the moments of a gas with zero chemical potential."""

import math
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, gamma, gammainc

from mcsn.constants import HBAR_C_MEV_M

Array = NDArray[np.float64]

_SERIES_TERMS = 20


@cache
def _alternating_weights() -> tuple[float, ...]:
    """Signed weights that sum an alternating series to rounding.

    Sum_j (-1)^j a_j over all j >= 0 becomes Sum_j w_j a_j over the first n = 20. For a_j that are the moments
    of a positive measure on [0, 1] the relative error is below 2 (3 + sqrt 8)^-n = 1e-15.

    Returns
    -------
    tuple of float
        The weights w_j, signs included.

    Notes
    -----
    Algorithm 1 of Cohen, Rodriguez Villegas & Zagier, Experimental Mathematics 9 (2000) 3. The weights are
    the tail sums of the coefficients of the Chebyshev polynomial T_n(1 - 2x), over T_n(3): none exceeds 1.
    """
    n = _SERIES_TERMS
    coefficients = [n * math.comb(n + j, 2 * j) * 4**j // (n + j) for j in range(n + 1)]
    total = sum(coefficients)
    return tuple((-1) ** j * (sum(coefficients[j + 1 :]) / total) for j in range(n))


def fermi_dirac(x: ArrayLike) -> Array:
    """Occupation 1/(e^x + 1) at x = (E - mu)/T, for any finite or infinite x.

    Parameters
    ----------
    x : array_like
        Reduced energy, dimensionless.

    Returns
    -------
    ndarray
        Occupation, of the shape of `x`.
    """
    return expit(-np.asarray(x, dtype=float))


def fermi_integral(k: int, eta: ArrayLike) -> Array:
    """Complete Fermi-Dirac integral F_k(eta) = Int_0^inf x^k / (e^(x - eta) + 1) dx, unnormalised.

    Parameters
    ----------
    k : int
        Order: 0, 1 or 2.
    eta : array_like
        Degeneracy parameter, dimensionless.

    Returns
    -------
    ndarray
        F_k, of the shape of `eta`, to a relative 1e-14 or so.

    Raises
    ------
    ValueError
        For another order.

    Notes
    -----
    F_1 = -Li_2(-e^eta) and F_2 = -2 Li_3(-e^eta): an accelerated power series in e^eta up to eta = 0, and
    beyond it the inversion formulas of the polylogarithm.
    """
    if k not in (0, 1, 2):
        raise ValueError(f"Fermi integrals are available for orders 0, 1 and 2, not {k}")
    eta = np.asarray(eta, dtype=float)
    t = np.exp(-np.abs(eta))
    if k == 0:
        return np.maximum(eta, 0.0) + np.log1p(t)
    coefficients = [weight / (j + 1) ** (k + 1) for j, weight in enumerate(_alternating_weights())]
    # Horner's rule in place: the opacities call this on millions of points.
    series = np.full_like(t, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        series *= t
        series += coefficient
    series *= t
    if k == 1:
        return np.where(eta > 0.0, eta**2 / 2 + np.pi**2 / 6 - series, series)
    positive = np.maximum(eta, 0.0)
    return positive * (positive**2 + np.pi**2) / 3 + 2 * series


def moment(n: float) -> float:
    """Moment Int_0^inf x^n / (e^x + 1) dx = Gamma(n + 1) eta(n + 1), with Dirichlet's eta.

    Parameters
    ----------
    n : float
        Power, not negative.

    Returns
    -------
    float
        The moment, dimensionless; ln 2 for n = 0.

    Raises
    ------
    ValueError
        For a negative power.
    """
    if n < 0:
        raise ValueError(f"the power of a moment must not be negative, got {n}")
    dirichlet_eta = sum(weight / (j + 1) ** (n + 1) for j, weight in enumerate(_alternating_weights()))
    return float(gamma(n + 1) * dirichlet_eta)


def thermal_quadrature(temperature: float, potential: float, nodes: int = 48) -> tuple[Array, Array]:
    """Gauss-Legendre quadrature over the number spectrum of a massless Fermi gas.

    Parameters
    ----------
    temperature, potential : float
        Temperature, positive, and chemical potential [MeV].
    nodes : int
        Nodes below the Fermi energy, if that is positive, and above it.

    Returns
    -------
    energy, weight : ndarray, shape (n,)
        Energies [MeV], and weights in proportion to E^2 f(E) dE that sum to one.
    """
    x, w = np.polynomial.legendre.leggauss(nodes)
    eta = potential / temperature
    edges = np.array([0.0, eta, eta + 40.0] if eta > 0.0 else [0.0, 40.0])
    half = np.diff(edges)[:, np.newaxis] / 2
    reduced = (edges[:-1, np.newaxis] + half * (1 + x)).ravel()
    # Above its Fermi energy a gas is e^(eta - x) times a slow function: this form does not underflow.
    shape = expit(eta - reduced) if eta > 0.0 else np.exp(-reduced) * expit(reduced - eta)
    weight = (half * w).ravel() * reduced**2 * shape
    return temperature * reduced, weight / np.sum(weight)


def mean_energy(temperature: ArrayLike) -> Array:
    """Mean energy <E> = 3.1514 T per neutrino of a gas with zero chemical potential [MeV].

    Parameters
    ----------
    temperature : array_like
        Temperature [MeV].

    Returns
    -------
    ndarray
        <E> [MeV], of the shape of `temperature`.
    """
    return moment(3) / moment(2) * np.asarray(temperature, dtype=float)


def mean_square_energy(temperature: ArrayLike) -> Array:
    """Mean square energy <E^2> = 12.939 T^2 per neutrino of a gas with zero chemical potential [MeV^2].

    Parameters
    ----------
    temperature : array_like
        Temperature [MeV].

    Returns
    -------
    ndarray
        <E^2> [MeV^2], of the shape of `temperature`.
    """
    return moment(4) / moment(2) * np.asarray(temperature, dtype=float) ** 2


def fraction_below(x: ArrayLike) -> Array:
    """Fraction, by number, of a Fermi-Dirac gas of zero chemical potential with E/T below `x`.

    Parameters
    ----------
    x : array_like
        E/T, not negative.

    Returns
    -------
    ndarray
        Fraction in [0, 1], of the shape of `x`, with full relative accuracy down to x -> 0.

    Notes
    -----
    Term by term, 1/(e^y + 1) = Sum_j (-1)^j e^(-(j + 1) y). See `fraction_below_boltzmann` for the same
    without quantum statistics.
    """
    x = np.asarray(x, dtype=float)
    total = np.zeros_like(x)
    for j, weight in enumerate(_alternating_weights()):
        total = total + weight * 2 * gammainc(3, (j + 1) * x) / (j + 1) ** 3
    return total / moment(2)


def fraction_below_boltzmann(x: ArrayLike) -> Array:
    """Fraction, by number, of a Maxwell-Boltzmann gas of massless particles with E/T below `x`.

    Parameters
    ----------
    x : array_like
        E/T, not negative.

    Returns
    -------
    ndarray
        Fraction in [0, 1], of the shape of `x`.

    Notes
    -----
    These are the 8 % (x = 1) and 0.48 % (x = 1/3) of arXiv:2301.00661, Sec. IV.1.
    """
    return gammainc(3, np.asarray(x, dtype=float))


def neutrino_energy_density(temperature: ArrayLike) -> Array:
    """Energy density of one neutrino species (one helicity) at zero chemical potential [MeV/m^3].

    Parameters
    ----------
    temperature : array_like
        Temperature [MeV].

    Returns
    -------
    ndarray
        u = Int d^3p/(2 pi)^3 E f(E) = (7 pi^2/240) T^4 / (hbar c)^3 [MeV/m^3], of the shape of `temperature`.
    """
    return moment(3) * np.asarray(temperature, dtype=float) ** 4 / (2 * np.pi**2 * HBAR_C_MEV_M**3)
