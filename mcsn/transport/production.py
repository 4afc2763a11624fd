"""Z' that are born in equilibrium, one a packet, and where on their straight ways they decay."""

import math
from typing import NamedTuple

import numpy as np

from mcsn.transport.boson import born, daughters, neutrino_flavour
from mcsn.transport.compile import inline, kernel
from mcsn.transport.geometry import fly_across, next_boundary, radius_between, zone_of
from mcsn.transport.grid import quantile
from mcsn.transport.rng import isotropic_cosine, seed_stream, uniform
from mcsn.transport.state import ANTINEUTRINO, NEUTRINO

STRATA = 32
"""Packet i is born in stratum i mod `STRATA`; each has the same share of `Births.cumulative`."""


class Births(NamedTuple):
    """Where packets are born: cells, inside each of which births are uniform in volume."""

    edge: np.ndarray  # (cells + 1,) radii [m]
    zone: np.ndarray  # (cells,)
    cumulative: np.ndarray  # (cells,) probability of a birth in this cell or further in
    weight: np.ndarray  # (cells,) coalescences per second over probability of a birth


PRODUCED = np.dtype(
    [
        ("weight", "f8"),  # coalescences per second that the packet stands for, times the number of packets
        ("energy", "f8"),  # of the Z' [MeV]
        ("mean_flight", "f8"),  # its decay length [m]
        ("daughters", "f8", 2),  # energies of neutrino and antineutrino [MeV]
        ("shell", "i4"),  # of birth
        ("flavour", "i1"),  # of the daughters, should they not be muons
    ],
    align=True,
)
"""What becomes of one coalescence."""


@kernel
def produce(packets, produced, shares, first, seed, births, tables, options):
    """Let the packets numbered from `first` on coalesce, and follow their Z' to the surface.

    packets: `state.PACKET` (n,), all zero before; produced: `PRODUCED` (n,), written; shares: (n, shells +
    1), zero before, gets the probabilities that the Z' decays in each shell and, last, outside.

    Notes
    -----
    A Z' flies straight and its decay changes nothing of its way, so the probability of each outcome is known
    on the way: exp(-path/decay length) of them get so far. Taking these expected values instead of drawing a
    decay leaves every mean as it is, never makes the variance larger (it is that of a conditional
    expectation), and lets every packet count outside the star, however rare an escape.
    """
    for i in range(len(packets)):
        packet = packets[i]
        seed_stream(packet.rng, seed, first + i)
        cell = _place(packet, (first + i) % STRATA, births)
        packet.cosine = isotropic_cosine(packet.rng)
        packet.sign = NEUTRINO if uniform(packet.rng) < 0.5 else ANTINEUTRINO
        packet.energy = quantile(tables.coalesced[tables.row[packet.zone]], uniform(packet.rng))
        boson = born(packet, tables, options)
        first_daughter, second_daughter = daughters(packet.rng, boson, tables.boson_mass, options.helicity)
        outcome = produced[i]
        outcome.weight = births.weight[cell]
        outcome.energy = boson.energy
        outcome.mean_flight = boson.mean_flight
        outcome.daughters[0] = first_daughter[0]
        outcome.daughters[1] = second_daughter[0]
        outcome.shell = tables.shell[packet.zone]
        outcome.flavour = neutrino_flavour(packet.rng, tables)
        packet.cosine = min(1.0, max(-1.0, boson.momentum[2] / boson.size))
        _share_out(packet, boson.mean_flight, tables, shares[i])


@inline
def _place(packet, stratum, births):
    """Put a packet at its birth; return the cell."""
    cell = zone_of((stratum + uniform(packet.rng)) / STRATA, births.cumulative)
    packet.zone = births.zone[cell]
    packet.start_zone = packet.zone
    packet.radius = radius_between(births.edge[cell], births.edge[cell + 1], uniform(packet.rng))
    return cell


@inline
def _share_out(packet, mean_flight, tables, share):
    """Fly to the surface; give each shell the probability of a decay in it, and the outside the rest."""
    left = 1.0
    behind = 0
    while behind < len(tables.outer_radius):
        shell = tables.shell[packet.zone]
        distance, behind = next_boundary(packet, tables.outer_radius)
        fly_across(packet, distance, behind, tables.outer_radius)
        share[shell] -= left * math.expm1(-distance / mean_flight)
        left *= math.exp(-distance / mean_flight)
    share[-1] = left
