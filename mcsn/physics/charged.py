"""Charged-current absorption of nu_e and anti-nu_e on nucleons, and the potentials that it depends on."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcsn.constants import AXIAL_COUPLING, COS_CABIBBO, ELECTRON_MASS
from mcsn.physics.fields import rho_potential
from mcsn.physics.matter import kinetic_chemical_potential
from mcsn.physics.response import Coupling, checked_energy, current_rates

Array = NDArray[np.float64]

CHARGED = Coupling(vector=1.0, axial=AXIAL_COUPLING)
_LARGEST = 700.0
"""Logarithm of a number that is not infinite."""


class LeptonPotentials(NamedTuple):
    """What charged currents depend on beside the nucleons; arrays of one shape [MeV]."""

    delta_u: Array  # U_n - U_p, difference of the vector potentials
    mu_e: Array  # of electrons; of positrons -mu_e
    mu_nue: Array  # of trapped electron neutrinos; of antineutrinos -mu_nue


def charged_current_opacity(
    energy: ArrayLike,
    temperature: float,
    mu_n: float,
    mu_p: float,
    effective_mass: float,
    delta_u: float,
    mu_e: float,
    *,
    antineutrino: bool = False,
) -> Array:
    """Inverse mean free path of nu_e n -> e- p or anti-nu_e p -> e+ n, with all final states blocked.

    Parameters
    ----------
    energy : array_like, shape (n,)
        Energy E of the neutrino, positive [MeV].
    temperature : float
        Temperature [MeV].
    mu_n, mu_p : float
        Kinetic chemical potentials of neutron and proton, rest mass included [MeV].
    effective_mass : float
        Effective mass of both nucleons [MeV].
    delta_u : float
        U_n - U_p [MeV]: a neutron that becomes a proton of the same momentum gives it to the electron.
    mu_e : float
        Chemical potential of the electrons [MeV].
    antineutrino : bool
        Whether anti-nu_e is absorbed.

    Returns
    -------
    ndarray, shape (n,)
        1/lambda [1/m].

    Raises
    ------
    ValueError
        If an energy, the temperature or the mass is not positive.

    Notes
    -----
    The currents of Reddy, Prakash & Lattimer, PRD 58 (1998) 013009, Sec. II, with g_V = 1, g_A and
    cos^2(theta_C); |M|^2 of the antineutrino has -g_A. Electrons are massless; weak magnetism is left out.
    """
    energy = checked_energy(energy, temperature, effective_mass)
    state, sign = (mu_n, mu_p), 1
    if antineutrino:
        state, sign = (mu_p, mu_n), -1
    rates = current_rates(
        energy,
        temperature,
        *state,
        effective_mass,
        CHARGED,
        shift=sign * delta_u,
        lepton_potential=sign * mu_e,
    )
    return COS_CABIBBO**2 * (rates.even + sign * rates.odd)


def effective_absorption(
    energy: ArrayLike,
    temperature: float,
    mu_n: float,
    mu_p: float,
    effective_mass: float,
    delta_u: float,
    mu_e: float,
    mu_nue: float,
    *,
    antineutrino: bool = False,
) -> Array:
    """Inverse mean free path of absorption that counts emission where neutrinos block it, (n,) [1/m].

    mu_nue is the chemical potential of nu_e in beta equilibrium [MeV]; for the rest see
    `charged_current_opacity`. With emissivity j(E), df/dt = j (1 - f) - f/lambda = j - (j + 1/lambda) f, and
    in equilibrium j + 1/lambda = 1 / [lambda (1 - f_eq)] (Burrows, Reddy & Thompson, Nucl. Phys. A 777 (2006)
    356, Sec. 2). In cold matter, mu_nue > 30 T, the quadrature of 1/lambda ends before what emission needs,
    and this is up to 2.3 times too small at low energies (T = 0.5 MeV).
    """
    absorption = charged_current_opacity(
        energy, temperature, mu_n, mu_p, effective_mass, delta_u, mu_e, antineutrino=antineutrino
    )
    potential = -mu_nue if antineutrino else mu_nue
    ratio = (potential - np.asarray(energy, dtype=float)) / temperature  # of emission to absorption, its log
    return absorption * (1.0 + np.exp(np.minimum(ratio, _LARGEST)))


def lepton_potentials(
    neutron_density: ArrayLike,
    proton_density: ArrayLike,
    mu_n: ArrayLike,
    mu_p: ArrayLike,
    temperature: ArrayLike,
) -> LeptonPotentials:
    """Potentials of neutral matter in beta equilibrium with trapped electron neutrinos.

    Parameters
    ----------
    neutron_density, proton_density : array_like
        Net densities [fm^-3]; all arguments broadcast.
    mu_n, mu_p : array_like
        Kinetic chemical potentials, rest mass included [MeV].
    temperature : array_like
        Temperature [MeV].

    Returns
    -------
    LeptonPotentials
        delta_u = 2 g_rho^2 (n_n - n_p)/m_rho^2 of the rho field of TM1, mu_e from n_e = n_p, and
        mu_nue = mu_p + mu_e - delta_u - mu_n (footnote 1 of arXiv:2301.00661).
    """
    delta_u = -2 * rho_potential(neutron_density, proton_density)
    mu_e = kinetic_chemical_potential(proton_density, temperature, ELECTRON_MASS)
    mu_n, mu_p = np.asarray(mu_n, dtype=float), np.asarray(mu_p, dtype=float)
    return LeptonPotentials(delta_u, mu_e, mu_p - mu_n + mu_e - delta_u)
