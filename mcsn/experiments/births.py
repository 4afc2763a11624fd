"""Where coalescences happen in a star in equilibrium, and how packets are spread over them.

The rate is Eq. 24's: neutrinos of two flavours, each counting one pair. What is asked for is the luminosity
that is made and the one that gets out, and where decays are early the second comes from a skin that a uniform
choice of births would miss. So the star is cut into cells, finer towards the surface, and half of the packets
go where energy is made, half where energy comes from that gets out; a packet's weight makes up for it. The
estimate of what gets out is rough, and only errors depend on it: the mean is right for any allocation.
"""

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.fermi import neutrino_density
from mcsn.transport.grid import PROBABILITIES
from mcsn.transport.production import Births
from mcsn.transport.state import Tables

Array = NDArray[np.float64]

_EVEN_CELLS = 200
_SURFACE_CELLS = 80
"""Cells whose depths go as 2^(-k/2): down to 1e-12 of the radius."""
_FLIGHTS = np.array([0.5, 1.0, 2.0, 4.0])
"""Flights, in mean decay lengths, that stand for the momenta of the Z'."""
_COSINES, _COSINE_WEIGHTS = np.polynomial.legendre.leggauss(32)


def make_births(tables: Tables) -> Births:
    """Make the births of a star in which Z' are made; tables: with number weighting."""
    edge = _cells(tables.outer_radius)
    middle = 0.5 * (edge[1:] + edge[:-1])
    zone = np.searchsorted(tables.outer_radius, middle)
    row = tables.row[zone]
    rate = 4.0 / 3.0 * np.pi * np.diff(edge**3) * _coalescence_density(tables)[zone]
    made = rate * _mean_energy(tables.coalesced)[row]
    leaving = made * _escape(middle, tables.outer_radius[-1], tables.grey_decay_length[row])
    if not leaving.any():  # so early are decays that it underflows
        leaving = made
    probability = 0.5 * made / made.sum() + 0.5 * leaving / leaving.sum()
    weight = np.divide(rate, probability, out=np.zeros_like(rate), where=probability > 0.0)
    cumulative = np.cumsum(probability)
    return Births(edge, zone, cumulative / cumulative[-1], weight * cumulative[-1])


def _cells(outer_radius: Array) -> Array:
    """Return the edges of the cells; every edge of a zone is one."""
    surface = outer_radius[-1]
    even = np.linspace(0.0, surface, _EVEN_CELLS + 1)
    skin = surface * (1.0 - 2.0 ** (-0.5 * np.arange(1, _SURFACE_CELLS)))
    return np.unique(np.concatenate([even, skin, outer_radius]))


def _coalescence_density(tables: Tables) -> Array:
    """Return the coalescences per volume and time in each zone, (zones,) [m^-3 s^-1]."""
    per_neutrino = SPEED_OF_LIGHT * tables.grey_rates[tables.row, :, 1].mean(axis=-1)
    return 2.0 * neutrino_density(tables.temperature) * per_neutrino


def _mean_energy(quantiles: Array) -> Array:
    """Return the means of distributions given by their quantiles, (rows, 2, q): (rows,)."""
    steps = np.diff(PROBABILITIES)
    return np.sum(0.5 * (quantiles[..., 1:] + quantiles[..., :-1]) * steps, axis=(1, 2))


def _escape(radius: Array, surface: float, decay_length: Array) -> Array:
    """Return about the root mean square probability of escape from radii, (n,).

    For the least variance packets go as what is made times this root (Neyman's allocation).
    """
    along = radius[:, None] * _COSINES
    way = np.sqrt(surface**2 - radius[:, None] ** 2 + along**2) - along
    flights = decay_length[:, None, None] * _FLIGHTS
    square = np.exp(-2.0 * way[:, :, None] / flights).mean(axis=-1)
    return np.sqrt(square @ _COSINE_WEIGHTS / 2.0)
