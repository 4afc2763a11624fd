"""Matter in concentric cells: where it is cut, and how neighbours become one.

Everything is constant within a cell. Merging keeps what is there of neutrons and protons, to rounding;
temperature and effective mass become means over the baryons.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mcsn.physics.heat import matter_thermal_energy

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cells:
    """Concentric cells; every array has shape (cells,)."""

    outer_radius: Array  # increasing [m]
    temperature: Array  # [MeV]
    neutron_density: Array  # [fm^-3]
    proton_density: Array  # [fm^-3]
    nucleon_mass: Array | None = None  # effective mass m*; None: not known yet [MeV]

    def __len__(self) -> int:
        return len(self.outer_radius)

    @property
    def volume(self) -> Array:
        """Volume of the cells, (cells,) [m^3]."""
        return 4 / 3 * np.pi * np.diff(self.outer_radius**3, prepend=0.0)

    @property
    def baryon_density(self) -> Array:
        """n_B, (cells,) [fm^-3]."""
        return self.neutron_density + self.proton_density

    @property
    def effective_mass(self) -> Array:
        """m* of cells where it is known, (cells,) [MeV]."""
        assert self.nucleon_mass is not None
        return self.nucleon_mass

    @property
    def thermal_energy(self) -> Array:
        """Thermal energy of nucleons, electrons and photons in each cell, (cells,) [MeV]."""
        composition = self.neutron_density, self.proton_density, self.effective_mass
        return self.volume * matter_thermal_energy(*composition, self.temperature)

    def within(self, radius: float) -> "Cells":
        """Return what lies within a radius [m], at most the last; the cell that it cuts ends there."""
        count = int(np.searchsorted(self.outer_radius, radius)) + 1
        arrays = {name: None if array is None else array[:count] for name, array in vars(self).items()}
        return Cells(**arrays | {"outer_radius": np.append(self.outer_radius[: count - 1], radius)})

    def merged(self, first: NDArray[np.intp]) -> "Cells":
        """Merge runs of neighbours; `first` is the number of the first cell of each run."""
        if len(first) == len(self):
            return self
        volume = self.volume
        total = np.add.reduceat(volume, first)
        densities = [
            np.add.reduceat(volume * density, first) / total
            for density in (self.neutron_density, self.proton_density)
        ]
        baryons = volume * self.baryon_density
        share = baryons / np.repeat(np.add.reduceat(baryons, first), np.diff(first, append=len(self)))
        temperature = np.add.reduceat(share * self.temperature, first)
        mass = None if self.nucleon_mass is None else np.add.reduceat(share * self.nucleon_mass, first)
        neutrons, protons = densities
        outer_radius = self.outer_radius[np.append(first[1:], len(self)) - 1]
        return Cells(outer_radius, temperature, neutrons, protons, mass)

    def runs(self, most: int) -> NDArray[np.intp]:
        """Part the cells into at most so many runs, between which the star changes about as much.

        Returns
        -------
        ndarray, shape (runs,)
            The number of the first cell of each run. Runs are equal steps of
            Sum |d ln n_B| + |d ln T| + dr/R over the cells, as far as cells allow it.
        """
        if len(self) <= most:
            return np.arange(len(self))
        centre = self.outer_radius - np.diff(self.outer_radius, prepend=0.0) / 2
        change = np.diff(centre) / self.outer_radius[-1]
        for values in (self.baryon_density, self.temperature):
            change += np.abs(np.diff(np.log(values)))
        way = np.cumsum(np.append(0.0, change))
        run = np.minimum((way / way[-1] * most).astype(np.int64), most - 1)
        return np.append(0, np.flatnonzero(np.diff(run)) + 1)

    def with_mass(self, mass: Array) -> "Cells":
        """Return the same with an effective mass, (cells,) [MeV]."""
        return replace(self, nucleon_mass=mass)
