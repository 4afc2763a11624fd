"""The picture of expected events: against time and against energy, by channel."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mcsn.plot.frame import INK, new_axes, stairs
from mcsn.studies.detect.expectation import Expectation
from mcsn.studies.detect.text import CHANNELS, CONVERSIONS

_COLOURS = ("#b5502a", "#3f7fb5", "#5b8c3e", "#7a4fa3", "#c9973a", "#8c97a3")
_SIGNS = {
    "nu": r"\nu",
    "nu_e": r"\nu_e",
    "anti-nu_e": r"\bar\nu_e",
    "->": r"\to",
    "e-": "e^-",
    "e+": "e^+",
    "O16": r"{}^{16}\mathrm{O}",
    "C12": r"{}^{12}\mathrm{C}",
    "C12*": r"{}^{12}\mathrm{C}^*",
    "N12": r"{}^{12}\mathrm{N}",
    "B12": r"{}^{12}\mathrm{B}",
    "Ar40": r"{}^{40}\mathrm{Ar}",
}
"""Words of reactions in mathematical text."""
_LEAST = 1e-3
"""Channels with a smaller share of the events are not drawn."""


def event_picture(expected: Expectation, title: str) -> Figure:
    """Draw the rate of events and their spectrum; title: of the burst."""
    figure = Figure(figsize=(11.0, 4.4), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    rate(expected, left)
    spectrum(expected, right)
    place = f"{expected.detector.title} at {expected.distance_kpc:g} kpc, {CONVERSIONS[expected.conversion]}"
    events = f"{expected.total:.3g} events, scatter of one observation {expected.total**0.5:.2g}"
    figure.suptitle(f"{title}\n{place}: {events}", fontsize=11, parse_math=False)
    return figure


def rate(expected: Expectation, axes: Axes | None = None) -> Axes:
    """Draw events per second by channel; the band is the error of the simulation."""
    axes = axes or new_axes()
    since = expected.time_edge - expected.time_edge[0]
    _draw(axes, since, expected.events.sum(axis=2), expected.time_stderr, expected.channels)
    axes.set(xscale="log", xlim=(since[1] / 3.0, since[-1]))
    axes.set_xlabel(f"time since the burst began, {expected.time_edge[0]:g} s after bounce [s]")
    axes.set_ylabel("events per second")
    return axes


def spectrum(expected: Expectation, axes: Axes | None = None) -> Axes:
    """Draw events per energy of what is seen, by channel; the band is the error of the simulation."""
    axes = axes or new_axes()
    _draw(axes, expected.seen_edge, expected.events.sum(axis=1), expected.seen_stderr, expected.channels)
    axes.set_xlim(0.0, expected.seen_edge[-1])
    axes.set_xlabel("energy of the electron, or of what is seen [MeV]")
    axes.set_ylabel("events per MeV")
    axes.legend(fontsize=8, frameon=False)
    return axes


def _draw(
    axes: Axes, edges: np.ndarray, events: np.ndarray, error: np.ndarray, channels: tuple[str, ...]
) -> None:
    """Draw densities of events, (channels, bins), and their sum, on a logarithmic scale."""
    widths, every = np.diff(edges), events.sum()
    for colour, name, values in zip(_COLOURS, channels, events, strict=False):
        if values.sum() > _LEAST * every:
            axes.stairs(values / widths, edges, color=colour, lw=1.2, label=_reaction(name))
    total = events.sum(axis=0) / widths
    stairs(axes, edges, total, error / widths, INK, "all")
    axes.set_yscale("log")
    if every:
        axes.set_ylim(2e-5 * total.max(), 3.0 * total.max())


def _reaction(channel: str) -> str:
    """Return the reaction of a channel in mathematical text."""
    words = CHANNELS[channel].split()
    return "$" + r"\,".join(_SIGNS.get(word, word) for word in words) + "$"
