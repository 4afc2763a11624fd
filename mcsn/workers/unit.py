"""One unit of work, as a worker process does it: a pure function of the experiment and the unit's number."""

import pickle
import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from mcsn import provenance
from mcsn.errors import MachineError
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Experiment, Totals


class Done(NamedTuple):
    """What a unit gives."""

    totals: Totals
    seconds: float


class Order(NamedTuple):
    """An experiment on its way to a worker process; the same bytes are the same experiment."""

    experiment: bytes
    fingerprint: str


def order(experiment: Experiment) -> Order:
    """Pack an experiment; its star goes with it, so that workers need no files of ours."""
    return Order(pickle.dumps(experiment), provenance.fingerprint())


def do_order(packed: Order, unit: int) -> Done:
    """Do a unit on one thread of this process.

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
        return do_unit(_experiment(packed.experiment), unit, crew)


def do_unit(
    experiment: Experiment, unit: int, crew: Crew, watch: Callable[[int], object] = lambda done: None
) -> Done:
    """Do a unit and time it."""
    began = time.perf_counter()
    totals = experiment.run_unit(unit, crew, watch)
    return Done(totals, time.perf_counter() - began)


@lru_cache(maxsize=8)
def _experiment(packed: bytes) -> Experiment:
    """Unpack an experiment; kept, with the tables that it has made, for its other units."""
    return pickle.loads(packed)
