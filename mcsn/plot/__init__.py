"""Pictures of results; every function draws into the Axes that it is given, or makes them.

Each kind of experiment has a module of its name, whose `panels` say what the picture of a result shows.
"""

from importlib import import_module
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mcsn.errors import InputError
from mcsn.plot.frame import FORMATS, Panel, check_picture, rendered, save_figure
from mcsn.result import Result
from mcsn.scenario.text import suggestion

__all__ = [
    "FORMATS",
    "check_picture",
    "draw",
    "figure_of",
    "picture",
    "rendered",
    "save_figure",
    "save_picture",
    "views",
]

_MOST_IN_A_ROW = 3
_WIDTH, _HEIGHT = 5.5, 4.4
"""Of a view [inches]."""


def views(result: Result) -> dict[str, Panel]:
    """Return what can be drawn of a result, by name, in the order of its picture."""
    panels: list[Panel] = import_module(f"mcsn.plot.{result.scenario.experiment.kind}").panels(result)
    return {panel.__name__: panel for panel in panels}


def draw(result: Result, view: str | None = None, axes: Axes | None = None) -> Axes:
    """Draw one view of a result, by default its first, into Axes, by default those of a new figure.

    Raises
    ------
    InputError
        If the result has no such view.
    """
    known = views(result)
    if view is None:
        view = next(iter(known))
    if view not in known:
        near = suggestion(view, known)
        raise InputError(
            f'"{view}": there is no such view of {result.scenario.name}{near} ({", ".join(known)})'
        )
    return known[view](result, axes)


def figure_of(result: Result, view: str) -> Figure:
    """Return a figure of one view of a result."""
    figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    FigureCanvasAgg(figure)
    draw(result, view, figure.subplots())
    return figure


def picture(result: Result) -> Figure:
    """Draw all that a result shows."""
    panels = views(result).values()
    rows = 1 if len(panels) <= _MOST_IN_A_ROW else 2
    columns = -(-len(panels) // rows)
    width = 6.5 if columns == 1 else _WIDTH * columns
    figure = Figure(figsize=(width, _HEIGHT * rows), layout="constrained")
    FigureCanvasAgg(figure)
    for panel, axes in zip(panels, figure.subplots(rows, columns, squeeze=False).ravel(), strict=True):
        panel(result, axes)
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
    check_picture(path)
    save_figure(picture(result), path)
