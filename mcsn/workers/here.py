"""Work done in this process: one unit after the other, each on all threads."""

import os
from collections.abc import Callable
from concurrent.futures import Future
from typing import Self

from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Experiment, Paused
from mcsn.workers.unit import Done, do_unit


class Here:
    """The process that we are in; a unit is done while it is handed in, so that Ctrl-C stops it."""

    watched = True
    ahead = 1

    def __init__(self, threads: int) -> None:
        self._crew = Crew(threads)

    def submit(
        self, experiment: Experiment, unit: int, paused: Paused | None, watch: Callable[[int], object]
    ) -> "Future[Done]":
        """Do a unit."""
        future: Future[Done] = Future()
        try:
            future.set_result(do_unit(experiment, unit, self._crew, paused, watch))
        except Exception as error:
            future.set_exception(error)
        return future

    def renew(self) -> None:
        """Nothing can be lost here."""

    def __enter__(self) -> Self:
        self._crew.__enter__()
        return self

    def __exit__(self, kind: object, error: object, trace: object, /) -> None:
        self._crew.__exit__(kind, error, trace)


def processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
