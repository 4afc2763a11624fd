"""Pictures of results; every function draws into the Axes that it is given, or makes them."""

import io
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mcsn.errors import InputError
from mcsn.files import check_output, write_atomically
from mcsn.result import Result

INK, FAINT = "#1f3b57", "#8c97a3"
_ANALYTIC = {
    "eq6_s": ("Eq. 6, nucleons", "#b5502a"),
    "walk_s": ("exact mean of the grey walk", "#5b8c3e"),
    "eq23_s": ("Eq. 23, Z'", "#7a4fa3"),
}
"""Analytic times that are marked, with label and colour."""
FORMATS = ("jpg", "pdf", "png", "svg")
"""What pictures can be written as."""


def escape_times(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the histogram of escape times with its error band, the quantiles and the analytic times."""
    axes = axes or _axes()
    edges, middle = result["time_edge"], result["time"]
    logarithmic = result.scenario.experiment.histogram.scale == "log"
    # On a logarithmic axis the area under dN/dln t is the number of packets.
    factor = middle if logarithmic else np.ones_like(middle)
    rate, error = result["escape_rate"] * factor, result["escape_rate_stderr"] * factor
    axes.stairs(rate, edges, color=INK, lw=1.4, label="simulated")
    axes.stairs(rate + error, edges, baseline=rate - error, fill=True, color=INK, alpha=0.25, lw=0)
    for label, time in zip(("10 %", "50 %", "90 %"), result["escape_time_quantile"], strict=True):
        axes.axvline(time, color=FAINT, lw=0.8, ls=":")
        axes.text(
            time, 1.01, label, transform=axes.get_xaxis_transform(), ha="center", fontsize=8, color=FAINT
        )
    for name, time in result.summary["analytic"].items():
        if name in _ANALYTIC and time is not None:
            label, colour = _ANALYTIC[name]
            axes.axvline(time, color=colour, lw=1.2, ls="--", label=f"{label}: {time:.3g} s")
    if logarithmic:
        axes.set_xscale("log")
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("escape time [s]")
    axes.set_ylabel(
        "share of packets per unit of ln t" if logarithmic else "share of packets per second [1/s]"
    )
    axes.legend(fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return axes


def spectrum(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the energies at escape, of all packets and of those that left as Z'.

    Raises
    ------
    KeyError
        If the packets of the result have no energies (`spectrum = "grey"`).
    """
    axes = axes or _axes()
    edges, middle = result["energy_edge"], result["energy"]
    shape, error = result["spectrum"] * middle, result["spectrum_stderr"] * middle
    axes.stairs(shape, edges, color=INK, lw=1.4, label="all")
    axes.stairs(shape + error, edges, baseline=shape - error, fill=True, color=INK, alpha=0.25, lw=0)
    counts = result["spectrum_counts"]
    if counts[1].any():
        share = np.divide(
            counts[1], counts.sum(axis=0), out=np.zeros(len(middle)), where=counts.sum(axis=0) > 0
        )
        axes.stairs(shape * share, edges, color=_ANALYTIC["eq23_s"][1], lw=1.2, label="left as Z'")
        axes.legend(fontsize=8, frameon=False)
    axes.set_xscale("log")
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("energy at escape [MeV]")
    axes.set_ylabel("share of packets per unit of ln E")
    return axes


def picture(result: Result) -> Figure:
    """Draw all that a result shows."""
    has_energies = "spectrum" in result.variables
    figure = Figure(figsize=(11 if has_energies else 6.5, 4.4), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(1, 2 if has_energies else 1, squeeze=False)[0]
    escape_times(result, panels[0])
    if has_energies:
        spectrum(result, panels[1])
    title = result.scenario.title or result.scenario.name
    figure.suptitle(f"{title}  ({result.summary['packets']:,} packets)", fontsize=11, parse_math=False)
    return figure


def save_picture(result: Result, path: Path) -> None:
    """Write the picture of a result, whole or not at all; the suffix of the path says the format.

    Raises
    ------
    InputError
        If the suffix is not one of `FORMATS`, or no file can be written there.
    MachineError
        If the disk refuses the file.
    """
    check_output(path)
    kind = path.suffix.lstrip(".")
    if kind not in FORMATS:
        raise InputError(f'{path}: the suffix "{path.suffix}" must be one of .{", .".join(FORMATS)}')
    write_atomically(path, rendered(picture(result), kind))


def rendered(figure: Figure, kind: str) -> bytes:
    """Return a figure as a file of one of `FORMATS` holds it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=150)
    return buffer.getvalue()


def _axes() -> Axes:
    from matplotlib import pyplot

    return pyplot.subplots(layout="constrained")[1]
