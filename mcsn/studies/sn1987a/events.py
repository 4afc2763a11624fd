"""The neutrino events of SN 1987A; `mcsn/data/sn1987a.csv` holds them and says where they are from."""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

WINDOW_S = 30.0
"""Time after the first event of a detector in which its events are listed."""


class Events(NamedTuple):
    """What a detector saw, arrays (events,) in order of time."""

    time: Array  # since the first of them [s]
    energy: Array  # as measured [MeV]
    energy_error: Array  # [MeV]


class Background(NamedTuple):
    """What a detector sees without a supernova: a rate that is told at the energies of its events."""

    energy: Array  # rising (points,) [MeV]
    rate: Array  # (points,) [1/s/MeV]

    def __call__(self, energy: ArrayLike) -> Array:
        """Return the rate at energies [1/s/MeV]: power laws between points, level beyond them."""
        return np.exp(np.interp(np.log(energy), np.log(self.energy), np.log(self.rate)))


@cache
def seen(detector: str) -> tuple[Events, Background]:
    """Return the events and the background of a detector, by its key: K2, IMB or BAK."""
    text = (files("mcsn") / "data" / "sn1987a.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    names = ("t_s", "E_MeV", "dE_MeV", "bkg_Hz_per_MeV")
    columns = [[float(row[name]) for name in names] for row in rows if row["detector"] == detector]
    time, energy, error, rate = np.array(columns).T
    points, first = np.unique(energy, return_index=True)
    return Events(time, energy, error), Background(points, rate[first])
