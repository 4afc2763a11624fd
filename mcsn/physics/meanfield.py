"""Nuclear matter at finite temperature: a relativistic mean field of neutrons, protons and three mesons.

Neutrons and protons move in constant sigma, omega and rho fields s, w, r (tau3 = +-1, protons +1):

    m_sigma^2 s + g2 s^2 + g3 s^3 = -g_sigma rho_s,   m* = M + g_sigma s,
    m_omega^2 w + c3 w^3 = g_omega n_B,   m_rho^2 r = g_rho (n_p - n_n),

rho_s the scalar density of both. Chemical potentials are mu_i = mu_i* + g_omega w +- g_rho r; scattering
needs the kinetic ones, mu*. Electrons balance the charge of the protons. Muons are left out, and so are
nuclei, into which real matter clusters where it is cold and dilute, say below 0.1 fm^-3 at 1 MeV. The model
is that of Sugahara & Toki, Nucl. Phys. A 579 (1994) 557; parameter sets stand in data/mean_field.toml.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import elementwise

from mcsn.constants import ELECTRON_MASS, HBAR_C_MEV_FM
from mcsn.physics.fermi import Array
from mcsn.physics.matter import boltzmann_chemical_potential, kinetic_chemical_potential, momentum_integral

_NATURAL = HBAR_C_MEV_FM**3
"""MeV^3 in one fm^-3."""
_STEPS = 50
"""Newton's steps at most; six are enough from 1e-6 to 1.5 fm^-3 and 0.1 to 80 MeV."""


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """Masses and couplings of a mean field; `parameter_set` gives those that ship."""

    name: str
    source: str
    nucleon_mass: float  # M [MeV]
    sigma_mass: float  # [MeV]
    omega_mass: float  # [MeV]
    rho_mass: float  # [MeV]
    g_sigma: float
    g_omega: float
    g_rho: float
    g2: float  # [fm^-1]
    g3: float
    c3: float


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


@cache
def parameter_sets() -> dict[str, ParameterSet]:
    """Return the parameter sets that ship, by name."""
    text = (resources.files("mcsn") / "data" / "mean_field.toml").read_text("utf-8")
    rows: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {name: ParameterSet(name, row.pop("source").strip(), **row) for name, row in rows.items()}


def parameter_set(name: str) -> ParameterSet:
    """Return one parameter set.

    Raises
    ------
    ValueError
        If there is no set of this name; the message lists those that there are.
    """
    sets = parameter_sets()
    if name not in sets:
        raise ValueError(f'there is no mean field "{name}"; the parameter sets are {", ".join(sets)}')
    return sets[name]


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
    return mu * (mu**2 + (np.pi * temperature) ** 2) / (6 * np.pi**2 * _NATURAL)


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
    m_star, mu = _fields(nucleons.reshape(2, -1), np.ravel(temperature), parameters)
    mu_n, mu_p = mu.reshape(nucleons.shape)
    rho = (parameters.g_rho / parameters.rho_mass) ** 2 * (nucleons[1] - nucleons[0]) * _NATURAL
    mu_e = kinetic_chemical_potential(nucleons[1], temperature, ELECTRON_MASS)
    return NuclearMatter(
        parameters=parameters,
        temperature=temperature,
        neutron_density=nucleons[0],
        proton_density=nucleons[1],
        m_star=m_star.reshape(density.shape),
        mu_n_star=mu_n,
        mu_p_star=mu_p,
        omega_potential=_omega_potential(density, parameters),
        rho_potential=rho,
        mu_e=mu_e,
        mu_nue=mu_e + mu_p - mu_n + 2 * rho,
    )


def _fields(nucleons: Array, temperature: Array, parameters: ParameterSet) -> tuple[Array, Array]:
    """Solve for m* (points,) and mu* (2, points) [MeV] of neutron and proton densities (2, points) [fm^-3].

    Newton's method in m* and both mu*, on the field equation of the sigma meson and on the logarithms of the
    densities: dilute and degenerate matter are then both close to linear.
    """
    m_star = parameters.nucleon_mass / (1 + nucleons.sum(axis=0) / 0.3)  # about right from 0 to 1 fm^-3
    mu = _first_potentials(nucleons, temperature, m_star)
    left = np.arange(m_star.size)
    for _ in range(_STEPS):
        step_m, step_mu = _newton_step(
            nucleons[:, left], temperature[left], m_star[left], mu[:, left], parameters
        )
        step_m = np.clip(step_m, -m_star[left] / 2, m_star[left])
        step_mu = np.maximum(step_mu, -mu[:, left] / 2)
        m_star[left] += step_m
        mu[:, left] += step_mu
        # Where pairs abound mu* is far below T, and known no better than to a fraction of T.
        fine = np.abs(step_mu) < 1e-10 * (mu[:, left] + temperature[left])
        small = (np.abs(step_m) < 1e-10 * m_star[left]) & np.all(fine, axis=0)
        left = left[~small]
        if not left.size:
            return m_star, mu
    first = left[0]
    raise ValueError(
        f"the mean field {parameters.name} has no solution at the neutron and proton densities"
        f" {nucleons[0, first]:g} and {nucleons[1, first]:g} fm^-3 and a temperature of"
        f" {temperature[first]:g} MeV"
    )


def _first_potentials(nucleons: Array, temperature: Array, m_star: Array) -> Array:
    """Guess mu* [MeV]: Boltzmann's where that is dilute, else the Fermi energy of cold matter."""
    dilute = boltzmann_chemical_potential(nucleons, temperature, m_star)
    fermi_energy = np.hypot(HBAR_C_MEV_FM * np.cbrt(3 * np.pi**2 * nucleons), m_star)
    return np.where(dilute < m_star + temperature, np.minimum(dilute, fermi_energy), fermi_energy)


def _newton_step(
    nucleons: Array, temperature: Array, m_star: Array, mu: Array, parameters: ParameterSet
) -> tuple[Array, Array]:
    """Return the steps of m* (points,) and mu* (2, points) [MeV]; the quadratic error is left."""
    density, scalar, by_mu, scalar_by_mu, scalar_by_mass = _densities(mu, temperature, m_star)
    s = (m_star - parameters.nucleon_mass) / parameters.g_sigma
    g2 = parameters.g2 * HBAR_C_MEV_FM
    # The field equation, m_sigma^2 s + g2 s^2 + g3 s^3 + g_sigma rho_s = 0, and its derivatives.
    gap = s * (parameters.sigma_mass**2 + s * (g2 + s * parameters.g3))
    gap = gap + parameters.g_sigma * _NATURAL * scalar.sum(axis=0)
    gap_by_mass = (parameters.sigma_mass**2 + s * (2 * g2 + 3 * s * parameters.g3)) / parameters.g_sigma
    gap_by_mass = gap_by_mass + parameters.g_sigma * _NATURAL * scalar_by_mass.sum(axis=0)
    gap_by_mu = parameters.g_sigma * _NATURAL * scalar_by_mu
    # ln n = ln n(mu*, m*); dn/dm* = -drho_s/dmu*, for both are derivatives of the pressure.
    missing = density * np.log(nucleons / density) / by_mu
    along = scalar_by_mu / by_mu
    step_m = -(gap + np.sum(gap_by_mu * missing, axis=0)) / (gap_by_mass + np.sum(gap_by_mu * along, axis=0))
    return step_m, missing + along * step_m


def _densities(mu: Array, temperature: Array, m_star: Array) -> Array:
    """Integrate n, rho_s, dn/dmu*, drho_s/dmu* and drho_s/dm* of each kind of nucleon: shape (5, ...)."""
    t, m = temperature[..., np.newaxis, np.newaxis], m_star[..., np.newaxis, np.newaxis]

    def integrands(energy: Array, f: Array, f_bar: Array) -> Array:
        slope, slope_bar = f * (1 - f) / t, f_bar * (1 - f_bar) / t
        ratio = m / energy
        both, slopes = f + f_bar, slope + slope_bar
        return np.stack(
            [
                f - f_bar,
                ratio * both,
                slopes,
                ratio * (slope - slope_bar),
                (1 - ratio**2) * both / energy - ratio**2 * slopes,
            ]
        )

    return momentum_integral(integrands, mu, temperature, m_star)


def _omega_potential(density: Array, parameters: ParameterSet) -> Array:
    """Solve m_omega^2 w + c3 w^3 = g_omega n_B for g_omega w [MeV]."""
    linear = parameters.g_omega * density * _NATURAL / parameters.omega_mass**2
    if parameters.c3 == 0.0:
        return parameters.g_omega * linear
    # Cardano's formula for w (1 + c3 w^2/m_omega^2) = linear, without its cancellation: w = (2/a) sinh(x/3).
    scale = np.sqrt(3 * parameters.c3) / (2 * parameters.omega_mass)
    return parameters.g_omega * np.sinh(np.arcsinh(3 * scale * linear) / 3) / scale


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
    return sigma / _NATURAL, quadratic / _NATURAL, p.c3 * w**4 / 4 / _NATURAL
