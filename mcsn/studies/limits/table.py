"""The points of the limits study and their table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcsn.scenario import Scenario
from mcsn.studies.limits.theory import Theory, theory_of
from mcsn.studies.scan.points import Outcome, point_scenario


@dataclass(frozen=True)
class Point:
    """A simulated mean escape time [s], and its theory."""

    spectrum: str
    steps: str
    packets: int
    time: float
    stderr: float
    theory: Theory

    @property
    def thickness(self) -> float:
        """Mean free path over radius."""
        return self.theory.free_path / self.theory.radius

    @property
    def hop(self) -> float | None:
        """Decay length over radius; None without a Z'."""
        length = self.theory.decay_length
        return None if length is None else length / self.theory.radius


def points_of(scenario: Scenario, outcomes: Iterable[Outcome]) -> list[Point]:
    """Return the points of a scan that have a result."""
    points = []
    for outcome in outcomes:
        numbers = outcome.summary
        if numbers is None or numbers["escape_time_mean_s_stderr"] is None:
            continue
        run = point_scenario(scenario, outcome.values)
        points.append(
            Point(
                run.transport.spectrum,
                run.transport.steps,
                numbers["packets"],
                numbers["escape_time_mean_s"],
                numbers["escape_time_mean_s_stderr"],
                theory_of(run),
            )
        )
    return points


def columns(points: Sequence[Point]) -> Mapping[str, list[Any]]:
    """Return the table, column by column."""
    rows = [_row(point) for point in points]
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _row(point: Point) -> dict[str, Any]:
    theory, hop = point.theory, point.hop
    eq23, exact = theory.eq23, theory.transport
    return {
        "spectrum": point.spectrum,
        "steps": point.steps,
        "lambda_over_R": point.thickness,
        "ell_over_R": hop,
        "ell_over_lambda": None if hop is None else hop / point.thickness,
        "packets": point.packets,
        "escape_time_s": point.time,
        "escape_time_s_stderr": point.stderr,
        "eq6_s": theory.eq6,
        "eq23_s": eq23,
        "over_eq6": point.time / theory.eq6,
        "over_eq6_stderr": point.stderr / theory.eq6,
        "over_eq23": None if eq23 is None else point.time / eq23,
        "over_eq23_stderr": None if eq23 is None else point.stderr / eq23,
        "step_factor": theory.steps,
        "rosseland_factor": theory.rosseland,
        "square_factor": theory.square,
        "nucleons_s": theory.nucleons,
        "bosons_s": None if hop is None else theory.bosons,
        "boundary_s": theory.boundary,
        "diffusion_s": theory.diffusion,
        "over_diffusion": point.time / theory.diffusion,
        "transport_s": exact,
        "over_transport": None if exact is None else point.time / exact,
        "over_transport_stderr": None if exact is None else point.stderr / exact,
    }
