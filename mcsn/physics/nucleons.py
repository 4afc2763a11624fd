"""Neutrino-nucleon neutral-current scattering: inverse mean free paths and mean scattering angles."""

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

from mcsn.constants import AXIAL_COUPLING, FERMI_CONSTANT, HBAR_C_MEV_FM, HBAR_C_MEV_M, SIN2_THETA_W
from mcsn.physics.fermi import fermi_dirac, fermi_integral, moment
from mcsn.physics.matter import susceptibility

Array = NDArray[np.float64]
Real = TypeVar("Real", float, Array)

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_TAIL = 30.0
"""Nucleon energies are followed up to this many T above the Fermi energy or the mass."""


class Coupling(NamedTuple):
    """Weak neutral-current couplings of a nucleon; for antineutrinos the axial one changes sign."""

    vector: float
    axial: float


NEUTRON = Coupling(vector=-0.5, axial=-AXIAL_COUPLING / 2)
PROTON = Coupling(vector=0.5 - 2 * SIN2_THETA_W, axial=AXIAL_COUPLING / 2)


@dataclass(frozen=True)
class Opacity:
    """Scattering on neutrons and protons together, tabulated over the neutrino energy.

    Attributes
    ----------
    energy : ndarray, shape (n,)
        Energy of the incoming neutrino [MeV].
    neutrino, antineutrino : ndarray, shape (n,)
        Inverse mean free path [1/m].
    neutrino_cosine, antineutrino_cosine : ndarray, shape (n,)
        Mean cosine of the scattering angle.
    """

    energy: Array
    neutrino: Array
    antineutrino: Array
    neutrino_cosine: Array
    antineutrino_cosine: Array


def squared_amplitude(
    coupling: Coupling, p1p2: Real, p3p4: Real, p1p4: Real, p2p3: Real, p1p3: Real, mass: float
) -> Real:
    """Squared amplitude of nu(p1) N(p2) -> nu(p3) N(p4), averaged over the initial spin of the nucleon.

    Parameters
    ----------
    coupling : Coupling
        Of the nucleon, with the axial sign of the neutrino or antineutrino.
    p1p2, p3p4, p1p4, p2p3, p1p3 : float or ndarray
        Products of four-momenta [MeV^2].
    mass : float
        Effective mass of the nucleon [MeV].

    Returns
    -------
    float or ndarray
        |M|^2, dimensionless.
    """
    vector, axial = coupling
    return (16 * FERMI_CONSTANT**2) * (
        (vector + axial) ** 2 * (p1p2 * p3p4)
        + (vector - axial) ** 2 * (p1p4 * p2p3)
        - (vector**2 - axial**2) * mass**2 * p1p3
    )


def relativistic_opacity(
    energy: ArrayLike, temperature: float, mu_n: float, mu_p: float, mass: float
) -> Opacity:
    """Opacity of relativistic nucleons in motion, with Pauli blocking of all final states.

    The outgoing neutrino is blocked by a thermal gas of zero chemical potential.

    Parameters
    ----------
    energy : array_like, shape (n,)
        Energy of the incoming neutrino, positive [MeV].
    temperature : float
        Temperature [MeV].
    mu_n, mu_p : float
        Kinetic chemical potentials of neutron and proton, rest mass included [MeV].
    mass : float
        Effective mass of both nucleons [MeV].

    Returns
    -------
    Opacity
        Eqs. 8-10 of arXiv:2301.00661, summed over neutrons and protons.

    Raises
    ------
    ValueError
        If an energy, the temperature or the mass is not positive.
    """
    energy = _checked_energy(energy, temperature, mass)
    # Even and odd under exchange of neutrino and antineutrino, and both weighted with cos(theta).
    neutrons = _response_integrals(energy, temperature, mu_n, mass, NEUTRON)
    protons = _response_integrals(energy, temperature, mu_p, mass, PROTON)
    even, odd, even_cosine, odd_cosine = neutrons + protons
    neutrino, antineutrino = even + odd, even - odd
    return Opacity(
        energy=energy,
        neutrino=neutrino,
        antineutrino=antineutrino,
        neutrino_cosine=(even_cosine + odd_cosine) / neutrino,
        antineutrino_cosine=(even_cosine - odd_cosine) / antineutrino,
    )


def elastic_opacity(energy: ArrayLike, temperature: float, mu_n: float, mu_p: float, mass: float) -> Opacity:
    """Opacity of heavy nucleons at rest, without blocking of the neutrino.

    Parameters
    ----------
    energy : array_like, shape (n,)
        Energy of the incoming neutrino, positive [MeV].
    temperature : float
        Temperature [MeV].
    mu_n, mu_p : float
        Kinetic chemical potentials of neutron and proton, rest mass included [MeV].
    mass : float
        Effective mass of both nucleons [MeV].

    Returns
    -------
    Opacity
        Sum over nucleons of sigma T dn/dmu*, with sigma = (G_F^2 E^2/pi)(c_V^2 + 3 c_A^2) and an angular
        distribution 1 + delta cos(theta), delta = (c_V^2 - c_A^2)/(c_V^2 + 3 c_A^2).

    Raises
    ------
    ValueError
        If an energy, the temperature or the mass is not positive.
    """
    energy = _checked_energy(energy, temperature, mass)
    isotropic = dipole = 0.0
    for mu, (vector, axial) in ((mu_n, NEUTRON), (mu_p, PROTON)):
        scatterers = float(susceptibility(mu, temperature, mass)) * HBAR_C_MEV_FM**3
        isotropic += (vector**2 + 3 * axial**2) * scatterers
        dipole += (vector**2 - axial**2) * scatterers
    inverse_mfp = FERMI_CONSTANT**2 * energy**2 / np.pi * isotropic / HBAR_C_MEV_M
    cosine = np.full_like(energy, dipole / (3 * isotropic))
    return Opacity(energy, inverse_mfp, inverse_mfp, cosine, cosine)


def thermal_average(energy: ArrayLike, inverse_mfp: ArrayLike, temperature: float) -> float:
    """Average an inverse mean free path over a thermal neutrino gas of zero chemical potential.

    Parameters
    ----------
    energy : array_like, shape (n,)
        Increasing energies, from T/10 or below to 30 T or above [MeV].
    inverse_mfp : array_like, shape (n,)
        Inverse mean free path at these energies [1/m].
    temperature : float
        Temperature [MeV].

    Returns
    -------
    float
        Int E^2 f / lambda dE / Int E^2 f dE [1/m], Eq. 7 of arXiv:2301.00661.

    Raises
    ------
    ValueError
        If the energies do not cover the thermal spectrum.

    Notes
    -----
    lambda^-1 / E^2 is smooth, and constant as E -> 0: a cubic spline in ln E carries it, held constant
    outside the table.
    """
    energy = np.asarray(energy, dtype=float)
    inverse_mfp = np.asarray(inverse_mfp, dtype=float)
    if energy[0] > temperature / 10 or energy[-1] < 30 * temperature:
        raise ValueError(
            f"the energies {energy[0]:g} to {energy[-1]:g} MeV do not cover a thermal spectrum at"
            f" T = {temperature:g} MeV: needed are {temperature / 10:g} to {30 * temperature:g} MeV"
        )
    spline = CubicSpline(np.log(energy), inverse_mfp / energy**2)
    nodes, weights = np.polynomial.legendre.leggauss(128)
    x = 25 * (1 + nodes)
    reduced = spline(np.log(np.clip(x * temperature, energy[0], energy[-1])))
    return float(temperature**2 * np.sum(25 * weights * x**4 * fermi_dirac(x) * reduced) / moment(2))


def _checked_energy(energy: ArrayLike, temperature: float, mass: float) -> Array:
    """Return the energies as an array; ValueError unless they, the temperature and the mass are positive."""
    energy = np.asarray(energy, dtype=float)
    if not (np.all(energy > 0.0) and temperature > 0.0 and mass > 0.0):
        raise ValueError(
            "energies, temperature and mass must be positive [MeV], got"
            f" energies from {np.min(energy):g}, T = {temperature:g}, m* = {mass:g}"
        )
    return energy


def _response_integrals(
    energy: Array, temperature: float, mu: float, mass: float, coupling: Coupling
) -> Array:
    """Integrate the scattering rate on one kind of nucleon over all final states.

    Parameters
    ----------
    energy : ndarray, shape (n,)
        Energy E of the incoming neutrino [MeV].
    temperature, mu, mass : float
        Temperature, kinetic chemical potential and effective mass [MeV].
    coupling : Coupling
        Of the nucleon to neutrinos.

    Returns
    -------
    ndarray, shape (4, n)
        [1/m] The part that is the same for neutrinos and antineutrinos, the part that changes sign, and both
        weighted with cos(theta).

    Notes
    -----
    The closed form of Reddy, Prakash & Lattimer, PRD 58 (1998) 013009, in rapidities. With the energy
    transfer q0 = 2 m sinh(s) sinh(y) and the momentum transfer q = 2 m sinh(s) cosh(y), the least energy of
    a nucleon that can take part is m cosh(y - s) before the collision and m cosh(y + s) after it. In
    w = y - s the integrand has its ridge at 0 whatever the energy, with a width of about sqrt(T/m). Backward
    scattering is at s = ln(1 + 2 (E/m) e^-w)/2. Moments are of the mean nucleon energy e + q0/2, so that the
    terms in m^2 that cancel in the transverse response never appear.
    """
    w, weight_w = _ridge_nodes(temperature, mu, mass)
    w, weight_w = w[:, np.newaxis], weight_w[:, np.newaxis]
    e1 = energy[:, np.newaxis, np.newaxis]
    half_s = np.log1p(2 * e1 / mass * np.exp(-w)) / 4
    s = half_s * (1 + _NODES)
    transfer = 2 * mass * np.sinh(s)  # sqrt(q^2 - q0^2)
    q0 = transfer * np.sinh(w + s)
    e3 = e1 - q0
    sech2 = np.cosh(w + s) ** -2
    cosine = 1 - transfer**2 / (2 * e1 * e3)

    d0, d1, d2 = _fermi_differences((mu - mass * np.cosh(w)) / temperature, q0 / temperature)
    middle = mass * np.cosh(s) * np.cosh(w + s)
    first = middle * d0 + temperature * d1
    mixed = temperature * (2 * middle * d1 + temperature * d2) * sech2
    transverse = transfer**2 / 4 * d0 + mixed / 2
    mass_term = mass**2 * d0

    vector, axial = coupling
    even = (vector**2 + axial**2) * e1 * e3 * (1 + cosine) / transfer**2 * sech2 * (
        mass_term + transverse + mixed
    ) + ((vector**2 + axial**2) * transverse + axial**2 * mass_term)
    odd = vector * axial * (e1 + e3) * first * sech2

    scale = FERMI_CONSTANT**2 * temperature * mass**2 / (2 * np.pi**3 * HBAR_C_MEV_M)
    measure = (
        weight_w
        * half_s
        * _WEIGHTS
        * np.sinh(2 * s)
        * (transfer / e1) ** 2
        * (1 - fermi_dirac(e3 / temperature))
    )
    terms = (even, odd, even * cosine, odd * cosine)
    return scale * np.array([np.sum(measure * term, axis=(1, 2)) for term in terms])


def _ridge_nodes(temperature: float, mu: float, mass: float) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights in w, the rapidity of the slowest nucleon that can take part.

    Panels end where the nucleon occupation bends: at the Fermi energy, or a few T above a dilute gas's mass.

    Parameters
    ----------
    temperature, mu, mass : float
        Temperature, kinetic chemical potential and effective mass [MeV].

    Returns
    -------
    nodes, weights : ndarray
        Both of one dimension.
    """
    inner = np.arccosh(max(mu, mass + 4 * temperature) / mass)
    outer = np.arccosh((max(mu, mass) + _TAIL * temperature) / mass)
    edges = np.array([-outer, -inner, inner, outer])
    half = np.diff(edges)[:, np.newaxis] / 2
    return (edges[:-1, np.newaxis] + half * (1 + _NODES)).ravel(), (half * _WEIGHTS).ravel()


def _fermi_differences(eta: Array, z: Array) -> tuple[Array, Array, Array]:
    """Blocked Fermi integrals D_k = [F_k(eta) - F_k(eta - z)] / (1 - e^-z) for k = 0, 1, 2.

    Parameters
    ----------
    eta : ndarray
        Degeneracy parameter before the collision.
    z : ndarray
        Energy given to the nucleon over T; shape broadcasts with `eta`.

    Returns
    -------
    tuple of ndarray
        D_0, D_1, D_2, of the broadcast shape.
    """
    # The limit z -> 0 is smooth: a z of 1e-6 in its place costs 1e-6 and keeps rounding below 1e-9.
    z = np.where(np.abs(z) < 1e-6, 1e-6, z)
    blocked = -np.expm1(np.minimum(-z, 700.0))
    d0, d1, d2 = ((fermi_integral(k, eta) - fermi_integral(k, eta - z)) / blocked for k in (0, 1, 2))
    return d0, d1, d2
