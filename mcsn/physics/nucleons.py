"""Neutrino-nucleon neutral-current scattering: inverse mean free paths and mean scattering angles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

from mcsn.constants import AXIAL_COUPLING, FERMI_CONSTANT, HBAR_C_MEV_FM, HBAR_C_MEV_M, SIN2_THETA_W
from mcsn.physics.fermi import fermi_dirac, moment
from mcsn.physics.matter import susceptibility
from mcsn.physics.response import Coupling, Rates, checked_energy, current_rates

Array = NDArray[np.float64]

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


def neutral_rates(
    energy: ArrayLike, temperature: float, mu_n: float, mu_p: float, mass: float, mu_nu: float = 0.0
) -> Rates:
    """Scattering rates on relativistic nucleons in motion, with Pauli blocking of all final states.

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
    mu_nu : float
        Chemical potential of the thermal gas that blocks the outgoing neutrino [MeV].

    Returns
    -------
    Rates
        Eqs. 8-10 of arXiv:2301.00661, summed over neutrons and protons.

    Raises
    ------
    ValueError
        If an energy, the temperature or the mass is not positive.
    """
    energy = checked_energy(energy, temperature, mass)
    kinds = ((mu_n, NEUTRON), (mu_p, PROTON))
    rates = [
        current_rates(energy, temperature, mu, mu, mass, coupling, lepton_potential=mu_nu)
        for mu, coupling in kinds
    ]
    return Rates(*np.sum(rates, axis=0))


def relativistic_opacity(
    energy: ArrayLike, temperature: float, mu_n: float, mu_p: float, mass: float
) -> Opacity:
    """Opacity of relativistic nucleons in motion for nu_mu and nu_tau, of zero chemical potential.

    Parameters and errors are those of `neutral_rates`.

    Returns
    -------
    Opacity
        Eqs. 8-10 of arXiv:2301.00661.
    """
    rates = neutral_rates(energy, temperature, mu_n, mu_p, mass)
    neutrino, antineutrino = rates.even + rates.odd, rates.even - rates.odd
    return Opacity(
        energy=np.asarray(energy, dtype=float),
        neutrino=neutrino,
        antineutrino=antineutrino,
        neutrino_cosine=(rates.even_cosine + rates.odd_cosine) / neutrino,
        antineutrino_cosine=(rates.even_cosine - rates.odd_cosine) / antineutrino,
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
    energy = checked_energy(energy, temperature, mass)
    isotropic = dipole = 0.0
    for mu, (vector, axial) in ((mu_n, NEUTRON), (mu_p, PROTON)):
        scatterers = float(susceptibility(mu, temperature, mass)) * HBAR_C_MEV_FM**3
        isotropic += (vector**2 + 3 * axial**2) * scatterers
        dipole += (vector**2 - axial**2) * scatterers
    inverse_mfp = FERMI_CONSTANT**2 * energy**2 / np.pi * isotropic / HBAR_C_MEV_M
    cosine = np.full_like(energy, dipole / (3 * isotropic))
    return Opacity(energy, inverse_mfp, inverse_mfp, cosine, cosine)


def dilute_inverse_mfp(
    neutron_density: ArrayLike, proton_density: ArrayLike, temperature: ArrayLike
) -> Array:
    """Thermal mean of the elastic opacity of nucleons so dilute that they do not block each other.

    Parameters
    ----------
    neutron_density, proton_density : array_like
        Densities [fm^-3].
    temperature : array_like
        Temperature [MeV]; all three broadcast.

    Returns
    -------
    ndarray
        1/lambda of `elastic_opacity`, with T dn/dmu* = n, averaged as in Eq. 7 of arXiv:2301.00661 [1/m].
    """
    square = moment(4) / moment(2) * np.asarray(temperature, dtype=float) ** 2
    nucleons = sum(
        (vector**2 + 3 * axial**2) * np.asarray(density, dtype=float)
        for density, (vector, axial) in ((neutron_density, NEUTRON), (proton_density, PROTON))
    )
    return FERMI_CONSTANT**2 * square / np.pi * nucleons * HBAR_C_MEV_FM**3 / HBAR_C_MEV_M


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
