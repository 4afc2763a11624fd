"""Mean escape time from the centre of a uniform sphere, from the equation of transport, without chance.

The mean time V(r) to escape after an isotropic start at r obeys V = q + K V: a flight, and V where it ends.
For flights of mean lambda the sphere is a slab: on u = r V, which is odd, K has the kernel
E1(|x - y|/lambda)/(2 lambda) on -R < x < R, and q = lambda K 1. As E1 is a sum of exponentials over the
cosine mu, K is a sum of inverses of 1 - (lambda mu)^2 d^2/dx^2 (discrete ordinates in their second-order
form). What is made is 1 - K, which keeps its digits where flights are short. Lengths are in R, and c = 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded

Array = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_ROOTS = 0.5 * (_NODES + 1.0)
_COSINES, _SHARES = _ROOTS**3, 1.5 * _ROOTS**2 * _WEIGHTS
"""Dense where cosines are small: long flights stay within the sphere along those alone."""
_LONGEST = 1e3
"""Flights are taken to be no longer; they leave all the same."""
_WIDEST, _FINEST, _GROWTH = 0.02, 0.05, 1.15
"""Of the mesh: the widest cell, the one at the surface in mean free paths, and what lies between; they leave
errors of the mean below 5e-4."""


@dataclass(frozen=True, eq=False)
class Medium:
    """A uniform medium; flights are in groups of one energy, (n,), and hops of the Z' in groups, (k,).

    A flight ends in a collision or in a coalescence, from where a Z' hops. All directions are isotropic.
    """

    collide: Array  # rate [1/R]
    coalesce: Array  # rate [1/R]
    start: Array  # share of a group among the packets that start
    emitted: Array  # among flights that begin at a collision
    landed: Array  # among flights that begin at a decay
    hop: Array  # mean length [R]
    hop_share: Array
    slowness: float  # 1 / speed of the Z' [1/c]


def escape_time(medium: Medium, *, keeps_energy: bool = False) -> float:
    """Return the mean time from the centre to the vacuum outside [R/c].

    Parameters
    ----------
    medium : Medium
    keeps_energy : bool
        Whether a packet keeps its group at collisions, or draws one from `emitted`.
    """
    path = 1.0 / (medium.collide + medium.coalesce)
    ends = medium.collide * path, medium.coalesce * path
    path = np.minimum(path, _LONGEST)
    x = _mesh(min(_WIDEST, _FINEST * float(path.min())))
    one = np.eye(len(x))
    hop, hop_time = one.copy(), np.zeros(len(x))
    for share, length in zip(medium.hop_share, np.minimum(medium.hop, _LONGEST), strict=True):
        lost = _lost(x, length)
        hop -= share * lost
        hop_time += share * medium.slowness * length * (x - lost @ x)
    lost = np.array([_lost(x, length) for length in path])
    times = path[:, None] * (x - lost @ x)
    solve = _keeping if keeps_energy else _drawing
    return float(solve(medium, lost, times, ends, hop, hop_time)[0] / x[0])


def _drawing(
    medium: Medium, lost: Array, times: Array, ends: tuple[Array, Array], hop: Array, hop_time: Array
) -> Array:
    """Return u of packets that start, where collisions draw the group.

    Unknown are u after a collision, V, and at the birth of a Z', Z: V = q + A V + B Z, and
    Z = q' + H (q'' + C V + D Z).
    """
    one, kept = np.eye(len(hop)), np.eye(len(hop)) - lost
    collided, coalesced = ends

    def mean(share: Array, operators: Array) -> Array:
        return np.tensordot(share, operators, axes=1)

    p, d, s = medium.emitted, medium.landed, medium.start
    first = mean(p * collided, lost) + (p @ coalesced) * one  # 1 - A
    system = np.block(
        [
            [first, -mean(p * coalesced, kept)],
            [-hop @ mean(d * collided, kept), one - hop @ mean(d * coalesced, kept)],
        ]
    )
    after, birth = np.split(
        np.linalg.solve(system, np.concatenate([p @ times, hop_time + hop @ (d @ times)])), 2
    )
    return s @ times + mean(s * collided, kept) @ after + mean(s * coalesced, kept) @ birth


def _keeping(
    medium: Medium, lost: Array, times: Array, ends: tuple[Array, Array], hop: Array, hop_time: Array
) -> Array:
    """Return u of packets that start, where each group V_i goes on: V_i = q_i + a_i K_i V_i + b_i K_i Z."""
    one = np.eye(len(hop))
    collided, coalesced = ends[0][:, None, None], ends[1][:, None, None]
    own = collided * lost + coalesced * one  # 1 - a_i K_i, as a_i + b_i = 1
    known = np.concatenate([times[:, :, None], coalesced * (one - lost)], axis=2)
    solved = np.linalg.solve(own, known)
    landed = np.tensordot(medium.landed, solved, axes=1)
    birth = np.linalg.solve(one - hop @ landed[:, 1:], hop_time + hop @ landed[:, 0])
    started = np.tensordot(medium.start, solved, axes=1)
    return started[:, 0] + started[:, 1:] @ birth


def _mesh(finest: float) -> Array:
    """Return the nodes, from next to the centre to the surface, finest there."""
    depth = [finest]
    while depth[-1] < 1.0:
        width = min(_WIDEST, finest * _GROWTH ** len(depth))
        depth.append(depth[-1] + width)
    return 1.0 - np.append(np.array(depth[-2::-1]) / depth[-1], 0.0)


def _lost(x: Array, mean_path: float) -> Array:
    """Return 1 - K for flights of a mean length; finite elements with lumped masses."""
    width = np.diff(x, prepend=0.0)
    mass = 0.5 * (width + np.append(width[1:], 0.0))
    stiffness = 1.0 / width
    diagonal = stiffness + np.append(stiffness[1:], 0.0)
    above = np.append(0.0, -stiffness[1:])
    below = np.append(-stiffness[1:], 0.0)
    full = np.diag(diagonal) + np.diag(above[1:], 1) + np.diag(below[:-1], -1)
    total = np.zeros_like(full)
    for cosine, weight in zip(_COSINES, _SHARES, strict=True):
        reach = mean_path * cosine
        right = reach**2 * full
        right[-1, -1] += reach  # outside of the sphere it decays as exp(-x / reach)
        bands = reach**2 * np.array([above, diagonal, below])
        bands[1] += mass
        bands[1, -1] += reach
        total += weight * solve_banded((1, 1), bands, right)
    return total
