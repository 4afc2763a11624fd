"""The three detectors of 1987: how much of what, and what they make of a positron's energy.

Efficiency, threshold and resolution are those of F. Vissani, J. Phys. G 42, 013001 (2015), arXiv:1409.4710,
which take the published curves of the experiments apart into an intrinsic efficiency, a smearing and a
threshold on the measured energy. The mean angular bias of IMB, some percent, is left out.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.constants import Avogadro

from mcsn.constants import ELECTRON_MASS

Array = NDArray[np.float64]


class Material(NamedTuple):
    """A target, per molecule, and what it shows of a lepton beyond its total energy."""

    molar_mass: float  # [g/mol]
    targets: Mapping[str, int]  # by channel: free protons, electrons
    extra: Mapping[str, float]  # by channel: seen energy beyond that of the lepton [MeV]


class Detector(NamedTuple):
    """A detector; energies are total energies of positrons or electrons [MeV]."""

    key: str
    """As in the data."""
    name: str
    mass_kt: float
    material: Material
    efficiency: Callable[[Array], Array]
    """Of the true energy, without the threshold."""
    spread: tuple[float, float]
    """Standard deviation of the measured energy: a sqrt(E / 10 MeV) + b E / 10 MeV [MeV]."""
    sight: tuple[float, float]
    """Least and largest measured energy [MeV]."""
    clear: float
    """Measured energy from which on background is rare: threshold of the first analyses [MeV]."""
    live: float
    """Share of the time in which it could see."""

    def targets(self, channel: str) -> float:
        """Return the number of targets of a channel: ibd (protons) or es (electrons)."""
        molecules = self.mass_kt * 1e9 * Avogadro / self.material.molar_mass
        return molecules * self.material.targets[channel]

    def deviation(self, energy: Array) -> Array:
        """Return the standard deviation of the measured energy [MeV]."""
        statistical, systematic = self.spread
        return statistical * np.sqrt(energy / 10.0) + systematic * energy / 10.0


WATER = Material(18.0153, {"ibd": 2, "es": 10}, {"ibd": 0.0, "es": 0.0})
"""Only the light of the lepton is seen, in terms of its total energy."""
WHITE_SPIRIT = Material(128.26, {"ibd": 20, "es": 74}, {"ibd": ELECTRON_MASS, "es": -ELECTRON_MASS})
"""C9H20, a scintillator: kinetic energy is seen, and what a positron annihilates to."""


def _kamiokande(energy: Array) -> Array:
    return 0.93 * np.maximum(1.0 - 0.2 / energy - (2.5 / energy) ** 2, 0.0)


def _imb(energy: Array) -> Array:
    x = np.maximum(energy / 15.0 - 1.0, 0.0)
    return np.minimum(0.369 * x - 6e-4 * x**4 + 1e-4 * x**5, 1.0)


KAMIOKANDE_II = Detector("K2", "Kamiokande-II", 2.14, WATER, _kamiokande, (1.27, 1.0), (4.5, 100.0), 7.5, 1.0)
IMB = Detector("IMB", "IMB", 6.8, WATER, _imb, (3.0, 0.4), (15.0, 100.0), 15.0, 0.9055)
"""Muons of cosmic rays kept it blind for the rest of the time."""
BAKSAN = Detector("BAK", "Baksan", 0.2, WHITE_SPIRIT, np.ones_like, (0.0, 2.0), (10.0, 40.0), 10.0, 1.0)
"""Its background of one event in 30 s is that up to about 40 MeV."""

DETECTORS = (KAMIOKANDE_II, IMB, BAKSAN)
