"""What a run of escape costs: events from diffusion theory, speed from a trial on this machine."""

import functools
import time
from typing import TYPE_CHECKING

import numpy as np

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.experiments.protocol import Cost
from mcsn.physics.analytic import MILNE_EXTRAPOLATION
from mcsn.transport.grid import ENERGIES, PROBABILITIES
from mcsn.transport.state import FROZEN, GREY, PACKET, empty_ledger
from mcsn.transport.walk import advance

if TYPE_CHECKING:
    from mcsn.experiments.escape import Escape

_TRIAL_EVENTS = 2_000_000
_TRIAL_PACKETS = 1_000
_ENOUGH = 30
"""So many packets tell the mean of their events."""
_RADII = 4_000
_SPECTRUM = 2_000


def cost(experiment: "Escape") -> Cost:
    """Return what packets cost.

    A trial here and now measures the rate of events and, where packets come to their end in it, their events;
    where they do not, diffusion theory tells them.
    """
    packets, events, seconds = trial(experiment)
    each = events / packets if packets >= _ENOUGH else events_per_packet(experiment)
    batch = min(experiment.scenario.experiment.batch, experiment.steps)
    return Cost(experiment.steps * each, seconds / events, 3 * batch * PACKET.itemsize)


def trial(experiment: "Escape") -> tuple[int, int, float]:
    """Walk some packets on one thread; return those that came to their end, the events and the seconds."""
    packets = experiment.start_batch(0, _TRIAL_PACKETS)
    ledger = empty_ledger(experiment.star.shells)
    move = functools.partial(advance, tables=experiment.tables, options=experiment.options, ledger=ledger)
    move(packets[:1].copy(), until=np.inf, budget=1)  # compiles or loads
    done, events, began = 0, 0, time.perf_counter()
    while events < _TRIAL_EVENTS:
        ended, more = move(packets.copy(), until=np.inf, budget=_TRIAL_EVENTS - events)
        done, events = done + ended, events + more
    return done, events, time.perf_counter() - began


def events_per_packet(experiment: "Escape") -> float:
    """Return the mean number of events before escape, in the diffusion limit.

    A steady source of one packet per second makes the density n(r), from 4 pi r^2 D n' = -(share of packets
    that start inside r); each zone then has its content times its rate of events. A Z' adds <R> ell^2/3 to D.
    Where many hops are one event, only what happens near the boundaries of zones counts.
    """
    averages, star = experiment.averages, experiment.star
    assert averages.inverse_mfp is not None
    rate = SPEED_OF_LIGHT * averages.inverse_mfp
    hopping = np.zeros_like(rate)
    if averages.decay_length is not None and averages.coalescence_time is not None:
        rate = rate + 1.0 / averages.coalescence_time
        hopping = averages.decay_length**2 / (3.0 * averages.coalescence_time)
        rate = rate * _share_near_boundaries(experiment)
    diffusivity = SPEED_OF_LIGHT * _free_path(experiment) / 3.0 + hopping
    surface = star.outer_radius[-1]
    edges = np.linspace(0.0, surface, _RADII + 1)
    middle = 0.5 * (edges[1:] + edges[:-1])
    zone = np.searchsorted(star.outer_radius, middle)
    drop = _share_inside(experiment, middle) / (4.0 * np.pi * middle**2 * diffusivity[zone]) * np.diff(edges)
    # At the surface the density is that of a vacuum boundary, extrapolated outwards.
    outside = MILNE_EXTRAPOLATION * 3.0 / (4.0 * np.pi * surface**2 * SPEED_OF_LIGHT)
    density = np.cumsum(drop[::-1])[::-1] - 0.5 * drop + outside
    volume = 4.0 / 3.0 * np.pi * np.diff(edges**3)
    return float(np.sum(density * volume * rate[zone]))


def _share_near_boundaries(experiment: "Escape") -> np.ndarray:
    """Return the share of each zone, (zones,), in which packets hop one by one; see `transport.hops`."""
    tables, options = experiment.tables, experiment.options
    ends = tables.muon_fraction + tables.electron_fraction
    if options.spectrum != GREY or not options.accelerated or (ends > 0.0 and not options.energy_weighted):
        return np.ones(len(tables.row))
    scatter, coalesce = tables.grey_rates[tables.row].mean(axis=1).T
    size = np.sqrt(1.0 / (coalesce * (scatter + coalesce)) + tables.grey_decay_length[tables.row] ** 2)
    near = tables.jumps.limits.clearance * size
    outer = tables.outer_radius
    inner = np.append(0.0, outer[:-1])
    first, last = np.where(inner > 0.0, inner + near, 0.0), outer - near
    return 1.0 - np.maximum(0.0, last**3 - first**3) / (outer**3 - inner**3)


def _free_path(experiment: "Escape") -> np.ndarray:
    """Return the mean free path that D is made of, (zones,) [m].

    Where energies are redrawn often D has the mean of lambda over the thermal spectrum, else one lambda.
    """
    tables, options = experiment.tables, experiment.options
    sign = round(experiment.source.antineutrino_fraction)
    if options.spectrum in (GREY, FROZEN):
        return 1.0 / tables.grey_rates[tables.row, sign].sum(axis=-1)  # coalescence, too, ends a flight
    u = (np.arange(_SPECTRUM) + 0.5) / _SPECTRUM
    tail = np.minimum(u, 1.0 - u)
    low, high = (np.interp(tail, PROBABILITIES, quantiles) for quantiles in tables.thermal)
    reduced = np.where(u < 0.5, low, high)
    rates = tables.rates[tables.row, sign].sum(axis=-1)
    energies = reduced * tables.temperature[:, None]
    return np.array([np.mean(1.0 / np.interp(e, ENERGIES, r)) for e, r in zip(energies, rates, strict=True)])


def _share_inside(experiment: "Escape", radius: np.ndarray) -> np.ndarray:
    """Return the share of packets that start inside each radius."""
    if not experiment.source.thermal:
        return (radius >= experiment.source.radius).astype(float)
    edges = np.concatenate([[0.0], experiment.star.outer_radius])
    return np.interp(radius**3, edges**3, np.concatenate([[0.0], experiment.tables.start_probability]))
