"""What the matter of a star does with heat: tables in temperature, interpolated smoothly."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.special import expit

from mcsn.constants import HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.physics.charged import effective_absorption, lepton_potentials
from mcsn.physics.fermi import fermi_dirac, neutrino_energy_density
from mcsn.physics.heat import matter_thermal_energy
from mcsn.physics.nucleons import elastic_opacity, relativistic_opacity
from mcsn.star import Matter, Star

from .hops import Hops

Array = NDArray[np.float64]
Shells = NDArray[np.int64]

SPECIES = {"nu_x": (2, 2), "all": (2, 2, 1, 1)}
"""Flavours of every kind of neutrino: nu_x, anti_nu_x, nu_e, anti_nu_e."""
OPACITIES = {"relativistic": relativistic_opacity, "elastic": elastic_opacity}

_COLDEST = 0.1
"""Lowest temperature of the tables [MeV]."""
_GROUP_WIDTH = 0.25
"""Of the groups, in ln E. Sums over them are trapezoids of smooth functions: exact to rounding."""
_REDUCED = (0.1, 45.0)
"""E/T that groups reach at the lowest and the highest temperature."""


@dataclass(frozen=True, eq=False)
class Material:
    """Tables of shells over temperature; k kinds of neutrinos."""

    temperature: Array  # (t,), increasing [MeV]
    heat: Array  # energy density of all but Z', (shells, t) [MeV/m^3]
    group: Array  # energies, equally spaced in the logarithm, (g,) [MeV]
    opacity_temperature: Array  # (T,) [MeV]
    inverse_mfp: Array  # (shells, T, k, g) [1/m]
    counts: tuple[int, ...] = SPECIES["nu_x"]
    hops: Hops | None = None  # at the same temperatures and groups

    def heat_at(self, shell: Shells, temperature: Array) -> Array:
        """Energy density of all that a star starts with, matter and neutrinos, (cells,) [MeV/m^3]."""
        return np.exp(_by_shell(self._ln_heat, shell, np.log(temperature)))

    def temperature_at(self, shell: Shells, energy: Array) -> Array:
        """Temperature at an energy density, Z' included, (cells,) [MeV]."""
        return np.exp(_by_shell(self._ln_temperature, shell, np.log(energy)))

    def conductivity(self, shell: Shells, temperature: Array) -> Array:
        """-F/(dT/dr), Rosseland's (c/3) Sum Int lambda (du/dT) dE or that of `Hops`, (cells,) [1/(m s)]."""
        return np.exp(_by_shell(self._ln_conductivity, shell, np.log(temperature)))

    def inverse_mfp_at(self, shell: Shells, temperature: Array) -> Array:
        """Inverse mean free paths, (cells, k, g) [1/m]."""
        low, high = self.opacity_temperature[[0, -1]]
        return np.exp(_by_shell(self._ln_inverse_mfp, shell, np.log(np.clip(temperature, low, high))))

    def black(self, temperature: Array) -> Array:
        """Energy density of neutrinos in equilibrium, by group, (cells, k, g) [MeV/m^3]."""
        density = fermi_dirac(self.group / temperature[:, None]) * self._states
        return density[:, None, :] * np.array(self.counts)[:, None]

    def neutrino_energy(self, temperature: Array) -> Array:
        """Energy density of all neutrinos in equilibrium [MeV/m^3]."""
        return sum(self.counts) * neutrino_energy_density(temperature)

    def skin(self, temperature: float) -> float:
        """Energy that Z' carry out of a surface of that temperature [MeV/(m^2 s)]."""
        if self.hops is None:
            return 0.0
        return float(self._skin(np.log(max(temperature, self.temperature[0]))))

    @cached_property
    def _states(self) -> Array:
        """E d3p/(2 pi hbar c)^3 of a group [MeV/m^3]."""
        width = np.log(self.group[1] / self.group[0])
        return self.group**4 * width / (2 * np.pi**2 * HBAR_C_MEV_M**3)

    @cached_property
    def _ln_heat(self) -> list[CubicSpline]:
        return [CubicSpline(np.log(self.temperature), np.log(heat)) for heat in self.heat]

    @cached_property
    def _ln_temperature(self) -> list[CubicSpline]:
        flying = 0.0 if self.hops is None else self.hops.energy
        return [CubicSpline(np.log(heat + flying), np.log(self.temperature)) for heat in self.heat]

    @cached_property
    def _ln_inverse_mfp(self) -> list[CubicSpline]:
        return [CubicSpline(np.log(self.opacity_temperature), np.log(table)) for table in self.inverse_mfp]

    @cached_property
    def _ln_conductivity(self) -> list[CubicSpline]:
        x = self.group / self.temperature[:, None]
        slope = self._states * x / self.temperature[:, None] * fermi_dirac(x) * expit(x)
        slope = slope[:, None, :] * np.array(self.counts)[:, None]  # du/dT, (t, k, g)
        splines = []
        for shell in range(len(self.heat)):
            cells = np.full(len(self.temperature), shell)
            inverse_mfp = self.inverse_mfp_at(cells, self.temperature)
            if self.hops is None:
                values = SPEED_OF_LIGHT / 3 * np.sum(slope / inverse_mfp, axis=(1, 2))
            else:
                values = self.hops.conductivity(inverse_mfp, slope)
            splines.append(CubicSpline(np.log(self.temperature), np.log(values)))
        return splines

    @cached_property
    def _skin(self) -> PchipInterpolator:
        assert self.hops is not None
        return PchipInterpolator(np.log(self.temperature), self.hops.skin)


def _by_shell(splines: list[CubicSpline], shell: Shells, x: Array) -> Array:
    """Evaluate the spline of each cell's shell; cells run outwards."""
    counts = np.bincount(shell, minlength=len(splines))
    parts = np.split(x, np.cumsum(counts)[:-1])
    return np.concatenate([spline(part) for spline, part in zip(splines, parts, strict=True)])


@lru_cache(maxsize=4)
def tabulate(star: Star, species: str, opacity: str) -> Material:
    """Tabulate the shells of a star, from 0.1 MeV to its highest temperature.

    Parameters
    ----------
    star : Star
        With matter.
    species : {"nu_x", "all"}
        nu_mu, nu_tau and their antineutrinos; nu_e and anti-nu_e, too, at zero chemical potential.
    opacity : {"relativistic", "elastic"}
        Law of scattering, as in a scenario; scattering is isotropic.

    Returns
    -------
    Material
        Without a Z'.

    Raises
    ------
    ValueError
        For a star without matter or one that is cold, an unknown kind of species or opacity.
    """
    if star.matter is None:
        raise ValueError("an idealised star has no matter to cool")
    if species not in SPECIES or opacity not in OPACITIES:
        raise ValueError(
            f"species must be one of {[*SPECIES]}, opacity one of {[*OPACITIES]}: {species!r}, {opacity!r}"
        )
    hottest = float(star.temperature.max())
    if star.temperature.min() < 2 * _COLDEST:
        raise ValueError(f"the star must be hotter than {2 * _COLDEST} MeV, not {star.temperature.min()}")
    grid, coarse = _temperatures(hottest, 40), _temperatures(hottest, 10)
    low, high = _REDUCED[0] * coarse[0], _REDUCED[1] * coarse[-1]
    group = np.exp(np.arange(np.log(low), np.log(high) + _GROUP_WIDTH, _GROUP_WIDTH))
    shells = range(star.shells)
    return Material(
        temperature=grid,
        heat=np.array([_heat(star.matter, shell, grid, SPECIES[species]) for shell in shells]),
        group=group,
        opacity_temperature=coarse,
        inverse_mfp=np.array(
            [_inverse_mfp(star.matter, shell, coarse, group, opacity, species == "all") for shell in shells]
        ),
        counts=SPECIES[species],
    )


def _temperatures(hottest: float, per_decade: int) -> Array:
    """Return a geometric grid that reaches a little beyond the hottest zone."""
    decades = np.log10(1.05 * hottest / _COLDEST)
    return np.geomspace(_COLDEST, 1.05 * hottest, 1 + int(np.ceil(decades * per_decade)))


def _heat(matter: Matter, shell: int, temperature: Array, counts: tuple[int, ...]) -> Array:
    """Energy density of matter and neutrinos of a shell, (t,) [MeV/m^3]."""
    composition = matter.neutron_density[shell], matter.proton_density[shell], matter.nucleon_mass[shell]
    neutrinos = sum(counts) * neutrino_energy_density(temperature)
    return matter_thermal_energy(*composition, temperature) + neutrinos


def _inverse_mfp(
    matter: Matter, shell: int, temperature: Array, group: Array, opacity: str, electrons: bool
) -> Array:
    """Inverse mean free paths of a shell, (t, k, g) [1/m]; as E^2 beyond 60 T, where there is no neutrino."""
    law = OPACITIES[opacity]
    potentials = matter.chemical_potentials(np.full(len(temperature), shell), temperature)
    rows = []
    leptons = lepton_potentials(
        matter.neutron_density[shell], matter.proton_density[shell], *potentials, temperature
    )
    leptons = np.broadcast_arrays(*leptons)
    for t, mu_n, mu_p, *lepton in zip(temperature, *potentials, *leptons, strict=True):
        energy = np.minimum(group, 60 * t)
        state = (energy, t, mu_n, mu_p, matter.nucleon_mass[shell])
        scattered = law(*state)
        rates = [scattered.neutrino, scattered.antineutrino]
        if electrons:
            absorbed = [effective_absorption(*state, *lepton, antineutrino=anti) for anti in (False, True)]
            rates += [rate + more for rate, more in zip(rates, absorbed, strict=True)]
        rows.append(np.array(rates) * (group / energy) ** 2)
    return np.array(rows)
