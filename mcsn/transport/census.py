"""The census of a burst: packets that wait in matter, and those of them that move in a time step."""

from mcsn.transport.compile import kernel
from mcsn.transport.events import look_again, set_rates
from mcsn.transport.geometry import radius_between
from mcsn.transport.rng import seed_stream, uniform
from mcsn.transport.state import ALIVE, ANTINEUTRINO, MUON, NEUTRINO


@kernel
def store(packets, first, seed, zones, outer_radius):
    """Put the packets numbered from `first` on into the matter of zones, (n,); all zero before."""
    for i in range(len(packets)):
        packet = packets[i]
        seed_stream(packet.rng, seed, first + i)
        packet.zone = zones[i]
        packet.start_zone = packet.zone
        inner = outer_radius[packet.zone - 1] if packet.zone > 0 else 0.0
        packet.radius = radius_between(inner, outer_radius[packet.zone], uniform(packet.rng))
        packet.sign = ANTINEUTRINO if uniform(packet.rng) < 0.5 else NEUTRINO
        packet.flavour = MUON
        packet.fate = ALIVE
        packet.still = 1


@kernel
def begin(packets, tables, options, moving, began, until):
    """Begin a time step, from c t = `began` to `until` [m].

    moving: (zones,) odds that a packet in matter may leave it; the others wait for the end of the step. What
    is in the air flies on, and meets the matter as it is now.
    """
    for i in range(len(packets)):
        packet = packets[i]
        if not packet.still:
            look_again(packet, tables, options)
            continue
        set_rates(packet, tables, options)
        # What is ahead of the time is a Z' on its way to where it stays.
        if packet.path <= began and uniform(packet.rng) >= moving[packet.zone]:
            packet.path = until
