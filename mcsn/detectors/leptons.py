"""The leptons that neutrinos make, one by one: nodes of a quadrature over the cross sections of sntools.

They serve where bins of what is seen would be too coarse: to smear energies, and to cut at a threshold.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sntools.detectors import Detector as SntoolsDetector
from sntools.detectors import water

from mcsn.detectors.from_sntools import ALIKE, CM2_MEV2, LETTERS, channels

__all__ = ["Leptons", "SntoolsDetector", "Target", "leptons", "water"]

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)


class Target(SntoolsDetector):
    """Matter of a mass, as sntools wants it: its molecular weight, and targets per molecule by channel."""

    def __init__(self, name: str, mass_kt: float, material: Mapping[str, Any]) -> None:
        self.name = name
        self.material = material
        self.n_molecules = mass_kt * 1e9 * 6.022e23 / material["molecular_weight"]


class Leptons(NamedTuple):
    """Leptons of a target, arrays (leptons,)."""

    channel: NDArray[np.str_]  # as sntools names it
    flavour: Numbers  # of the neutrino, a place in `FLAVOURS`; nu_x counts for nu_mu and nu_tau
    neutrino: Numbers  # a place among the energies of neutrinos
    energy: Array  # total [MeV]
    area: Array  # cross section times targets [cm^2]


def leptons(target: SntoolsDetector, neutrino_energy: Array) -> Leptons:
    """Return what neutrinos of energies (energies,) [MeV] make in a target, in all of its channels."""
    found = [
        (name, LETTERS[channel.flavor], j, energy, targets * ALIKE[channel.flavor] * CM2_MEV2 * sigma)
        for name, targets, channel in channels(target)
        for j, energy, sigma in _nodes(channel, neutrino_energy)
    ]
    return Leptons(*map(np.array, zip(*found, strict=True)))


def _nodes(channel: Any, neutrino_energy: Array) -> Iterator[tuple[int, float, float]]:
    """Yield number of the neutrino, energy of a lepton [MeV] and cross section of the node [MeV^-2]."""
    low, high = channel.bounds_eNu
    for j in np.flatnonzero((neutrino_energy > low) & (neutrino_energy < high)):
        least, most = channel.bounds_eE(neutrino_energy[j])
        breaks = [at for at in channel._opts(neutrino_energy[j])["points"] if least < at < most]
        for begin, end in pairwise(np.unique([least, *breaks, most])):
            for node, weight in zip(_NODES, _WEIGHTS, strict=True):
                energy = 0.5 * (begin + end) + 0.5 * (end - begin) * node
                sigma = channel.dSigma_dE(neutrino_energy[j], energy)
                if sigma > 0.0:
                    yield int(j), float(energy), 0.5 * (end - begin) * weight * sigma
