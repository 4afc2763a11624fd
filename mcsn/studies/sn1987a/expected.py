"""What each detector should have seen of a burst."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.signal import Fluence
from mcsn.signal.emission import START_S
from mcsn.studies.sn1987a.detectors import DETECTORS, Detector
from mcsn.studies.sn1987a.events import Background, Events, seen
from mcsn.studies.sn1987a.response import Response

Array = NDArray[np.float64]

_SPECTRUM_POINTS = 200


class Instrument(NamedTuple):
    """A detector, what it saw, and its response to neutrinos of the energies of a fluence."""

    detector: Detector
    events: Events
    background: Background
    area: Array  # (flavours, energies) [cm^2]
    area_at_events: Array  # (flavours, energies, events) [cm^2/MeV]
    measured: Array  # energies of spectra (points,) [MeV]
    area_at_measured: Array  # (flavours, energies, points) [cm^2/MeV]


class Expected(NamedTuple):
    """What an instrument should see, by the bins of time of a burst."""

    edge: Array  # (times + 1,) since the start of the burst [s]
    counts: Array  # (times,) events of the burst
    at_events: Array  # (times, events) rate at the energies of what was seen [1/s/MeV]
    spectrum: Array  # (times, points) rate at `Instrument.measured` [1/s/MeV]
    background_at_events: Array  # (events,) [1/s/MeV]
    background: Array  # (points,) [1/s/MeV]

    def cumulative(self, time: Array) -> Array:
        """Return the events of the burst until times since its start [s]."""
        return np.interp(time, self.edge, np.append(0.0, np.cumsum(self.counts)))


def instruments(energy: Array) -> tuple[Instrument, ...]:
    """Return the detectors of 1987, for neutrinos of energies (energies,) [MeV]."""
    return _instruments(tuple(energy.tolist()))


@lru_cache(maxsize=4)
def _instruments(energy: tuple[float, ...]) -> tuple[Instrument, ...]:
    return tuple(_instrument(Response(detector, np.array(energy))) for detector in DETECTORS)


def _instrument(response: Response) -> Instrument:
    detector = response.detector
    events, background = seen(detector.key)
    # Where clear energies begin is a point of its own: background is steep there.
    measured = np.union1d(np.linspace(*detector.sight, _SPECTRUM_POINTS), detector.clear)
    return Instrument(
        detector,
        events,
        background,
        response.area(),
        response.area_at(events.energy),
        measured,
        response.area_at(measured),
    )


def expected(instrument: Instrument, fluence: Fluence) -> Expected:
    """Return what an instrument should see of a fluence."""
    edge = fluence.time_edge - START_S
    per_second = fluence.number / np.diff(edge)[:, None]
    return Expected(
        edge,
        counts=np.einsum("fte,fe->t", fluence.number, instrument.area),
        at_events=np.einsum("fte,fem->tm", per_second, instrument.area_at_events),
        spectrum=np.einsum("fte,fem->tm", per_second, instrument.area_at_measured),
        background_at_events=instrument.background(instrument.events.energy),
        background=instrument.background(instrument.measured),
    )
