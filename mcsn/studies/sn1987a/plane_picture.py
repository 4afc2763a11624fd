"""The picture of the likelihood across the plane of mass and coupling."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.tri import Triangulation

from mcsn.studies.scan.picture import draw_analytic, frame_plane
from mcsn.studies.sn1987a.likelihood import LATE
from mcsn.studies.sn1987a.plane import COUPLING, KINDS, LEVELS, MASS, Plane

_COLOURS = {"68 %": "#e0a030", "95 %": "#b5502a"}


def plane_picture(told: Plane) -> Figure:
    """Draw the points by their likelihood over that of the standard model, and the contours, by kind."""
    figure = Figure(figsize=(1.5 + 5.5 * len(KINDS), 6.2), layout="constrained")
    FigureCanvasAgg(figure)
    row = figure.subplots(1, len(KINDS), squeeze=False)[0]
    for axes, kind in zip(row, KINDS, strict=True):
        draw_plane(told, kind, axes)
    handles, labels = row[0].get_legend_handles_labels()
    shown = dict(zip(labels, handles, strict=True))
    figure.legend(shown.values(), shown, loc="outside lower center", ncols=2, fontsize=8, frameon=False)
    numbers = told.numbers
    figure.suptitle(
        f"Likelihood of SN 1987A, {LATE.meaning}\n{numbers['title'] or numbers['name']},"
        f" {numbers['distance_kpc']:g} kpc, conversion: {numbers['conversion']}",
        fontsize=11,
        parse_math=False,
    )
    return figure


def draw_plane(told: Plane, kind: str, axes: Axes) -> Axes:
    """Draw one kind of likelihood: colours are its logarithm over that of the standard model."""
    scan = told.scenario.scan
    assert scan is not None
    masses, couplings = scan.axis(MASS), scan.axis(COUPLING)
    draw_analytic(told.scenario, masses, axes)
    points = told.numbers["points"]
    place = np.array([(point[MASS], point[COUPLING]) for point in points])
    over = np.array([point["treatments"][LATE.key][f"{kind}_to_standard_model"] for point in points])
    largest = max(float(np.abs(over).max()), 1.0)
    drawn = axes.scatter(
        place[:, 0], place[:, 1], s=45, c=over, cmap="RdBu", vmin=-largest, vmax=largest,
        edgecolors="black", lw=0.4, zorder=3, clip_on=False,
    )  # fmt: skip
    axes.figure.colorbar(drawn, ax=axes, label="ln likelihood ratio to the standard model")
    _draw_contours(place, over, axes)
    frame_plane(axes, masses, couplings)
    axes.set_title(KINDS[kind], fontsize=10)
    return axes


def _draw_contours(place: np.ndarray, over: np.ndarray, axes: Axes) -> None:
    """Draw where the likelihood falls short of the standard model's, straight between points (points, 2)."""
    if any(len(np.unique(along)) < 2 for along in place.T) or len(place) < 3:
        return  # no plane
    triangles = Triangulation(*np.log(place).T).triangles
    plane = Triangulation(place[:, 0], place[:, 1], triangles)
    for name, level in LEVELS.items():
        colour, fall = _COLOURS[name], -0.5 * level
        if over.min() < fall < over.max():
            axes.tricontour(plane, over, [fall], colors=colour, linewidths=2.2, linestyles="solid")
        axes.plot([], [], color=colour, lw=2.2, label=f"less likely than without a Z': {name}")
