"""Detectors of SNOwGLoBES, from the tables that come with snewpy: cross section, smearing, efficiency."""

import contextlib
import io
import re
from functools import partial
from typing import Any

import numpy as np
from astropy import units
from numpy.typing import NDArray
from snewpy.neutrino import Flavor
from snewpy.rate_calculator import RateCalculator
from snewpy.snowglobes_interface import SnowglobesData

from mcsn.detectors.detector import Detector, Response

Array = NDArray[np.float64]

NAMES = {"icecube": "IceCube", "km3net": "KM3NeT", "ar40kt": "40 kt of liquid argon (DUNE)"}
_ORDER = (Flavor.NU_E, Flavor.NU_E_BAR, Flavor.NU_X, Flavor.NU_X_BAR)


class Tables(RateCalculator):
    """The tables of one detector; those of all take seconds to read."""

    def __init__(self, name: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()):  # it says where it reads them
            SnowglobesData.__init__(self, detectors=name)


def snowglobes_detector(name: str) -> Detector:
    """Return a detector of SNOwGLoBES by one of `NAMES`."""
    known = Tables(name).read_detector(name)
    counts = "events after the smearing and the efficiency of SNOwGLoBES, without background"
    mass = known.mass.to_value(units.tonne) * 1e-3
    return Detector(name, NAMES[name], mass, counts, partial(response, known))


def response(detector: Any, energy_edge: Array) -> Response:
    """Return the response of a detector of snewpy in bins of the neutrinos' energy, (energies + 1,) [MeV].

    Channels of different flavours are added. A bin has as many neutrinos in every interval of ln E.
    """
    seen_edge = next(iter(detector.channels.values())).smearing.bins_smeared.to_value(units.MeV)
    targets = detector.mass.to_value(units.Dalton)
    names = tuple(dict.fromkeys(map(_joint, detector.channels)))
    area = np.zeros((len(names), len(_ORDER), len(energy_edge) - 1, len(seen_edge) - 1))
    for name, channel in detector.channels.items():
        true_edge = channel.smearing.bins_true
        per_bin = channel.xsec(0.5 * (true_edge[1:] + true_edge[:-1])).to_value(units.cm**2)
        seen = (
            (targets * channel.weight * per_bin)[:, None]
            * channel.smearing.matrix
            * np.asarray(channel.efficiency)
        )
        shares = _shares(energy_edge, true_edge.to_value(units.MeV))
        for flavour in channel.flavor:
            area[names.index(_joint(name)), _ORDER.index(flavour)] += shares @ seen
    return Response(names, seen_edge, area)


def _joint(name: str) -> str:
    """Return the channel that a channel of one flavour belongs to."""
    if re.fullmatch(r"nu(e|mu|tau)(bar)?_e", name):
        return "es"
    return re.sub(r"^nc_nu(e|mu|tau)(bar)?_", "nc_", name)


def _shares(edges: Array, others: Array) -> Array:
    """Return what share of ln E of each bin lies in each of other bins, (bins, other bins)."""
    low, high = np.log(edges[:-1, None]), np.log(edges[1:, None])
    overlap = np.minimum(high, np.log(others[1:])) - np.maximum(low, np.log(others[:-1]))
    return np.maximum(overlap, 0.0) / (high - low)
