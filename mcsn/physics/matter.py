"""Nucleons of effective mass m* as ideal Fermi gases: densities and chemical potentials."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import elementwise
from scipy.special import kve

from mcsn.constants import HBAR_C_MEV_FM
from mcsn.physics.fermi import fermi_dirac

Array = NDArray[np.float64]

_PANEL_EDGES = np.array([-30.0, -8.0, 0.0, 8.0, 20.0, 45.0])
"""Energies at which the momentum integrals are cut into panels, in T from the Fermi energy."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)


def nucleon_density(mu_star: ArrayLike, temperature: ArrayLike, m_star: ArrayLike) -> Array:
    """Net density of one kind of nucleon, particles minus antiparticles [fm^-3].

    Parameters
    ----------
    mu_star : array_like
        Kinetic chemical potential, rest mass included [MeV].
    temperature : array_like
        Temperature [MeV].
    m_star : array_like
        Effective mass [MeV].

    Returns
    -------
    ndarray
        n = (1/pi^2) Int k^2 [f(E*; mu*) - f(E*; -mu*)] dk / (hbar c)^3 [fm^-3], of the broadcast shape.
    """
    return momentum_integral(lambda _energy, f, f_bar: f - f_bar, mu_star, temperature, m_star)


def susceptibility(mu_star: ArrayLike, temperature: ArrayLike, m_star: ArrayLike) -> Array:
    """Count the nucleons that can scatter elastically: T dn/dmu* [fm^-3].

    It tends to the density of a dilute gas; degeneracy makes it smaller.

    Parameters
    ----------
    mu_star : array_like
        Kinetic chemical potential, rest mass included [MeV].
    temperature : array_like
        Temperature [MeV].
    m_star : array_like
        Effective mass [MeV].

    Returns
    -------
    ndarray
        T dn/dmu* = (1/pi^2) Int k^2 [f (1 - f) + fbar (1 - fbar)] dk / (hbar c)^3 [fm^-3], of the broadcast
        shape.
    """
    return momentum_integral(
        lambda _energy, f, f_bar: f * (1 - f) + f_bar * (1 - f_bar), mu_star, temperature, m_star
    )


def kinetic_chemical_potential(density: ArrayLike, temperature: ArrayLike, m_star: ArrayLike) -> Array:
    """Kinetic chemical potential of one kind of nucleon at a given density: inverse of `nucleon_density`.

    Parameters
    ----------
    density : array_like
        Net density, not negative [fm^-3].
    temperature : array_like
        Temperature [MeV].
    m_star : array_like
        Effective mass [MeV].

    Returns
    -------
    ndarray
        mu*, rest mass included [MeV], of the broadcast shape; 0 at zero density.

    Raises
    ------
    ValueError
        If a density is negative, a temperature or a mass not positive, any of them not finite, or if no root
        is found.
    """
    density, temperature, m_star = np.broadcast_arrays(
        np.asarray(density, dtype=float),
        np.asarray(temperature, dtype=float),
        np.asarray(m_star, dtype=float),
    )
    if not np.all((density >= 0.0) & np.isfinite(density)):
        raise ValueError(f"a nucleon density must be finite and not negative [fm^-3], got {density}")
    for name, value in (("temperature", temperature), ("effective mass", m_star)):
        if not np.all((value > 0.0) & np.isfinite(value)):
            raise ValueError(f"the {name} must be finite and positive [MeV], got {value}")
    # At fixed mu* > 0 heat only adds nucleons, so the Fermi energy of cold matter bounds mu* from above, and
    # the exclusion principle only removes them, so Boltzmann's gas bounds it from below. Both with some room
    # for rounding.
    fermi_momentum = HBAR_C_MEV_FM * np.cbrt(3 * np.pi**2 * density)
    upper = np.hypot(fermi_momentum, m_star) + temperature
    lower = boltzmann_chemical_potential(density, temperature, m_star) - 1e-6 * temperature
    root = elementwise.find_root(
        lambda mu, n, t, m: nucleon_density(mu, t, m) - n,
        (np.maximum(lower, 0.0), upper),
        args=(density, temperature, m_star),
    )
    if not np.all(root.success):
        raise ValueError(
            f"no chemical potential gives the nucleon density {density} fm^-3"
            f" at a temperature of {temperature} MeV and an effective mass of {m_star} MeV"
        )
    return root.x


def momentum_integral(
    integrand: Callable[[Array, Array, Array], Array],
    mu_star: ArrayLike,
    temperature: ArrayLike,
    m_star: ArrayLike,
) -> Array:
    """Integrate (1/pi^2) Int k^2 g(E*, f, fbar) dk / (hbar c)^3 over momentum, accurate to 1e-9 or better.

    Parameters
    ----------
    integrand : callable
        g of the energy E* [MeV] and of the occupations f of particles and fbar of antiparticles, all of the
        broadcast shape with two axes more.
    mu_star, temperature, m_star : array_like
        Kinetic chemical potential, temperature and effective mass [MeV].

    Returns
    -------
    ndarray
        The integral [fm^-3 times the unit of g], of the broadcast shape.
    """
    mu, t, m = (np.asarray(value, dtype=float)[..., np.newaxis] for value in (mu_star, temperature, m_star))
    # Gauss-Legendre in panels that end where f bends. In k rather than E* the integrand is smooth at k = 0.
    fermi_energy = np.maximum(np.abs(mu), m)
    energy_edges = np.maximum(fermi_energy + t * _PANEL_EDGES, m)
    edges = np.sqrt((energy_edges - m) * (energy_edges + m))
    edges = np.concatenate((np.zeros_like(edges[..., :1]), edges), axis=-1)
    half = np.diff(edges, axis=-1)[..., np.newaxis] / 2
    k = edges[..., :-1, np.newaxis] + half * (1 + _NODES)
    mu, t, m = mu[..., np.newaxis], t[..., np.newaxis], m[..., np.newaxis]
    energy = np.hypot(k, m)
    values = k**2 * integrand(energy, fermi_dirac((energy - mu) / t), fermi_dirac((energy + mu) / t))
    return np.sum(half * _WEIGHTS * values, axis=(-2, -1)) / (np.pi**2 * HBAR_C_MEV_FM**3)


def boltzmann_chemical_potential(density: Array, temperature: Array, m_star: Array) -> Array:
    """Kinetic chemical potential that a density would need without the exclusion principle: a lower bound.

    Parameters
    ----------
    density : ndarray
        Net density, not negative [fm^-3].
    temperature, m_star : ndarray
        Temperature and effective mass, positive [MeV].

    Returns
    -------
    ndarray
        mu* of n = (2/pi^2) m*^2 T K_2(m*/T) sinh(mu*/T) / (hbar c)^3 [MeV], of the broadcast shape.
    """
    unit = 2 / np.pi**2 * m_star**2 * temperature * kve(2, m_star / temperature) / HBAR_C_MEV_FM**3
    with np.errstate(divide="ignore"):
        log_sinh = np.log(density) - np.log(unit) + m_star / temperature
    # The inverse of sinh, without overflow.
    large = np.maximum(log_sinh, 0.0)
    return temperature * np.where(
        log_sinh > 0.0,
        large + np.log1p(np.sqrt(1 + np.exp(-2 * large))),
        np.arcsinh(np.exp(np.minimum(log_sinh, 0.0))),
    )
