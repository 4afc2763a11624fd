"""How the events of a detector are distributed in time and energy, beside what is expected of them.

Times are compared above the energy from which on background is rare, energies wherever they are measured.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, kstest

from mcsn.studies.sn1987a.expected import Expected, Instrument
from mcsn.studies.sn1987a.likelihood import Treatment

Array = NDArray[np.float64]

_BAND = (0.5 - 0.3413447, 0.5 + 0.3413447)
"""One standard deviation to either side."""
_TIMES = 3000


class Window(NamedTuple):
    """What is expected of a detector where its events are used, burst and background, at one offset."""

    time: Array  # since the first event, rising (times,) [s]
    until: Array  # events until then, of clear energies
    measured: Array  # energies, rising (points,) [MeV]
    spectrum: Array  # events per energy, of the burst (points,) [1/MeV]
    background: Array  # the same of background


def window(signal: Expected, instrument: Instrument, treatment: Treatment, offset: float) -> Window:
    """Return what is expected at an offset [s]."""
    begin, end = (float(time[0]) for time in treatment.ends(np.array([offset])))
    time = np.linspace(begin, end, _TIMES)
    clock = treatment.clock(time, np.asarray(offset))
    measured = instrument.measured
    clear = measured >= instrument.detector.clear
    in_bins = np.trapezoid(signal.spectrum[:, clear], measured[clear]) * np.diff(signal.edge)
    of_burst = np.interp(clock, signal.edge, np.append(0.0, np.cumsum(np.maximum(in_bins, 0.0))))
    rate = np.trapezoid(signal.background[clear], measured[clear])
    return Window(
        time,
        until=of_burst - of_burst[0] + rate * (time - begin),
        measured=measured,
        spectrum=np.maximum(np.diff(np.clip(signal.edge, clock[0], clock[-1])) @ signal.spectrum, 0.0),
        background=signal.background * (end - begin),
    )


class Distance(NamedTuple):
    """Kolmogorov and Smirnov: the largest distance of distributions, and how likely one as large is."""

    distance: float
    p: float


def distances(view: Window, instrument: Instrument, treatment: Treatment) -> dict[str, Distance]:
    """Return the distances in time and energy of the events that are used.

    The offset is that of the largest likelihood, as if it were known: chances are a little too large.
    """
    used = treatment.uses(instrument.events)
    compared = {
        "time": (_clear_times(instrument, treatment), view.time, view.until),
        "energy": (
            instrument.events.energy[used],
            view.measured,
            _integral(view.spectrum + view.background, view.measured),
        ),
    }
    found = {}
    for name, (values, x, until) in compared.items():
        result = kstest(values, lambda at, x=x, until=until: np.interp(at, x, until / until[-1]))
        found[name] = Distance(float(result.statistic), float(result.pvalue))
    return found


class Quantile(NamedTuple):
    """When a share of the used events of clear energies has come, since the first event of all [s]."""

    seen: float
    expected: float
    low: float  # the central 68 % of what as many events would show
    high: float


def quantile(view: Window, instrument: Instrument, treatment: Treatment, share: float) -> Quantile:
    """Return when a share of the events has come.

    The event that completes the share is one of n, whose places in the distribution are those of order
    statistics: beta distributions.
    """
    times = _clear_times(instrument, treatment)
    number = int(np.ceil(share * len(times)))
    shares = [share, *beta.ppf(_BAND, number, len(times) + 1 - number)]
    middle, low, high = np.interp(shares, view.until / view.until[-1], view.time)
    return Quantile(float(times[number - 1]), float(middle), float(low), float(high))


def _clear_times(instrument: Instrument, treatment: Treatment) -> Array:
    """Return the times of the events that are used and of clear energies [s]."""
    events = instrument.events
    return events.time[treatment.uses(events) & (events.energy >= instrument.detector.clear)]


def _integral(values: Array, x: Array) -> Array:
    """Return the integral from the first x to each."""
    return np.append(0.0, np.cumsum(0.5 * (values[1:] + values[:-1]) * np.diff(x)))
