"""From neutrinos to measured energies: what leptons they make, efficiency, smearing and threshold."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from mcsn.detectors.leptons import leptons
from mcsn.physics.flavour import FLAVOURS
from mcsn.studies.sn1987a.detectors import Detector

Array = NDArray[np.float64]


class Response:
    """What a detector makes of neutrinos of some energies (energies,) [MeV]; no directions are told."""

    def __init__(self, detector: Detector, neutrino_energy: Array) -> None:
        made = leptons(detector.target, neutrino_energy)
        self.detector, self.leptons = detector, made
        self.shape = len(FLAVOURS), len(neutrino_energy)
        self.seen = made.energy + np.array([detector.seen_beyond.get(name, 0.0) for name in made.channel])
        """Energy that is to be seen of each lepton [MeV]."""
        self.weight = made.area * detector.live * detector.efficiency(made.energy)
        """Area of those leptons that are found [cm^2]."""

    @property
    def deviation(self) -> Array:
        """Standard deviation of what is measured of each lepton [MeV]."""
        return self.detector.resolution(self.seen)

    def area(self) -> Array:
        """Return events in sight per neutrino and cm^2, (flavours, energies) [cm^2]."""
        low, high = (ndtr((end - self.seen) / self.deviation) for end in self.detector.sight)
        return self._summed(self.weight * (high - low))

    def area_at(self, measured: Array) -> Array:
        """Return the same per measured energy [MeV], (flavours, energies, measured) [cm^2/MeV]."""
        low, high = self.detector.sight
        return np.stack([self._at(one) * (low <= one <= high) for one in measured], axis=-1)

    def _at(self, measured: float) -> Array:
        deviation = self.deviation
        bell = np.exp(-0.5 * ((measured - self.seen) / deviation) ** 2) / (np.sqrt(2.0 * np.pi) * deviation)
        return self._summed(self.weight * bell)

    def _summed(self, values: Array) -> Array:
        """Return sums over the leptons of each flavour and energy of neutrinos (flavours, energies)."""
        total = np.zeros(self.shape)
        np.add.at(total, (self.leptons.flavour, self.leptons.neutrino), values)
        return total
