"""Closed formulas to hold the transport against: diffusion times, luminosity and exact random-walk results.

Equation numbers are those of arXiv:2301.00661. Shell arrays run from the centre outwards and have shape (n,).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import hyp1f1

from mcsn.constants import ERG_PER_MEV, SPEED_OF_LIGHT
from mcsn.physics.fermi import Array

MILNE_EXTRAPOLATION = 0.7104
"""Extrapolation distance at a vacuum boundary, isotropic scattering, in mean free paths (Milne problem)."""

UNIFORM_OVERSHOOT = 0.29795
"""How far a walk of steps uniform in [-1, 1], the projections of steps of length 1, overshoots a high level
(Coffman, Flatto & Wright 1998)."""


def _shell_steps(outer_radius: ArrayLike, power: int) -> Array:
    """R_k^power - R_(k-1)^power for every shell, with R_0 = 0.

    Raises
    ------
    ValueError
        Where the radii are not a one-dimensional, positive and increasing array.
    """
    radius = np.asarray(outer_radius, dtype=float)
    if radius.ndim != 1 or radius.size == 0 or not np.all(np.diff(radius, prepend=0.0) > 0):
        raise ValueError(f"outer radii must be a list of positive, increasing numbers, got {outer_radius!r}")
    return np.diff(radius**power, prepend=0.0)


def diffusion_time(outer_radius: ArrayLike, inverse_mfp: ArrayLike) -> float:
    """Diffusion time of Eq. 6, Sum_k (R_k^2 - R_(k-1)^2) <1/lambda>_k / c.

    Boundary term aside, twice the mean escape time of a walk with exponential flights (`walk_time`), and that
    of a walk whose steps are all one mean free path.

    Parameters
    ----------
    outer_radius : array_like
        Outer radii of the shells, shape (n,) [m].
    inverse_mfp : array_like
        Mean inverse mean free paths, Eq. 7, shape (n,) [1/m].

    Returns
    -------
    float
        Time [s].

    Raises
    ------
    ValueError
        Where the radii are not positive and increasing.
    """
    return float(
        np.sum(_shell_steps(outer_radius, 2) * np.asarray(inverse_mfp, dtype=float)) / SPEED_OF_LIGHT
    )


def cooling_time(diffusion_time: float, matter_energy: float, neutrino_energy: float) -> float:
    """Time scale on which the heat of a star leaves it, Eq. 5, (3/pi^2) E_matter/(2 E_nu) R^2 <1/lambda>/c.

    Parameters
    ----------
    diffusion_time : float
        R^2 <1/lambda>/c, or Eq. 6 for a star of shells (`diffusion_time`) [s].
    matter_energy, neutrino_energy : float
        Thermal energies of matter and of the neutrinos that carry it out, in one unit.

    Returns
    -------
    float
        Time [s].
    """
    return 3 / np.pi**2 * matter_energy / (2 * neutrino_energy) * diffusion_time


def walk_time(outer_radius: ArrayLike, inverse_mfp: ArrayLike) -> float:
    """Mean time from the centre to the vacuum outside, for isotropic scattering and exponential flights.

    Parameters
    ----------
    outer_radius : array_like
        Outer radii of the shells, shape (n,) [m].
    inverse_mfp : array_like
        Inverse mean free paths, independent of energy, shape (n,) [1/m].

    Returns
    -------
    float
        Sum_k (R_k^2 - R_(k-1)^2)/(2 lambda_k c) + 0.7104 R/c [s].

    Raises
    ------
    ValueError
        Where the radii are not positive and increasing.

    Notes
    -----
    The diffusion limit, from D = lambda c/3 and the density that vanishes 0.7104 lambda beyond the surface; a
    uniform star of 10 mean free paths needs 0.35 % more, one of 30 0.04 %.
    """
    interior = diffusion_time(outer_radius, inverse_mfp) / 2
    return interior + MILNE_EXTRAPOLATION * float(np.max(outer_radius)) / SPEED_OF_LIGHT


def fixed_walk_time(outer_radius: ArrayLike, inverse_mfp: ArrayLike) -> float:
    """Mean time from the centre to the vacuum outside, for steps of exactly one mean free path.

    Parameters
    ----------
    outer_radius, inverse_mfp : array_like
        As in `walk_time`.

    Returns
    -------
    float
        Eq. 6 and 2 x 0.29795 R/c [s].

    Raises
    ------
    ValueError
        Where the radii are not positive and increasing.

    Notes
    -----
    The diffusion limit: <r^2> after n steps is n, and the last one ends `UNIFORM_OVERSHOOT` further out.
    What is left out is of the order of (lambda/R)^2.
    """
    boundary = 2 * UNIFORM_OVERSHOOT * float(np.max(outer_radius)) / SPEED_OF_LIGHT
    return diffusion_time(outer_radius, inverse_mfp) + boundary


def boson_diffusion_time(
    outer_radius: ArrayLike, decay_length: ArrayLike, coalescence_time: ArrayLike
) -> float:
    """Diffusion time by Z' hops, Eq. 23, Sum_k (R_k^2 - R_(k-1)^2) tau_k / ell_k^2.

    The paper leaves out its last shell, too cold to make bosons: the caller chooses the shells.

    Parameters
    ----------
    outer_radius : array_like
        Outer radii of the shells, shape (n,) [m].
    decay_length : array_like
        Decay lengths ell_k, Eq. 20, shape (n,) [m].
    coalescence_time : array_like
        Coalescence times tau_k, shape (n,) [s].

    Returns
    -------
    float
        Time [s].

    Raises
    ------
    ValueError
        Where the radii are not positive and increasing.
    """
    time_per_area = np.asarray(coalescence_time, dtype=float) / np.asarray(decay_length, dtype=float) ** 2
    return float(np.sum(_shell_steps(outer_radius, 2) * time_per_area))


def uniform_boson_diffusion_time(
    radius: ArrayLike, decay_length: ArrayLike, coalescence_time: ArrayLike
) -> Array:
    """Diffusion time by Z' hops in a uniform star, (R/ell)^2 tau, Eqs. 21 and 22.

    Parameters
    ----------
    radius, decay_length : array_like
        Radius of the star and decay length [m]; all three arguments broadcast.
    coalescence_time : array_like
        Coalescence time tau [s].

    Returns
    -------
    ndarray
        Time [s], of the broadcast shape.
    """
    steps = (np.asarray(radius, dtype=float) / np.asarray(decay_length, dtype=float)) ** 2
    return steps * np.asarray(coalescence_time, dtype=float)


def boson_luminosity(outer_radius: ArrayLike, energy_loss_rate: ArrayLike) -> float:
    """Energy that the star puts into bosons per time, Eq. 25.

    Parameters
    ----------
    outer_radius : array_like
        Outer radii of the shells, shape (n,) [m].
    energy_loss_rate : array_like
        Energy loss of each shell, Eq. 24, shape (n,) [MeV m^-3 s^-1].

    Returns
    -------
    float
        Luminosity [erg/s].

    Raises
    ------
    ValueError
        Where the radii are not positive and increasing.
    """
    volume = 4 * np.pi / 3 * _shell_steps(outer_radius, 3)
    return float(np.sum(volume * np.asarray(energy_loss_rate, dtype=float))) * ERG_PER_MEV


def escape_fraction(tau: ArrayLike) -> Array:
    """Fraction of what uniform isotropic emitters send out that leaves their sphere, tau = R/ell.

    Parameters
    ----------
    tau : array_like
        Radius in units of the mean flight, not negative.

    Returns
    -------
    ndarray
        3/(8 tau^3) [2 tau^2 - 1 + (1 + 2 tau) e^(-2 tau)], of the shape of `tau`.

    Notes
    -----
    Written with Kummer functions, (3 M(1, 3, -2 tau) - M(1, 4, -2 tau))/2, it does not cancel at small tau.
    """
    x = -2 * np.asarray(tau, dtype=float)
    return (3 * hyp1f1(1, 3, x) - hyp1f1(1, 4, x)) / 2


def mean_square_displacement(t: ArrayLike) -> Array:
    """Mean square displacement of a walk with exponential flights in an infinite medium.

    Parameters
    ----------
    t : array_like
        Time in units of lambda/c, not negative.

    Returns
    -------
    ndarray
        <r^2> = 2 (t - 1 + e^-t) [lambda^2], of the shape of `t`.

    Notes
    -----
    The same as t^2 M(1, 3, -t), which does not cancel at small t.
    """
    t = np.asarray(t, dtype=float)
    return t**2 * hyp1f1(1, 3, -t)


def first_passage_survival(s: ArrayLike) -> Array:
    """Probability that diffusion from the centre of a sphere has not reached its surface.

    Parameters
    ----------
    s : array_like
        Time D t/R0^2, dimensionless and not negative.

    Returns
    -------
    ndarray
        2 Sum_n (-1)^(n+1) e^(-n^2 pi^2 s), of the shape of `s`; the mean of s is 1/6, its variance 1/90.

    Notes
    -----
    Below s = 1/pi the image form 1 - (2/sqrt(pi s)) Sum_k e^(-(2k+1)^2/(4s)) (Jacobi's transformation). Four
    terms of either reach rounding where it is used.
    """
    s = np.asarray(s, dtype=float)
    late, early = np.maximum(s, 1 / np.pi), np.clip(s, 1e-4, 1 / np.pi)  # at 1e-4 the images are e^-2500 = 0
    modes = 2 * sum((-1) ** (n + 1) * np.exp(-((n * np.pi) ** 2) * late) for n in range(1, 5))
    images = 2 / np.sqrt(np.pi * early) * sum(np.exp(-((2 * k + 1) ** 2) / (4 * early)) for k in range(4))
    return np.where(s < 1 / np.pi, 1 - images, modes)
