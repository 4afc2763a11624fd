"""What pictures share: colours, axes, steps with their error band, and how they are written."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mcsn.errors import InputError
from mcsn.files import check_output, write_atomically
from mcsn.result import Result

INK, FAINT, WARM = "#1f3b57", "#8c97a3", "#b5502a"
FORMATS = ("jpg", "pdf", "png", "svg")
"""What pictures can be written as."""

Panel = Callable[[Result, Axes | None], Axes]
"""Draws one view of a result into Axes, or into those of a new figure."""


def new_axes() -> Axes:
    """Return the Axes of a new figure of pyplot's."""
    from matplotlib import pyplot

    return pyplot.subplots(layout="constrained")[1]


def stairs(
    axes: Axes, edges: np.ndarray, values: np.ndarray, error: np.ndarray, color: str, label: str
) -> None:
    """Draw a histogram, (bins,), and a band of one standard error."""
    axes.stairs(values, edges, color=color, lw=1.4, label=label)
    axes.stairs(values + error, edges, baseline=values - error, fill=True, color=color, alpha=0.25, lw=0)


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure, whole or not at all; the suffix of the path says the format.

    Raises
    ------
    InputError
        If the suffix is not one of `FORMATS`, or no file can be written there.
    MachineError
        If the disk refuses the file.
    """
    check_picture(path)
    write_atomically(path, rendered(figure, path.suffix.lstrip(".")))


def check_picture(path: Path) -> None:
    """Raise InputError if no picture can be written here."""
    check_output(path)
    if path.suffix.lstrip(".") not in FORMATS:
        raise InputError(f'{path}: the suffix "{path.suffix}" must be one of .{", .".join(FORMATS)}')


def rendered(figure: Figure, kind: str) -> bytes:
    """Return a figure as a file of one of `FORMATS` holds it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=150)
    return buffer.getvalue()
