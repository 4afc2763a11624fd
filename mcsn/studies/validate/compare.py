"""Verdicts: a number, a fraction, a distribution, or values that must be the same, beside what theory says.

A comparison passes if the difference is within what is allowed, and if no more than the tolerance is: few
packets do not make a case pass. Chance is allowed `Z` standard errors, which a correct program exceeds with
the probability `FALSE_ALARM`. Where theory itself is an approximation, the comparison states by how much it
may be off, which is allowed on top.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import cumulative_trapezoid
from scipy.stats import kstest, kstwo, norm

from mcsn.experiments import tallies

FALSE_ALARM = 2e-5
"""Of one comparison: 1 % over as many as 500 of them."""
Z = float(norm.isf(FALSE_ALARM / 2.0))
"""4.26 standard errors."""


@dataclass(frozen=True)
class Comparison:
    """A simulated quantity beside its theory; percent are of the theoretical value, or of its scale."""

    quantity: str
    expected: float
    found: float
    stderr: float | None
    """Of the difference; None where there is none."""
    percent: float
    """Difference [%]."""
    standard_errors: float
    """Difference in standard errors; of a distribution, those of a normal law that are as improbable."""
    spread: float
    """Root mean square of what chance alone makes of the difference [%]."""
    chance: float
    """The difference that chance exceeds with the probability `FALSE_ALARM` [%]."""
    allowance: float
    """By how much an approximate theory may be off [%]."""
    tolerance: float
    """The most that the resolution may be [%]."""
    method: str = ""
    unit: str = ""

    @property
    def resolution(self) -> float:
        """A difference beyond it is neither chance nor the error of an approximate theory [%]."""
        return self.allowance + self.chance

    @property
    def passed(self) -> bool:
        """Whether theory and simulation agree, as closely as is asked for."""
        return not self.differs and self.resolution <= self.tolerance

    @property
    def differs(self) -> bool:
        """Whether the difference is more than is allowed, or no number."""
        return not abs(self.percent) <= self.resolution

    @property
    def random(self) -> bool:
        """Whether chance has a part in it."""
        return self.chance > 0.0

    def widened(self, factor: float) -> "Comparison":
        """Return the comparison with another tolerance, for fewer packets."""
        return replace(self, tolerance=self.tolerance * factor)


class Terms(TypedDict, total=False):
    """How a comparison is made."""

    tolerance: float
    """Greatest resolution [%]; 0.5 unless told otherwise."""
    allowance: float
    """By how much an approximate theory may be off [%]; 0 unless told otherwise."""
    method: str
    unit: str


def number(
    quantity: str,
    expected: float,
    found: float,
    stderr: float,
    scale: float | None = None,
    **terms: Unpack[Terms],
) -> Comparison:
    """Compare a number with theory.

    Parameters
    ----------
    quantity : str
        What it is.
    expected, found, stderr : float
        Theory, simulation, and the standard error of the difference, should theory have one, too.
    scale : float, optional
        What percent refer to, where it is not `expected`.
    **terms
        See `Terms`.
    """
    expected, found, stderr = float(expected), float(found), float(stderr)
    percent = 100.0 / abs(expected if scale is None else float(scale))
    difference = found - expected
    in_errors = difference / stderr if stderr > 0.0 else np.inf * difference if difference else 0.0
    spread = percent * stderr
    values = (expected, found, stderr, percent * difference, in_errors, spread, Z * spread)
    return Comparison(quantity, *values, *_rest(terms))


def mean(
    quantity: str, expected: float, sample: ArrayLike, scale: float | None = None, **terms: Unpack[Terms]
) -> Comparison:
    """Compare the mean of independent numbers, (n,), with theory; for the rest see `number`."""
    values = np.asarray(sample, dtype=float)
    stderr = float(np.std(values, ddof=1) / np.sqrt(values.size))
    return number(quantity, expected, float(values.mean()), stderr, scale, **terms)


def share(quantity: str, expected: float, part: int, whole: int, **terms: Unpack[Terms]) -> Comparison:
    """Compare a fraction of counts with theory; for the rest see `number`."""
    return number(quantity, expected, *tallies.fraction(part, whole), **terms)


def law(
    quantity: str,
    cdf: Callable[[NDArray[np.float64]], ArrayLike],
    sample: ArrayLike,
    **terms: Unpack[Terms],
) -> Comparison:
    """Compare independent numbers, (n,), with their distribution function: Kolmogorov's test.

    The difference is the greatest one of the two distribution functions, in percent of probability.
    """
    values = np.asarray(sample, dtype=float)
    test = kstest(values, cdf)
    statistic, pvalue = float(test.statistic), float(test.pvalue)
    spread = 100.0 * np.pi / np.sqrt(12.0 * values.size)  # of Kolmogorov's distribution, for many numbers
    chance = 100.0 * float(kstwo.isf(FALSE_ALARM, values.size))
    in_errors = float(norm.isf(pvalue / 2.0))
    name = f"{quantity}: distance of distributions"
    judged = (100.0 * statistic, in_errors, spread, chance)
    return Comparison(name, 0.0, statistic, None, *judged, *_rest(terms))


def equal(quantity: str, expected: ArrayLike, found: ArrayLike, **terms: Unpack[Terms]) -> Comparison:
    """Compare what must be the same, value by value; the difference is the share of values that are not."""
    first, second = np.asarray(expected), np.asarray(found)
    differing = first.size if first.shape != second.shape else int(np.sum(first != second))
    percent = 100.0 * differing / first.size
    in_errors = np.inf if differing else 0.0
    name = f"{quantity}: values that differ"
    return Comparison(name, 0.0, float(differing), None, percent, in_errors, 0.0, 0.0, *_rest(terms))


def thermal_law(power: int = 2) -> Callable[[ArrayLike], NDArray[np.float64]]:
    """Return the distribution function of x = E/T in equilibrium, of the density x^power/(e^x + 1)."""
    return cumulative(lambda x: x**power / (np.exp(x) + 1.0), 1e-9, 200.0)


def bits(arrays: Iterable[NDArray[np.generic]]) -> NDArray[np.uint8]:
    """Return the bytes of arrays, one after the other, for `equal`: NaN is NaN there."""
    return np.concatenate([np.frombuffer(array.tobytes(), np.uint8) for array in arrays])


def cumulative(
    density: Callable[[NDArray[np.float64]], NDArray[np.float64]], low: float, high: float
) -> Callable[[ArrayLike], NDArray[np.float64]]:
    """Return the distribution function of a density on [low, high], whose logarithmic scale resolves it."""
    ln_x = np.linspace(np.log(low), np.log(high), 40_001)
    mass = cumulative_trapezoid(density(np.exp(ln_x)) * np.exp(ln_x), ln_x, initial=0.0)
    return lambda x: np.interp(np.log(x), ln_x, mass / mass[-1])


def _rest(terms: Terms) -> tuple[float, float, str, str]:
    """Return the last fields of a comparison."""
    judged = terms.get("allowance", 0.0), terms.get("tolerance", 0.5)
    return *judged, terms.get("method", ""), terms.get("unit", "")
