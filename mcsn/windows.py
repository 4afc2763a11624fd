"""Windows of `collision` mode: which flights a jump stands for, in a zone and about an interface.

Flights that begin at a collision have energies from the emission p(E), a mean free path
lambda = 1 / (S + R), S and R the rates of scattering and coalescence, and end in a collision with probability
S lambda. Those that do, and are above a cut in energy, where lambda is short, make a random walk: with
q = p S lambda and T = Int q lambda, D / c = Int q lambda^2 / (3 T). Per length of it, flights below the
cut begin at the rate P / T, P their share, and those above it that end in a coalescence at
Int p R lambda / T.
Both kinds are flown one by one: a Z' keeps much of the direction of the flight before it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.transport import medium
from mcsn.transport.grid import ENERGIES, PROBABILITIES
from mcsn.transport.jump import Layer
from mcsn.transport.medium import Medium, airborne
from mcsn.transport.passage import LARGEST_BETA, SMALLEST_BETA
from mcsn.transport.state import FLAVOURS, Options, Tables

Array = NDArray[np.float64]

_LEAST = 1e-12
"""Share of all flights that a window keeps at the least: D must not vanish."""
_CUTS = np.geomspace(1e-3, 30.0, 600)
"""Cuts about an interface, in its higher temperature."""
_NOTHING = 1e-200
"""Stands for what is above a cut that leaves nothing, so that ratios remain."""
_ROUNDS = 30
PROBABILITY = np.concatenate([PROBABILITIES, 1.0 - PROBABILITIES[-2::-1]])
"""Where `both_tails` of quantiles are."""


class Flights(NamedTuple):
    """Flights after a collision in one row, of one kind or several; arrays over rising energies, (n,)."""

    energy: Array  # [MeV]
    free_path: Array  # the longest one at this energy or a higher one [m]
    share: Array  # of the flights below the energy
    time: Array  # integral of q lambda above it [m]
    square: Array  # integral of q lambda^2 above it [m^2]
    taken: Array  # integral of p R lambda above it

    @property
    def mean_path(self) -> float:
        """<lambda^2> / <lambda> [m], the step of the random walk of all flights."""
        return float(self.square[0] / self.time[0])

    def above(self, node: Array) -> Array:
        """Return the `Medium` of cuts at nodes, (..., 5); node: fractional numbers of nodes."""
        numbers = np.arange(len(self.energy))
        share, time, square, taken = (np.interp(node, numbers, values) for values in self[2:])
        time = np.maximum(time, _LEAST * self.time[0])
        square = np.maximum(square, _LEAST * self.square[0])
        return np.stack([square / (3.0 * time), taken / time, share / time, share, time], axis=-1)

    def node_of_energy(self, energy: Array) -> Array:
        """Return where energies lie among the nodes."""
        return np.interp(energy, self.energy, np.arange(len(self.energy)))

    def node_of_path(self, free_path: Array) -> Array:
        """Return the lowest nodes above which no mean free path is longer than these."""
        numbers = np.arange(len(self.energy))[::-1]
        return np.interp(np.log(free_path), np.log(self.free_path[::-1]), numbers)


def flights(tables: Tables, row: int, kinds: Sequence[int]) -> Flights:
    """Sum the flights of a row; those of several kinds are emitted in proportion to their scattering."""
    energy = both_tails(tables.emission[row, kinds[0]])
    scattering, coalescence = np.array([_rates(tables, row, kind, energy) for kind in kinds]).swapaxes(0, 1)
    path = 1.0 / (scattering + coalescence)
    weighted = _flavours(kinds)[:, None] * scattering
    emitted = weighted / weighted.sum(axis=0) if len(kinds) > 1 else 1.0
    return Flights(
        energy=energy,
        free_path=np.maximum.accumulate(path.max(axis=0)[::-1])[::-1],
        share=PROBABILITY,
        time=_integral_above((emitted * scattering * path**2).sum(axis=0)),
        square=_integral_above((emitted * scattering * path**3).sum(axis=0)),
        taken=_integral_above((emitted * path * coalescence).sum(axis=0)),
    )


def zone_window(found: Flights) -> Array:
    """Tabulate what jumps inside a zone see, on the grid of `medium`, (x, 5)."""
    cut = np.arange(medium.FIRST_CUT, medium.LAST_CUT, 1.0 / medium.CUTS_PER_UNIT)
    return found.above(found.node_of_path(found.mean_path * np.exp(cut)))


def interface_layer(
    tables: Tables,
    options: Options,
    inside: int,
    kinds: Sequence[int],
    rows: Sequence[Flights],
    widths: Sequence[float],
    surroundings: Sequence[float],
) -> Layer:
    """Return what jumps off an interface see.

    The flux phi(E) of every energy is continuous there. With the cut at one energy on both sides, the
    continuous quantity is Int lambda phi / A, and its current has A = Int lambda phi above the cut, at the
    phi of the interface.

    Parameters
    ----------
    inside : int
        The zone inside of the interface.
    kinds : sequence of int
        Of neutrinos.
    rows : sequence of Flights
        Of these kinds, of every row.
    widths : sequence of float
        How far a jump may go inwards and outwards [m].
    surroundings : sequence of float
        How far a jump might go if there were no zones of one shell: what flights must be short against [m].
    """
    zones = (inside, inside + 1)
    cut = max(tables.temperature[zone] for zone in zones) * _CUTS
    sides = [rows[tables.row[zone]] for zone in zones]
    media = np.array([side.above(side.node_of_energy(cut)) for side in sides])
    media[..., :3] *= airborne.py_func(media[..., 4:], tables.dwell[inside : inside + 2, None, None])
    roots = np.sqrt(media[:, :, 0])
    scale, room = (np.min(np.array(sizes)[:, None] / roots, axis=0) for sizes in (widths, surroundings))
    paths = np.array([np.interp(cut, side.energy, side.free_path) for side in sides])
    short = np.all(paths <= tables.jumps.limits.cut * room * roots, axis=0)
    chosen = int(np.argmax(short))
    conductance = _conductance(tables, options, inside, kinds, cut[chosen])
    root, size = roots[:, chosen], float(scale[chosen])
    weight = conductance / root
    curvature = (conductance[1] - conductance[0]) / (weight.sum() * tables.outer_radius[inside])
    beta = float(np.clip(curvature * size, SMALLEST_BETA, LARGEST_BETA))
    if beta != curvature * size:
        size = beta / curvature
    inner, outer = (Medium(*side[chosen]) for side in media)
    return Layer(inner, outer, weight[0], weight[1], size * root[0], size * root[1], size, beta)


def _conductance(tables: Tables, options: Options, inside: int, kinds: Sequence[int], cut: float) -> Array:
    """Return A = Int lambda phi above a cut, inside and outside of an interface, (2,).

    phi is the sum of the equilibria of both sides, each with the weight w_k that A itself gives it: without a
    current Int lambda_k phi is the same at the interface, A_k, and away from it, w_k Int lambda_k phi_k.
    """
    power = 4 if options.energy_weighted else 3
    integral = np.empty((2, 2))  # of lambda, by side, in the equilibrium of either side
    for side, other in np.ndindex(2, 2):
        temperature = tables.temperature[inside + other]
        energy = temperature * both_tails(tables.thermal)
        row = tables.row[inside + side]
        paths = [1.0 / _rates(tables, row, kind, energy).sum(axis=0) for kind in kinds]
        path = _flavours(kinds) @ np.array(paths)
        above = np.interp(cut, energy, _integral_above(path))
        integral[side, other] = temperature**power * max(above, _NOTHING)
    weight = np.ones(2)
    for _ in range(_ROUNDS):
        weight = integral @ weight / np.diag(integral)
        weight /= weight.sum()
    return integral @ weight


def both_tails(quantiles: Array) -> Array:
    """Join the two tails of quantiles, (2, q): at `PROBABILITY`."""
    return np.concatenate([quantiles[0], quantiles[1, -2::-1]])


def _flavours(kinds: Sequence[int]) -> Array:
    """Return of how many flavours kinds of neutrinos are, (kinds,)."""
    return np.array([FLAVOURS[kind] for kind in kinds])


def _rates(tables: Tables, row: int, kind: int, energy: Array) -> Array:
    """Return scattering and coalescence at energies, (2, n) [1/m]."""
    return np.array([np.interp(energy, ENERGIES, rate) for rate in tables.rates[row, kind].T])


def _integral_above(values: Array) -> Array:
    """Integrate over `PROBABILITY` from each node to the last."""
    steps = 0.5 * (values[1:] + values[:-1]) * np.diff(PROBABILITY)
    return np.append(np.cumsum(steps[::-1])[::-1], 0.0)
