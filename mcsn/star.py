"""The star: concentric shells of one composition each, cut into zones of one temperature each."""

import dataclasses
import hashlib
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mcsn.errors import InputError
from mcsn.physics.matter import kinetic_chemical_potential
from mcsn.profiles import TEMPERATURES, StarProfile, load_profile
from mcsn.scenario import Scenario, StarTable
from mcsn.scenario.rules import SHELLS

Array = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, eq=False)
class Matter:
    """Composition of the shells; every array has shape (shells,)."""

    neutron_density: Array  # [fm^-3]
    proton_density: Array  # [fm^-3]
    nucleon_mass: Array  # effective mass m* [MeV]

    def chemical_potentials(self, shell: NDArray[np.integer], temperature: Array) -> tuple[Array, Array]:
        """Kinetic chemical potentials mu_n*, mu_p* [MeV] of shells at any temperature, at fixed densities."""
        mass = self.nucleon_mass[shell]
        return (
            kinetic_chemical_potential(self.neutron_density[shell], temperature, mass),
            kinetic_chemical_potential(self.proton_density[shell], temperature, mass),
        )


@dataclasses.dataclass(frozen=True, eq=False)
class Star:
    """A spherical star at rest.

    A real star has `matter`; an idealised one has `mean_free_path` instead.
    """

    outer_radius: Array  # of the zones, increasing, (zones,) [m]
    temperature: Array  # (zones,) [MeV]
    shell: NDArray[np.int64]  # shell of each zone, (zones,)
    matter: Matter | None = None
    mean_free_path: Array | None = None  # (shells,) [m]

    @property
    def shells(self) -> int:
        """Number of shells."""
        return int(self.shell[-1]) + 1

    @property
    def zone_volume(self) -> Array:
        """Volume of the zones, (zones,) [m^3]."""
        return 4.0 / 3.0 * np.pi * np.diff(self.outer_radius**3, prepend=0.0)

    @cached_property
    def digest(self) -> str:
        """Hash of all numbers of the star."""
        matter = dataclasses.astuple(self.matter) if self.matter else ()
        digest = hashlib.sha256()
        for array in (self.outer_radius, self.temperature, self.shell, self.mean_free_path, *matter):
            digest.update(b"none" if array is None else array.tobytes())
        return digest.hexdigest()[:16]

    def __eq__(self, other: object) -> bool:
        """Stars of the same numbers are the same star: what is tabulated for one serves the other."""
        return isinstance(other, Star) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        from mcsn.shown import star_text

        return star_text(self)

    def _repr_html_(self) -> str:
        from mcsn.shown import star_html

        return star_html(self)

    def with_temperature(self, temperature: Array) -> "Star":
        """Return the same matter at other zone temperatures, shape (zones,) [MeV]."""
        return dataclasses.replace(self, temperature=np.broadcast_to(temperature, self.shell.shape).copy())


def load_star(scenario: Scenario) -> Star:
    """Build the star of a scenario.

    Raises
    ------
    InputError
        If the profile cannot be read; the message lists everything that is wrong with it.
    """
    profile = star_profile(scenario)
    return _star_of_profile(scenario.star, profile) if profile else _star_of_shells(scenario.star)


def star_profile(scenario: Scenario) -> StarProfile | None:
    """Return the profile of a scenario's star; None where its shells are written in the scenario.

    Raises
    ------
    InputError
        As `load_star`.
    """
    if scenario.star.profile == SHELLS:
        return None
    folder = Path(str(resources.files("mcsn"))) / "data" / "profiles"
    path = scenario.profile_path or folder / f"{scenario.star.profile}.csv"
    return load_profile(path, scenario.star)


@lru_cache(maxsize=8)
def _star_of_profile(table: StarTable, profile: StarProfile) -> Star:
    shells = profile.shells
    star = _shells_of_zones(table, shells.outer_radius, shells.temperature)
    matter = Matter(shells.neutron_density, shells.proton_density, shells.effective_mass)
    return dataclasses.replace(star, matter=matter)


@lru_cache(maxsize=8)
def _star_of_shells(table: StarTable) -> Star:
    star = _shells_of_zones(table, np.array(table.outer_radius_m), np.array(table.temperature_MeV))
    return dataclasses.replace(star, mean_free_path=np.array(table.mean_free_path_m))


def _shells_of_zones(table: StarTable, outer_radius: Array, temperature: Array) -> Star:
    """Cut shells into zones of equal volume; each starts at the temperature of its shell."""
    zones = table.zones_per_shell
    edges = np.concatenate([[0.0], outer_radius])
    radius = np.cbrt(np.linspace(edges[:-1] ** 3, edges[1:] ** 3, zones + 1)[1:]).T
    radius[:, -1] = outer_radius  # exactly
    radius = radius.ravel()
    temperature = temperature * table.temperature_scale
    if np.any(np.diff(radius, prepend=0.0) <= 0.0):
        raise InputError(f"star.zones_per_shell = {zones}: a zone is too thin for its radius")
    low, high = TEMPERATURES
    if np.any((temperature < low) | (temperature > high)):
        raise InputError(
            f"star: temperatures from {temperature.min():g} to {temperature.max():g} MeV (temperature_scale ="
            f" {table.temperature_scale:g}): must be from {low:g} to {high:g} MeV"
        )
    return Star(
        outer_radius=radius,
        temperature=np.repeat(temperature, zones),
        shell=np.repeat(np.arange(len(edges) - 1), zones),
    )
