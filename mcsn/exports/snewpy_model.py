"""A burst as a model of snewpy: the spectra themselves, not pinched ones."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from mcsn.errors import InputError
from mcsn.result import Result
from mcsn.signal.emission import emission_of
from mcsn.signal.straight import corners, straight

try:
    from astropy import units
    from snewpy.models.base import SupernovaModel
    from snewpy.neutrino import Flavor
except ModuleNotFoundError:
    raise InputError(
        "a model of snewpy needs snewpy, which is not installed: pip install 'mcsn[detectors]'"
    ) from None

_ORDER = (Flavor.NU_E, Flavor.NU_E_BAR, Flavor.NU_X, Flavor.NU_X_BAR)


class BurstModel(SupernovaModel):
    """What leaves in a burst, per flavour: NU_X is one of nu_mu and nu_tau.

    Spectra are straight lines in time and energy that give every bin its number; what does not leave is zero.
    """

    def __init__(self, result: Result) -> None:
        """Take the spectra of a burst; raises as `mcsn.signal.emission_of`."""
        emission = emission_of(result)
        per_bin = np.diff(emission.time_edge)[:, None] * np.diff(emission.energy_edge)
        self._time, self._energy = corners(emission.time_edge), corners(emission.energy_edge)
        by_energy = np.swapaxes(straight(emission.number / per_bin), 1, 2)
        self._density = np.swapaxes(straight(by_energy), 1, 2)  # (4, times, energies) [1/(MeV s)]
        super().__init__(self._time * units.s, {"Title": result.scenario.title or result.scenario.name})

    def get_initial_spectra(
        self, t: Any, E: Any, flavors: Iterable[Flavor] = Flavor
    ) -> "dict[Flavor, units.Quantity]":
        """Return neutrinos per energy and time, (times, energies) without axes of length 1 [1/(erg s)].

        t: times since bounce, E: energies, quantities of one value or of an array; flavors: what is returned.
        """
        time = np.atleast_1d(units.Quantity(t).to_value(units.s))
        energy = np.atleast_1d(units.Quantity(E).to_value(units.MeV))
        after, later = _between(self._time, time)
        above, higher = _between(self._energy, energy)
        spectra = {}
        for flavor in flavors:
            density = self._density[_ORDER.index(flavor)]
            rows = density[after - 1] + later[:, None] * (density[after] - density[after - 1])
            values = rows[:, above - 1] + higher * (rows[:, above] - rows[:, above - 1])
            inside = _inside(self._time, time)[:, None] & _inside(self._energy, energy)
            values = np.where(inside, values, 0.0) / (units.MeV * units.s)
            spectra[flavor] = np.squeeze(values.to(1.0 / (units.erg * units.s)))
        return spectra


def _between(grid: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which point of the grid is next above each point, and how far each is on the way to it."""
    above = np.clip(np.searchsorted(grid, points, side="right"), 1, len(grid) - 1)
    return above, (points - grid[above - 1]) / (grid[above] - grid[above - 1])


def _inside(grid: np.ndarray, points: np.ndarray) -> np.ndarray:
    return (points >= grid[0]) & (points <= grid[-1])
