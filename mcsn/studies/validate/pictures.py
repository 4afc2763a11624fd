"""Pictures of cases: panels of one size that a report can put side by side or below each other."""

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mcsn.plot.frame import FAINT, INK, WARM

__all__ = ["COLOURS", "FAINT", "INK", "WARM", "panel"]

COLOURS = {"analog": INK, "accelerated": WARM}
"""By method."""


def panel(title: str = "") -> tuple[Figure, Axes]:
    """Return a new panel, which is a figure of its own."""
    figure = Figure(figsize=(5.0, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set_title(title, fontsize=10)
    return figure, axes
