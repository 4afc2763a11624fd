"""Bins of time as the rows of a table between which its readers interpolate: edges and middles of bins."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.signal.moments import Moments
from mcsn.signal.straight import alternating, corners, straight, with_ends

Array = NDArray[np.float64]

_BEYOND_S = 5e-4
"""The last row is so late [s]: sntools ends at whole milliseconds and wants a row behind its end."""


class Rows(NamedTuple):
    """Values at times, per flavour; all positive, but alpha, which is above -1."""

    time: Array  # (rows,) since bounce [s]
    luminosity: Array  # (flavours, rows) [erg/s]
    mean_energy: Array  # (flavours, rows) [MeV]
    alpha: Array  # (flavours, rows)

    @property
    def mean_square_energy(self) -> Array:
        """(flavours, rows) [MeV^2]."""
        return self.mean_energy**2 * (self.alpha + 2.0) / (self.alpha + 1.0)


def rows_of(moments: Moments) -> Rows:
    """Return the rows of bins: straight lines between luminosities give every bin its energy."""
    time = corners(moments.time_edge)
    time[-1] += _BEYOND_S
    return Rows(time, straight(moments.luminosity), _halfway(moments.mean_energy), _halfway(moments.alpha))


def lines(columns: list[Array], separator: str) -> str:
    """Return columns, each (rows,), as lines of text."""
    return "".join(
        separator.join(f"{value:.9e}" for value in row) + "\n" for row in zip(*columns, strict=True)
    )


def _halfway(values: Array) -> Array:
    """Return values of bins in their middles, and halfway between at their edges: alpha stays above -1."""
    return alternating(with_ends(values, 0.5 * (values[..., 1:] + values[..., :-1])), values)
