"""Meson fields in uniform matter of neutrons and protons: the equations of a relativistic mean field.

Nucleons move in constant sigma, omega and rho fields s, w, r (tau3 = +-1, protons +1):

    m_sigma^2 s + g2 s^2 + g3 s^3 = -g_sigma rho_s,   m* = M + g_sigma s,
    m_omega^2 w + c3 w^3 = g_omega n_B,   m_rho^2 r = g_rho (n_p - n_n),

rho_s the scalar density of both (Sugahara & Toki, Nucl. Phys. A 579 (1994) 557). Parameter sets stand in
data/mean_field.toml.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mcsn.constants import HBAR_C_MEV_FM
from mcsn.physics.fermi import Array
from mcsn.physics.matter import boltzmann_chemical_potential, momentum_integral

NATURAL_DENSITY = HBAR_C_MEV_FM**3
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


def sigma_field(nucleons: Array, temperature: Array, parameters: ParameterSet) -> tuple[Array, Array]:
    """Solve for the effective mass and the kinetic chemical potentials of given densities.

    Parameters
    ----------
    nucleons : ndarray, shape (2, points)
        Net densities of neutrons and protons, positive [fm^-3].
    temperature : ndarray, shape (points,)
        Positive [MeV].
    parameters : ParameterSet

    Returns
    -------
    ndarray, shape (points,)
        m* [MeV].
    ndarray, shape (2, points)
        mu* of neutrons and protons [MeV].

    Raises
    ------
    ValueError
        If there is no solution.

    Notes
    -----
    Newton's method in m* and both mu*, on the field equation and on the logarithms of the densities: dilute
    and degenerate matter are then both close to linear.
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


def omega_potential(density: Array, parameters: ParameterSet) -> Array:
    """Potential g_omega w of both nucleons in the field of the omega meson [MeV] at n_B [fm^-3]."""
    linear = parameters.g_omega * density * NATURAL_DENSITY / parameters.omega_mass**2
    if parameters.c3 == 0.0:
        return parameters.g_omega * linear
    # Of w + (c3/m_omega^2) w^3 = linear, by 4 sinh^3 x + 3 sinh x = sinh 3x: Cardano's without cancellation.
    scale = np.sqrt(3 * parameters.c3) / (2 * parameters.omega_mass)
    return parameters.g_omega * np.sinh(np.arcsinh(3 * scale * linear) / 3) / scale


def rho_potential(
    neutron_density: ArrayLike, proton_density: ArrayLike, parameters: ParameterSet | None = None
) -> Array:
    """Potential of a proton in the field of the rho meson; a neutron has the opposite.

    Parameters
    ----------
    neutron_density, proton_density : array_like
        Net densities [fm^-3].
    parameters : ParameterSet, optional
        By default TM1.

    Returns
    -------
    ndarray
        g_rho^2 (n_p - n_n)/m_rho^2 [MeV], of the broadcast shape.
    """
    parameters = parameters or parameter_set("TM1")
    excess = np.asarray(proton_density, dtype=float) - np.asarray(neutron_density, dtype=float)
    return (parameters.g_rho / parameters.rho_mass) ** 2 * excess * NATURAL_DENSITY


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
    gap = gap + parameters.g_sigma * NATURAL_DENSITY * scalar.sum(axis=0)
    gap_by_mass = (parameters.sigma_mass**2 + s * (2 * g2 + 3 * s * parameters.g3)) / parameters.g_sigma
    gap_by_mass = gap_by_mass + parameters.g_sigma * NATURAL_DENSITY * scalar_by_mass.sum(axis=0)
    gap_by_mu = parameters.g_sigma * NATURAL_DENSITY * scalar_by_mu
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
