"""Nuclear matter at finite temperature: what a relativistic mean field makes of density, heat and charge.

Chemical potentials are mu_i = mu_i* + g_omega w +- g_rho r in the fields of `mcsn.physics.fields`; scattering
needs the kinetic ones, mu*. Electrons balance the charge of the protons. Muons are left out, and so are
nuclei, into which real matter clusters where it is cold and dilute, say below 0.1 fm^-3 at 1 MeV.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import elementwise

from mcsn.constants import ELECTRON_MASS, HBAR_C_MEV_FM
from mcsn.physics.fermi import Array
from mcsn.physics.fields import (
    NATURAL_DENSITY,
    ParameterSet,
    omega_potential,
    parameter_set,
    rho_potential,
    sigma_field,
)
from mcsn.physics.matter import kinetic_chemical_potential, momentum_integral


@dataclass(frozen=True, slots=True, eq=False)
class NuclearMatter:
    """Matter in a mean field; all arrays have one shape. Energies in MeV, densities in fm^-3.

    Chemical potentials include rest masses. `mu_nue` is that of beta equilibrium, mu_e + mu_p - mu_n: what
    trapped electron neutrinos have. Where they stream out it is the distance from equilibrium and no density
    belongs to it.
    """

    parameters: ParameterSet
    temperature: Array
    neutron_density: Array
    proton_density: Array
    m_star: Array  # effective mass of a nucleon
    mu_n_star: Array  # kinetic chemical potentials
    mu_p_star: Array
    omega_potential: Array  # g_omega w, of both nucleons
    rho_potential: Array  # g_rho r, of a proton; a neutron has the opposite
    mu_e: Array
    mu_nue: Array

    @property
    def potential_difference(self) -> Array:
        """Potential of a neutron less that of a proton, DeltaU = U_n - U_p = -2 g_rho r."""
        return -2 * self.rho_potential

    @property
    def mu_n(self) -> Array:
        """Chemical potential of neutrons."""
        return self.mu_n_star + self.omega_potential - self.rho_potential

    @property
    def mu_p(self) -> Array:
        """Chemical potential of protons."""
        return self.mu_p_star + self.omega_potential + self.rho_potential

    @property
    def proton_fraction(self) -> Array:
        """Y_p = n_p/n_B, which is Y_e."""
        return self.proton_density / (self.neutron_density + self.proton_density)

    @property
    def neutrino_density(self) -> Array:
        """Net density of trapped electron neutrinos."""
        return neutrino_density(self.mu_nue, self.temperature)


def nuclear_matter(
    baryon_density: ArrayLike,
    temperature: ArrayLike,
    proton_fraction: ArrayLike,
    parameters: ParameterSet | None = None,
) -> NuclearMatter:
    """Solve the mean field at a given proton fraction; the arguments broadcast.

    Parameters
    ----------
    baryon_density : array_like
        n_B, positive [fm^-3].
    temperature : array_like
        Positive [MeV].
    proton_fraction : array_like
        Y_p = Y_e, between 0 and 1.
    parameters : ParameterSet, optional
        By default TM1.

    Returns
    -------
    NuclearMatter
        With m* to a relative 1e-10 or so.

    Raises
    ------
    ValueError
        If an argument is out of its range or not finite, or if the fields have no solution.

    Notes
    -----
    The integrals take some 30 kB of memory a point.
    """
    density, temperature, fraction = _checked(baryon_density, temperature, proton_fraction)
    return _solved(density, temperature, fraction, parameters or parameter_set("TM1"))


def matter_of_lepton_fraction(
    baryon_density: ArrayLike,
    temperature: ArrayLike,
    lepton_fraction: ArrayLike,
    parameters: ParameterSet | None = None,
    neutrino_helicities: int = 1,
) -> NuclearMatter:
    """Solve the mean field in beta equilibrium with trapped neutrinos, at a given number of leptons.

    Parameters
    ----------
    baryon_density : array_like
        n_B, positive [fm^-3].
    temperature : array_like
        Positive [MeV].
    lepton_fraction : array_like
        Y_L = Y_p + n_nue/n_B, between 0 and 1; all three broadcast.
    parameters : ParameterSet, optional
        By default TM1.
    neutrino_helicities : int
        Factor on n_nue: 1, or 2 for the column that arXiv:2301.00661 prints as Y_e in its Table I.

    Returns
    -------
    NuclearMatter
        Its `proton_fraction` is what was looked for, to 1e-9.

    Raises
    ------
    ValueError
        If an argument is out of its range or not finite, or if no proton fraction fits.
    """
    density, temperature, target = _checked(baryon_density, temperature, lepton_fraction)
    parameters = parameters or parameter_set("TM1")

    def excess(fraction: Array, n: Array, t: Array, target: Array) -> Array:
        leptons = neutrino_helicities * _solved(n, t, fraction, parameters).neutrino_density
        return fraction + leptons / n - target

    root = elementwise.find_root(
        excess,
        (1e-9, 1 - 1e-9),
        args=(density, temperature, target),
        tolerances={"xatol": 1e-10, "fatol": 0.0},
    )
    if not np.all(root.success):
        raise ValueError(f"no proton fraction gives the lepton fraction {target} at {density} fm^-3")
    return _solved(density, temperature, root.x, parameters)


def neutrino_density(mu: ArrayLike, temperature: ArrayLike) -> Array:
    """Net density of one flavour of neutrinos, neutrinos minus antineutrinos of one helicity.

    Parameters
    ----------
    mu : array_like
        Chemical potential [MeV].
    temperature : array_like
        Temperature [MeV].

    Returns
    -------
    ndarray
        n = (mu^3 + pi^2 T^2 mu)/(6 pi^2 (hbar c)^3) [fm^-3], of the broadcast shape.
    """
    mu, temperature = np.asarray(mu, dtype=float), np.asarray(temperature, dtype=float)
    return mu * (mu**2 + (np.pi * temperature) ** 2) / (6 * np.pi**2 * NATURAL_DENSITY)


def energy_density(matter: NuclearMatter) -> Array:
    """Energy density of nucleons and their fields, rest mass included; leptons and photons are left out.

    Returns
    -------
    ndarray
        [MeV fm^-3].
    """
    sigma, omega_squared, quartic = _field_energies(matter)
    return _kinetic_energy(matter) + sigma + omega_squared + 3 * quartic


def pressure(matter: NuclearMatter) -> Array:
    """Pressure of nucleons and their fields; leptons and photons are left out.

    Returns
    -------
    ndarray
        [MeV fm^-3].
    """
    sigma, omega_squared, quartic = _field_energies(matter)
    scalar = momentum_integral(lambda energy, f, f_bar: (f + f_bar) / energy, *_both(matter)).sum(axis=0)
    # k^2/E* = E* - m*^2/E*: no third integral.
    kinetic = (_kinetic_energy(matter) - matter.m_star**2 * scalar) / 3
    return kinetic - sigma + omega_squared + quartic


def _checked(*arguments: ArrayLike) -> tuple[Array, Array, Array]:
    """Broadcast baryon density, temperature and fraction, and refuse what is out of range."""
    density, temperature, fraction = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in arguments))
    for name, value in (("baryon density", density), ("temperature", temperature)):
        if not np.all((value > 0.0) & np.isfinite(value)):
            raise ValueError(f"the {name} must be finite and positive, got {value}")
    if not np.all((fraction > 0.0) & (fraction < 1.0)):
        raise ValueError(f"a proton or lepton fraction must be between 0 and 1, got {fraction}")
    return density, temperature, fraction


def _solved(density: Array, temperature: Array, fraction: Array, parameters: ParameterSet) -> NuclearMatter:
    """Solve the fields at checked arguments."""
    nucleons = np.stack([density * (1 - fraction), density * fraction])
    m_star, mu = sigma_field(nucleons.reshape(2, -1), np.ravel(temperature), parameters)
    mu_n, mu_p = mu.reshape(nucleons.shape)
    rho = rho_potential(nucleons[0], nucleons[1], parameters)
    mu_e = kinetic_chemical_potential(nucleons[1], temperature, ELECTRON_MASS)
    return NuclearMatter(
        parameters=parameters,
        temperature=temperature,
        neutron_density=nucleons[0],
        proton_density=nucleons[1],
        m_star=m_star.reshape(density.shape),
        mu_n_star=mu_n,
        mu_p_star=mu_p,
        omega_potential=omega_potential(density, parameters),
        rho_potential=rho,
        mu_e=mu_e,
        mu_nue=mu_e + mu_p - mu_n + 2 * rho,
    )


def _both(matter: NuclearMatter) -> tuple[Array, Array, Array]:
    """Return mu*, with an axis in front for neutrons and protons, temperature and m*."""
    return np.stack([matter.mu_n_star, matter.mu_p_star]), matter.temperature, matter.m_star


def _kinetic_energy(matter: NuclearMatter) -> Array:
    """Sum of E* over the nucleons and antinucleons [MeV fm^-3]."""
    return momentum_integral(lambda energy, f, f_bar: energy * (f + f_bar), *_both(matter)).sum(axis=0)


def _field_energies(matter: NuclearMatter) -> tuple[Array, Array, Array]:
    """Energies of the fields [MeV fm^-3]: of sigma; of omega and rho, the quadratic part; (c3/4) w^4."""
    p = matter.parameters
    s = (matter.m_star - p.nucleon_mass) / p.g_sigma
    w, r = matter.omega_potential / p.g_omega, matter.rho_potential / p.g_rho
    sigma = p.sigma_mass**2 * s**2 / 2 + p.g2 * HBAR_C_MEV_FM * s**3 / 3 + p.g3 * s**4 / 4
    quadratic = ((p.omega_mass * w) ** 2 + (p.rho_mass * r) ** 2) / 2
    return sigma / NATURAL_DENSITY, quadratic / NATURAL_DENSITY, p.c3 * w**4 / 4 / NATURAL_DENSITY
