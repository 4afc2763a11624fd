"""What a run will cost: time, memory, events."""

import resource
import sys
from typing import NamedTuple

from mcsn.experiments.protocol import Experiment


class Forecast(NamedTuple):
    """Expected cost of a run."""

    events: float  # collisions, jumps and coalescences
    wall_s: float
    memory_bytes: int


def forecast(experiment: Experiment, threads: int) -> Forecast:
    """Return what a run will take, right to a factor of about two."""
    cost = experiment.cost()
    wall = cost.events * cost.seconds_per_event / min(threads, experiment.steps)
    return Forecast(cost.events, wall, _memory_in_use() + cost.unit_bytes)


def _memory_in_use() -> int:
    """Return the largest memory of this process so far [bytes]."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
