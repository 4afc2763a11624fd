"""Expected events: the spectra of a burst at a distance, times the response of a detector; none is drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcsn.detectors import Detector, Response
from mcsn.physics.flavour import Conversion, mixing
from mcsn.signal.emission import Emission
from mcsn.signal.fluence import fluence, sphere_cm2

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Expectation:
    """Events by channel, bin of time and bin of what is seen; errors are those of the simulation."""

    detector: Detector
    distance_kpc: float
    conversion: Conversion
    flavours: tuple[str, ...]  # that leave at all
    beyond: float  # share of the energy that arrives at energies for which the detector has no response
    channels: tuple[str, ...]
    time_edge: Array  # (times + 1,) since bounce [s]
    seen_edge: Array  # (seen + 1,) [MeV]
    events: Array  # (channels, times, seen)
    channel_stderr: Array  # (channels,) of the events in a channel
    time_stderr: Array  # (times,) of the events in a bin of time
    seen_stderr: Array  # (seen,) of the events in a bin of what is seen

    @property
    def total(self) -> float:
        """All events."""
        return float(self.events.sum())

    @property
    def total_stderr(self) -> float:
        """Standard error of `total`; bins of time are independent."""
        return float(np.sqrt(np.sum(self.time_stderr**2)))

    @property
    def mean_seen(self) -> float:
        """Mean energy of what is seen [MeV]; NaN without events."""
        middle = 0.5 * (self.seen_edge[1:] + self.seen_edge[:-1])
        return float(self.events.sum(axis=(0, 1)) @ middle / self.total) if self.total else float("nan")

    def time_of(self, share: float) -> float:
        """Return the time since the begin of the burst by which a share of the events have come [s]."""
        come = np.append(0.0, np.cumsum(self.events.sum(axis=(0, 2))))
        return float(np.interp(share * come[-1], come, self.time_edge - self.time_edge[0]))


def expect(
    emission: Emission, detector: Detector, distance_kpc: float, conversion: Conversion = "none"
) -> Expectation:
    """Return the events that a burst makes in a detector.

    Parameters
    ----------
    emission : Emission
        What leaves.
    detector : Detector
        From `mcsn.detectors.open_detector`.
    distance_kpc : float
        Distance [kpc].
    conversion : {"none", "normal", "inverted"}
        Conversion of flavours on the way out of the star.

    Raises
    ------
    InputError
        If the distance is not positive, or there is no such conversion.
    """
    arriving = fluence(emission, distance_kpc, conversion).number  # first: it refuses, and takes no time
    response = detector.respond(emission.energy_edge)
    # Errors are independent between flavours as they leave, not as they arrive.
    area = np.tensordot(mixing(conversion).T, response.area, axes=(1, 1)) / sphere_cm2(distance_kpc)
    variance = emission.number_stderr**2
    errors = {
        "channel_stderr": np.einsum("fe,fce->c", variance.sum(axis=1), area.sum(axis=3) ** 2),
        "time_stderr": np.einsum("fte,fe->t", variance, area.sum(axis=(1, 3)) ** 2),
        "seen_stderr": np.einsum("fe,fes->s", variance.sum(axis=1), area.sum(axis=1) ** 2),
    }
    return Expectation(
        detector=detector,
        distance_kpc=distance_kpc,
        conversion=conversion,
        flavours=emission.flavours,
        beyond=_beyond(response, arriving * emission.energy),
        channels=response.channels,
        time_edge=emission.time_edge,
        seen_edge=response.seen_edge,
        events=np.moveaxis(np.tensordot(arriving, response.area, axes=((0, 2), (1, 2))), 0, 1),
        **{name: np.sqrt(squares) for name, squares in errors.items()},
    )


def _beyond(response: Response, energy: Array) -> float:
    """Return the share of energy, (4, times, energies), above all that any flavour makes events in."""
    last = np.flatnonzero(response.area.any(axis=(0, 1, 3)))[-1]
    by_bin = np.array([1.0, 1.0, 2.0, 2.0]) @ energy.sum(axis=1)
    return float(by_bin[last + 1 :].sum() / by_bin.sum()) if by_bin.any() else 0.0
