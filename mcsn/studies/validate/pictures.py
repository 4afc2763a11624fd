"""Pictures of cases: panels of one size that a report can put side by side or below each other."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from mcsn.plot.frame import FAINT, INK, WARM

COLOURS = {"": INK, "analog": INK, "accelerated": WARM}
"""By method."""

_FEWEST_GROUPS = 4


def panel(title: str = "") -> tuple[Figure, Axes]:
    """Return a new panel, which is a figure of its own."""
    figure = Figure(figsize=(5.0, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set_title(title, fontsize=10)
    return figure, axes


def convergence(expected: float, samples: dict[str, ArrayLike], quantity: str) -> Figure:
    """Draw the error of a mean against the number of packets, beside the law N^-1/2.

    Parameters
    ----------
    expected : float
        The exact mean.
    samples : dict of str to array_like
        Independent numbers, (n,), by method. They are cut into groups of N packets; what is drawn is the root
        mean square, over groups, of the difference of a group's mean from the exact one.
    quantity : str
        What it is the mean of.
    """
    figure, axes = panel(f"Convergence: {quantity}")
    for method, sample in samples.items():
        values = np.asarray(sample, dtype=float)
        sizes = [2**k for k in range(3, int(np.log2(values.size / _FEWEST_GROUPS)) + 1)]
        errors = [_group_error(values, size, expected) for size in sizes]
        colour = COLOURS.get(method, INK)
        axes.loglog(sizes, np.array(errors) / abs(expected), "o", ms=4, color=colour, label=method or "error")
        spread = values.std() / abs(expected)
        axes.loglog(sizes, spread / np.sqrt(sizes), "-", lw=1.0, color=colour, alpha=0.6)
    axes.plot([], [], "-", color=FAINT, label=r"standard deviation $\times\ N^{-1/2}$")
    axes.set_xlabel("number of packets N")
    axes.set_ylabel("relative error of the mean")
    axes.legend(frameon=False, fontsize=8)
    return figure


def _group_error(values: np.ndarray, size: int, expected: float) -> float:
    groups = values[: values.size // size * size].reshape(-1, size)
    return float(np.sqrt(np.mean((groups.mean(axis=1) - expected) ** 2)))
