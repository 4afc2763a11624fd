"""Work done by the workers of a Dask scheduler, each unit on one thread of one of them."""

import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Self

from mcsn.errors import InputError, MachineError
from mcsn.experiments.protocol import Experiment, Paused
from mcsn.workers.processes import packed
from mcsn.workers.unit import Done, Order, do_order

try:
    import distributed
except ImportError:
    raise InputError(
        "--scheduler needs Dask, which is not installed: pip install 'mcsn[cluster]', or use --workers"
    ) from None

_TALKATIVE = ("distributed", "tornado", "asyncio")
_CONNECT_S = 10.0
_COUNT_S = 2.0
"""How often we ask how many workers there are: they come and go."""


class Cluster:
    """The workers of a Dask scheduler; they may come and go, the scheduler must stay."""

    watched = False

    def __init__(self, address: str) -> None:
        """Connect; InputError if this is no address, MachineError if no scheduler answers there."""
        if not re.fullmatch(r"\w+://\S+:\d+", address):
            raise InputError(f'--scheduler "{address}": must be an address such as tcp://127.0.0.1:8786')
        self.address = address
        self._orders: dict[int, tuple[Experiment, Order]] = {}
        self._counted, self._threads = 0.0, 1
        # What Dask, and the event loops below it, would say of a lost scheduler is said by our error.
        for name in [name for name in logging.root.manager.loggerDict if name.startswith(_TALKATIVE)]:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client: Any = distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, ValueError) as error:  # no answer, or no such protocol
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise MachineError(
                f"no Dask scheduler answers at {address} ({reason}); give the address that `dask scheduler`"
                " prints"
            ) from None
        self._executor = self._client.get_executor(pure=False)

    @property
    def ahead(self) -> int:
        """Enough that no worker waits for us."""
        if time.monotonic() - self._counted > _COUNT_S and self._client.status == "running":
            try:
                self._threads = max(1, sum(self._client.nthreads().values()))
            except OSError:
                raise self._gone() from None
            self._counted = time.monotonic()
        return 3 * self._threads

    def submit(
        self, experiment: Experiment, unit: int, paused: Paused | None, watch: Callable[[int], object]
    ) -> "Future[Done]":
        """Do a unit on the cluster; MachineError if the scheduler has gone."""
        if self._client.status != "running":
            raise self._gone()
        future: Future[Done] = Future()
        theirs = self._executor.submit(do_order, packed(self._orders, experiment, self.ahead), unit, paused)
        theirs.add_done_callback(lambda done: self._pass_on(done, future))
        return future

    def _pass_on(self, theirs: "Future[Done]", future: "Future[Done]") -> None:
        """Give what became of a unit, in our words."""
        if theirs.cancelled():
            future.set_exception(self._gone())
        elif isinstance(error := theirs.exception(), distributed.KilledWorker):
            future.set_exception(
                MachineError(
                    f"workers of {self.address} died again and again over one unit of work; see what their"
                    " logs say (memory?)"
                )
            )
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(theirs.result())

    def _gone(self) -> MachineError:
        return MachineError(f"the Dask scheduler at {self.address} has gone")

    def renew(self) -> None:
        """Nothing to do: the scheduler gives what a lost worker had to another."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object, /) -> None:
        if self._client.status == "running":
            self._executor.shutdown(wait=False)
        self._client.close(timeout=1.0)
