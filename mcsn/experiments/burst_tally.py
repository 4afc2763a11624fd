"""What a burst tallies, step by step.

Every array has replicas on its first axis, so that replicas add. Counts are of packets, which all have the
same energy; sums over packets are made in their order.

emitted: by `TIMES`; powers: sums of E to the `POWERS` by fate (neutrino, Z'), kind and bin of the clock;
spectrum: counts by kind, bin of the clock and `ENERGIES`; temperature, held: of zones, at the edges of
the clock; flights: Z' from shell to shell, the last column out of the star; events: collisions, jumps,
coalescences; start, remaining: packets by shell; steps: time steps; done: the replica has been run.
"""

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.experiments.protocol import Totals
from mcsn.experiments.tallies import FineGrid
from mcsn.transport.state import ELECTRON, ESCAPED_AS_BOSON, FLAVOURS, Ledger

Array = NDArray[np.float64]

TIMES = FineGrid(-6, 5, 400)
"""Times of emission are counted on this grid [s]."""
ENERGIES = FineGrid(-2, 4, 20)
"""Energies at emission are counted on this grid [MeV]."""
POWERS = (-2, -1, 0, 1, 2)
"""A packet of energy e stands for e/E neutrinos."""
KINDS = len(FLAVOURS)
BINS_PER_DECADE = 10
"""Of the clock."""
_FIRST = 1e-3
"""End of the first bin of the clock [s]."""


def clock(duration: float) -> Array:
    """Return the edges of the bins in which a burst is told, rising from 0 to its end [s]."""
    if duration <= _FIRST:
        return np.array([0.0, duration])
    bins = max(1, round(BINS_PER_DECADE * np.log10(duration / _FIRST)))
    edges = np.append(0.0, np.geomspace(_FIRST, duration, bins + 1))
    edges[-1] = duration
    return edges


def empty(replicas: int, edges: Array, zones: int, shells: int) -> Totals:
    """Return tallies of zeros, of bursts told at `clock` edges."""
    bins = len(edges) - 1
    fine, colours = len(TIMES.edges) + 1, len(ENERGIES.edges) + 1
    counts = {
        "emitted": (fine,),
        "spectrum": (KINDS, bins, colours),
        "flights": (shells, shells + 1),
        "events": (3,),
        "start": (shells,),
        "remaining": (shells,),
        "steps": (),
        "done": (),
    }
    told = (len(edges), zones)
    sums = {"powers": (len(POWERS), 2, KINDS, bins), "temperature": told, "held": told}
    return {name: np.zeros((replicas, *shape), np.int64) for name, shape in counts.items()} | {
        name: np.zeros((replicas, *shape)) for name, shape in sums.items()
    }


def tally_step(totals: Totals, replica: int, escaped: np.ndarray, ledger: Ledger, edges: Array) -> None:
    """Add what escaped in a time step, `state.PACKET` (n,), and the flights of Z' in it."""
    mine = {name: array[replica] for name, array in totals.items()}
    time = escaped["path"] / SPEED_OF_LIGHT
    kind = escaped["sign"] + 2 * (escaped["flavour"] == ELECTRON).astype(np.int64)
    fate = (escaped["fate"] == ESCAPED_AS_BOSON).astype(np.int64)
    mine["emitted"] += TIMES.count(time)
    # A Z' may cross the surface a moment after the end.
    bins = np.minimum(np.searchsorted(edges, time, side="right") - 1, len(edges) - 2)
    # In grey mode there are no energies; sums of them are then not concluded from.
    energy = np.where(escaped["energy"] > 0.0, escaped["energy"], 1.0)
    for i, power in enumerate(POWERS):
        np.add.at(mine["powers"][i], (fate, kind, bins), energy**power)
    np.add.at(mine["spectrum"], (kind, bins, ENERGIES.bins_of(energy)), 1)
    mine["flights"] += ledger.transfer
    totals["steps"][replica] += 1
    tally_events(totals, replica, escaped)


def tally_events(totals: Totals, replica: int, packets: np.ndarray) -> None:
    """Add the events of packets, which are tallied once, at their end."""
    for i, kind in enumerate(("collisions", "jumps", "coalescences")):
        totals["events"][replica, i] += packets[kind].sum()


def record(
    totals: Totals,
    replica: int,
    edges: Array,
    times: tuple[float, float],
    temperature: tuple[Array, Array],
    held: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    """Write down the zones at those edges of the clock that a step has passed.

    times: begin and end of the step [s]; temperature, held: of the zones then, (zones,), read in between.
    """
    first = 0 if times[0] == 0.0 else np.searchsorted(edges, times[0], side="right")
    for i in range(first, np.searchsorted(edges, times[1], side="right")):
        later = (edges[i] - times[0]) / (times[1] - times[0])
        for name, (before, after) in (("temperature", temperature), ("held", held)):
            totals[name][replica, i] = before + later * (after - before)
