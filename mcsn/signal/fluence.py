"""Neutrinos that pass a detector at a distance, after conversion of flavours."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.constants import parsec

from mcsn.errors import InputError
from mcsn.physics.flavour import Conversion, converted, converted_errors
from mcsn.signal.emission import Emission

Array = NDArray[np.float64]

CM_PER_KPC = parsec * 1e5
"""One kiloparsec in cm."""


class Fluence(NamedTuple):
    """Neutrinos per area in bins of time and energy, per flavour in the order `FLAVOURS`."""

    time_edge: Array  # (times + 1,) since bounce, on the clock of the first light [s]
    energy_edge: Array  # (energies + 1,) [MeV]
    number: Array  # (4, times, energies) [1/cm^2]
    number_stderr: Array  # of the simulation


def fluence(emission: Emission, distance_kpc: float, conversion: Conversion = "none") -> Fluence:
    """Return what passes at a distance [kpc].

    Raises
    ------
    InputError
        If the distance is not positive, or there is no such conversion.
    """
    sphere = sphere_cm2(distance_kpc)
    return Fluence(
        emission.time_edge,
        emission.energy_edge,
        converted(emission.number, conversion) / sphere,
        converted_errors(emission.number_stderr, conversion) / sphere,
    )


def sphere_cm2(distance_kpc: float) -> float:
    """Return the area of the sphere at a distance [kpc] that neutrinos pass [cm^2]; raises as `fluence`."""
    if not 0.0 < distance_kpc < np.inf:
        raise InputError(f"distance of {distance_kpc:g} kpc: must be greater than 0")
    return float(4.0 * np.pi * (distance_kpc * CM_PER_KPC) ** 2)
