"""The three detectors of 1987: how much of what, and what they make of the energy of a positron.

Efficiency, threshold and resolution are those of F. Vissani, J. Phys. G 42, 013001 (2015), arXiv:1409.4710,
which take the published curves of the experiments apart into an intrinsic efficiency, a smearing and a
threshold on the measured energy. The angular bias of IMB, some percent on average, is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import ELECTRON_MASS
from mcsn.detectors import kamiokande2
from mcsn.detectors.leptons import SntoolsDetector, Target, water

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Detector:
    """A detector; energies are total energies of electrons or positrons [MeV], arrays of any shape."""

    key: str
    """As in the data."""
    name: str
    target: SntoolsDetector
    efficiency: Callable[[Array], Array]
    """Of the true energy, without the threshold."""
    resolution: Callable[[Array], Array]
    """Standard deviation of the measured energy [MeV]."""
    sight: tuple[float, float]
    """Least and largest measured energy [MeV]."""
    clear: float
    """Measured energy from which on background is rare: threshold of the first analyses [MeV]."""
    live: float
    """Share of the time in which it could see."""
    seen_beyond: Mapping[str, float]
    """What it sees beyond the energy of the lepton [MeV], by channel; nothing where it is not named."""


def _imb_efficiency(energy: Array) -> Array:
    x = np.maximum(energy / 15.0 - 1.0, 0.0)
    return np.minimum(0.369 * x - 6e-4 * x**4 + 1e-4 * x**5, 1.0)


def _imb_resolution(energy: Array) -> Array:
    return 3.0 * np.sqrt(energy / 10.0) + 0.4 * energy / 10.0


def _baksan_resolution(energy: Array) -> Array:
    return 0.2 * energy


KAMIOKANDE_II = Detector(
    "K2",
    "Kamiokande-II",
    kamiokande2.KamiokandeII(),
    kamiokande2.found,
    kamiokande2.resolution,
    sight=(4.5, 100.0),
    clear=kamiokande2.THRESHOLD_MEV,
    live=1.0,
    seen_beyond={},
)
IMB = Detector(
    "IMB",
    "IMB",
    Target("IMB", 6.8, water),
    _imb_efficiency,
    _imb_resolution,
    sight=(15.0, 100.0),
    clear=15.0,
    live=0.9055,  # muons of cosmic rays kept it blind for the rest of the time
    seen_beyond={},
)
WHITE_SPIRIT = {"molecular_weight": 128.26, "channel_weights": {"ibd": 20, "es": 74}}
"""C9H20, a scintillator; so little of it that reactions on carbon make no event."""
BAKSAN = Detector(
    "BAK",
    "Baksan",
    Target("Baksan", 0.2, WHITE_SPIRIT),
    np.ones_like,
    _baksan_resolution,
    sight=(10.0, 40.0),  # its background of one event in 30 s is that up to about 40 MeV
    clear=10.0,
    live=1.0,
    # It sees kinetic energy, and what a positron annihilates to.
    seen_beyond={"ibd": ELECTRON_MASS, "es": -ELECTRON_MASS},
)

DETECTORS = (KAMIOKANDE_II, IMB, BAKSAN)
