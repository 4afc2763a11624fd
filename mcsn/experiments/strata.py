"""Means, and ratios of means, over packets that are stratified: packet i is in stratum i mod `STRATA`.

Strata have equal shares, so a mean is the mean of the strata's means, and of its variance the differences
between strata are no part (Cochran, Sampling Techniques, 1977, Ch. 5). Estimates are NaN where a stratum has
no packet, and their errors where one has fewer than two.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.transport.production import STRATA

Array = NDArray[np.float64]


def by_stratum(values: Array, first: int) -> Array:
    """Return the values of packets numbered from `first` on, (n, ...), as (m, STRATA, ...), zeros around."""
    before = first % STRATA
    after = -(before + len(values)) % STRATA
    padded = np.pad(values, [(before, after)] + [(0, 0)] * (values.ndim - 1))
    return padded.reshape(-1, STRATA, *values.shape[1:])


def counts(packets: int, first: int) -> NDArray[np.int64]:
    """Return the numbers of packets in the strata, (STRATA,)."""
    return by_stratum(np.ones(packets, np.int64), first).sum(axis=0)


def sums(values: Array, first: int) -> Array:
    """Return the sums and sums of squares of values, (n, ...): (2, STRATA, ...)."""
    parts = by_stratum(values, first)
    return np.array([parts.sum(axis=0), (parts * parts).sum(axis=0)])


def products(values: Array, first: int) -> Array:
    """Return the sums of products of columns, (n, q): (STRATA, q, q)."""
    parts = by_stratum(values, first)
    return np.einsum("msi,msj->sij", parts, parts)  # in a fixed order: no BLAS unless `optimize` is given


def means(packets: NDArray[np.int64], totals: Array) -> tuple[Array, Array]:
    """Return means and standard errors, (...), from `sums`, (2, STRATA, ...)."""
    number = packets.reshape(-1, *[1] * (totals.ndim - 2)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = totals[0] / number
        spread = np.maximum(totals[1] / number - centre**2, 0.0) / (number - 1.0)  # of a stratum's mean
    return centre.mean(axis=0), np.sqrt(spread.sum(axis=0)) / STRATA


class Means(NamedTuple):
    """Means of several quantities and the covariance of these means."""

    value: Array  # (q,)
    covariance: Array  # (q, q)

    @classmethod
    def of(cls, packets: NDArray[np.int64], first: Array, second: Array) -> "Means":
        """Make them from counts, (STRATA,), sums, (STRATA, q), and `products`, (STRATA, q, q)."""
        number = packets.astype(float)[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            centre = first / number
            outer = centre[:, :, None] * centre[:, None, :]
            spread = (second / number[..., None] - outer) / (number[..., None] - 1.0)
        return cls(centre.mean(axis=0), spread.sum(axis=0) / STRATA**2)

    def mean(self, weights: Array) -> tuple[float, float]:
        """Return a linear combination of the means and its standard error; weights: (q,)."""
        variance = float(weights @ self.covariance @ weights)
        return float(weights @ self.value), float(np.sqrt(np.maximum(variance, 0.0)))

    def ratio(self, part: Array, whole: Array) -> tuple[float, float]:
        """Return the ratio of two combinations, weights (q,), and its standard error (to first order)."""
        below = float(whole @ self.value)
        if not below > 0.0:
            return float("nan"), float("nan")
        ratio = float(part @ self.value) / below
        return ratio, self.mean(part - ratio * whole)[1] / below
