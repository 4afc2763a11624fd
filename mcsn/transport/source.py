"""Where packets begin."""

from typing import NamedTuple

from mcsn.transport.compile import inline, kernel
from mcsn.transport.events import optical_depth, set_rates, thermal_energy
from mcsn.transport.geometry import radius_between, zone_of
from mcsn.transport.rng import isotropic_cosine, seed_stream, uniform
from mcsn.transport.state import ALIVE, ANTINEUTRINO, MUON, NEUTRINO


class Source(NamedTuple):
    """How packets start: at one radius or where neutrinos are, isotropic, with thermal energies."""

    thermal: bool
    radius: float  # [m]; not used by a thermal source
    antineutrino_fraction: float  # all start in muon flavour


@kernel
def emit(packets, first, seed, source, tables, options):
    """Make the packets numbered from `first` on; packets: `state.PACKET` (n,), all zero before."""
    for i in range(len(packets)):
        packet = packets[i]
        seed_stream(packet.rng, seed, first + i)
        _place(packet, source, tables)
        packet.start_zone = packet.zone
        packet.cosine = isotropic_cosine(packet.rng)
        packet.sign = ANTINEUTRINO if uniform(packet.rng) < source.antineutrino_fraction else NEUTRINO
        packet.flavour = MUON
        packet.energy = thermal_energy(packet, tables)
        packet.fate = ALIVE
        packet.depth = optical_depth(packet, options)
        set_rates(packet, tables, options)


@inline
def _place(packet, source, tables):
    """Put a packet at its radius."""
    outer_radius = tables.outer_radius
    if not source.thermal:
        packet.radius = source.radius
        packet.zone = zone_of(source.radius, outer_radius)
        return
    packet.zone = zone_of(uniform(packet.rng), tables.start_probability)
    inner = outer_radius[packet.zone - 1] if packet.zone > 0 else 0.0
    packet.radius = radius_between(inner, outer_radius[packet.zone], uniform(packet.rng))
