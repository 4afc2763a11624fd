"""The star as the paper sees it: mean quantities zone by zone, and the times and luminosity that follow."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcsn.physics import analytic
from mcsn.physics.boson import Boson
from mcsn.physics.pairs import (
    coalescence_time,
    electron_energy_loss_rate,
    energy_loss_rate,
    mean_decay_length,
)
from mcsn.species import trapped_leptons
from mcsn.star import Star
from mcsn.tables import opacity_rows

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Averages:
    """Means over the thermal spectrum; arrays have shape (zones,), those of the Z' are None without one."""

    outer_radius: Array  # [m]
    shell: NDArray[np.int64]
    temperature: Array  # [MeV]
    inverse_mfp: Array  # Eq. 7 [1/m]
    coalescence_time: Array | None  # hbar / <R>, Eq. 19 [s]
    decay_length: Array | None  # Eq. 20 [m]
    energy_loss_rate: Array | None  # Eq. 24, by nu_mu and nu_tau [MeV m^-3 s^-1]
    electron_energy_loss_rate: Array | None  # the same by nu_e; None where they make no boson

    def by_shell(self) -> "Averages":
        """Return the same with neighbouring zones of one shell and temperature taken together."""
        changes = (np.diff(self.shell) > 0) | (np.diff(self.temperature) != 0.0)
        last = np.append(changes, True)
        kept: list[Any] = [None if array is None else array[last] for array in dataclasses.astuple(self)]
        return Averages(*kept)

    def analytic(self) -> dict[str, float]:
        """Return the analytic results: times in seconds, luminosity in erg/s.

        eq6_s, and walk_s: the mean that an exponential walk from the centre has in the diffusion limit.
        With a Z', eq23_s, which as in the paper leaves out the last of several shells, and eq25_erg_per_s,
        the luminosity by nu_mu and nu_tau; where nu_e make it, too, eq25_nu_e_erg_per_s stands beside it.
        """
        results = {
            "eq6_s": analytic.diffusion_time(self.outer_radius, self.inverse_mfp),
            "walk_s": analytic.walk_time(self.outer_radius, self.inverse_mfp),
        }
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


def shell_averages(star: Star, boson: Boson | None, opacity: str, antineutrino_fraction: float) -> Averages:
    """Average over the thermal spectra of a star; a mixture of species has the mean of their 1/lambda."""
    rows = opacity_rows(star, opacity)
    weights = np.array([1.0 - antineutrino_fraction, antineutrino_fraction])
    return Averages(
        outer_radius=star.outer_radius,
        shell=star.shell,
        temperature=star.temperature,
        inverse_mfp=(rows.mean_inverse_mfp @ weights)[rows.zone_row],
        coalescence_time=coalescence_time(boson, rows.temperature)[rows.zone_row] if boson else None,
        decay_length=mean_decay_length(boson, rows.temperature)[rows.zone_row] if boson else None,
        energy_loss_rate=energy_loss_rate(boson, rows.temperature)[rows.zone_row] if boson else None,
        electron_energy_loss_rate=_by_electrons(star, boson) if boson else None,
    )


def _by_electrons(star: Star, boson: Boson) -> Array | None:
    """Return the energy that nu_e put into bosons, (zones,), with no chemical potential in an ideal star."""
    if not boson.electron_fraction:
        return None
    leptons = trapped_leptons(star)
    mu_nue = np.zeros_like(star.temperature) if leptons is None else leptons.mu_nue
    return electron_energy_loss_rate(boson, star.temperature, mu_nue)
