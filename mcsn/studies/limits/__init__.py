"""The limits study: where the random walk holds that Eqs. 6 and 23 take for granted.

Packets of every spectrum mode leave a uniform star, for mean free paths and decay lengths from 1e-4 to 10 of
its radius. Each mean escape time stands beside Eqs. 6 and 23 and what explains its distance from them. It is
a scan, `scenarios/limits.toml`, whose points this package reads.
"""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from mcsn.files import write_atomically
from mcsn.scenario import Scenario
from mcsn.studies.limits.picture import draw
from mcsn.studies.limits.table import Point, columns, points_of
from mcsn.studies.limits.theory import uniform_star
from mcsn.studies.reproduce.reproduction import Reproduction
from mcsn.studies.scan.points import Outcome

NOTES = (
    "Escape times from the centre of a uniform star, beside Eq. 6 and Eq. 23 of arXiv:2301.00661",
    "diffusion_s: nucleons_s and bosons_s side by side, and boundary_s",
    "transport_s: equation of transport with isotropic hops; exact in grey, elsewhere without a Z'",
)

check = uniform_star
"""Raise InputError if a scenario is not of neutrinos that escape from the centre of a uniform star."""


def limits(points: Sequence[Point]) -> Reproduction:
    """Return the table and the picture of the study."""
    return Reproduction(columns(points), NOTES, draw(points))


def picture(scenario: Scenario, outcomes: Sequence[Outcome]) -> Figure:
    """Draw the points of a scan."""
    return draw(points_of(scenario, outcomes))


def write(scenario: Scenario, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write limits.csv and scan.png of a scan's points; MachineError if the disk refuses one."""
    files = limits(points_of(scenario, outcomes)).rendered()
    write_atomically(folder / "limits.csv", files[".csv"])
    write_atomically(folder / "scan.png", files[".png"])


__all__ = ["Point", "check", "limits", "picture", "points_of", "write"]
