"""Threads that move packets: kernels release the GIL, so plain Python threads run them side by side."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import numpy as np

from mcsn.transport.state import Ledger, Options, Tables, empty_ledger
from mcsn.transport.walk import advance

_EVENTS_PER_CALL = 10_000_000
"""A kernel call ends after so many events, some 0.1 to 1 s: only between calls can a run be stopped."""
_LARGEST_CHUNK = 2_000

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class Crew:
    """A fixed number of threads; a context manager.

    What they do does not depend on how many they are: a packet's walk depends on nothing but itself, and what
    is summed across packets here is integer.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="mcsn")
        self._stopped = threading.Event()

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, task: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]:
        """Yield what a task makes of each item, in their order."""
        return self._pool.map(task, items)

    def advance(
        self,
        packets: np.ndarray,
        tables: Tables,
        options: Options,
        until: float = np.inf,
        watch: Callable[[int], object] = lambda done: None,
    ) -> Ledger:
        """Move packets, shape (n,), until their fate or c t = `until` [m]; return what was tallied.

        `watch` is called, in the calling thread, with the number of packets done since its last call.
        """
        size = max(1, min(_LARGEST_CHUNK, -(-len(packets) // (8 * self.threads))))
        chunks = [packets[start : start + size] for start in range(0, len(packets), size)]
        shells = int(tables.shell[-1]) + 1
        ledgers = [empty_ledger(shells) for _ in chunks]
        done = [0] * len(chunks)

        def move(index: int) -> None:
            while done[index] < len(chunks[index]) and not self._stopped.is_set():
                rest = chunks[index][done[index] :]
                done[index] += advance(rest, tables, options, ledgers[index], until, _EVENTS_PER_CALL)[0]

        waiting = {self._pool.submit(move, index) for index in range(len(chunks))}
        seen = 0
        while waiting:
            finished, waiting = wait(waiting, timeout=0.1)
            for future in finished:
                future.result()
            watch(sum(done) - seen)
            seen = sum(done)
        ledgers.append(empty_ledger(shells))  # there may be no packets
        return Ledger(*(np.sum(parts, axis=0) for parts in zip(*ledgers, strict=True)))
