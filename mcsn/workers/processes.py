"""Work done in processes on this machine, each on one thread."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Self

from mcsn.experiments.protocol import Experiment, Paused
from mcsn.workers.unit import Done, Order, do_order, order


class Processes:
    """Processes on this machine. They start afresh (spawn): a program that uses them guards its main part."""

    watched = False

    def __init__(self, count: int) -> None:
        self.count = count
        self._orders: dict[int, tuple[Experiment, Order]] = {}

    @property
    def ahead(self) -> int:
        """Enough that no process waits for us."""
        return 3 * self.count

    def submit(
        self, experiment: Experiment, unit: int, paused: Paused | None, watch: Callable[[int], object]
    ) -> "Future[Done]":
        """Do a unit in one of the processes."""
        try:
            with _ctrl_c_blocked():
                order_ = packed(self._orders, experiment, self.ahead)
                return self._pool.submit(do_order, order_, unit, paused)
        except BrokenProcessPool as error:  # it broke while it had nothing to do
            future: Future[Done] = Future()
            future.set_exception(error)
            return future

    def renew(self) -> None:
        """Start new processes; those that are left of the old ones end."""
        self.__exit__(BaseException, None, None)
        self.__enter__()

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        ours, self._lifeline = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(self.count, context, _begin, (ours,))
        self._ours = ours
        return self

    def __exit__(self, kind: object, error: object, trace: object, /) -> None:
        if kind is None:
            self._pool.shutdown()
        self._lifeline.close()
        self._ours.close()
        self._pool.shutdown(cancel_futures=True)


def packed(kept: dict[int, tuple[Experiment, Order]], experiment: Experiment, most: int) -> Order:
    """Return the order of an experiment, packed once for all its units; the latest ones are kept."""
    if id(experiment) not in kept:
        while len(kept) >= most:
            del kept[next(iter(kept))]
        kept[id(experiment)] = experiment, order(experiment)  # the experiment too: its id stays its own
    return kept[id(experiment)][1]


def _begin(lifeline: Connection) -> None:
    """Begin a process: it ends when the one that started it lets go of the other end, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to all; who started us decides

    def watch() -> None:
        lifeline.poll(None)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Hold Ctrl-C back: a process that is being started inherits that, and we get it afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
