"""Detectors and cross sections of sntools: each channel integrated over bins of energy."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sntools.detectors import Detector as SntoolsDetector
from sntools.detectors import supported_detectors

from mcsn.constants import HBAR_C_MEV_M
from mcsn.detectors.detector import Detector, Response

Array = NDArray[np.float64]
Efficiency = Callable[[Array], Array]
"""Share of leptons that is counted at energies [MeV]."""

SEEN_EDGE = np.arange(0.0, 103.0, 2.0)
"""Bins of energy of what is seen [MeV]; sntools ends at neutrinos of 100 MeV, too."""
_STEP = 0.5
"""Energies of neutrinos are at most so far apart [MeV]: positrons of one have nearly one energy."""
_LEAST = 2
"""And at least so many in a bin."""
CM2_MEV2 = (HBAR_C_MEV_M * 1e2) ** 2
"""1/MeV^2 in cm^2."""
LETTERS = {"e": 0, "eb": 1, "x": 2, "xb": 3}
"""Flavours of sntools in the order `FLAVOURS`."""
ALIKE = {"e": 1, "eb": 1, "x": 2, "xb": 2}
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(2)


def names() -> tuple[str, ...]:
    """Return the names of the detectors, in small letters."""
    return tuple(name.lower() for name in supported_detectors)


def sntools_detector(name: str) -> Detector:
    """Return a detector of sntools by one of `names`."""
    known = SntoolsDetector(dict(zip(names(), supported_detectors, strict=True))[name])
    counts = "interactions in the whole volume, with an electron above 0.77 MeV where electrons are scattered"
    if "ps" in known.material["channel_weights"]:
        counts += " and protons of any energy"
    return Detector(name, known.name, mass_kt(known), counts, partial(response, known))


def mass_kt(detector: SntoolsDetector) -> float:
    """Return the mass of the target [kt]."""
    return float(detector.n_molecules / 6.022e23 * detector.material["molecular_weight"] * 1e-9)


def response(
    detector: SntoolsDetector, energy_edge: Array, efficiency: Efficiency = np.ones_like
) -> Response:
    """Return the response of a detector of sntools in bins of the neutrinos' energy, (energies + 1,) [MeV].

    A bin has as many neutrinos in every interval of ln E.
    """
    kinds = tuple(detector.material["channel_weights"])
    area = np.zeros((len(kinds), len(LETTERS), len(energy_edge) - 1, len(SEEN_EDGE) - 1))
    for name, targets, channel in channels(detector):
        # A proton is seen by its kinetic energy.
        rest = import_module(type(channel).__module__).mP if name == "ps" else 0.0
        place = kinds.index(name), LETTERS[channel.flavor]
        scale = CM2_MEV2 * targets * ALIKE[channel.flavor]
        for j, share, energy in _neutrinos(channel.bounds_eNu, energy_edge):
            area[*place, j] += scale * share * _cross_section(channel, energy, rest, efficiency)
    return Response(kinds, SEEN_EDGE, area)


def channels(detector: SntoolsDetector) -> Iterator[tuple[str, float, Any]]:
    """Yield the channels of sntools, one for each flavour: name, number of targets, channel."""
    for name, weight in detector.material["channel_weights"].items():
        module = import_module(f"sntools.interaction_channels.{name}")
        for flavour in module.possible_flavors:
            yield name, detector.n_molecules * weight, module.Channel(flavour)


def _neutrinos(bounds: tuple[float, float], edges: Array) -> Iterator[tuple[int, float, float]]:
    """Yield energies within bounds: number of the bin, share of its neutrinos, energy [MeV]."""
    for j, (low, high) in enumerate(pairwise(edges)):
        first, last = max(low, bounds[0]), min(high, bounds[1])
        if first < last:
            parts = max(_LEAST, int(np.ceil((last - first) / _STEP)))
            share = np.log(last / first) / np.log(high / low) / parts
            for i in range(parts):
                yield j, share, first * (last / first) ** ((i + 0.5) / parts)


def _cross_section(channel: Any, energy: float, rest: float, efficiency: Efficiency) -> Array:
    """Return the cross section by bin of what is seen, (seen,) [1/MeV^2]; rest: of its energy, unseen."""
    low, high = channel.bounds_eE(energy)
    breaks = [point for point in channel._opts(energy)["points"] if low < point < high]
    inner = SEEN_EDGE[(SEEN_EDGE + rest > low) & (SEEN_EDGE + rest < high)] + rest
    cuts = np.unique(np.concatenate([[low, high], breaks, inner]))
    middle, half = 0.5 * (cuts[1:] + cuts[:-1]), 0.5 * np.diff(cuts)
    found = np.zeros(len(SEEN_EDGE) - 1)
    bins = np.searchsorted(SEEN_EDGE, middle - rest, side="right") - 1
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        seen = middle + node * half
        values = np.array([channel.dSigma_dE(energy, one) for one in seen])
        np.add.at(found, bins, weight * half * values * efficiency(seen - rest))
    return found
