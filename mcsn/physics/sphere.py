"""Mean escape time from the centre of a uniform sphere, from the equation of transport, without chance.

The mean time V(r) to escape after an isotropic start at r obeys V = q + K V: a flight, and V where it ends.
For flights of mean lambda the sphere is a slab: on u = r V, which is odd, K has the kernel
E1(|x - y|/lambda)/(2 lambda) on -R < x < R, and q = lambda K 1. As E1 is a sum of exponentials over the
cosine mu, K is a sum of inverses of 1 - (lambda mu)^2 d^2/dx^2 (discrete ordinates in their second-order
form). What is made is 1 - K, which keeps its digits where flights are short. Lengths are in R, and c = 1.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded

Array = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_ROOTS = 0.5 * (_NODES + 1.0)
_COSINES, _SHARES = _ROOTS**3, 1.5 * _ROOTS**2 * _WEIGHTS
"""Dense where cosines are small: long flights stay within the sphere along those alone."""
_LONGEST = 1e2
"""Flights are taken to be no longer; they leave all the same."""
_WIDEST, _FINEST, _GROWTH = 0.02, 0.05, 1.15
"""Of the mesh: the widest cell, the one at the surface in mean free paths, and what lies between; they leave
errors of the mean below 5e-4."""


class Hops(NamedTuple):
    """Exponential hops in any direction that flights may end in; a flight as at the start follows."""

    rate: float  # of coalescence [1/R]
    length: float  # mean [R]
    slowness: float  # 1 / speed of the Z' [1/c]


def escape_time(collide: Array, start: Array, emitted: Array, hops: Hops | None = None) -> float:
    """Return the mean time from the centre to the vacuum outside [R/c].

    Parameters
    ----------
    collide : ndarray
        Rate of collisions of each group of energies, shape (n,) [1/R].
    start, emitted : ndarray
        Shares of the groups among packets that start, and among those that leave a collision, shape (n,).
    hops : Hops, optional
        Those of the Z', the same for every group.
    """
    total = collide + (hops.rate if hops else 0.0)
    collided, path = collide / total, np.minimum(1.0 / total, _LONGEST)
    x = _mesh(min(_WIDEST, _FINEST * float(path.min())))
    lost = np.array([_lost(x, length) for length in path])
    times = path[:, None] * (x - lost @ x)
    one = np.eye(len(x))
    kept = one - lost

    def mean(share: Array, operators: Array) -> Array:
        return np.tensordot(share, operators, axes=1)

    # After a collision V = q + A V + B Z, at the birth of a Z' Z = q' + H (q'' + C V + D Z).
    first = mean(emitted * collided, lost) + (emitted @ (1.0 - collided)) * one  # 1 - A
    if hops is None:
        after = np.linalg.solve(first, emitted @ times)
        return float((start @ times + mean(start * collided, kept) @ after)[0] / x[0])
    length = min(hops.length, _LONGEST)
    hop_lost = _lost(x, length)
    hop, hop_time = one - hop_lost, hops.slowness * length * (x - hop_lost @ x)
    scattered, made = mean(start * collided, kept), mean(start * (1.0 - collided), kept)
    system = np.block(
        [[first, -mean(emitted * (1.0 - collided), kept)], [-hop @ scattered, one - hop @ made]]
    )
    known = np.concatenate([emitted @ times, hop_time + hop @ (start @ times)])
    after, birth = np.split(np.linalg.solve(system, known), 2)
    return float((start @ times + scattered @ after + made @ birth)[0] / x[0])


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
