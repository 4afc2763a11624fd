"""Tables on a logarithmic grid that is read without a logarithm.

Every factor of two is cut into 64 equal cells. The exponent and the leading bits of a floating-point number
then are the number of its cell, and its other bits the place in the cell. Linear interpolation of a power law
x^p errs by at most |p(p-1)|/32768.
"""

import numpy as np

from mcsn.transport.compile import inline

_BITS = 6
_SHIFT = 52 - _BITS
_MASK = (1 << _SHIFT) - 1
_SCALE = 2.0**-_SHIFT
_BIAS = 1023

ENERGY_EXPONENTS = (-16, 14)
"""Energies are tabulated from 2^-16 MeV to 2^14 MeV."""
PROBABILITY_EXPONENTS = (-53, -1)
"""Both tails of a distribution are tabulated from 2^-53 to 1/2."""


def nodes(exponents: tuple[int, int]) -> np.ndarray:
    """Return the grid from 2^first to 2^last, shape (64 (last - first) + 1,)."""
    first, last = exponents
    step = np.arange((last - first) << _BITS)
    low = np.ldexp(1.0 + (step & ((1 << _BITS) - 1)) / (1 << _BITS), first + (step >> _BITS))
    return np.append(low, 2.0**last)


ENERGIES = nodes(ENERGY_EXPONENTS)
"""Energy grid of the opacity and coalescence tables [MeV]."""
PROBABILITIES = nodes(PROBABILITY_EXPONENTS)
"""Probabilities, from either end, at which quantiles are tabulated."""

_ENERGY_OFFSET = (_BIAS + ENERGY_EXPONENTS[0]) << _BITS
_ENERGY_CELLS = len(ENERGIES) - 1
_PROBABILITY_OFFSET = (_BIAS + PROBABILITY_EXPONENTS[0]) << _BITS
_PROBABILITY_CELLS = len(PROBABILITIES) - 1


@inline
def _locate(x, offset, cells):
    bits = np.float64(x).view(np.int64)
    cell = (bits >> _SHIFT) - offset
    if cell < 0:
        return 0, 0.0
    if cell >= cells:
        return cells - 1, 1.0
    return cell, float(bits & _MASK) * _SCALE


@inline
def locate_energy(energy):
    """Return cell and place in it, in [0, 1]; energies beyond the grid get its end."""
    return _locate(energy, _ENERGY_OFFSET, _ENERGY_CELLS)


@inline
def interpolate(table, cell, place):
    """Return the value of a table, shape (nodes,), at a place that was located before."""
    return table[cell] + place * (table[cell + 1] - table[cell])


@inline
def quantile(table, u):
    """Return the quantile of u in (0, 1).

    table, shape (2, len(PROBABILITIES)): quantiles at the nodes, of the probability below and of the
    probability above; so either tail is resolved down to 2^-53.
    """
    if u < 0.5:
        cell, place = _locate(u, _PROBABILITY_OFFSET, _PROBABILITY_CELLS)
        return interpolate(table[0], cell, place)
    cell, place = _locate(1.0 - u, _PROBABILITY_OFFSET, _PROBABILITY_CELLS)
    return interpolate(table[1], cell, place)
