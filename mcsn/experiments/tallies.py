"""Statistics of what packets bring: fine histograms in integers, moments, quantiles, and their errors."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class FineGrid:
    """A fixed logarithmic grid, with one bin below it and one above."""

    low_decade: int
    high_decade: int
    bins_per_decade: int

    @cached_property
    def edges(self) -> Array:
        """Edges between the inner bins, (n,); there are n + 1 bins."""
        count = (self.high_decade - self.low_decade) * self.bins_per_decade
        return 10.0 ** (self.low_decade + np.arange(count + 1) / self.bins_per_decade)

    def count(self, values: Array) -> Counts:
        """Count values into the bins, (n + 1,)."""
        return np.bincount(self.bins_of(values), minlength=len(self.edges) + 1)

    def bins_of(self, values: Array) -> NDArray[np.int64]:
        """Return the bin of each value."""
        return np.searchsorted(self.edges, values, side="right")

    def quantile(self, counts: Counts, probability: float) -> tuple[float, float]:
        """Return a quantile and its standard error, from counts, (n + 1,).

        The error is half the distance between the quantiles one binomial standard deviation away. NaN: too
        few counts, or beyond the grid.
        """
        total = counts.sum()
        rank = probability * total
        spread = np.sqrt(total * probability * (1.0 - probability))
        below = np.cumsum(counts)[:-1]
        value = self._at_rank(below, rank)
        if rank - spread < 0.5 or rank + spread > total - 0.5:
            return value, float("nan")
        return value, (self._at_rank(below, rank + spread) - self._at_rank(below, rank - spread)) / 2.0

    def _at_rank(self, below: Counts, rank: float) -> float:
        """Return where so many counts are below, the middle of where they are; NaN beyond the grid."""
        first, last = np.searchsorted(below, rank, side="left"), np.searchsorted(below, rank, side="right")
        if first == 0 or first == len(below):
            return float("nan")
        if first < last:  # no counts between these edges
            return float(self.edges[first] + self.edges[last - 1]) / 2.0
        return float(np.interp(rank, below[first - 1 : first + 1], self.edges[first - 1 : first + 1]))

    def coarse_edges(
        self, counts: Counts, bins: int, scale: str, low: float | None, high: float | None
    ) -> NDArray[np.int64]:
        """Choose a histogram's edges among the fine ones; return their indices, increasing.

        low, high: where it begins and ends; None: at the data's first and last bin.
        """
        edges = self.edges
        filled = np.flatnonzero(counts)
        if low is None:
            first = edges[max(0, filled[0] - 1)] if len(filled) else edges[0]
            low = float(first) if scale == "log" else 0.0
            low = low if high is None else min(low, high / 10.0)
        if high is None:
            last = edges[min(len(edges) - 1, filled[-1])] if len(filled) else edges[-1]
            high = max(float(last), low)
        wanted = np.geomspace(low, high, bins + 1) if scale == "log" else np.linspace(low, high, bins + 1)
        nearest = np.unique(np.searchsorted(np.sqrt(edges[1:] * edges[:-1]), wanted))
        if len(nearest) == 1:  # narrower than the grid, or off it
            first = min(int(nearest[0]), len(edges) - 2)
            return np.array([first, first + 1])
        return nearest

    def rebinned(self, counts: Counts, chosen: NDArray[np.int64]) -> tuple[Array, Counts]:
        """Return the chosen edges, (m + 1,), and the counts between them; counts: (..., n + 1)."""
        below = np.cumsum(counts, axis=-1)[..., chosen]
        return self.edges[chosen], np.diff(below, axis=-1)


def density(counts: Counts, edges: Array, total: int) -> tuple[Array, Array]:
    """Return the fraction of `total` per width of bin and its standard error, both (bins,)."""
    share = counts / total
    width = np.diff(edges)
    return share / width, np.sqrt(share * (1.0 - share) / total) / width


def batch_sums(values: NDArray, packets: int) -> Array:
    """Return what `batch_ratio` needs of a batch: x, x n and x^2 of a batch's sums x, (3, ...)."""
    return np.array([values, values * float(packets), values * values.astype(float)])


def batch_ratio(sums: Array, batches: Counts) -> tuple[Array, Array]:
    """Return a mean per packet and its standard error, from the scatter of batches about it.

    sums: of `batch_sums`, (3, ...); batches: number, sum of n and sum of n^2. One batch has no error: NaN.
    """
    number, packets, squares = (float(value) for value in batches)
    ratio = sums[0] / packets
    if number < 2:
        return ratio, np.full_like(ratio, np.nan)
    scatter = sums[2] - 2.0 * ratio * sums[1] + ratio**2 * squares
    return ratio, np.sqrt(np.maximum(scatter, 0.0) * number / (number - 1.0)) / packets


def moments(values: Array) -> Array:
    """Return the sums of powers 0 to 4, (5,), which add over batches."""
    return np.array([np.sum(values**power) for power in range(5)])


def mean(powers: Array) -> tuple[float, float]:
    """Return mean and standard error from sums of powers 0, 1, 2, ...; NaN where there are too few."""
    count = powers[0]
    if count == 0:
        return float("nan"), float("nan")
    centre = powers[1] / count
    return float(centre), float(np.sqrt(_variance(powers) / count))


def variance(powers: Array) -> tuple[float, float]:
    """Return variance and its standard error from sums of powers 0 to 4; NaN where there are too few."""
    count = powers[0]
    if count < 2:
        return float("nan"), float("nan")
    m1, m2, m3, m4 = powers[1:] / count
    fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1**2 * m2 - 3.0 * m1**4
    spread = _variance(powers)
    return spread, float(np.sqrt(max(0.0, fourth - spread**2 * (count - 3.0) / (count - 1.0)) / count))


def _variance(powers: Array) -> float:
    count = powers[0]
    if count < 2:
        return float("nan")
    return float(max(0.0, powers[2] - powers[1] ** 2 / count) / (count - 1.0))


def fraction(part: float, whole: float) -> tuple[float, float]:
    """Return a fraction of counts and its standard error.

    The error is binomial, of the fraction (part + 1)/(whole + 2), so that none and all have one too.
    """
    if whole == 0:
        return float("nan"), float("nan")
    p = (part + 1.0) / (whole + 2.0)
    return float(part / whole), float(np.sqrt(p * (1.0 - p) / (whole + 2.0)))
