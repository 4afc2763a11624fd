"""One time step of a burst.

Each zone has the temperature of the energy of its packets. In equilibrium the share u_nu/u of it is in
neutrinos, and of energy that is added the share du_nu/du. So that a step may be longer than a zone takes to
answer, u_nu is taken as linear in the energy about its value at the start of the step: the share
(u_nu/u) / (du_nu/du) of a zone's packets moves, and matter holds these, and those that come, for such times
that they are neutrinos for du_nu/du of the time. The rest waits. (An exponential Rosenbrock-Euler step of
u' = -k u_nu(u); Hochbruck & Ostermann, Acta Numerica 19 (2010) 209.)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.cooling import CoolingStar
from mcsn.experiments.crew import Crew
from mcsn.transport.census import begin, store
from mcsn.transport.state import ALIVE, PACKET, Ledger

Array = NDArray[np.float64]

FIRST_STEP = 1e-4
"""[s]"""
_CHANGE = 0.2
"""A step is to change the energy of no zone by more than such a share."""
_NOISE = 3.0
"""Changes below so many standard deviations of a count are not counted."""
_SHORTEST, _LONGEST = 0.5, 1.25
"""How much shorter or longer a step may be than the one before."""
BEGINNING_S = 1e-2
"""A step takes no larger share of the time since so long before the start [s]."""


def shared_out(energy: Array, packets: int) -> NDArray[np.int64]:
    """Return how many equal packets stand for the energies of zones, (zones,), by largest remainders."""
    exact = energy / energy.sum() * packets
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: packets - counts.sum()]] += 1
    return counts


class Census(NamedTuple):
    """A burst between two time steps."""

    packets: np.ndarray  # in the star, `state.PACKET` (n,)
    time: float  # since the start [s]
    step: float  # length of the next step [s]

    def counts(self, zones: int) -> NDArray[np.int64]:
        """Return the packets that are the heat of each zone, (zones,): all but Z' in flight."""
        return np.bincount(self.packets["zone"][self._settled], minlength=zones)

    def flying(self, zones: int) -> NDArray[np.int64]:
        """Return those of them that are in the air, (zones,)."""
        flying = self._settled & (self.packets["still"] == 0)
        return np.bincount(self.packets["zone"][flying], minlength=zones)

    @property
    def _settled(self) -> NDArray[np.bool_]:
        return self.packets["path"] <= self.time * SPEED_OF_LIGHT


class Stepper:
    """Moves the packets of a burst from step to step."""

    def __init__(self, star: CoolingStar, packets: int, time_step: float) -> None:
        """Share the energy of a star out among so many packets; time_step: as in [experiment]."""
        self.star, self.time_step = star, time_step
        self._shell, self._volume = star.star.shell, star.star.zone_volume
        energy = star.heat.energy(self._shell, star.star.temperature) * self._volume
        self._start = shared_out(energy, packets)
        self.packet_energy = float(energy.sum()) / packets
        """[MeV]"""

    @property
    def zones(self) -> int:
        """Number of zones."""
        return len(self._shell)

    def start(self, first: int, seed: int) -> Census:
        """Return the packets numbered from `first` on, at the start."""
        zones = np.repeat(np.arange(self.zones), self._start)
        packets = np.zeros(len(zones), PACKET)
        store(packets, first, np.uint64(seed), zones, self.star.star.outer_radius)
        return Census(packets, 0.0, FIRST_STEP)

    def temperature(self, counts: NDArray[np.int64]) -> Array:
        """Return the temperature of zones with so many packets, (zones,) [MeV]."""
        energy = counts * self.packet_energy / self._volume
        return self.star.heat.temperature_of(self._shell, energy)

    def advance(self, census: Census, end: float, crew: Crew) -> tuple[Census, np.ndarray, Ledger]:
        """Do a time step, but not beyond `end` [s]; return what escaped in it, too, and its Z'."""
        before = census.counts(self.zones)
        temperature = self.temperature(before)
        time = min(census.time + census.step, end)
        tables, options = self.star.tables(temperature), self.star.options
        until = time * SPEED_OF_LIGHT
        packets = census.packets.copy()
        moving = self._moving(census, before, temperature)
        begin(packets, tables, options, moving, census.time * SPEED_OF_LIGHT, until)
        ledger = crew.advance(packets, tables, options, until)
        alive = packets["fate"] == ALIVE
        after = census._replace(packets=packets[alive], time=time)
        counts = after.counts(self.zones)
        step = min(census.step * self._growth(before, counts), self.time_step * (time + BEGINNING_S))
        return after._replace(step=step), packets[~alive], ledger

    def _moving(self, census: Census, counts: NDArray[np.int64], temperature: Array) -> Array:
        """Return the odds that a packet in matter moves, (zones,)."""
        share = self.star.heat.share(self._shell, temperature) / self.star.response(temperature)
        flying = census.flying(self.zones)
        return np.clip((share * counts - flying) / np.maximum(counts - flying, 1), 0.0, 1.0)

    def _growth(self, before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
        """Return by how much the next step is longer: the zone that changed most decides, noise aside."""
        change = np.abs(after - before) - _NOISE * np.sqrt(before + after + 1.0)
        largest = float(np.max(change / np.maximum(before, 1)))
        return float(np.clip(_CHANGE / max(largest, 1e-12), _SHORTEST, _LONGEST))
