"""Kamiokande-II as it saw SN 1987A: a detector for sntools, and what of its events was counted.

Volume: the fiducial cylinder of 2.14 kt of water, radius 7.2 m and height 13.14 m (K. S. Hirata et al., Phys.
Rev. D 38, 448 (1988)). Efficiency and resolution: F. Vissani, J. Phys. G 42, 013001 (2015), arXiv:1409.4710.
"""

from functools import partial
from math import pi

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from sntools.detectors import Detector as SntoolsDetector
from sntools.detectors import water

from mcsn.detectors.detector import Detector
from mcsn.detectors.from_sntools import mass_kt, response

Array = NDArray[np.float64]

NAME = "kamiokande2"
THRESHOLD_MEV = 7.5
"""Least measured energy of an event: 20 photomultipliers hit (Hirata et al.)."""


class KamiokandeII(SntoolsDetector):
    """The fiducial volume, as sntools wants it."""

    def __init__(self) -> None:
        self.name = "KamiokandeII"
        self.shape = "cylinder"
        self.height, self.radius = 1314.0, 720.0  # cm
        self.material = water
        per_volume = water["density"] * 6.022e23 / water["molecular_weight"]
        self.n_molecules = pi * self.radius**2 * self.height * per_volume


def resolution(energy: Array) -> Array:
    """Return the standard deviation of the measured energy of an electron [MeV]."""
    return 1.27 * np.sqrt(energy / 10.0) + 1.0 * energy / 10.0


def found(energy: Array) -> Array:
    """Return the probability that an electron of an energy [MeV] is found, whatever is measured of it."""
    energy = np.maximum(energy, 1.0)  # below 2.6 MeV none is found
    return 0.93 * np.maximum(1.0 - 0.2 / energy - (2.5 / energy) ** 2, 0.0)


def efficiency(energy: Array) -> Array:
    """Return the probability that an electron of an energy [MeV] is found, and measured above threshold."""
    energy = np.maximum(energy, 1.0)
    above = 0.5 * (1.0 + erf((energy - THRESHOLD_MEV) / (np.sqrt(2.0) * resolution(energy))))
    return found(energy) * above


def kamiokande2() -> Detector:
    """Return the detector with its efficiency."""
    known = KamiokandeII()
    counts = f"electrons found in the fiducial volume, and measured above {THRESHOLD_MEV} MeV"
    respond = partial(response, known, efficiency=efficiency)
    return Detector(NAME, "Kamiokande-II", mass_kt(known), counts, respond)
