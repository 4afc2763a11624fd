"""A burst in few numbers: luminosity and two moments of the energy, in bins with packets enough for them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import ERG_PER_MEV
from mcsn.errors import InputError
from mcsn.signal.emission import Emission

Array = NDArray[np.float64]

KNOWN = 0.1
"""Bins are merged until the luminosity of each flavour has a smaller relative error: some hundred packets."""
FAINT = 1e-10
"""A flavour that does not leave is given so much of what nu_x of the same sign do; readers divide by it."""
_LEAST_SPREAD = 1e-2
"""Of energies, variance over mean squared, that a bin must have: alpha is less than its inverse."""


class Moments(NamedTuple):
    """Neutrinos that leave in bins of time, per flavour in the order `FLAVOURS`; all are positive."""

    time_edge: Array  # (bins + 1,) since bounce [s]
    number: Array  # (4, bins)
    energy: Array  # (4, bins) sum over neutrinos [MeV]
    square: Array  # (4, bins) sum of squares [MeV^2]

    @property
    def luminosity(self) -> Array:
        """Energy per time, (4, bins) [erg/s]."""
        return self.energy * ERG_PER_MEV / np.diff(self.time_edge)

    @property
    def mean_energy(self) -> Array:
        """(4, bins) [MeV]."""
        return self.energy / self.number

    @property
    def mean_square_energy(self) -> Array:
        """(4, bins) [MeV^2]."""
        return self.square / self.number

    @property
    def alpha(self) -> Array:
        """Pinching of the spectrum E^alpha exp(-(alpha + 1) E/<E>) of these moments, (4, bins), above -1.

        alpha = (2 <E>^2 - <E^2>) / (<E^2> - <E>^2), from M. T. Keil, G. G. Raffelt and H.-Th. Janka,
        Astrophys. J. 590, 971 (2003).
        """
        mean2, square = self.mean_energy**2, self.mean_square_energy
        return (2.0 * mean2 - square) / (square - mean2)


def moments_of(emission: Emission) -> Moments:
    """Return the moments of a burst, with neighbouring bins merged where they hold too few packets.

    A bin is complete when each flavour that leaves at all is known to `KNOWN` and has a spread of energies.
    What is left at the end goes to the last one.

    Raises
    ------
    InputError
        If not even the whole burst makes one bin.
    """
    there = np.array([number.any() for number in emission.number])
    starts = _starts(emission, there)
    if not starts:
        raise InputError(
            "so few packets leave that luminosities are unknown; run with more experiment.packets"
        )
    edges = np.append(emission.time_edge[starts], emission.time_edge[-1])
    sums = np.array([np.add.reduceat(values, starts, axis=1) for values in _sums(emission)])
    for i in np.flatnonzero(~there):  # nu_e before nu_x of the same sign
        sums[:, i] = FAINT * sums[:, i + 2]
    return Moments(edges, *sums)


def _starts(emission: Emission, there: NDArray[np.bool_]) -> list[int]:
    """Return the first bin of time of each bin to be, (merged bins,); there: flavours that leave, (4,)."""
    number, energy, square = (values[there] for values in _sums(emission))
    error = (emission.luminosity_stderr[there] * np.diff(emission.time_edge) / ERG_PER_MEV) ** 2
    first, starts = 0, []
    for end in range(1, number.shape[1] + 1):
        n, e, e2, variance = (values[:, first:end].sum(axis=1) for values in (number, energy, square, error))
        known = (e > 0.0) & (np.sqrt(variance) <= KNOWN * e) & (n * e2 > (1.0 + _LEAST_SPREAD) * e**2)
        if len(known) and known.all():
            starts.append(first)
            first = end
    return starts


def _sums(emission: Emission) -> tuple[Array, Array, Array]:
    """Return numbers, energies [MeV] and squares of energies [MeV^2] of bins, (4, times) each."""
    energy = emission.luminosity * np.diff(emission.time_edge) / ERG_PER_MEV
    leaves = energy > 0.0
    number = np.divide(energy, emission.mean_energy, out=np.zeros_like(energy), where=leaves)
    square = np.multiply(number, emission.mean_square_energy, out=np.zeros_like(energy), where=leaves)
    return number, energy, square
