"""What a jump sees of a zone: whether it is thick enough, its diffusion constant, its clocks."""

import math
from typing import NamedTuple

from mcsn.transport.compile import inline
from mcsn.transport.events import kind_of, rates_in
from mcsn.transport.state import COLLISION, SHELL

FIRST_CUT, LAST_CUT = math.log(1e-3), math.log(1e5)
MOST_COALESCENCES = 0.1
"""Per collision; at one for one, 5 % too few crossed interfaces and times were 0.6 +- 0.3 % too short."""
CUTS_PER_UNIT = 20
"""Windows are tabulated on a uniform grid of ln(cut / free path)."""


class Medium(NamedTuple):
    """What a jump sees of a zone."""

    diffusion: float  # [m]
    coalesce: float  # rate of flights that end in a coalescence [1/m]
    stray: float  # rate of flights longer than the cut [1/m]
    strays: float  # share of them among all flights
    flying: float  # mean time in the air per collision, of the flights that the jump stands for [m]


@inline
def free_path(packet, zone, tables, options):
    """Return the mean free path by which a zone is thick or thin; after collisions, that of the long ones."""
    if options.spectrum == COLLISION:
        return tables.jumps.free_path[tables.row[zone], kind_of(packet)]
    scatter, coalesce = rates_in(packet, zone, tables, options)
    return 1.0 / (scatter + coalesce)


@inline
def zone_width(zone, outer_radius):
    """Return the thickness of a zone."""
    return outer_radius[zone] - outer_radius[zone - 1] if zone > 0 else outer_radius[0]


@inline
def shell_edges(zone, tables):
    """Return the inner and the outer radius of the shell of a zone."""
    first, last = tables.jumps.shell_zones[tables.shell[zone]]
    return tables.outer_radius[first - 1] if first > 0 else 0.0, tables.outer_radius[last]


@inline
def thick(packet, zone, tables, options):
    """Tell whether packets may jump in a zone: its shell is thick enough, and coalescences are rare enough.

    The zones of a shell are one medium, whose temperature varies slowly, and may be thinner.
    """
    path, limits = free_path(packet, zone, tables, options), tables.jumps.limits
    inner, outer = shell_edges(zone, tables)
    return (
        not _hurried(packet, zone, tables, options)
        and outer - inner > limits.zone_width * path
        and outer > limits.zone_radius * path
    )


@inline
def _hurried(packet, zone, tables, options):
    """Tell whether a packet collides so seldom before it coalesces that its walk is no diffusion."""
    if options.spectrum == COLLISION:
        return False
    scatter, coalesce = rates_in(packet, zone, tables, options)
    return coalesce > MOST_COALESCENCES * scatter


@inline
def leads_on(packet, zone, behind, tables, options):
    """Tell whether jumps go on behind a boundary of a zone; the mode `shell` walks from shell to shell."""
    if behind == len(tables.outer_radius):
        return False
    if options.spectrum == SHELL and tables.shell[zone] != tables.shell[behind]:
        return False
    return thick(packet, behind, tables, options)


@inline
def surroundings(packet, zone, tables, options):
    """Return what the flights that a jump stands for must be short against.

    It is the width of the shell, or the reach of the way to where jumps do not lead on.
    """
    first, last = tables.jumps.shell_zones[tables.shell[zone]]
    inner, outer = shell_edges(zone, tables)
    size, reach = outer - inner, tables.jumps.limits.reach
    if not leads_on(packet, last, last + 1, tables, options):
        size = min(size, reach * (outer - packet.radius))
    if first > 0 and not leads_on(packet, first, first - 1, tables, options):
        size = min(size, reach * (packet.radius - inner))
    return size


@inline
def medium_in(packet, zone, cut, tables, options):
    """Return what a jump sees of a zone; flights of a mean free path beyond the cut [m] are not in it."""
    row = tables.row[zone]
    if options.spectrum == COLLISION:
        jumps, kind = tables.jumps, kind_of(packet)
        place = (math.log(cut / jumps.free_path[row, kind]) - FIRST_CUT) * CUTS_PER_UNIT
        cell = min(max(int(place), 0), jumps.window.shape[2] - 2)
        place = min(max(place - cell, 0.0), 1.0)
        low, high = jumps.window[row, kind, cell], jumps.window[row, kind, cell + 1]
        found = Medium(
            low[0] + place * (high[0] - low[0]),
            low[1] + place * (high[1] - low[1]),
            low[2] + place * (high[2] - low[2]),
            low[3] + place * (high[3] - low[3]),
            low[4] + place * (high[4] - low[4]),
        )
        return slowed(found, tables.dwell[zone])
    scatter, coalesce = rates_in(packet, zone, tables, options)
    # A share coalesce / total of the flights, of mean length 1 / total, does not belong to the walk.
    total = scatter + coalesce
    free = Medium(1.0 / (3.0 * total), coalesce * total / scatter, 0.0, 0.0, scatter / (total * total))
    return slowed(free, tables.dwell[zone])


@inline
def airborne(flying, dwell):
    """Return the share of its time that a packet is in the air, if matter holds it at every collision."""
    return flying / (flying + dwell)


@inline
def slowed(free, dwell):
    """Return a medium per time, not per way: while matter holds a packet, nothing happens to it."""
    share = airborne(free.flying, dwell)
    return Medium(share * free.diffusion, share * free.coalesce, share * free.stray, free.strays, free.flying)
