"""Pictures of the experiment `escape`."""

import numpy as np
from matplotlib.axes import Axes

from mcsn.plot.frame import FAINT, INK, Panel, new_axes, stairs
from mcsn.result import Result

_ANALYTIC = {
    "eq6_s": ("Eq. 6, nucleons", "#b5502a"),
    "walk_s": ("exact mean of the grey walk", "#5b8c3e"),
    "eq23_s": ("Eq. 23, Z'", "#7a4fa3"),
}
"""Analytic times that are marked, with label and colour."""


def escape_times(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the histogram of escape times with its error band, the quantiles and the analytic times."""
    axes = axes or new_axes()
    edges, middle = result["time_edge"], result["time"]
    logarithmic = result.scenario.experiment.histogram.scale == "log"
    # On a logarithmic axis the area under dN/dln t is the number of packets.
    factor = middle if logarithmic else np.ones_like(middle)
    rate, error = result["escape_rate"] * factor, result["escape_rate_stderr"] * factor
    stairs(axes, edges, rate, error, INK, "simulated")
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
    axes = axes or new_axes()
    edges, middle = result["energy_edge"], result["energy"]
    shape, error = result["spectrum"] * middle, result["spectrum_stderr"] * middle
    stairs(axes, edges, shape, error, INK, "all")
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


def panels(result: Result) -> list[Panel]:
    """Return what the picture of a result shows."""
    return [escape_times, spectrum] if "spectrum" in result.variables else [escape_times]
