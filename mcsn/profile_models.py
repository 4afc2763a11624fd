"""Stars from formulas: what the profiles "polytrope" and "derocco2019" in data/profiles are made from.

`python -m mcsn.profile_models` writes both files again. A shell has the mean density of the formula within,
so that baryons are conserved; temperature and fractions are means over its baryons. Effective masses and
chemical potentials are those of the TM1 mean field.
"""

import textwrap
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mcsn.files import write_atomically
from mcsn.physics.fermi import Array
from mcsn.physics.meanfield import NuclearMatter, matter_of_lepton_fraction, nuclear_matter

SOLAR_BARYONS = 1.989e33 / 1.66054e-24
"""Baryons in a solar mass, each of one atomic mass unit."""
FM3_PER_GRAM_PER_CM3 = 1 / 1.66054e-24 / 1e39
"""Baryon density [fm^-3] of one g/cm^3."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)


class Formulas(NamedTuple):
    """A star as functions of the radius [km], all vectorised."""

    source: str
    outer_radius: Array  # of the shells [km]
    density: Callable[[Array], Array]  # n_B [fm^-3]
    temperature: Callable[[Array], Array]  # [MeV]
    fraction: Callable[[Array], Array]  # what `solve` takes
    solve: Callable[[Array, Array, Array], NuclearMatter]  # of n_B, T and the fraction


def polytrope() -> Formulas:
    """Make up a proto-neutron star one second old or so, from formulas alone.

    The density is that of a Newtonian polytrope P ~ rho^2, n_c sin(x)/x with x = pi r/R. The temperature is
    that of constant entropy, T ~ s n^(2/3), with more entropy in the mantle, which the shock has heated. The
    share of baryons within r is (sin x - x cos x)/pi. Electron neutrinos are trapped.
    """
    radius, baryons = 20.0, 1.6 * SOLAR_BARYONS
    centre = np.pi * baryons / (4 * (radius * 1e18) ** 3)

    def density(r: Array) -> Array:
        return centre * np.sinc(r / radius)

    def within(r: Array) -> Array:
        x = np.pi * r / radius
        return (np.sin(x) - x * np.cos(x)) / np.pi

    def temperature(r: Array) -> Array:
        entropy = 1.2 + 2.8 / (1 + np.exp((0.45 - within(r)) / 0.06))
        return 12.0 * entropy * (density(r) / 0.16) ** (2 / 3)

    return Formulas(
        source=f"""A cooling proto-neutron star from formulas, not from a simulation; about as heavy and as
        hot as one is 1 s after bounce. With x = pi r/(20 km) and q = (sin x - x cos x)/pi, the share of
        baryons within r: n_B = {centre:.6f} fm^-3 sin(x)/x (polytrope of index 1, 1.6 solar masses of
        baryons); T = 12 MeV s (n_B/0.16 fm^-3)^(2/3), s = 1.2 + 2.8/(1 + exp((0.45 - q)/0.06)) (an entropy
        that is higher in the mantle); lepton fraction Y_p + n_nue/n_B = 0.30 - 0.24 q^2, nu_e trapped and in
        beta equilibrium.""",
        outer_radius=np.linspace(0.0, radius, 17)[1:],
        density=density,
        temperature=temperature,
        fraction=lambda r: 0.30 - 0.24 * within(r) ** 2,
        solve=matter_of_lepton_fraction,
    )


def derocco2019() -> Formulas:
    """Return the analytic profile of DeRocco et al., Phys. Rev. D 100 (2019) 075018, within 20 km."""

    def density(r: Array) -> Array:
        inside, outside = np.exp(2 - 2 * r / 15), np.exp(15 - r)
        return 1e14 * FM3_PER_GRAM_PER_CM3 * np.where(r < 15, inside, outside)

    def bump(r: Array) -> Array:
        return np.exp(-(((r - 8) / 2) ** 2))

    def temperature(r: Array) -> Array:
        pieces = [15 + 22.5 * bump(r), 300 / np.maximum(r, 8), 20 * np.exp((15 - r) / 4)]
        return np.select([r < 8, r < 15], pieces[:2], pieces[2])

    def proton_fraction(r: Array) -> Array:
        return np.where(r < 8, 0.25 - 0.15 * bump(r), 0.1 + 0.3 * np.exp(-(((r - 25) / 2.5) ** 2)))

    return Formulas(
        source="""The analytic profile of W. DeRocco, P. W. Graham, D. Kasen, G. Marques-Tavares &
        S. Rajendran, Phys. Rev. D 100 (2019) 075018 (arXiv:1905.09284), within 20 km. The formulas are
        read off its tabulation in github.com/AndresDanielPerez/SNfactory (SN-profiles/1MsolPNS-DeRocco),
        which they give back to 1e-6. With b = exp(-((r - 8 km)/2 km)^2): rho = 1e14 g/cm^3 exp(2 - 2 r/15 km)
        to 15 km, beyond 1e14 g/cm^3 exp(15 - r/km); T/MeV = 15 + 22.5 b to 8 km, 300 km/r to 15 km, beyond
        20 exp((15 km - r)/4 km); Y_e = Y_p = 0.25 - 0.15 b to 8 km, beyond
        0.1 + 0.3 exp(-((r - 25 km)/2.5 km)^2). mu_nue is that of beta equilibrium.""",
        outer_radius=np.linspace(0.0, 20.0, 21)[1:],
        density=density,
        temperature=temperature,
        fraction=proton_fraction,
        solve=nuclear_matter,
    )


PROFILES = {"derocco2019": derocco2019, "polytrope": polytrope}
"""The profiles that are made here, by name."""


def profile_text(name: str) -> str:
    """Return the CSV file of a profile.

    Parameters
    ----------
    name : str
        One of `PROFILES`.

    Returns
    -------
    str
        Comments with the source, a header and a row for each shell.
    """
    star = PROFILES[name]()
    density, temperature, fraction = _shell_means(star)
    matter = star.solve(density, temperature, fraction)
    columns = {
        "outer_radius_km": (star.outer_radius, ".6g"),
        "temperature_MeV": (temperature, ".4f"),
        "baryon_density_fm3": (density, ".5e"),
        "Y_p": (matter.proton_fraction, ".5f"),
        "mu_n_MeV": (matter.mu_n_star, ".4f"),
        "mu_p_MeV": (matter.mu_p_star, ".4f"),
        "mu_nue_MeV": (matter.mu_nue, ".4f"),
        "m_N_MeV": (matter.m_star, ".4f"),
    }
    notes = (
        " ".join(star.source.split())
        + " Shells: mean density; temperature and fraction are means over the baryons. m_N and the kinetic"
        " chemical potentials mu_n, mu_p: TM1 mean field. Made by mcsn.profile_models."
    )
    lines = [f"# {line}" for line in textwrap.wrap(notes, 105)]
    lines.append(",".join(("shell", *columns)))
    for shell in range(len(density)):
        cells = [format(values[shell], style) for values, style in columns.values()]
        lines.append(",".join((str(shell + 1), *cells)))
    return "\n".join(lines) + "\n"


def _shell_means(star: Formulas) -> tuple[Array, Array, Array]:
    """Return the means of density, temperature and fraction, each of shape (shells,)."""
    edges = np.append(0.0, star.outer_radius)[:, np.newaxis]
    half = np.diff(edges, axis=0) / 2
    r = edges[:-1] + half * (1 + _NODES)
    volume = half * _WEIGHTS * r**2
    baryons = volume * star.density(r)
    total = baryons.sum(axis=1)
    means = [(baryons * formula(r)).sum(axis=1) / total for formula in (star.temperature, star.fraction)]
    return total / volume.sum(axis=1), means[0], means[1]


def main() -> None:
    """Write the files of all profiles into the package."""
    folder = Path(str(resources.files("mcsn") / "data" / "profiles"))
    for name in PROFILES:
        write_atomically(folder / f"{name}.csv", profile_text(name).encode())


if __name__ == "__main__":
    main()
