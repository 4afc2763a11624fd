"""What a case has to work with: packets in the number that is asked for, and threads that move them."""

from collections.abc import Callable, Sequence

import numpy as np

from mcsn.experiments.crew import Crew
from mcsn.studies.validate.idealised import CENTRE, started
from mcsn.transport.source import Source
from mcsn.transport.state import PACKET, Ledger, Options, Tables

_AT_ONCE = 100_000
_SAVING = 16
"""Of packets, in the quick suite; its standard errors are four times as large."""


class Work:
    """Threads, and how much is to be done."""

    def __init__(self, crew: Crew, *, quick: bool = False, share: float = 1.0) -> None:
        self.crew = crew
        self.quick = quick
        self.share = share
        """Of the packets."""

    @property
    def widening(self) -> float:
        """Factor on the tolerances of the full suite."""
        return float(np.sqrt(_SAVING)) if self.quick else 1.0

    def packets(self, number: int) -> int:
        """Return how many packets stand for so many of the full suite."""
        return max(1, int(number * self.share) // (_SAVING if self.quick else 1))

    def advance(self, packets: np.ndarray, tables: Tables, options: Options, until: float = np.inf) -> Ledger:
        """Move packets, shape (n,), to their fate or to c t = `until` [m]; return what was tallied."""
        return self.crew.advance(packets, tables, options, until)

    def walked(
        self,
        number: int,
        tables: Tables,
        options: Options,
        source: Source = CENTRE,
        *,
        seed: int = 1,
        until: float = np.inf,
        keep: Sequence[str] = ("path",),
        move: Callable[[np.ndarray, Tables, Options, float], object] | None = None,
    ) -> np.ndarray:
        """Start packets and move them to their fate or to c t = `until`; return fields of them, (number,).

        number: not scaled, see `packets`. keep: fields of `state.PACKET`; they are the memory. move: in place
        of `advance`.
        """
        kept = np.empty(number, [(name, PACKET[name]) for name in keep])
        for first in range(0, number, _AT_ONCE):
            packets = started(min(_AT_ONCE, number - first), tables, options, source, seed, first)
            (move or self.advance)(packets, tables, options, until)
            for name in keep:
                kept[name][first : first + len(packets)] = packets[name]
        return kept
