"""Pictures of the limits study: simulated points on the lines of theory."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from mcsn.plot.frame import FAINT, INK, WARM
from mcsn.studies.limits.table import Point

_COLOURS = {"grey": INK, "frozen": "#5b8c3e", "shell": "#7a4fa3", "collision": WARM}
_FIXED = "#8a6d00"
_PATHS = (1e-4, 5e-3, 0.2, 10.0)
"""Mean free paths, in radii, next to which a series of hops is drawn."""
_SHADES = (INK, "#3d7ea6", "#6aa84f", WARM)
_PATH, _HOP = r"mean free path $\lambda/R$", r"decay length $\ell/R$"


def walk(points: Sequence[Point], axes: Axes) -> None:
    """Draw escape times without a Z' over Eq. 6, against the mean free path."""
    axes.set_title("Without a Z': time over Eq. 6", fontsize=10)
    without = [point for point in points if point.hop is None]
    for spectrum, colour in _COLOURS.items():
        chosen = [p for p in without if p.spectrum == spectrum and p.steps != "fixed"]
        _draw(axes, chosen, _thickness, _eq6, colour, spectrum)
    fixed = [p for p in without if p.steps == "fixed"]
    _draw(axes, fixed, _thickness, _eq6, _FIXED, "fixed steps")
    _frame(axes, _PATH, "escape time / Eq. 6")


def hops(points: Sequence[Point], axes: Axes) -> None:
    """Draw escape times of the mode `grey` over Eq. 23, against the decay length."""
    axes.set_title("The random walk itself (grey): time over Eq. 23", fontsize=10)
    grey = [point for point in points if point.spectrum == "grey" and point.hop is not None]
    if not grey:
        return
    thickness = np.array(sorted({point.thickness for point in grey}))
    for wanted, colour in zip(_PATHS, _SHADES, strict=True):
        nearest = thickness[np.argmin(np.abs(np.log(thickness / wanted)))]
        chosen = [p for p in grey if p.thickness == nearest]
        _draw(axes, chosen, _hop, _eq23, colour, rf"$\lambda/R$ = {nearest:.2g}")
    _frame(axes, _HOP, "escape time / Eq. 23")


def modes(points: Sequence[Point], axes: Axes) -> None:
    """Draw escape times of all modes over Eq. 23, where the mean free path is shortest."""
    with_boson = [p for p in points if p.hop is not None]
    if not with_boson:
        return
    shortest = min(point.thickness for point in with_boson)
    axes.set_title(rf"All modes, $\lambda/R$ = {shortest:.2g}: time over Eq. 23", fontsize=10)
    for spectrum, colour in _COLOURS.items():
        chosen = [p for p in with_boson if p.spectrum == spectrum and p.thickness == shortest]
        _draw(axes, chosen, _hop, _eq23, colour, spectrum)
    _frame(axes, _HOP, "escape time / Eq. 23")


def plane(points: Sequence[Point], axes: Axes) -> None:
    """Draw escape times of the mode `collision` over the shorter of Eqs. 6 and 23, over both lengths."""
    axes.set_title("Energies redrawn (collision): time over the shorter of both", fontsize=10)
    chosen = [p for p in points if p.hop is not None and p.spectrum == "collision"]
    if not chosen:
        return
    ratio = [np.log10(p.time / min(_eq6(p), _eq23(p))) for p in chosen]
    x, y = np.array([_thickness(p) for p in chosen]), np.array([_hop(p) for p in chosen])
    shades = TwoSlopeNorm(0.0, -1.5, 1.5)
    drawn = axes.scatter(x, y, c=ratio, cmap="RdBu_r", norm=shades, marker="s", s=90)
    axes.figure.colorbar(drawn, ax=axes, label="log10 of time / min(Eq. 6, Eq. 23)", extend="both")
    # Eq. 23 over Eq. 6 is tau lambda / ell^2, and ell / tau is the same everywhere.
    even = x * np.array([_eq23(p) / _eq6(p) * _hop(p) / p.thickness for p in chosen])
    axes.plot(np.sort(x), np.sort(even), color="k", lw=0.9, ls="--")
    axes.set(xscale="log", yscale="log", ylabel=_HOP, ylim=(y.min() / 2.0, 2.0 * y.max()))
    axes.set_xlabel(f"{_PATH}; dashed: Eq. 6 = Eq. 23")


PANELS: tuple[Callable[[Sequence[Point], Axes], None], ...] = (walk, hops, modes, plane)
"""What the picture shows."""


def draw(points: Sequence[Point]) -> Figure:
    """Draw all panels."""
    figure = Figure(figsize=(12.0, 9.0), layout="constrained")
    for panel, axes in zip(PANELS, figure.subplots(2, 2).flat, strict=True):
        panel(points, axes)
    return figure


def _thickness(point: Point) -> float:
    return point.thickness


def _hop(point: Point) -> float:
    return point.hop or np.nan


def _eq6(point: Point) -> float:
    return point.theory.eq6


def _eq23(point: Point) -> float:
    return point.theory.eq23 or np.nan


def _draw(
    axes: Axes,
    points: list[Point],
    place: Callable[[Point], float],
    unit: Callable[[Point], float],
    colour: str,
    label: str,
) -> None:
    """Draw a series of points, the line of transport theory and, dashed, that of diffusion, in some unit."""
    if not points:
        return
    points = sorted(points, key=place)
    x, scale = np.array([place(p) for p in points]), np.array([unit(p) for p in points])
    time, error = np.array([[p.time, p.stderr] for p in points]).T
    axes.errorbar(
        x, time / scale, error / scale, color=colour, ls="", marker="o", ms=3.5, lw=0.9, label=label
    )
    axes.plot(x, np.array([p.theory.diffusion for p in points]) / scale, color=colour, ls="--", lw=0.9)
    if points[0].theory.transport is not None:
        axes.plot(x, np.array([p.theory.transport for p in points]) / scale, color=colour, lw=1.2, alpha=0.8)


def _frame(axes: Axes, x: str, y: str) -> None:
    axes.axhline(1.0, color=FAINT, lw=0.8, ls=":")
    axes.plot([], [], color="k", lw=1.2, label="equation of transport")
    axes.plot([], [], color="k", lw=0.9, ls="--", label="diffusion, channels in parallel")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.legend(fontsize=8, frameon=False)
