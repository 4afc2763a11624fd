"""The star as the paper sees it: mean quantities zone by zone, and the times and luminosity that follow."""

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcsn.opacities import opacity_rows
from mcsn.physics import analytic
from mcsn.physics.boson import Boson
from mcsn.physics.fermi import neutrino_energy_density
from mcsn.physics.heat import matter_thermal_energy
from mcsn.physics.pairs import (
    coalescence_time,
    electron_energy_loss_rate,
    energy_loss_rate,
    mean_decay_length,
)
from mcsn.species import trapped_leptons
from mcsn.star import Star

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Averages:
    """Means over the thermal spectrum; arrays have shape (zones,), and are None for what there is not."""

    outer_radius: Array  # [m]
    shell: NDArray[np.int64]
    temperature: Array  # [MeV]
    inverse_mfp: Array | None  # Eq. 7; None where nothing collides [1/m]
    coalescence_time: Array | None  # hbar / <R>, Eq. 19 [s]
    decay_length: Array | None  # Eq. 20 [m]
    energy_loss_rate: Array | None  # Eq. 24, by nu_mu and nu_tau [MeV m^-3 s^-1]
    electron_energy_loss_rate: Array | None  # the same by nu_e; None where they make no boson
    matter_energy: Array | None  # thermal, None in an idealised star [MeV/m^3]
    neutrino_energy: Array  # of nu_mu, nu_tau and their antineutrinos [MeV/m^3]

    def by_shell(self) -> "Averages":
        """Return the same with neighbouring zones of one shell and temperature taken together."""
        changes = (np.diff(self.shell) > 0) | (np.diff(self.temperature) != 0.0)
        last = np.append(changes, True)
        kept: list[Any] = [None if array is None else array[last] for array in dataclasses.astuple(self)]
        return Averages(*kept)

    def analytic(self) -> dict[str, float]:
        """Return the analytic results: times in seconds, luminosity in erg/s.

        With collisions, eq6_s, and walk_s: the mean that an exponential walk from the centre has in the
        diffusion limit. With matter too, eq5_s, in which nu_mu, nu_tau and their antineutrinos carry the heat
        out. With a Z', eq23_s, which as in the paper leaves out the last of several shells, and
        eq25_erg_per_s, the luminosity by nu_mu and nu_tau; where nu_e make it, too, eq25_nu_e_erg_per_s
        stands beside it.
        """
        results = {}
        if self.inverse_mfp is not None:
            results["eq6_s"] = analytic.diffusion_time(self.outer_radius, self.inverse_mfp)
            results["walk_s"] = analytic.walk_time(self.outer_radius, self.inverse_mfp)
            if self.matter_energy is not None:
                volume = np.diff(self.outer_radius**3, prepend=0.0)
                energies = float(volume @ self.matter_energy), float(volume @ self.neutrino_energy)
                results["eq5_s"] = analytic.cooling_time(results["eq6_s"], *energies)
        if self.decay_length is None or self.coalescence_time is None or self.energy_loss_rate is None:
            return results
        inner = self.shell < max(1, self.shell[-1])
        results["eq23_s"] = analytic.boson_diffusion_time(
            self.outer_radius[inner], self.decay_length[inner], self.coalescence_time[inner]
        )
        results["eq25_erg_per_s"] = analytic.boson_luminosity(self.outer_radius, self.energy_loss_rate)
        if self.electron_energy_loss_rate is not None:
            by_electrons = analytic.boson_luminosity(self.outer_radius, self.electron_energy_loss_rate)
            results["eq25_nu_e_erg_per_s"] = by_electrons
        return results


def shell_averages(
    star: Star,
    boson: Boson | None,
    opacity: str | None,
    antineutrino_fraction: float = 0.5,
    opacity_scale: float = 1.0,
) -> Averages:
    """Average over the thermal spectra of a star; a mixture of species has the mean of their 1/lambda."""
    rows = opacity_rows(star, opacity).scaled(opacity_scale)
    weights = np.array([1.0 - antineutrino_fraction, antineutrino_fraction])
    return Averages(
        outer_radius=star.outer_radius,
        shell=star.shell,
        temperature=star.temperature,
        inverse_mfp=(rows.mean_inverse_mfp @ weights)[rows.zone_row] if opacity else None,
        coalescence_time=coalescence_time(boson, rows.temperature)[rows.zone_row] if boson else None,
        decay_length=mean_decay_length(boson, rows.temperature)[rows.zone_row] if boson else None,
        energy_loss_rate=energy_loss_rate(boson, rows.temperature)[rows.zone_row] if boson else None,
        electron_energy_loss_rate=_by_electrons(star, boson) if boson else None,
        matter_energy=_matter_energy(star),
        neutrino_energy=4 * neutrino_energy_density(star.temperature),
    )


@lru_cache(maxsize=8)
def _matter_energy(star: Star) -> Array | None:
    """Thermal energy density of matter in every zone [MeV/m^3], None in an idealised star."""
    if star.matter is None:
        return None
    states = np.stack([star.shell, star.temperature])
    (shells, temperature), zone = np.unique(states, axis=1, return_inverse=True)
    matter, shell = star.matter, shells.astype(np.int64)
    densities = matter.neutron_density[shell], matter.proton_density[shell]
    return matter_thermal_energy(*densities, matter.nucleon_mass[shell], temperature)[zone.ravel()]


def _by_electrons(star: Star, boson: Boson) -> Array | None:
    """Return the energy that nu_e put into bosons, (zones,), with no chemical potential in an ideal star."""
    if not boson.electron_fraction:
        return None
    leptons = trapped_leptons(star)
    mu_nue = np.zeros_like(star.temperature) if leptons is None else leptons.mu_nue
    return electron_energy_loss_rate(boson, star.temperature, mu_nue)
