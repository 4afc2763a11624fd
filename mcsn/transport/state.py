"""What a kernel sees: the packet, the Tables of a star, the choices of the scenario, the ledger."""

from typing import NamedTuple

import numpy as np

ALIVE, ESCAPED_AS_NEUTRINO, ESCAPED_AS_BOSON, ABSORBED = range(4)
"""Fates. ABSORBED: a number packet whose Z' decayed in the star to muons or electron neutrinos."""

GREY, FROZEN, SHELL, COLLISION = range(4)
"""Spectrum modes, in the order of the scenario's choices."""

NEUTRINO, ANTINEUTRINO = range(2)
MUON, TAU, ELECTRON = range(3)
"""Flavours. Where Tables are of nu_x only, a packet of ELECTRON flavour has escaped or ended as a Z'."""
FLAVOURS = (2.0, 2.0, 1.0, 1.0)
"""Of every kind of neutrino: nu_x and anti_nu_x, which are of two flavours each, nu_e and anti_nu_e."""

PACKET = np.dtype(
    [
        ("radius", "f8"),  # [m]
        ("cosine", "f8"),  # of the angle between flight and outward radius
        ("energy", "f8"),  # of the particle that the packet stands for [MeV]; no meaning in grey mode
        ("path", "f8"),  # c times the time since the start [m]
        ("depth", "f8"),  # optical depth left to the next collision
        ("scatter", "f8"),  # rates where the packet is, at its energy [1/m]
        ("coalesce", "f8"),
        ("boson_path", "f8"),  # flown as Z' [m]
        ("rng", "u8", 4),
        ("collisions", "i8"),
        ("coalescences", "i8"),
        ("jumps", "i8"),
        ("zone", "i4"),
        ("start_zone", "i4"),
        ("sign", "i1"),
        ("flavour", "i1"),
        ("fate", "i1"),
        ("fresh", "i1"),  # born in a decay, no collision yet
        # At a collision whose outcome is not drawn yet, or held by matter; in grey mode also at a decay. Here
        # jumps begin.
        ("still", "i1"),
    ],
    align=True,
)
"""A packet is all that its future depends on: a walk that stops anywhere goes on bit for bit."""


class JumpLimits(NamedTuple):
    """Where packets jump and where they walk, in mean free paths and shares: `jump_*` of [transport].

    With these values the accelerated method keeps to the plain walk as validation/acceleration.py shows. On
    thinned stars mean times were 0.7 +- 0.2 % too long with a cut of 0.1, 0.3 +- 0.2 % with 0.05; the number
    of events goes as its inverse.
    """

    zone_width: float = 20.0  # zones of a thinner shell are walked: else early packets would be too early
    zone_radius: float = 40.0  # so are zones of a shell whose outer radius is smaller
    clearance: float = 6.0  # packets nearer to vacuum, or to a zone that is walked, walk
    reach: float = 0.5  # share of the way to such a place that a jump may go
    cut: float = 0.05  # `collision`: share of it, or of the shell's width, beyond which flights are flown


class Jumps(NamedTuple):
    """What jumps look up: universal laws of first passage, and the windows of `collision` mode.

    Made by `mcsn.acceleration`; the laws are read by `passage`. Times are in units of size^2 / D.
    """

    limits: JumpLimits
    exit_time: np.ndarray  # (s, u) quantiles of the time to leave a layer, by 1 / (1 + beta)
    exit_tail: np.ndarray  # (s, 2) amplitude and rate of its last exponential
    roots: np.ndarray  # (s, n) of cos z + beta sin z / z
    sphere_exit_time: np.ndarray  # (u,) quantiles of the time to leave a sphere from its centre
    free_path: np.ndarray  # (rows, k) <lambda^2>/<lambda> of flights after a collision [m]
    window: np.ndarray  # (rows, k, x, 5) `medium.Medium` of flights shorter than exp(x) free paths
    layer: np.ndarray  # (zones - 1, k, 16) `jump.Layer` about the interfaces
    shell_zones: np.ndarray  # (shells, 2) first and last zone: one medium, but for its temperatures


NO_JUMPS = Jumps(
    JumpLimits(),
    *(
        np.zeros((0,) * n, kind)
        for n, kind in zip((2, 2, 2, 1, 2, 4, 3, 2), [*[float] * 7, int], strict=True)
    ),
)
"""Jumps of a star that is only walked."""


class Tables(NamedTuple):
    """All that kernels know of one star and one Z'; made by `mcsn.tables`, or by hand.

    A row stands for one composition at one temperature; each zone names its row. Energies lie on
    `grid.ENERGIES` (e of them), quantiles on `grid.PROBABILITIES` (q of them, from both ends). Kinds of
    neutrinos (k of them) are nu_x and anti_nu_x; in a burst of all species nu_e and anti_nu_e, too.
    """

    outer_radius: np.ndarray  # (zones,) [m]
    shell: np.ndarray  # (zones,) composition; a packet's spectrum changes from shell to shell
    row: np.ndarray  # (zones,)
    temperature: np.ndarray  # (zones,) [MeV]
    start_probability: np.ndarray  # (zones,) cumulative, of packets in equilibrium
    thermal: np.ndarray  # (2, q) quantiles of E/T in equilibrium
    emission: np.ndarray  # (rows, k, 2, q) quantiles of the energy after a collision [MeV]
    coalesced: np.ndarray  # (rows, 2, q) quantiles of the energies that coalescence takes out [MeV]
    rates: np.ndarray  # (rows, k, e, 2) scattering, coalescence [1/m]
    anisotropy: np.ndarray  # (rows, k, e) delta of the angle law (1 + delta cos)/2
    grey_rates: np.ndarray  # (rows, k, 2) scattering, coalescence [1/m]
    grey_anisotropy: np.ndarray  # (rows, k)
    grey_decay_length: np.ndarray  # (rows,) [m]
    grey_speed: np.ndarray  # (rows,) of the Z' [c]
    dwell: np.ndarray  # (zones,) mean time that matter holds a packet at a collision [m]; 0 but in a burst
    boson_mass: float  # [MeV]; 0 without a Z'
    rest_decay_length: float  # hbar c / Gamma [m]
    muon_fraction: float  # of decays
    electron_fraction: float  # of decays to neutrinos, those to nu_e
    jumps: Jumps = NO_JUMPS  # follow from the rest: to be made anew when the rest changes


class Options(NamedTuple):
    """The choices of [boson], [transport] and [experiment] that change what happens to a packet."""

    spectrum: int
    inelasticity: float
    fixed_steps: bool
    dipole: bool
    energy_weighted: bool
    symmetrised: bool  # kernel cerdeno2023: partners from f(E)/E instead of f(E)
    helicity: bool  # decays remember the neutrino's direction
    accelerated: bool = False  # packets may jump
    thermal: bool = False  # a collision is absorption: matter holds the packet, and gives back any species


class Ledger(NamedTuple):
    """Integer tallies, so that their sums do not depend on order."""

    transfer: np.ndarray  # (shells, shells + 1) Z' flights from shell to shell; last: out of the star
    transfer_energy: np.ndarray  # the same, energy of the daughters that packets keep [2^-20 MeV]


ENERGY_QUANTUM = 2.0**-20
"""Unit of the energies in a Ledger [MeV]."""


def empty_ledger(shells: int) -> Ledger:
    """Return a Ledger of zeros."""
    shape = (shells, shells + 1)
    return Ledger(np.zeros(shape, np.int64), np.zeros(shape, np.int64))
