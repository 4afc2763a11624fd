"""Heat of a star's matter: thermal energy above zero temperature, and heat capacity at fixed composition.

Nucleons are Fermi gases of fixed densities and effective mass m*, electrons and positrons a massless gas of
fixed net charge, photons and neutrinos are black. Densities of particles are in fm^-3, those of energy in
MeV/m^3.
"""

import numpy as np
from numpy.typing import ArrayLike

from mcsn.constants import HBAR_C_MEV_FM, HBAR_C_MEV_M
from mcsn.physics.fermi import Array
from mcsn.physics.matter import kinetic_chemical_potential, momentum_integral

_PER_CUBIC_METRE = 1e45
"""One per fm^3 in m^-3."""


def nucleon_thermal_energy(density: ArrayLike, temperature: ArrayLike, m_star: ArrayLike) -> Array:
    """Energy density of one kind of nucleon above that of the same density at zero temperature.

    Parameters
    ----------
    density : array_like
        Net density, not negative [fm^-3].
    temperature : array_like
        Temperature [MeV].
    m_star : array_like
        Effective mass [MeV]; all three broadcast.

    Returns
    -------
    ndarray
        Energy density [MeV/m^3], E* = sqrt(p^2 + m*^2) and antinucleons included.

    Raises
    ------
    ValueError
        As `kinetic_chemical_potential`.

    Notes
    -----
    At fixed density energies may be counted from the Fermi energy E_F of cold matter, whose energy is then
    minus its pressure: (1/pi^2) Int k^2 [(E* - E_F) f + (E* + E_F) fbar] dk / (hbar c)^3 + P_cold. The two
    terms cancel in the cold: the result is good to about 1e-9 of the kinetic energy.
    """
    density, temperature, m_star = _floats(density, temperature, m_star)
    mu = kinetic_chemical_potential(density, temperature, m_star)
    momentum = HBAR_C_MEV_FM * np.cbrt(3 * np.pi**2 * density)
    fermi_energy = np.hypot(momentum, m_star)
    middle = fermi_energy[..., np.newaxis, np.newaxis]
    counted = momentum_integral(
        lambda energy, f, f_bar: (energy - middle) * f + (energy + middle) * f_bar, mu, temperature, m_star
    )
    return (counted + _cold_pressure(momentum, m_star)) * _PER_CUBIC_METRE


def nucleon_heat_capacity(density: ArrayLike, temperature: ArrayLike, m_star: ArrayLike) -> Array:
    """Heat capacity per volume of one kind of nucleon at fixed net density.

    Parameters
    ----------
    density, temperature, m_star : array_like
        As in `nucleon_thermal_energy`.

    Returns
    -------
    ndarray
        du/dT [m^-3].

    Raises
    ------
    ValueError
        As `kinetic_chemical_potential`.

    Notes
    -----
    The variance form [<e^2> - <q e>^2/<1>]/T^2, with e = E* - q mu*, q = 1 for nucleons and -1 for
    antinucleons, and <x> the sum over both of (1/pi^2) Int k^2 f (1 - f) x dk.
    """
    density, temperature, m_star = _floats(density, temperature, m_star)
    mu = kinetic_chemical_potential(density, temperature, m_star)
    middle = mu[..., np.newaxis, np.newaxis]

    def weighed(power: int) -> Array:
        def integrand(energy: Array, f: Array, f_bar: Array) -> Array:
            return (
                f * (1 - f) * (energy - middle) ** power + f_bar * (1 - f_bar) * (-energy - middle) ** power
            )

        return momentum_integral(integrand, mu, temperature, m_star)

    count, mean, square = weighed(0), weighed(1), weighed(2)
    shift = np.divide(mean**2, count, out=np.zeros_like(count), where=count > 0.0)
    return (square - shift) / temperature**2 * _PER_CUBIC_METRE


def electron_chemical_potential(density: ArrayLike, temperature: ArrayLike) -> Array:
    """Chemical potential of massless electrons at a net density (electrons minus positrons).

    Parameters
    ----------
    density : array_like
        Net density, not negative [fm^-3].
    temperature : array_like
        Temperature [MeV].

    Returns
    -------
    ndarray
        mu_e [MeV]: the real root of mu^3 + pi^2 T^2 mu = 3 pi^2 n (hbar c)^3, of the broadcast shape.
    """
    density, heat = np.asarray(density, dtype=float), np.pi * np.asarray(temperature, dtype=float)
    cube = 3 * np.pi**2 * density * HBAR_C_MEV_FM**3
    return 2 * heat / np.sqrt(3) * np.sinh(np.arcsinh(1.5 * np.sqrt(3) * cube / heat**3) / 3)


def electron_thermal_energy(density: ArrayLike, temperature: ArrayLike) -> Array:
    """Energy density of electrons and positrons above that of cold electrons of the same net density.

    Parameters
    ----------
    density, temperature : array_like
        As in `electron_chemical_potential`.

    Returns
    -------
    ndarray
        (mu^4 + 2 pi^2 T^2 mu^2 + 7 pi^4 T^4/15 - mu_0^4) / (4 pi^2 (hbar c)^3) [MeV/m^3], with mu_0 the
        chemical potential at T = 0. The electron's mass is left out, a part in 1e4 where T exceeds it.
    """
    heat = np.pi * np.asarray(temperature, dtype=float)
    mu = electron_chemical_potential(density, temperature)
    cold = HBAR_C_MEV_FM * np.cbrt(3 * np.pi**2 * np.asarray(density, dtype=float))
    # mu_0^4 - mu^4 without cancellation, from mu_0^3 - mu^3 = pi^2 T^2 mu.
    squares = cold**2 + cold * mu + mu**2
    gap = np.divide(heat**2 * mu, squares, out=np.zeros_like(squares), where=squares > 0.0)
    lost = gap * (cold + mu) * (cold**2 + mu**2)
    return (2 * heat**2 * mu**2 + 7 * heat**4 / 15 - lost) / (4 * np.pi**2 * HBAR_C_MEV_M**3)


def electron_heat_capacity(density: ArrayLike, temperature: ArrayLike) -> Array:
    """Heat capacity per volume of electrons and positrons at fixed net density.

    Parameters
    ----------
    density, temperature : array_like
        As in `electron_chemical_potential`.

    Returns
    -------
    ndarray
        T ds/dT [m^-3], from the entropy s = mu^2 T/3 + 7 pi^2 T^3/45 of the massless gas.
    """
    temperature = np.asarray(temperature, dtype=float)
    mu, heat = electron_chemical_potential(density, temperature), np.pi * temperature
    fixed_mu = mu**2 / 3 + 7 * heat**2 / 15
    cooling = 4 * (heat * mu) ** 2 / (3 * (3 * mu**2 + heat**2))
    return temperature * (fixed_mu - cooling) / HBAR_C_MEV_M**3


def photon_energy_density(temperature: ArrayLike) -> Array:
    """Energy density of photons, pi^2 T^4 / (15 (hbar c)^3) [MeV/m^3]; their heat capacity is 4 u/T.

    Parameters
    ----------
    temperature : array_like
        Temperature [MeV].

    Returns
    -------
    ndarray
        u [MeV/m^3], of the shape of `temperature`.
    """
    return np.pi**2 / 15 * np.asarray(temperature, dtype=float) ** 4 / HBAR_C_MEV_M**3


def neutrino_pair_energy_density(temperature: ArrayLike, chemical_potential: ArrayLike = 0.0) -> Array:
    """Energy density of the neutrinos and antineutrinos of one flavour, whose potentials are opposite.

    Parameters
    ----------
    temperature : array_like
        Temperature [MeV].
    chemical_potential : array_like
        Of the neutrinos [MeV]; the two broadcast. At 0 it is twice `fermi.neutrino_energy_density`.

    Returns
    -------
    ndarray
        (mu^4 + 2 pi^2 T^2 mu^2 + 7 pi^4 T^4/15) / (8 pi^2 (hbar c)^3) [MeV/m^3], of the broadcast shape.
    """
    heat = np.pi * np.asarray(temperature, dtype=float)
    mu = np.asarray(chemical_potential, dtype=float)
    return (mu**4 + 2 * heat**2 * mu**2 + 7 * heat**4 / 15) / (8 * np.pi**2 * HBAR_C_MEV_M**3)


def matter_thermal_energy(
    neutron_density: ArrayLike, proton_density: ArrayLike, m_star: ArrayLike, temperature: ArrayLike
) -> Array:
    """Thermal energy density of neutral matter: nucleons, electrons with positrons, and photons.

    Parameters
    ----------
    neutron_density, proton_density : array_like
        Net densities [fm^-3]; there are as many electrons as protons.
    m_star : array_like
        Effective mass of both nucleons [MeV].
    temperature : array_like
        Temperature [MeV]; all four broadcast.

    Returns
    -------
    ndarray
        Energy density above T = 0 at the same densities and m* [MeV/m^3].

    Raises
    ------
    ValueError
        As `kinetic_chemical_potential`.
    """
    return (
        nucleon_thermal_energy(neutron_density, temperature, m_star)
        + nucleon_thermal_energy(proton_density, temperature, m_star)
        + electron_thermal_energy(proton_density, temperature)
        + photon_energy_density(temperature)
    )


def matter_heat_capacity(
    neutron_density: ArrayLike, proton_density: ArrayLike, m_star: ArrayLike, temperature: ArrayLike
) -> Array:
    """Heat capacity per volume of neutral matter at fixed densities and m*: du/dT of its thermal energy.

    Parameters
    ----------
    neutron_density, proton_density, m_star, temperature : array_like
        As in `matter_thermal_energy`.

    Returns
    -------
    ndarray
        Heat capacity [m^-3].

    Raises
    ------
    ValueError
        As `kinetic_chemical_potential`.
    """
    temperature = np.asarray(temperature, dtype=float)
    return (
        nucleon_heat_capacity(neutron_density, temperature, m_star)
        + nucleon_heat_capacity(proton_density, temperature, m_star)
        + electron_heat_capacity(proton_density, temperature)
        + 4 * photon_energy_density(temperature) / temperature
    )


def _cold_pressure(momentum: Array, mass: Array) -> Array:
    """Pressure of a cold gas of spin 1/2, filled up to a Fermi momentum [MeV/fm^3]."""
    energy = np.hypot(momentum, mass)
    bracket = momentum * energy * (2 * momentum**2 / 3 - mass**2) + mass**4 * np.arcsinh(momentum / mass)
    return bracket / (8 * np.pi**2 * HBAR_C_MEV_FM**3)


def _floats(*values: ArrayLike) -> list[Array]:
    return [np.asarray(value, dtype=float) for value in np.broadcast_arrays(*values)]
