"""How long hops take to leave a sphere: integral equations, solved without any diffusion limit.

From a point at radius r one waits a time w(r) on the average and then hops in an isotropic direction, the
length with a law and a mean that belong to r. For H(r) = r T(r), T being the mean time to leave, odd in r and
zero outside,

    H(r) = r w(r) + Int k((r' - r)/l(r)) H(r') dr'/l(r),

k(u) = E_1(|u|)/2 for exponential hops (Peierls' equation) and 1/2 on [-1, 1] for hops of one length. H is
linear between nodes here, the integrals are exact, and the leading errors in the distance of nodes are
extrapolated away (Richardson).
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import exp1

Array = NDArray[np.float64]
Shells = tuple[float, ...]

_NODES = 250
_WIDEST = 100.0


Law = Callable[[Array], tuple[Array, Array]]
"""Integrals of the kernel k from zero: once and twice."""


def exponential(u: Array) -> tuple[Array, Array]:
    """Return the integrals for exponential hops, by recurrence from E_1 to E_2 and E_3."""
    x = np.maximum(np.abs(u), 1e-300)
    vanishing = np.exp(-x)
    second = vanishing - x * exp1(x)
    third = 0.5 * (vanishing - x * second)
    return 0.5 * np.sign(u) * (1.0 - second), 0.5 * (x - 0.5 + third)


def fixed(u: Array) -> tuple[Array, Array]:
    """Return the integrals for hops of one length."""
    x = np.abs(u)
    return 0.5 * np.clip(u, -1.0, 1.0), np.where(x < 1.0, 0.25 * x * x, 0.5 * x - 0.25)


LAWS: Mapping[str, Law] = {"fixed": fixed, "exponential": exponential}


class MeanTimes(NamedTuple):
    """Mean times to leave."""

    centre: float
    uniform: float
    """From a point that is uniform in the volume."""


def mean_times(outer_radius: ArrayLike, hop: ArrayLike, wait: ArrayLike, law: Law) -> MeanTimes:
    """Return the mean times to leave a sphere of shells.

    Parameters
    ----------
    outer_radius, hop, wait : array_like
        Outer radii of shells, shape (n,), mean lengths of the hops that start there, in the unit of the
        radii, and mean times before a hop; hops take no time themselves.
    law : Law
        `exponential` or `fixed`.

    Raises
    ------
    ValueError
        If the sphere is more than 100 hops wide, which the nodes do not resolve; see `many_hops`.

    Notes
    -----
    With waits of one hop length and speed 1 a walk is of this kind, but for its first flight: it has left
    when its hops have, and one flight earlier its last collision was; so its mean time is the one here minus
    one hop length of where it starts.
    """
    edges = np.concatenate([[0.0], np.asarray(outer_radius, dtype=float)])
    if edges[-1] > _WIDEST * np.min(hop):
        raise ValueError(f"a sphere of {edges[-1] / np.min(hop):.0f} hops is too wide for the nodes")
    hops, waits = np.asarray(hop, dtype=float), np.asarray(wait, dtype=float)
    return _extrapolated(tuple(edges), tuple(hops), tuple(waits), law)


def many_hops(outer_radius: ArrayLike, hop: ArrayLike, wait: ArrayLike) -> float:
    """Return the mean time from the centre in the limit of many fixed hops; exponential ones take half.

    It solves T'' + 2T'/r = -6 w/l^2 with T' continuous: as a hop belongs to where it starts, the law of the
    limit is Ito's. Arguments as in `mean_times`.
    """
    edges = np.concatenate([[0.0], np.asarray(outer_radius, dtype=float)])
    source = 6.0 * np.asarray(wait, dtype=float) / np.asarray(hop, dtype=float) ** 2
    inside = np.concatenate([[0.0], np.cumsum(source * np.diff(edges**3) / 3.0)[:-1]])
    total, inner, outer = 0.0, edges[:-1], edges[1:]
    for strength, below, low, high in zip(source, inside, inner, outer, strict=True):
        offset = below - strength * low**3 / 3.0
        between = 1.0 / low - 1.0 / high if low > 0.0 else 0.0  # the innermost offset is zero
        total += offset * between + strength * (high**2 - low**2) / 6.0
    return float(total)


@cache
def _extrapolated(edges: Shells, hop: Shells, wait: Shells, law: Law) -> MeanTimes:
    """Return the times without the leading errors of the grid."""
    arrays = np.array(edges), np.array(hop), np.array(wait)
    one, two, four = (np.array(_solved(*arrays, law, n * _NODES)) for n in (1, 2, 4))
    first, second = two + (two - one) / 3.0, four + (four - two) / 3.0  # without the square of the distance
    centre, uniform = second + (second - first) / 15.0  # without its fourth power
    return MeanTimes(float(centre), float(uniform))


def _solved(edges: Array, hop: Array, wait: Array, law: Law, nodes: int) -> tuple[float, float]:
    """Return the times from the centre and from anywhere, with about so many nodes."""
    share = [max(20, round(nodes * width / edges[-1])) for width in np.diff(edges)]
    pieces = [_graded(low, high, n) for low, high, n in zip(edges[:-1], edges[1:], share, strict=True)]
    radius, shell = np.concatenate(pieces), np.repeat(np.arange(len(share)), np.array(share) + 1)
    inside = np.flatnonzero(np.diff(shell) == 0)
    matrix = _matrix(radius, hop[shell], inside, law)
    solution = np.linalg.solve(np.eye(len(radius)) - matrix, radius * wait[shell])
    weighed = radius * solution
    integral = np.sum(0.5 * (weighed[inside] + weighed[inside + 1]) * np.diff(radius)[inside])
    return solution[1] / radius[1], 3.0 * integral / edges[-1] ** 3


def _graded(low: float, high: float, nodes: int) -> Array:
    """Return nodes that are closer towards both ends, where H bends."""
    return low + (high - low) * 0.5 * (1.0 - np.cos(np.linspace(0.0, np.pi, nodes + 1)))


def _matrix(radius: Array, lengths: Array, inside: NDArray[np.intp], law: Law) -> Array:
    """Return the integral operator on values at the nodes, (n, n).

    Elements run from each node of `inside` to the next. The mirror image of one, at negative r, has the
    values of the opposite sign.
    """
    matrix = np.zeros((len(radius), len(radius)))
    for sign in (1.0, -1.0):
        u = (sign * radius - radius[:, None]) / lengths[:, None]
        once, twice = law(u)
        near, far = inside, inside + 1
        slope = sign * (twice[:, far] - twice[:, near]) / np.abs(u[:, far] - u[:, near])
        matrix[:, far] += once[:, far] - slope
        matrix[:, near] += slope - once[:, near]
    return matrix
