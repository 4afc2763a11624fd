"""Pictures of scans: contours in a plane over the analytic lines, or a quantity along one axis."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mcsn.errors import InputError
from mcsn.plot.frame import FAINT, save_figure
from mcsn.scenario import Axis, Scan, Scenario
from mcsn.star import load_star
from mcsn.studies import limits
from mcsn.studies.exclusion import draw_lines, exclusion_lines
from mcsn.studies.scan.contours import Crossing, across, find_contours, lines_of, panels, value_of, within
from mcsn.studies.scan.points import Outcome

_KIND = "experiment.kind"
_COLOURS = ("#0a7abf", "#e4572e", "#4f9d3a", "#8e5bb5")
_EDGE = [patheffects.withStroke(linewidth=3.5, foreground="white")]
"""Sets contours off from the shading of the analytic lines."""
_PLANE = ("boson.mass_MeV", "boson.coupling")
_MASSES = 61
"""Masses at which the analytic lines are computed."""
_WORDS = {
    "boson.mass_MeV": ("mass of the Z'", "MeV"),
    "boson.coupling": ("coupling of the Z'", ""),
    "escape_time_mean_s": ("mean escape time", "s"),
    "luminosity_escaped_erg_per_s": ("escaped luminosity", "erg/s"),
    "luminosity_produced_erg_per_s": ("produced luminosity", "erg/s"),
}
"""Names and units of axes and quantities; others stand as they are written."""


def save_scan_picture(scenario: Scenario, outcomes: Sequence[Outcome], path: Path) -> bool:
    """Write the picture of a scan, whole or not at all; the suffix of the path says the format.

    Returns
    -------
    bool
        Whether there was something to draw: a scan needs a range for it.

    Raises
    ------
    InputError
        If the suffix is not a picture's, or no file can be written there.
    MachineError
        If the disk refuses the file.
    """
    if scenario.scan is None or scenario.scan.along is None:
        return False
    save_figure(picture(scenario, outcomes), path)
    return True


def picture(scenario: Scenario, outcomes: Sequence[Outcome]) -> Figure:
    """Draw a scan, or the study that it is for; InputError if it is over lists alone."""
    scan = scenario.scan
    if scan is None or scan.along is None:
        raise InputError(f"{scenario.name}: a scan over lists alone has no picture; see its dataset")
    return limits.picture(scenario, outcomes) if scan.study else scan_picture(scenario, outcomes)


def scan_picture(scenario: Scenario, outcomes: Sequence[Outcome]) -> Figure:
    """Draw a scan that has a range among its axes: side by side what differs in anything but the kind."""
    scan = scenario.scan
    assert scan is not None
    sideways = across(scan)
    views = panels(scan, [scan.along, sideways.key if sideways else None, _KIND])
    figure = Figure(figsize=(1.5 + 5.5 * len(views), 6.0), layout="constrained")
    for axes, view in zip(np.ravel(figure.subplots(1, len(views), squeeze=False)), views, strict=True):
        seen = [outcome for outcome in outcomes if within(outcome.values, view)]
        if sideways is None:
            _draw_curves(scan, seen, axes)
        else:
            _draw_plane(scenario, scan, sideways, seen, view, axes)
        axes.set_title(
            ", ".join(f"{key.rpartition('.')[2]} = {value}" for key, value in view.items()), size=10
        )
    shown = {
        label: handle
        for axes in figure.axes
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    if shown:
        figure.legend(
            list(shown.values()), list(shown), loc="outside lower center", ncols=2, fontsize=8, frameon=False
        )
    figure.suptitle(scenario.title or scenario.name, size=11)
    return figure


def _draw_plane(
    scenario: Scenario, scan: Scan, sideways: Axis, outcomes: list[Outcome], view: dict[str, Any], axes: Axes
) -> None:
    """Draw the points, the analytic lines and the contours of a plane."""
    assert scan.along is not None
    along = scan.axis(scan.along)
    for failed in (False, True):
        places = {
            (outcome.values[sideways.key], outcome.values[along.key])
            for outcome in outcomes
            if (outcome.error is not None) == failed
        }
        if places:
            x, y = zip(*sorted(places), strict=True)
            axes.scatter(
                x, y, s=30 if failed else 6, marker="x" if failed else "o", c="red" if failed else FAINT
            )
    if (sideways.key, along.key) == _PLANE:
        draw_analytic(scenario.replaced(_with_kind(scan, view)), sideways, axes)
    for colour, (label, crossings) in zip(
        _COLOURS * 9, _branches(scan, find_contours(scan, outcomes)), strict=False
    ):
        _draw_contour(crossings, sideways, axes, colour, label)
    frame_plane(axes, sideways, along)


def draw_analytic(scenario: Scenario, masses: Axis, axes: Axes) -> None:
    """Draw the lines of Fig. 5 for the star and the boson of a scenario."""
    assert scenario.boson is not None  # it has a mass
    mass = np.geomspace(min(masses.values), max(masses.values), _MASSES)
    draw_lines(axes, exclusion_lines(load_star(scenario), mass, scenario.boson.kernel, scenario.boson.model))


def _with_kind(scan: Scan, view: dict[str, Any]) -> dict[str, Any]:
    """Return values for one of the kinds of a view; the analytic lines are those of all."""
    kinds = [axis.values[0] for axis in scan.axes if axis.key == _KIND]
    return view | ({_KIND: kinds[0]} if kinds else {})


def _branches(scan: Scan, crossings: list[Crossing]) -> Iterator[tuple[str, list[Crossing]]]:
    """Yield the contours of a plane: each key in each of its panels."""
    for key, level in scan.contours.items():
        found = [crossing for crossing in crossings if crossing.key == key]
        if found:
            name, unit = _WORDS.get(key, (key, ""))
            yield f"simulated: {name} = {level:g} {unit}".rstrip(), found


def _draw_contour(crossings: list[Crossing], sideways: Axis, axes: Axes, colour: str, label: str) -> None:
    """Draw a contour with its band; what rises through the level and what falls are branches of it."""
    for rising in (True, False):
        branch = sorted(
            (crossing.at[sideways.key], crossing.value, crossing.low, crossing.high)
            for crossing in crossings
            if crossing.rising == rising
        )
        if not branch:
            continue
        x, value, low, high = np.array(branch).T
        axes.fill_between(x, low, high, color=colour, alpha=0.25, lw=0)
        axes.errorbar(
            x, value, [np.maximum(value - low, 0.0), np.maximum(high - value, 0.0)], color=colour, lw=1.6,
            elinewidth=1.0, marker="o", ms=3.5, label=label, path_effects=_EDGE,
        )  # fmt: skip
        label = ""


def _draw_curves(scan: Scan, outcomes: list[Outcome], axes: Axes) -> None:
    """Draw quantities along the only range: those of the contours, else the first that has an error."""
    assert scan.along is not None
    along = scan.axis(scan.along)
    found = find_contours(scan, outcomes)
    keys = list(scan.contours) or _estimates(outcomes)[:1]
    for colour, key in zip(_COLOURS * 9, keys, strict=False):
        for line in lines_of(scan, outcomes, key):
            x = [value_of(along, at) for at in line.coordinate]
            named = ", ".join([_titled(key), *(str(value) for value in line.at.values())])
            axes.errorbar(
                x, line.quantity, line.stderr, color=colour, lw=1.2, marker="o", ms=3, capsize=2, label=named
            )
        if key in scan.contours:
            axes.axhline(scan.contours[key], color=colour, lw=0.8, ls=":")
            for crossing in (crossing for crossing in found if crossing.key == key):
                axes.axvspan(crossing.low, crossing.high, color=colour, alpha=0.2, lw=0)
                axes.axvline(crossing.value, color=colour, lw=0.8)
    axes.set_yscale("log")
    axes.set_xscale(along.scale or "linear")
    axes.set_xlabel(_titled(along.key))
    if len(keys) == 1:
        axes.set_ylabel(_titled(keys[0]))


def _estimates(outcomes: list[Outcome]) -> list[str]:
    """Return the keys of the summaries that have a standard error."""
    first = next((outcome.summary for outcome in outcomes if outcome.summary), {})
    return [key for key in first if isinstance(first.get(f"{key}_stderr"), float)]


def frame_plane(axes: Axes, x: Axis, y: Axis) -> None:
    """Give the axes of a plane their scales, ends and names."""
    for axis, scale, ends, label in (
        (x, axes.set_xscale, axes.set_xlim, axes.set_xlabel),
        (y, axes.set_yscale, axes.set_ylim, axes.set_ylabel),
    ):
        scale(axis.scale or "linear")
        ends(min(axis.values), max(axis.values))
        label(_titled(axis.key))


def _titled(key: str) -> str:
    """Return what stands beside an axis."""
    name, unit = _WORDS.get(key, (key, ""))
    return f"{name} [{unit}]" if unit else name
