"""Jumps: many collisions in one event, by the exact first-passage laws of the diffusion limit.

Inside a zone of constant D the radius of a diffusing packet is a three-dimensional Bessel process; so the exit from a
radial interval r +- h is that of one-dimensional Brownian motion in time, with odds r + h : r - h for its sides
(a Doob transform). At an interface between zones i = 1, 2, widths h_i = l sqrt(D_i) make time and side
independent; with A_i u_i' the current of the continuous quantity u, the odds are W_2 (R + h_2) : W_1 (R - h_1),
W_i = A_i / sqrt(D_i), and the time is that of a layer (`passage`) with
beta = l (A_2 - A_1) / (R (W_1 + W_2)). With one energy A_i = D_i. Coalescence and long flights are
competing exponential clocks, and so is the end of the time.

All that is asymptotic in the mean free path: within a few of them of vacuum, or of a zone that is not many of them
thick, the packet walks. Time is in metres, D stands for D / c, and a clock is a rate per metre.
"""

import math
from typing import NamedTuple

from mcsn.transport.boson import boson_flight
from mcsn.transport.compile import inline
from mcsn.transport.events import rates_in, set_rates
from mcsn.transport.passage import (
    LARGEST_BETA,
    SMALLEST_BETA,
    interval_exit_time,
    interval_survivor,
    layer_exit_time,
    layer_survivor,
    normal,
    sphere_exit_time,
    sphere_survivor,
)
from mcsn.transport.rng import exponential, isotropic_cosine, uniform
from mcsn.transport.state import SHELL

THICK = 25.0
"""A zone of fewer mean free paths is walked."""
NEAR = 6.0
"""A packet with fewer mean free paths to vacuum or to a zone that is walked, walks."""
SOFT = 0.5
"""Share of the way to vacuum or to a zone that is walked that a jump may go."""
_FREE = 60.0
"""An edge more than sqrt(60 D t) away, 5.5 standard deviations, is not felt."""
_ROUNDING = 1e-13
_SPHERE = 0.577
"""Below this ratio of radius to reach a sphere about the packet lasts longer than an interval of radii."""


class Medium(NamedTuple):
    """What a jump sees of a zone."""

    diffusion: float  # [m]
    coalesce: float  # [1/m]
    conductance: float  # A, up to a factor common to both sides of an interface


class Layer(NamedTuple):
    """What a jump sees of the surroundings of an interface."""

    inner: Medium
    outer: Medium
    inner_weight: float
    outer_weight: float
    inner_width: float  # [m]
    outer_width: float  # [m]
    scale: float  # width / sqrt(D) on either side [m^1/2]
    beta: float


@inline
def jump(packet, tables, options, ledger, until):
    """Let a packet jump; return False, with nothing changed, where it must walk.

    packet: at a collision (`still`); until: c t [m]. A jump ends at an edge, with the packet still at rest there,
    at the ring of a clock, or at the end of the time.
    """
    if packet.fresh and options.spectrum == SHELL:
        return False  # this collision still has an energy to draw
    zone, outer_radius = packet.zone, tables.outer_radius
    if packet.radius == outer_radius[zone]:
        return _jump_off_interface(packet, zone, tables, options, ledger, until)
    if zone > 0 and packet.radius == outer_radius[zone - 1]:
        return _jump_off_interface(packet, zone - 1, tables, options, ledger, until)
    return _jump_in_zone(packet, tables, options, ledger, until)


@inline
def _free_path(packet, zone, tables, options):
    scatter, coalesce = rates_in(packet, zone, tables, options)
    return 1.0 / (scatter + coalesce)


@inline
def _width(zone, outer_radius):
    return outer_radius[zone] - outer_radius[zone - 1] if zone > 0 else outer_radius[0]


@inline
def _thick(packet, zone, tables, options):
    """Tell whether a zone is thick enough to jump in."""
    return _width(zone, tables.outer_radius) > THICK * _free_path(packet, zone, tables, options)


@inline
def _leads_on(packet, zone, behind, tables, options):
    """Tell whether jumps go on behind a boundary of a zone; the mode `shell` walks from shell to shell."""
    if behind == len(tables.outer_radius):
        return False
    if options.spectrum == SHELL and tables.shell[zone] != tables.shell[behind]:
        return False
    return _thick(packet, behind, tables, options)


@inline
def _medium(packet, zone, tables, options):
    """Return what a jump in a zone sees."""
    scatter, coalesce = rates_in(packet, zone, tables, options)
    diffusion = 1.0 / (3.0 * (scatter + coalesce))
    return Medium(diffusion, coalesce, diffusion)


@inline
def _jump_in_zone(packet, tables, options, ledger, until):
    """Jump inside a zone, up to its boundaries where jumps go on behind them."""
    zone = packet.zone
    near = NEAR * _free_path(packet, zone, tables, options)
    if not _thick(packet, zone, tables, options):
        return False
    outer = tables.outer_radius[zone] - packet.radius
    if not _leads_on(packet, zone, zone + 1, tables, options):
        outer = SOFT * outer if outer > near else 0.0
    inner = math.inf
    if zone > 0:
        inner = packet.radius - tables.outer_radius[zone - 1]
        if not _leads_on(packet, zone, zone - 1, tables, options):
            inner = SOFT * inner if inner > near else 0.0
    if inner <= 0.0 or outer <= 0.0:
        return False
    packet.jumps += 1
    medium = _medium(packet, zone, tables, options)
    clock = exponential(packet.rng) / medium.coalesce if medium.coalesce > 0.0 else math.inf
    left = until - packet.path
    lasted = _diffuse(packet, inner, outer, medium.diffusion, min(clock, left), tables)
    if lasted and left < clock:
        packet.path = until
    elif lasted:
        _ring(packet, tables, options, ledger)
    return True


@inline
def _diffuse(packet, inner, outer, diffusion, time, tables):
    """Move a packet for a time, or to the edge that it meets before; tell whether it met none."""
    if packet.zone == 0 and packet.radius < _SPHERE * outer:
        return _diffuse_in_sphere(packet, outer, diffusion, time, tables)
    half = min(inner, outer, packet.radius)
    if half * half > _FREE * diffusion * time:
        _diffuse_freely(packet, half, diffusion, time)
        return True
    unit = half * half / diffusion
    leaving = unit * interval_exit_time(packet.rng, tables.jumps)
    step = half if leaving < time else half * interval_survivor(packet.rng, time / unit)
    outwards = uniform(packet.rng) * 2.0 * packet.radius < packet.radius + step
    packet.radius += step if outwards else -step
    packet.path += min(leaving, time)
    _settle(packet, tables)
    return leaving >= time


@inline
def _diffuse_in_sphere(packet, size, diffusion, time, tables):
    """Do it in a sphere about the packet."""
    unit = size * size / diffusion
    leaving = unit * sphere_exit_time(packet.rng, tables.jumps)
    step = size if leaving < time else size * sphere_survivor(packet.rng, time / unit)
    square = packet.radius**2 + step * step + 2.0 * packet.radius * step * isotropic_cosine(packet.rng)
    packet.radius = math.sqrt(square)
    packet.path += min(leaving, time)
    _settle(packet, tables)
    return leaving >= time


@inline
def _diffuse_freely(packet, half, diffusion, time):
    """Move a packet that feels no edge: a Gaussian step in space."""
    spread = math.sqrt(2.0 * diffusion * time)
    while True:
        along = packet.radius + spread * normal(packet.rng)
        radius = math.sqrt(along * along + 2.0 * spread * spread * exponential(packet.rng))
        if abs(radius - packet.radius) < half:
            break
    packet.radius = radius
    packet.path += time


@inline
def _settle(packet, tables):
    """Put a packet that has come to a boundary exactly onto it."""
    zone, outer_radius = packet.zone, tables.outer_radius
    if abs(packet.radius - outer_radius[zone]) < _ROUNDING * outer_radius[zone]:
        packet.radius = outer_radius[zone]
    elif zone > 0 and abs(packet.radius - outer_radius[zone - 1]) < _ROUNDING * outer_radius[zone]:
        packet.radius = outer_radius[zone - 1]


@inline
def _layer_width(packet, zone, behind, tables, options):
    """Return how far a jump off an interface may go into a zone, towards the zone behind it."""
    width = _width(zone, tables.outer_radius)
    if behind < 0 or _leads_on(packet, zone, behind, tables, options):
        return width
    return SOFT * width


@inline
def _jump_off_interface(packet, inside, tables, options, ledger, until):
    """Jump from the outer boundary of a zone, to either side."""
    outside = inside + 1
    if not (
        outside < len(tables.outer_radius)
        and _leads_on(packet, inside, outside, tables, options)
        and _leads_on(packet, outside, inside, tables, options)
    ):
        return False
    packet.jumps += 1
    layer = _layer(packet, inside, tables, options)
    rate = max(layer.inner.coalesce, layer.outer.coalesce)
    clock = exponential(packet.rng) / rate if rate > 0.0 else math.inf
    left = until - packet.path
    if _diffuse_off_interface(packet, inside, layer, min(clock, left), tables):
        if left < clock:
            packet.path = until
            return True
        medium = layer.outer if packet.zone == outside else layer.inner
        if uniform(packet.rng) * rate < medium.coalesce:  # the clock of this side is slower than that of both
            _ring(packet, tables, options, ledger)
    return True


@inline
def _layer(packet, inside, tables, options):
    """Return the layer about the outer boundary of a zone."""
    radius = tables.outer_radius[inside]
    inner = _medium(packet, inside, tables, options)
    outer = _medium(packet, inside + 1, tables, options)
    inner_root, outer_root = math.sqrt(inner.diffusion), math.sqrt(outer.diffusion)
    scale = min(
        _layer_width(packet, inside, inside - 1, tables, options) / inner_root,
        _layer_width(packet, inside + 1, inside + 2, tables, options) / outer_root,
    )
    inner_weight, outer_weight = inner.conductance / inner_root, outer.conductance / outer_root
    curvature = (outer.conductance - inner.conductance) / (radius * (inner_weight + outer_weight))
    beta = min(max(curvature * scale, SMALLEST_BETA), LARGEST_BETA)
    if beta != curvature * scale:
        scale = beta / curvature
    return Layer(inner, outer, inner_weight, outer_weight, scale * inner_root, scale * outer_root, scale, beta)


@inline
def _diffuse_off_interface(packet, inside, layer, time, tables):
    """Move a packet off an interface for a time, or to the edge of its layer; tell whether it met none."""
    radius = tables.outer_radius[inside]
    unit = layer.scale * layer.scale
    leaving = unit * layer_exit_time(packet.rng, layer.beta, tables.jumps)
    y = 1.0 if leaving < time else layer_survivor(packet.rng, time / unit, layer.beta, tables.jumps)
    inwards = layer.inner_weight * (radius - y * layer.inner_width)
    outwards = layer.outer_weight * (radius + y * layer.outer_width)
    if uniform(packet.rng) * (inwards + outwards) < outwards:
        packet.zone = inside + 1
        packet.radius = radius + y * layer.outer_width
    else:
        packet.zone = inside
        packet.radius = max(0.0, radius - y * layer.inner_width)
    packet.path += min(leaving, time)
    _settle(packet, tables)
    return leaving >= time


@inline
def _ring(packet, tables, options, ledger):
    """Let a packet coalesce where its clock rings."""
    packet.still = 0
    packet.cosine = isotropic_cosine(packet.rng)
    set_rates(packet, tables, options)
    boson_flight(packet, tables, options, ledger)
