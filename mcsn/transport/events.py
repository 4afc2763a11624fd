"""What happens to a packet at a point: scattering, coalescence, decay, and the energies that go with them.

The vertices are functions of momenta alone, in a frame whose third axis is the outward radius; tests hold
them to conservation of four-momentum.
"""

import math

from mcsn.transport.compile import inline
from mcsn.transport.grid import interpolate, locate_energy, quantile
from mcsn.transport.rng import exponential, isotropic_cosine, uniform
from mcsn.transport.state import COLLISION, ELECTRON, FLAVOURS, GREY, MUON, SHELL
from mcsn.transport.vectors import boosted, plus, scaled, turned

SCATTERING, COALESCENCE = range(2)
"""Processes, in the order of `Tables.rates`."""


@inline
def optical_depth(packet, options):
    """Return the optical depth of a free flight."""
    return 1.0 if options.fixed_steps else exponential(packet.rng)


@inline
def kind_of(packet):
    """Return the kind of neutrino that a packet stands for: its place on that axis of Tables."""
    return packet.sign + 2 * (packet.flavour == ELECTRON)


@inline
def set_rates(packet, tables, options):
    """Look up what a packet meets where it is, at the energy that it has."""
    packet.scatter, packet.coalesce = rates_in(packet, packet.zone, tables, options)


@inline
def rates_in(packet, zone, tables, options):
    """Return the rates of scattering and coalescence that a packet would meet in a zone [1/m]."""
    row, kind = tables.row[zone], kind_of(packet)
    if options.spectrum == GREY:
        return tables.grey_rates[row, kind, 0], tables.grey_rates[row, kind, 1]
    cell, place = locate_energy(packet.energy)
    low = tables.rates[row, kind, cell]
    high = tables.rates[row, kind, cell + 1]
    return low[0] + place * (high[0] - low[0]), low[1] + place * (high[1] - low[1])


@inline
def look_again(packet, tables, options):
    """Look up the rates of a flight that goes on in the same matter, at another temperature of it.

    A flight that is to end in a coalescence, of which jumps ring, remains one.
    """
    rung = packet.scatter == 0.0
    set_rates(packet, tables, options)
    if rung:
        packet.coalesce += packet.scatter
        packet.scatter = 0.0


@inline
def thermal_energy(packet, tables):
    """Draw an energy of the local equilibrium."""
    return tables.temperature[packet.zone] * quantile(tables.thermal, uniform(packet.rng))


@inline
def enter_shell(packet, tables, options):
    """Take on the spectrum of a new shell: the mode `shell` draws a new energy from its thermal flux."""
    if options.spectrum == SHELL:
        packet.energy = thermal_energy(packet, tables)
        packet.fresh = 0


@inline
def dipole_cosine(anisotropy, u):
    """Return the quantile of u for the angle law (1 + anisotropy cos)/2."""
    b = 2.0 - anisotropy - 4.0 * u
    return -b / (1.0 + math.sqrt(max(0.0, 1.0 - anisotropy * b)))


@inline
def _scattering_cosine(packet, tables, options):
    row, kind = tables.row[packet.zone], kind_of(packet)
    if options.spectrum == GREY:
        anisotropy = tables.grey_anisotropy[row, kind]
    else:
        cell, place = locate_energy(packet.energy)
        anisotropy = interpolate(tables.anisotropy[row, kind], cell, place)
    return dipole_cosine(anisotropy, uniform(packet.rng))


@inline
def scatter(packet, tables, options):
    """Let a packet collide with a nucleon: a new direction and, as the spectrum mode says, a new energy."""
    if options.dipole:
        turn = _scattering_cosine(packet, tables, options)
        across = math.sqrt(max(0.0, (1.0 - turn * turn) * (1.0 - packet.cosine * packet.cosine)))
        cosine = packet.cosine * turn + across * math.cos(math.pi * uniform(packet.rng))
        packet.cosine = min(1.0, max(-1.0, cosine))
    else:
        packet.cosine = isotropic_cosine(packet.rng)
    row = tables.row[packet.zone]
    if options.spectrum == COLLISION:
        if options.inelasticity < 1.0 and uniform(packet.rng) >= options.inelasticity:
            return
        packet.energy = quantile(tables.emission[row, kind_of(packet)], uniform(packet.rng))
        if options.thermal:
            draw_kind(packet, SCATTERING, tables)
        set_rates(packet, tables, options)
    elif packet.fresh and options.spectrum == SHELL:
        packet.energy = quantile(tables.coalesced[row], uniform(packet.rng))
        packet.fresh = 0
        set_rates(packet, tables, options)


@inline
def draw_kind(packet, process, tables):
    """Draw the kind of neutrino that equilibrium has at an energy, in proportion to the rate of a process.

    Matter emits as it absorbs, by Kirchhoff's law; what coalesces was of one of the kinds that do. nu_mu and
    nu_tau, which are alike, are both called nu_mu.
    """
    row = tables.row[packet.zone]
    cell, place = locate_energy(packet.energy)
    rates, total = tables.rates[row, :, :, process], 0.0
    for kind in range(len(rates)):
        total += FLAVOURS[kind] * interpolate(rates[kind], cell, place)
    left, kind = uniform(packet.rng) * total, 0
    while kind < len(rates) - 1:
        left -= FLAVOURS[kind] * interpolate(rates[kind], cell, place)
        if left < 0.0:
            break
        kind += 1
    packet.sign = kind % 2
    packet.flavour = ELECTRON if kind > 1 else MUON


@inline
def partner_energy(rng, threshold, temperature, symmetrised):
    """Draw the energy of the partner in a coalescence [MeV].

    Density f(E) above the threshold m^2/(4 E1), or f(E)/E for the symmetrised kernel (rejection, accepting
    more than 0.5 of the trials).
    """
    y = threshold / temperature
    if not symmetrised:
        # Int_x^inf f = ln(1 + e^-x) is u times that from y, solved for x without cancellation.
        return -temperature * math.log(math.expm1(uniform(rng) * math.log1p(math.exp(-y))))
    while True:
        if y < 1.0:
            below, above = -0.5 * math.log(y), math.exp(-1.0)
            if uniform(rng) * (below + above) < below:
                x = y ** uniform(rng)
                accepted = 2.0 / (1.0 + math.exp(x))
            else:
                x = 1.0 + exponential(rng)
                accepted = 1.0 / (x * (1.0 + math.exp(-x)))
        else:
            x = y + exponential(rng)
            accepted = y * (1.0 + math.exp(-y)) / (x * (1.0 + math.exp(-x)))
        if uniform(rng) < accepted:
            return temperature * x


@inline
def coalesce(energy, direction, partner, mass, azimuth):
    """Return energy, momentum and the partner's direction of a Z' made on its mass shell (Eq. 11)."""
    opening = max(-1.0, 1.0 - mass * mass / (2.0 * energy * partner))
    other = turned(direction, opening, azimuth)
    return energy + partner, plus(scaled(energy, direction), scaled(partner, other)), other


@inline
def decay_axis(rng, energy, momentum, mass, neutrino, helicity):
    """Draw the direction of the daughter neutrino in the rest frame of the Z'.

    Isotropic, or (3/8)(1+cos)^2 about the neutrino that made the Z'; `neutrino` is its unit vector.
    """
    azimuth = 2.0 * math.pi * uniform(rng)
    if not helicity:
        return turned((0.0, 0.0, 1.0), isotropic_cosine(rng), azimuth)
    rest_energy, rest_momentum = boosted(1.0, neutrino, energy, scaled(-1.0, momentum), mass)
    cosine = 2.0 * uniform(rng) ** (1.0 / 3.0) - 1.0
    return turned(scaled(1.0 / rest_energy, rest_momentum), cosine, azimuth)


@inline
def decay(energy, momentum, mass, axis):
    """Return energy and momentum of the daughter neutrino, then of the daughter antineutrino."""
    first = boosted(0.5 * mass, axis, energy, momentum, mass)
    second = boosted(0.5 * mass, scaled(-1.0, axis), energy, momentum, mass)
    return first, second
