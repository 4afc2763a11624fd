"""A star with a wall around it: what would leave is sent back, so that equilibrium can last."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from mcsn.studies.validate.idealised import THERMAL
from mcsn.studies.validate.work import Work
from mcsn.transport.state import ALIVE, ESCAPED_AS_NEUTRINO, Options, Tables

Wall = Callable[[np.ndarray], np.ndarray]
"""From cosines, to the outward normal, of packets that hit the wall, (n,), to those that they go on with."""


def mirror(cosine: np.ndarray) -> np.ndarray:
    """Reflect packets, as a mirror does."""
    return -cosine


def kept_inside(
    work: Work,
    number: int,
    tables: Tables,
    options: Options,
    until: float,
    keep: Sequence[str],
    wall: Wall = mirror,
) -> np.ndarray:
    """Start packets in equilibrium in a star inside a wall and return fields of them at c t = `until` [m].

    number: of packets, not scaled; keep: fields of `state.PACKET`.
    """
    inside = partial(keep_inside, work, wall=wall)
    return work.walked(number, tables, options, THERMAL, until=until, keep=keep, move=inside)


def keep_inside(
    work: Work, packets: np.ndarray, tables: Tables, options: Options, until: float, wall: Wall = mirror
) -> None:
    """Move packets, `state.PACKET` (n,), to c t = `until` [m] in a star inside a wall.

    A packet goes on from the wall on the flight that brought it there: its optical depth runs on.
    """
    moving = np.arange(len(packets))
    while len(moving):
        part = packets[moving]
        work.advance(part, tables, options, until)
        hit = part["fate"] == ESCAPED_AS_NEUTRINO
        part["cosine"][hit] = wall(part["cosine"][hit])
        part["fate"][hit] = ALIVE
        packets[moving] = part
        moving = moving[hit]
