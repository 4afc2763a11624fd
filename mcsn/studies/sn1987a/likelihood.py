"""The likelihood of the events, and what is not known of the clocks.

A detector's events are a Poisson process in time and measured energy, of the burst and of its background:
with rates s and b the likelihood is exp(-N) times the product of s + b over events, N being all that is
expected of both. Over that of background alone it is exp(-S) times the product of 1 + s/b, S being what the
burst adds; its logarithm is what is told here (T. J. Loredo and D. Q. Lamb, Phys. Rev. D 65, 063002 (2002)).

The clock of a detector begins with its first event. How long after the bounce that was, its offset, is not
known, and differs between detectors, for each sees its own first neutrino. Offsets are nuisances: none is
negative, all up to `LONGEST` are as likely before the data, and the likelihood is averaged over them
(marginal) or taken at its largest (profile), for each detector by itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from mcsn.signal.emission import START_S
from mcsn.studies.sn1987a.events import WINDOW_S, Events
from mcsn.studies.sn1987a.expected import Expected

Array = NDArray[np.float64]

LONGEST = 1.0
"""Largest offset [s]."""
_STEPS = 100
OFFSETS = (np.arange(_STEPS) + 0.5) * LONGEST / _STEPS
"""Offsets that are tried (offsets,) [s]."""
_MANY = np.geomspace(1e-2, 1e4, 121)
"""Factors that are tried."""


class Treatment(NamedTuple):
    """How the events and the clock of a burst, which begins `START_S` after the bounce, go together."""

    key: str
    meaning: str
    begin: float | None
    """Events are used from so long after the first one on [s]; None: all."""
    delay: float
    """When the burst is taken to begin, after the bounce [s]."""

    def uses(self, events: Events) -> NDArray[np.bool_]:
        """Tell which events are used (events,)."""
        return events.time >= (-np.inf if self.begin is None else self.begin)

    def clock(self, time: Array, offset: Array) -> Array:
        """Return times since the start of the burst, of times since the first event [s]; they broadcast."""
        return time + offset - self.delay

    def ends(self, offset: Array) -> tuple[Array, Array]:
        """Return between which times since the first event events are used, for offsets [s]."""
        begin = -offset if self.begin is None else np.full_like(offset, self.begin)
        return begin, np.full_like(offset, WINDOW_S)


LATE = Treatment("late", "events from 1 s after the first on", START_S, START_S)
"""What a burst that begins 1 s after the bounce can speak of, whatever the offsets."""
LATER = Treatment("later", "events from 2 s after the first on", 2.0 * START_S, START_S)
WHOLE = Treatment("whole", "all events, as if the burst began with the bounce", None, 0.0)
TREATMENTS = (LATE, LATER, WHOLE)


def added(signal: Expected, treatment: Treatment, offset: Array = OFFSETS) -> Array:
    """Return how many events of the burst are expected where events are used (offsets,)."""
    begin, end = (treatment.clock(time, offset) for time in treatment.ends(offset))
    return signal.cumulative(end) - signal.cumulative(begin)


def log_ratio(signal: Expected, events: Events, treatment: Treatment, factor: float | Array = 1.0) -> Array:
    """Return the log of the likelihood over that of background alone, (offsets,).

    factor: what the burst is multiplied by; an array (factors,) gives (factors, offsets).
    """
    used = treatment.uses(events)
    clock = treatment.clock(events.time[used, None], OFFSETS)
    place = np.searchsorted(signal.edge, clock, side="right") - 1
    inside = (place >= 0) & (place < len(signal.counts))
    rate = signal.at_events[np.where(inside, place, 0), np.flatnonzero(used)[:, None]]
    over = np.where(inside, np.maximum(rate, 0.0), 0.0) / signal.background_at_events[used, None]
    many = np.asarray(factor)[..., None]
    return np.sum(np.log1p(many[..., None] * over), axis=-2) - many * added(signal, treatment)


def marginal(log_ratios: Array) -> Array:
    """Return the log of a likelihood ratio averaged over offsets, the last axis."""
    return logsumexp(log_ratios, axis=-1) - np.log(log_ratios.shape[-1])


class Scaled(NamedTuple):
    """By what the burst would have to be multiplied to fit best; NaN where nothing tells."""

    best: float
    low: float  # where the logarithm is less by 1/2
    high: float
    log_ratio: float  # at the best


def scaled(signals: Sequence[Expected], events: Sequence[Events], treatment: Treatment) -> Scaled:
    """Return the factor, one for all detectors, at which the marginal likelihood is largest."""
    pairs = zip(signals, events, strict=True)
    curve = np.sum([marginal(log_ratio(signal, seen, treatment, _MANY)) for signal, seen in pairs], axis=0)
    top = int(np.argmax(curve))
    if top in (0, len(curve) - 1):
        return Scaled(np.nan, np.nan, np.nan, max(float(curve[top]), 0.0))
    place = np.log(_MANY)
    bend, slope, height = np.polyfit(place[top - 1 : top + 2] - place[top], curve[top - 1 : top + 2], 2)
    best, highest = place[top] - 0.5 * slope / bend, height - 0.25 * slope**2 / bend
    lower = highest - 0.5
    low = np.interp(lower, curve[: top + 1], place[: top + 1])
    high = np.interp(-lower, -curve[top:], place[top:])
    return Scaled(float(np.exp(best)), float(np.exp(low)), float(np.exp(high)), float(highest))
