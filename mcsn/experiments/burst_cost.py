"""What a burst costs: from a small one, with long steps, on this machine."""

import math
import time
from typing import TYPE_CHECKING

import numpy as np

from mcsn.experiments.burst_step import BEGINNING_S, Stepper
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Cost
from mcsn.transport.state import PACKET

if TYPE_CHECKING:
    from mcsn.experiments.burst import Burst

_PACKETS = 10_000
"""Fewer leave zones to noise, which makes steps short, and events as many as ten times too many."""
_STEP = 0.2
_ENOUGH_S = 10.0
"""A trial takes no longer; what comes after it is taken to go on as before, with the packets left then."""


def cost(experiment: "Burst") -> Cost:
    """Return what bursts cost on one thread: events in proportion to packets, and Tables for every step."""
    table, stepper = experiment.scenario.experiment, experiment.stepper
    began = time.perf_counter()
    stepper.star.tables(experiment.star.temperature)
    tables_s = time.perf_counter() - began
    packets = min(_PACKETS, table.packets)
    small = Stepper(stepper.star, packets, max(_STEP, table.time_step))
    events, steps, seconds = _trial(small, table.seed, table.duration_s)
    moving_s = max(seconds - steps * tables_s, 0.1 * seconds)
    scale = table.packets / packets
    wall = scale * moving_s + _steps(table.duration_s, table.time_step) * tables_s
    all_events = scale * events * table.replicas
    return Cost(all_events, wall * table.replicas / all_events, 3 * table.packets * PACKET.itemsize)


def _trial(stepper: Stepper, seed: int, duration: float) -> tuple[int, int, float]:
    """Return events, steps and seconds of a burst on one thread, at most: see `_ENOUGH_S`."""
    events, steps = 0, 0
    with Crew(1) as crew:
        census, escaped, _ = stepper.advance(stepper.start(0, seed), duration, crew)  # compiles or loads
        events += _events(escaped)
        began = time.perf_counter()
        lasted = 0.0  # packets times time
        while census.time < duration and len(census.packets) and time.perf_counter() - began < _ENOUGH_S:
            before = census
            census, escaped, _ = stepper.advance(census, duration, crew)
            lasted += len(before.packets) * (census.time - before.time)
            events += _events(escaped)
            steps += 1
    whole = 1.0 + len(census.packets) * (duration - census.time) / max(lasted, 1e-300)
    events = max(events + _events(census.packets), 1)
    return round(whole * events), round(whole * steps), whole * (time.perf_counter() - began)


def _events(packets: np.ndarray) -> int:
    return sum(int(packets[kind].sum()) for kind in ("collisions", "jumps", "coalescences"))


def _steps(duration: float, time_step: float) -> float:
    """Return about how many steps a burst has, each a share of the time since shortly before its start."""
    return 1.0 + math.log1p(duration / BEGINNING_S) / math.log1p(time_step)
