"""One unit of work, as a worker process does it: a pure function of the experiment and the unit's number."""

import pickle
import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from mcsn import provenance
from mcsn.errors import MachineError
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Experiment, Paused, Totals


class Done(NamedTuple):
    """What a unit gives, or a part of it."""

    outcome: Totals | Paused
    seconds: float
    steps: int
    """Done in this part."""


class Order(NamedTuple):
    """An experiment on its way to a worker process; the same bytes are the same experiment."""

    experiment: bytes
    fingerprint: str


def order(experiment: Experiment) -> Order:
    """Pack an experiment; its star goes with it, so that workers need no files of ours."""
    return Order(pickle.dumps(experiment), provenance.fingerprint())


def do_order(packed: Order, unit: int, paused: Paused | None = None) -> Done:
    """Do a unit, or go on with it, on one thread of this process.

    Raises
    ------
    MachineError
        If the code here would give other numbers than the code that asks.
    """
    if packed.fingerprint != provenance.fingerprint():
        raise MachineError(
            f"a worker has other code, mcsn {provenance.version()} ({provenance.git_commit()}): install the"
            " same version everywhere"
        )
    with Crew(1) as crew:
        return do_unit(_experiment(packed.experiment), unit, crew, paused)


def do_unit(
    experiment: Experiment,
    unit: int,
    crew: Crew,
    paused: Paused | None = None,
    watch: Callable[[int], object] = lambda done: None,
) -> Done:
    """Do a unit, or go on with it, and time it."""
    began, steps = time.perf_counter(), 0

    def count(done: int) -> None:
        nonlocal steps
        steps += done
        watch(done)

    outcome = experiment.run_unit(unit, crew, count, paused)
    return Done(outcome, time.perf_counter() - began, steps)


@lru_cache(maxsize=8)
def _experiment(packed: bytes) -> Experiment:
    """Unpack an experiment; kept, with the tables that it has made, for its other units."""
    return pickle.loads(packed)
