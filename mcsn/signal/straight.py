"""Straight lines through a histogram: every bin keeps its mean, and nothing becomes negative."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def corners(edges: ArrayLike) -> Array:
    """Return the points between which lines are straight, (2 bins + 1,): edges and middles of bins."""
    edges = np.asarray(edges, float)
    return alternating(edges, 0.5 * (edges[1:] + edges[:-1]))


def straight(means: ArrayLike) -> Array:
    """Return values at `corners`, (..., 2 bins + 1), of lines with given means in the bins, (..., bins).

    Means must not be negative, and nothing then is. At an edge it is the harmonic mean of its two bins, which
    is at most twice the smaller one, so that the middle, which follows, is not below zero. The ends have what
    the outermost bins have.
    """
    means = np.asarray(means, float)
    left, right = means[..., :-1], means[..., 1:]
    both = left + right
    between = np.divide(2.0 * left * right, both, out=np.zeros_like(both), where=both > 0.0)
    at_edges = with_ends(means, between)
    middles = 2.0 * means - 0.5 * (at_edges[..., 1:] + at_edges[..., :-1])
    return alternating(at_edges, np.maximum(middles, 0.0))  # rounding


def with_ends(bins: Array, between: Array) -> Array:
    """Return values at edges, (..., bins + 1): those between bins, and at the ends those of the bins."""
    return np.concatenate([bins[..., :1], between, bins[..., -1:]], axis=-1)


def alternating(edges: Array, middles: Array) -> Array:
    """Return edge, middle, edge, ... along the last axis, (..., 2 bins + 1)."""
    made = np.empty((*edges.shape[:-1], 2 * edges.shape[-1] - 1))
    made[..., ::2], made[..., 1::2] = edges, middles
    return made
