"""The life of a Z', from coalescence to decay or escape.

Packets are nu_mu and nu_tau; in a burst of all species they are nu_e, too, and make what couples to them.
Else a decay inside the star to nu_e, which matter absorbs within a fraction of the mean free path of the
others, and always one to muons, takes a packet out of them: a number packet ends there and is counted, the
energy of an energy packet is radiated again by matter there. Which pairs make the boson matters to the rates
alone, which are in the Tables: the daughter that a packet takes is a neutrino or an antineutrino with equal
odds, whatever its energy and direction, in the isotropic decays of a vector, to nu nubar, and of a scalar, to
nu nu or nubar nubar.
"""

import math
from typing import NamedTuple

from mcsn.transport.compile import inline
from mcsn.transport.events import (
    coalesce,
    decay,
    decay_axis,
    optical_depth,
    partner_energy,
    set_rates,
    thermal_energy,
)
from mcsn.transport.geometry import distance_to_sphere, zone_of
from mcsn.transport.rng import isotropic_cosine, uniform
from mcsn.transport.state import (
    ABSORBED,
    ANTINEUTRINO,
    ELECTRON,
    ENERGY_QUANTUM,
    ESCAPED_AS_BOSON,
    GREY,
    MUON,
    NEUTRINO,
    TAU,
)
from mcsn.transport.vectors import dot, plus, scaled, turned

_RADIAL = (0.0, 0.0, 1.0)
_TINY = 1e-300


class Born(NamedTuple):
    """A Z' at its birth; third axis: radius there."""

    energy: float  # [MeV]
    momentum: tuple[float, float, float]  # [MeV]
    size: float  # of the momentum [MeV]
    mean_flight: float  # decay length at this momentum [m]
    neutrino: tuple[float, float, float]  # direction of the neutrino that made it


class Flight(NamedTuple):
    """A Z' from birth to decay, and the daughter that the packet takes; third axis: radius at birth."""

    direction: tuple[float, float, float]
    length: float  # [m]
    slowness: float  # 1 / speed [1/c]
    daughter_sign: int
    daughter_energy: float  # [MeV]
    daughter_direction: tuple[float, float, float]


@inline
def boson_flight(packet, tables, options, ledger):
    """Turn a packet that coalesces into a Z', let it fly and decay; the packet goes on as one daughter."""
    packet.coalescences += 1
    if options.spectrum == GREY:
        flight = _grey_flight(packet, tables, options)
    else:
        flight = _kinematic_flight(packet, tables, options)
    packet.sign = flight.daughter_sign
    packet.flavour = neutrino_flavour(packet.rng, tables)
    packet.energy = flight.daughter_energy
    surface = distance_to_sphere(packet.radius, flight.direction[2], tables.outer_radius[-1])
    travelled = min(flight.length, surface)
    packet.path += travelled * flight.slowness
    packet.boson_path += travelled
    birth = tables.shell[packet.zone]
    if flight.length >= surface:
        packet.radius = tables.outer_radius[-1]
        packet.fate = ESCAPED_AS_BOSON
        _book(packet, birth, ledger.transfer.shape[0], ledger)
    else:
        _land(packet, flight, tables)
        _go_on(packet, tables, options)
        _book(packet, birth, tables.shell[packet.zone], ledger)


@inline
def _grey_flight(packet, tables, options):
    """Return a flight of the shell's mean decay length at its mean speed, any direction to any direction."""
    row = tables.row[packet.zone]
    sign = NEUTRINO if uniform(packet.rng) < 0.5 else ANTINEUTRINO
    length = tables.grey_decay_length[row] * optical_depth(packet, options)
    direction = turned(_RADIAL, isotropic_cosine(packet.rng), 0.0)
    onward = turned(_RADIAL, isotropic_cosine(packet.rng), 2.0 * math.pi * uniform(packet.rng))
    return Flight(direction, length, 1.0 / tables.grey_speed[row], sign, packet.energy, onward)


@inline
def born(packet, tables, options):
    """Return the Z' of a packet that coalesces: its partner is drawn from the local equilibrium."""
    mass = tables.boson_mass
    threshold = mass * mass / (4.0 * packet.energy)
    temperature = tables.temperature[packet.zone]
    partner = partner_energy(packet.rng, threshold, temperature, options.symmetrised)
    own = turned(_RADIAL, packet.cosine, 0.0)
    azimuth = 2.0 * math.pi * uniform(packet.rng)
    energy, momentum, other = coalesce(packet.energy, own, partner, mass, azimuth)

    size = max(_TINY, math.sqrt(dot(momentum, momentum)))
    mean_flight = tables.rest_decay_length * size / mass
    neutrino = own if packet.sign == NEUTRINO else other
    return Born(energy, momentum, size, mean_flight, neutrino)


@inline
def daughters(rng, boson, mass, helicity):
    """Draw energy and momentum of the daughter neutrino, then of the daughter antineutrino."""
    axis = decay_axis(rng, boson.energy, boson.momentum, mass, boson.neutrino, helicity)
    return decay(boson.energy, boson.momentum, mass, axis)


@inline
def _kinematic_flight(packet, tables, options):
    """Return a flight that follows the four-momenta of partner, Z' and daughters."""
    boson = born(packet, tables, options)
    length = boson.mean_flight * optical_depth(packet, options)
    first, second = daughters(packet.rng, boson, tables.boson_mass, options.helicity)
    odds = first[0] / boson.energy if options.energy_weighted else 0.5
    sign, kept = (NEUTRINO, first) if uniform(packet.rng) < odds else (ANTINEUTRINO, second)
    onward = scaled(1.0 / max(_TINY, kept[0]), kept[1])
    direction = scaled(1.0 / boson.size, boson.momentum)
    return Flight(direction, length, boson.energy / boson.size, sign, kept[0], onward)


@inline
def _land(packet, flight, tables):
    """Put the packet where its Z' decays, on the way of its daughter."""
    place = plus((0.0, 0.0, packet.radius), scaled(flight.length, flight.direction))
    packet.radius = math.sqrt(dot(place, place))
    packet.zone = zone_of(packet.radius, tables.outer_radius)
    cosine = dot(place, flight.daughter_direction) / max(_TINY, packet.radius)
    packet.cosine = min(1.0, max(-1.0, cosine))
    packet.fresh = 1  # the mode `shell` gives it, at its first collision, what coalescence took out


@inline
def neutrino_flavour(rng, tables):
    """Draw the flavour of the neutrinos that a Z' decays to."""
    u = uniform(rng)
    others = 1.0 - tables.electron_fraction
    if u < 0.5 * others:
        return MUON
    return TAU if u < others else ELECTRON


@inline
def _go_on(packet, tables, options):
    """Let the daughter start; of a decay to nu_e or muons, the energy stays there, radiated thermally."""
    trapped = packet.flavour == ELECTRON and tables.rates.shape[1] == 2  # no nu_e in these Tables
    deposited = trapped or (tables.muon_fraction > 0.0 and uniform(packet.rng) < tables.muon_fraction)
    if deposited:
        if not options.energy_weighted:
            packet.fate = ABSORBED
            return
        packet.energy = thermal_energy(packet, tables)
        packet.cosine = isotropic_cosine(packet.rng)
        packet.fresh = 0
        if trapped:
            packet.flavour = MUON if uniform(packet.rng) < 0.5 else TAU
    packet.depth = optical_depth(packet, options)
    # In grey mode its direction is any, as at a collision; in a burst matter holds what is deposited.
    packet.still = deposited if options.thermal else options.accelerated and options.spectrum == GREY
    set_rates(packet, tables, options)


@inline
def _book(packet, birth, end, ledger):
    """Count a flight from shell to shell, and the energy that the packet goes on with."""
    ledger.transfer[birth, end] += 1
    if packet.fate != ABSORBED:
        ledger.transfer_energy[birth, end] += int(packet.energy / ENERGY_QUANTUM)
