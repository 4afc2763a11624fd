"""What leaves the star in a burst, per flavour and with times from bounce."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import ERG_PER_MEV
from mcsn.errors import InputError
from mcsn.physics.flavour import FLAVOURS
from mcsn.result import Result

Array = NDArray[np.float64]

START_S = 1.0
"""When a burst begins, after bounce [s]: the star of the paper's Table I is that old."""
_ALIKE = {"nu_e": 1, "anti_nu_e": 1, "nu_x": 2, "anti_nu_x": 2}
"""Flavours that a species of a result stands for."""


@dataclass(frozen=True, eq=False)
class Emission:
    """Neutrinos that leave, in bins of time and energy: per flavour, in the order `FLAVOURS`.

    nu_x is one of nu_mu and nu_tau. What a result does not have, nu_e in a burst of nu_x, is zero. Standard
    errors are those of the result: of the simulation, not of the star.
    """

    time_edge: Array  # (times + 1,) since bounce [s]
    energy_edge: Array  # (energies + 1,) [MeV]
    number: Array  # (4, times, energies) neutrinos in the bin
    number_stderr: Array
    luminosity: Array  # (4, times) [erg/s]
    luminosity_stderr: Array
    mean_energy: Array  # (4, times) [MeV]; NaN where nothing leaves
    mean_energy_stderr: Array
    mean_square_energy: Array  # (4, times) [MeV^2]; NaN where nothing leaves
    mean_square_energy_stderr: Array

    @property
    def time(self) -> Array:
        """Middle of the bins of time, since bounce (times,) [s]."""
        return 0.5 * (self.time_edge[1:] + self.time_edge[:-1])

    @property
    def energy(self) -> Array:
        """Middle of the bins of energy, which are logarithmic (energies,) [MeV]."""
        return np.sqrt(self.energy_edge[1:] * self.energy_edge[:-1])

    @property
    def flavours(self) -> tuple[str, ...]:
        """Those of `FLAVOURS` that leave at all."""
        return tuple(name for name, number in zip(FLAVOURS, self.number, strict=True) if number.any())


def emission_of(result: Result) -> Emission:
    """Return what leaves in a burst.

    The neutrinos of a bin of energy are its energy over the middle of the bin, which is 12 % wide.

    Raises
    ------
    InputError
        If the result is not one of a burst, or of one without energies (`transport.spectrum = "grey"`).
    """
    kind = result.scenario.experiment.kind
    if kind != "burst":
        raise InputError(
            f'{result.scenario.name}: is a result of kind "{kind}"; needs one of `mcsn run burst`'
        )
    if "spectrum" not in result.variables:
        raise InputError(
            f'{result.scenario.name}: transport.spectrum = "grey" has no energies; run it with "collision"'
        )
    energies = result["energy_edge"]
    per_spectrum = np.diff(energies) / (np.sqrt(energies[1:] * energies[:-1]) * ERG_PER_MEV)
    return Emission(
        time_edge=START_S + result["time_edge"],
        energy_edge=energies,
        **_estimate(result, "spectrum", "number", per_spectrum),
        **_estimate(result, "luminosity_species", "luminosity"),
        **_estimate(result, "energy_mean", "mean_energy", additive=False),
        **_estimate(result, "energy_square_mean", "mean_square_energy", additive=False),
    )


def _estimate(
    result: Result, variable: str, name: str, scale: Array | float = 1.0, additive: bool = True
) -> dict[str, Array]:
    """Return a variable and its error by flavour, times a scale; flavours alike share additive ones."""
    made = {}
    for suffix in ("", "_stderr"):
        stored = result[variable + suffix]
        by_flavour = np.full((len(FLAVOURS), *stored.shape[1:]), 0.0 if additive else np.nan)
        for species, values in zip(result["species"], stored, strict=True):
            alike = _ALIKE[species] if additive else 1
            by_flavour[FLAVOURS.index(species)] = values * scale / alike
        made[name + suffix] = by_flavour
    return made
