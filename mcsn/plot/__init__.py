"""Pictures of results; every function draws into the Axes that it is given, or makes them.

Each kind of experiment has a module of its name, whose `panels` say what the picture of a result shows.
"""

from importlib import import_module
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mcsn.plot.frame import FORMATS, Panel, check_picture, rendered, save_figure
from mcsn.result import Result

__all__ = ["FORMATS", "check_picture", "picture", "rendered", "save_figure", "save_picture"]

_MOST_IN_A_ROW = 3


def picture(result: Result) -> Figure:
    """Draw all that a result shows."""
    panels: list[Panel] = import_module(f"mcsn.plot.{result.scenario.experiment.kind}").panels(result)
    rows = 1 if len(panels) <= _MOST_IN_A_ROW else 2
    columns = -(-len(panels) // rows)
    figure = Figure(figsize=(6.5 if columns == 1 else 5.5 * columns, 4.4 * rows), layout="constrained")
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
