"""Hops: many coalescences, flights as a Z' and decays in one event, in grey mode.

A hop is what a packet does from one decay to the next: it walks among nucleons for a path of mean 1/q until
it coalesces, and flies as a Z' for ell on average: <r^2>/2 = 1/(q (s + q)) + ell^2, s and q the rates of
scattering and coalescence. A hop remembers nothing of the one before, so that many of them inside one zone
are a diffusion, of D = <r^2>/6 over the mean time of a hop. A flight as a Z' has the length that belongs to
the zone where it begins, a walk among nucleons that of the zones on its way: what happens at a boundary is
neither's law alone. Within a few hops of one, packets hop one by one.
"""

import math
from typing import NamedTuple

from mcsn.transport.compile import inline
from mcsn.transport.events import set_rates
from mcsn.transport.jump import diffuse
from mcsn.transport.rng import uniform
from mcsn.transport.state import ANTINEUTRINO, GREY, MUON, NEUTRINO, TAU


class Hops(NamedTuple):
    """What hops in a zone amount to."""

    size: float  # (<r^2> / 2)^(1/2) of one [m]
    time: float  # mean time of one, c = 1 [m]
    diffusion: float  # [m]


@inline
def hop_on(packet, tables, options, ledger, until):
    """Let a packet make many hops; return False, with nothing changed, where it must make them one by one.

    packet: at a collision or a decay (`still`); until: c t [m]. It is then `still` again, on a new hop.
    """
    if not _are_alike(packet, tables, options):
        return False
    zone, limits = packet.zone, tables.jumps.limits
    hops = _hops_in(zone, tables)
    near = limits.clearance * hops.size
    outer = tables.outer_radius[zone] - packet.radius
    inner = packet.radius - tables.outer_radius[zone - 1] if zone > 0 else math.inf
    if min(inner, outer) <= near:
        return False
    packet.jumps += 1
    began = packet.path
    left = until - began
    if diffuse(packet, limits.reach * inner, limits.reach * outer, hops.diffusion, left, tables):
        packet.path = until
    packet.sign = NEUTRINO if uniform(packet.rng) < 0.5 else ANTINEUTRINO
    packet.flavour = MUON if uniform(packet.rng) < 0.5 else TAU
    set_rates(packet, tables, options)
    made = int((packet.path - began) / hops.time + uniform(packet.rng))
    packet.coalescences += made
    packet.boson_path += made * tables.grey_decay_length[tables.row[zone]]
    ledger.transfer[tables.shell[zone], tables.shell[zone]] += made
    return True


@inline
def _are_alike(packet, tables, options):
    """Tell whether every hop is like the one before, of exponential flights, and none is the last."""
    if options.spectrum != GREY or options.fixed_steps or packet.coalesce <= 0.0:
        return False
    return options.energy_weighted or tables.muon_fraction + tables.electron_fraction == 0.0


@inline
def _hops_in(zone, tables):
    """Return the hops in a zone, of neutrinos and antineutrinos half each."""
    row = tables.row[zone]
    square, time = 0.0, 0.0
    for sign in (NEUTRINO, ANTINEUTRINO):
        scatter, coalesce = tables.grey_rates[row, sign, 0], tables.grey_rates[row, sign, 1]
        square += 0.5 / (coalesce * (scatter + coalesce))
        time += 0.5 * (1.0 + scatter * tables.dwell[zone]) / coalesce
    ends = tables.electron_fraction + (1.0 - tables.electron_fraction) * tables.muon_fraction
    time += ends * tables.dwell[zone]  # matter holds what such decays leave
    square += tables.grey_decay_length[row] ** 2
    time += tables.grey_decay_length[row] / tables.grey_speed[row]
    return Hops(math.sqrt(square), time, square / (3.0 * time))
