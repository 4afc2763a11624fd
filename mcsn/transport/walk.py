"""The walk: one packet, by collisions and jumps; every experiment's packets are moved by this loop."""

import numpy as np

from mcsn.transport.boson import boson_flight
from mcsn.transport.compile import inline, kernel
from mcsn.transport.events import enter_shell, look_again, optical_depth, scatter, set_rates
from mcsn.transport.geometry import fly, fly_across, next_boundary, stays_inside
from mcsn.transport.hops import hop_on
from mcsn.transport.jump import jump
from mcsn.transport.rng import exponential, uniform
from mcsn.transport.state import ALIVE, ESCAPED_AS_NEUTRINO


@kernel
def advance(packets, tables, options, ledger, until, budget):
    """Move packets until each has met its fate or the end of the time, or the budget of events is spent.

    packets: `state.PACKET` (n,), changed in place; until: c t [m] (`inf`: to the end); budget: events.
    Returns the number of packets, from the first on, that are done, and the number of events. A call that
    ends early is continued by another with the packets that are left, bit for bit.
    """
    events = 0
    for i in range(len(packets)):
        events += _walk(packets[i], tables, options, ledger, until, budget - events)
        if packets[i].fate == ALIVE and packets[i].path < until:
            return i, events
    return len(packets), events


@inline
def _walk(packet, tables, options, ledger, until, budget):
    """Walk one packet; return the number of events."""
    events = 0
    while packet.fate == ALIVE and packet.path < until and events < budget:
        events += 1
        if packet.still:
            if options.accelerated and (
                hop_on(packet, tables, options, ledger, until) or jump(packet, tables, options, until)
            ):
                continue
            if options.thermal and not _wait(packet, tables, until):
                continue
            _leave(packet, tables, options)
        distance = packet.depth / (packet.scatter + packet.coalesce)
        boundary, behind = np.inf, packet.zone
        if not stays_inside(packet, distance, tables.outer_radius):
            boundary, behind = next_boundary(packet, tables.outer_radius)
        left = until - packet.path
        if left < distance and left < boundary:
            _pause(packet, left, until)
        elif distance < boundary:
            fly(packet, distance)
            _collide(packet, tables, options, ledger)
        else:
            _cross(packet, boundary, behind, tables, options)
    return events


@inline
def _collide(packet, tables, options, ledger):
    """Meet a nucleon or an antineutrino."""
    total = packet.scatter + packet.coalesce
    if packet.coalesce > 0.0 and uniform(packet.rng) * total < packet.coalesce:
        boson_flight(packet, tables, options, ledger)
    else:
        packet.collisions += 1
        packet.still = options.accelerated or options.thermal
        if not packet.still:
            _leave(packet, tables, options)


@inline
def _wait(packet, tables, until):
    """Wait in matter; return False where the time ends before, which is as good as to wait anew then."""
    packet.path += tables.dwell[packet.zone] * exponential(packet.rng)
    if packet.path < until:
        return True
    packet.path = until
    return False


@inline
def _leave(packet, tables, options):
    """Leave a nucleon on a new flight."""
    packet.still = 0
    scatter(packet, tables, options)
    packet.depth = optical_depth(packet, options)


@inline
def _cross(packet, boundary, behind, tables, options):
    """Fly to a boundary and into the zone behind it, or out of the star."""
    shell = tables.shell[packet.zone]
    fly_across(packet, boundary, behind, tables.outer_radius)
    packet.depth = max(0.0, packet.depth - boundary * (packet.scatter + packet.coalesce))
    if behind == len(tables.outer_radius):
        packet.fate = ESCAPED_AS_NEUTRINO
        return
    if tables.shell[behind] != shell:
        enter_shell(packet, tables, options)
        set_rates(packet, tables, options)
    else:
        look_again(packet, tables, options)


@inline
def _pause(packet, left, until):
    """Fly on to the end of the time."""
    fly(packet, left)
    packet.depth = max(0.0, packet.depth - left * (packet.scatter + packet.coalesce))
    packet.path = until
