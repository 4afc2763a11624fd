"""The first page of the report: the limits study, which says where the paper's random walk holds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mcsn.errors import InputError
from mcsn.scenario import load_scenario
from mcsn.studies import limits
from mcsn.studies.limits.picture import PANELS
from mcsn.studies.scan.run import run_scan
from mcsn.studies.validate import pictures
from mcsn.studies.validate.report import Section
from mcsn.words import typeset, with_error

_SCANS: Mapping[str, Mapping[str, Any]] = {
    "limits": {
        "experiment.packets": 200,
        "scan.boson.coupling": [1e-20, 3.8e-9, 2.6e-8, 1.1e-7, 4.6e-7],
        "scan.transport.opacity_scale": {"from": 0.29345, "to": 2.9345e-6, "points": 5, "scale": "log"},
    },
    "limits-fixed": {
        "scan.transport.opacity_scale": {"from": 0.016502, "to": 2.9345e-6, "points": 4, "scale": "log"},
    },
}
"""The scans, and what the quick suite changes in them."""

_MODES = ("grey", "frozen", "shell", "collision")
_TEXT = (
    "Neutrinos leave the centre of a uniform star, of one matter and temperature, for mean free paths from"
    " 1e-4 to 10 of its radius and decay lengths of the Z' likewise, in every spectrum mode: grey, all"
    " neutrinos are the same; frozen, each keeps the energy that it was born with; shell, energies are drawn"
    " anew where a shell is entered; collision, in every collision. Points are simulated, with one standard"
    " error. Full lines, of grey walks, and without a Z' of frozen and collision, solve the equation of"
    " transport; they are exact. Dashed lines are diffusion, with nucleons and hops in parallel.",
    "Without a Z' the walk of exponential flights takes half of Eq. 6, whose steps are fixed. Where"
    " collisions redraw energies, <lambda> (Rosseland's mean) takes the place of 1/<1/lambda>, five times as"
    " long for lambda ~ E^-2; the mode shell lies between, and depends on where shells are cut. Long flights"
    " of soft neutrinos slow the approach to diffusion; beyond a mean free path of about the radius all is"
    " R/c.",
    "With a Z', Eq. 23 holds, to the same factor 1/2, only where hops are faster than the walk on nucleons"
    " and still short: beyond a decay length of the radius the time is that to the first hop. Flights of"
    " Z' differ with their energy: their mean lengths have a mean square of 1.6 times the squared mean, which"
    " makes hops that much more effective. Coalescences redraw energies, too, so that where they are many"
    " frozen and shell come down to collision; where they are few, hot neutrinos stay longest, and they"
    " coalesce least. What is left is memory: a Z' and its daughters keep much of the direction and energy of"
    " the neutrino.",
)


def limits_section(folder: Path, *, quick: bool, threads: int | None) -> Section:
    """Run the limits study in a folder, or go on with it there, and return the page.

    Raises
    ------
    InputError
        If the folder holds another scan.
    MachineError
        If the disk refuses a file.
    """
    points: list[limits.Point] = []
    failed = 0
    for name, changes in _SCANS.items():
        scenario = load_scenario(name, changes if quick else {})
        place = folder / (f"{name}-quick" if quick else name)
        found = run_scan(scenario, place, threads=threads, resume=True)
        points += limits.points_of(scenario, found.outcomes)
        failed += len(found.failed)
    if failed or not points:
        raise InputError(
            f"{folder}: {failed} points of the limits study failed; see summary.json in its folders, or"
            " choose another folder with -o"
        )
    drawn = []
    for draw in PANELS:
        figure, axes = pictures.panel()
        draw(points, axes)
        drawn.append(figure)
    return Section(
        "Where does the random walk hold?",
        _TEXT,
        drawn,
        ("time over", "at", *_MODES, "fixed steps"),
        _rows(points),
    )


def _rows(points: Sequence[limits.Point]) -> list[list[str]]:
    """Return times over Eq. 6 without a Z', and over Eq. 23 at the shortest mean free path, by mode."""
    without = [point for point in points if point.hop is None]
    shortest = min(point.thickness for point in points)
    thin = [point for point in points if point.hop is not None and point.thickness == shortest]
    rows = []
    for thickness in sorted({f"{point.thickness:.2g}" for point in without}, key=float):
        at = [point for point in without if f"{point.thickness:.2g}" == thickness]
        here = {"fixed" if point.steps == "fixed" else point.spectrum: point for point in at}
        cells = [_ratio(here.get(mode), "eq6") for mode in (*_MODES, "fixed")]
        rows.append(["Eq. 6", f"lambda = {thickness} R", *cells])
    for hop in sorted({point.hop for point in thin if point.hop is not None}):
        here = {point.spectrum: point for point in thin if point.hop == hop}
        cells = [_ratio(here.get(mode), "eq23") for mode in _MODES]
        rows.append(["Eq. 23", f"ell = {hop:.2g} R, lambda = {shortest:.2g} R", *cells, ""])
    return rows


def _ratio(point: limits.Point | None, name: str) -> str:
    if point is None:
        return ""
    unit = getattr(point.theory, name)
    return typeset(with_error(point.time / unit, point.stderr / unit))
