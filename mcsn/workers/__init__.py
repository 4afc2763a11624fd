"""Workers: where units of work are done - in this process, in processes beside it, or on a Dask cluster.

The engine hands in (experiment, unit) and gets a future of its totals; it does not know what is behind.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, Self

from mcsn.errors import InputError
from mcsn.experiments.protocol import Experiment, Paused
from mcsn.workers.unit import Done


class Workers(Protocol):
    """Where units of work are done; a context manager, which lets go of what is unfinished."""

    watched: bool
    """Whether `watch` is told of steps while a unit runs, and not only by its end."""

    @property
    def ahead(self) -> int:
        """How many units may be handed in before the first of them is merged; it bounds the memory."""

    def submit(
        self, experiment: Experiment, unit: int, paused: Paused | None, watch: Callable[[int], object]
    ) -> "Future[Done]":
        """Do a unit, or go on with one that paused.

        The future raises `BrokenExecutor` where a worker was lost, and those of all its fellows do.
        """

    def renew(self) -> None:
        """Put new workers in the place of lost ones."""

    def __enter__(self) -> Self:
        """Start."""

    def __exit__(self, kind: object, error: object, trace: object, /) -> None:
        """Stop."""


def open_workers(
    threads: int | None = None, workers: int | None = None, scheduler: str | None = None
) -> Workers:
    """Choose where work is done.

    Parameters
    ----------
    threads : int, optional
        Threads of this process, by default all processors; what is done where neither of the others is given.
    workers : int, optional
        Processes on this machine.
    scheduler : str, optional
        Address of a Dask scheduler, tcp://host:port.

    Raises
    ------
    InputError
        If more than one is given, or Dask is not installed.
    MachineError
        If no scheduler answers.
    """
    given = [name for name, value in _named(threads, workers, scheduler) if value is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} do not go together; give one of them")
    if workers is not None:
        from mcsn.workers.processes import Processes

        return Processes(workers)
    if scheduler is not None:
        from mcsn.workers.cluster import Cluster

        return Cluster(scheduler)
    from mcsn.workers.here import Here, processors

    return Here(threads or processors())


def _named(*values: object) -> list[tuple[str, object]]:
    return list(zip(("--threads", "--workers", "--scheduler"), values, strict=True))
