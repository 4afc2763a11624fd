"""What a detector makes of neutrinos that pass: events by channel and energy of what is seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Response(NamedTuple):
    """Events per fluence: cross section times targets times efficiency."""

    channels: tuple[str, ...]
    seen_edge: Array  # (seen + 1,) energy of the lepton, or whatever the detector measures [MeV]
    area: Array
    """(channels, 4, energies, seen) [cm^2], flavours as in `FLAVOURS`; nu_x counts for nu_mu and nu_tau."""


@dataclass(frozen=True)
class Detector:
    """A detector and what is counted in it."""

    name: str
    title: str
    mass_kt: float
    counts: str
    """What is an event, as a person says it."""
    respond: Callable[[Array], Response]
    """Response to neutrinos in bins of energy with these edges, (energies + 1,) [MeV]."""
