"""Jumps: many collisions in one event, by the first-passage laws of the diffusion limit.

Inside a zone of constant D the radius of a diffusing packet is a three-dimensional Bessel process. So
the time to leave an interval of radii r +- h is that of one-dimensional Brownian motion, and the odds of
its sides are r + h : r - h (a Doob transform). At an interface R between zones 1 and 2, widths
h_i = l sqrt(D_i) make time and side independent: in units of h_i both sides are one problem. Where
-A_i u' is the current of a quantity u that is continuous there, the odds are W_2 (R + h_2) : W_1 (R - h_1),
W_i = A_i / sqrt(D_i), and the time is that of a layer (`passage`) of
beta = l (A_2 - A_1) / (R (W_1 + W_2)). At one energy A_i = D_i; where collisions redraw the energy, A_i are
mean free paths at the same energies. Coalescence and long flights are competing exponential clocks.

All that is asymptotic in the mean free path: within a few of them of vacuum, or of a zone that is not
many of them thick, packets walk. Times are lengths, c = 1: D stands for D / c, and a rate is per metre.
"""

import math
from typing import NamedTuple

from mcsn.transport.compile import inline
from mcsn.transport.events import (
    COALESCENCE,
    SCATTERING,
    draw_kind,
    kind_of,
    optical_depth,
    set_rates,
)
from mcsn.transport.grid import quantile
from mcsn.transport.medium import (
    Medium,
    airborne,
    free_path,
    leads_on,
    medium_in,
    surroundings,
    thick,
    zone_width,
)
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
from mcsn.transport.state import COLLISION, SHELL

_FREE = 60.0
"""An edge more than sqrt(60 D t) away, 5.5 standard deviations, is not felt."""
_ROUNDING = 1e-13
_SPHERE = 0.577
"""Below this ratio of radius to reach a sphere about the packet lasts longer than an interval of radii."""


class Layer(NamedTuple):
    """What a jump sees of the surroundings of an interface."""

    inner: Medium
    outer: Medium
    inner_weight: float  # A / sqrt(D)
    outer_weight: float
    inner_width: float  # [m]
    outer_width: float  # [m]
    scale: float  # width / sqrt(D) on either side [m^1/2]
    beta: float


@inline
def jump(packet, tables, options, until):
    """Let a packet jump; return False, with nothing changed, where it must walk.

    packet: at a collision (`still`); until: c t [m]. A jump ends at an edge, at the ring of a clock, or at
    the end of the time; the packet is then `still` again, but for a ring.
    """
    if packet.fresh and options.spectrum == SHELL:
        return False  # this collision still has an energy to draw
    zone, outer_radius = packet.zone, tables.outer_radius
    if packet.radius == outer_radius[zone]:
        return _jump_off_interface(packet, zone, tables, options, until)
    if zone > 0 and packet.radius == outer_radius[zone - 1]:
        return _jump_off_interface(packet, zone - 1, tables, options, until)
    return _jump_in_zone(packet, tables, options, until)


@inline
def _jump_in_zone(packet, tables, options, until):
    """Jump inside a zone, up to its boundaries where jumps go on behind them."""
    zone, limits = packet.zone, tables.jumps.limits
    near = limits.clearance * free_path(packet, zone, tables, options)
    if not thick(packet, zone, tables, options):
        return False
    window = surroundings(packet, zone, tables, options)
    outer = tables.outer_radius[zone] - packet.radius
    if not leads_on(packet, zone, zone + 1, tables, options):
        outer = limits.reach * outer if outer > near else 0.0
        window = min(window, outer)
    inner = math.inf
    if zone > 0:
        inner = packet.radius - tables.outer_radius[zone - 1]
        if not leads_on(packet, zone, zone - 1, tables, options):
            inner = limits.reach * inner if inner > near else 0.0
            window = min(window, inner)
    if window <= 0.0:
        return False
    packet.jumps += 1
    medium = medium_in(packet, zone, limits.cut * window, tables, options)
    clock = _time_to_ring(packet, medium.coalesce + medium.stray)
    left = until - packet.path
    if diffuse(packet, inner, outer, medium.diffusion, min(clock, left), tables):
        if left < clock:
            packet.path = until
        else:
            _ring(packet, medium, tables, options)
    return True


@inline
def _time_to_ring(packet, rate):
    return exponential(packet.rng) / rate if rate > 0.0 else math.inf


@inline
def diffuse(packet, inner, outer, diffusion, time, tables):
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
    width = zone_width(zone, tables.outer_radius)
    if behind < 0 or leads_on(packet, zone, behind, tables, options):
        return width
    return tables.jumps.limits.reach * width


@inline
def _jump_off_interface(packet, inside, tables, options, until):
    """Jump from the outer boundary of a zone, to either side."""
    outside = inside + 1
    if not (
        outside < len(tables.outer_radius)
        and leads_on(packet, inside, outside, tables, options)
        and leads_on(packet, outside, inside, tables, options)
    ):
        return False
    packet.jumps += 1
    layer = _layer(packet, inside, tables, options)
    inner_rate = layer.inner.coalesce + layer.inner.stray
    outer_rate = layer.outer.coalesce + layer.outer.stray
    rate = max(inner_rate, outer_rate)
    clock = _time_to_ring(packet, rate)
    left = until - packet.path
    lasted = _diffuse_off_interface(packet, inside, layer, min(clock, left), tables)
    set_rates(packet, tables, options)
    if lasted:
        # A ring counts in proportion to the rate of the side where the packet is then.
        if left < clock:
            packet.path = until
        elif packet.zone == inside and uniform(packet.rng) * rate < inner_rate:
            _ring(packet, layer.inner, tables, options)
        elif packet.zone == outside and uniform(packet.rng) * rate < outer_rate:
            _ring(packet, layer.outer, tables, options)
    return True


@inline
def _layer(packet, inside, tables, options):
    """Return the layer about the outer boundary of a zone."""
    if options.spectrum == COLLISION:
        x = tables.jumps.layer[inside, kind_of(packet)]
        inner, outer = Medium(x[0], x[1], x[2], x[3], x[4]), Medium(x[5], x[6], x[7], x[8], x[9])
        return Layer(inner, outer, x[10], x[11], x[12], x[13], x[14], x[15])
    inner = medium_in(packet, inside, math.inf, tables, options)
    outer = medium_in(packet, inside + 1, math.inf, tables, options)
    inner_root, outer_root = math.sqrt(inner.diffusion), math.sqrt(outer.diffusion)
    inner_weight = inner_root / airborne(inner.flying, tables.dwell[inside])
    outer_weight = outer_root / airborne(outer.flying, tables.dwell[inside + 1])
    inwards = _layer_width(packet, inside, inside - 1, tables, options)
    outwards = _layer_width(packet, inside + 1, inside + 2, tables, options)
    scale = min(inwards / inner_root, outwards / outer_root)
    # The density of packets in the air is continuous here, so that A is D over the share of them.
    difference = outer_weight * outer_root - inner_weight * inner_root
    curvature = difference / (tables.outer_radius[inside] * (inner_weight + outer_weight))
    beta = curvature * scale
    if beta < SMALLEST_BETA or beta > LARGEST_BETA:
        beta = min(max(beta, SMALLEST_BETA), LARGEST_BETA)
        scale = beta / curvature
    inner_width, outer_width = scale * inner_root, scale * outer_root
    return Layer(inner, outer, inner_weight, outer_weight, inner_width, outer_width, scale, beta)


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
def _ring(packet, medium, tables, options):
    """Start the flight that the clock rings for: one beyond the cut, or one that ends in a coalescence."""
    packet.still = 0
    packet.cosine = isotropic_cosine(packet.rng)
    packet.depth = optical_depth(packet, options)
    if uniform(packet.rng) * (medium.coalesce + medium.stray) < medium.stray:
        emission = tables.emission[tables.row[packet.zone], kind_of(packet)]
        packet.energy = quantile(emission, medium.strays * uniform(packet.rng))
        if options.thermal:
            draw_kind(packet, SCATTERING, tables)
        set_rates(packet, tables, options)
        return
    if options.spectrum == COLLISION:
        _draw_coalescing_energy(packet, medium, tables, options)
    # If the flight leaves the shell, its end is drawn anew there: what an exponential flight meets is
    # independent of its length.
    packet.coalesce += packet.scatter
    packet.scatter = 0.0


@inline
def _draw_coalescing_energy(packet, medium, tables, options):
    """Draw the energy of a packet that coalesces on a flight below the cut.

    Its density is that of emission times the odds that the flight ends so, R / (1/lambda + R).
    """
    row = tables.row[packet.zone]
    lowest = quantile(tables.emission[row, kind_of(packet)], medium.strays)
    while True:
        packet.energy = quantile(tables.coalesced[row], uniform(packet.rng))
        if options.thermal:
            draw_kind(packet, COALESCENCE, tables)
        set_rates(packet, tables, options)
        total = packet.scatter + packet.coalesce
        if packet.energy > lowest and uniform(packet.rng) * total < packet.scatter:
            return
