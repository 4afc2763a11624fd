"""Is the accelerated method right on this star? Both methods, side by side, on a star that both can afford.

The star is thinned: all mean free paths, decay lengths and coalescence times are made longer by one factor,
so that everything keeps its proportions and a packet makes fewer collisions.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from mcsn.engine import run_experiment
from mcsn.errors import InputError
from mcsn.experiments.escape import Escape
from mcsn.experiments.escape_cost import events_per_packet
from mcsn.result import Result
from mcsn.scenario import Scenario
from mcsn.star import Star

_EVENTS = 3e4
"""About so many collisions a packet of the thinned star makes."""
_COMPARED = (
    "escape_time_mean_s",
    "escape_time_quantiles_s",
    "escaped_as_boson",
    "escape_energy_mean_MeV",
    "coalescences_per_packet",
)


class Difference(NamedTuple):
    """One estimate by both methods, with standard errors."""

    quantity: str
    analog: float
    analog_stderr: float
    accelerated: float
    accelerated_stderr: float

    @property
    def percent(self) -> float:
        """Accelerated beyond analog [%]."""
        return 100.0 * (self.accelerated - self.analog) / self.analog

    @property
    def percent_stderr(self) -> float:
        """Standard error of `percent`."""
        return 100.0 * math.hypot(self.analog_stderr, self.accelerated_stderr) / abs(self.analog)

    @property
    def standard_errors(self) -> float:
        """Difference in standard errors."""
        return (self.accelerated - self.analog) / math.hypot(self.analog_stderr, self.accelerated_stderr)


class Check(NamedTuple):
    """Both methods on the same thinned star."""

    thinning: float
    differences: list[Difference]
    analog: Result
    accelerated: Result

    @property
    def speed(self) -> float:
        """Time of the analog method over that of the accelerated one."""
        return self.analog.provenance["wall_s"] / self.accelerated.provenance["wall_s"]


def check_acceleration(
    scenario: Scenario,
    *,
    threads: int,
    star: Star | None = None,
    thinning: float | None = None,
    progress: bool | None = None,
) -> Check:
    """Run a scenario's packets with both methods on its thinned star.

    Parameters
    ----------
    scenario : Scenario
        Its `method` does not matter; the two runs have seeds of their own.
    threads : int
    star : Star, optional
        In place of the scenario's.
    thinning : float, optional
        Factor on all lengths and times between events; by default one that leaves a packet some 30,000
        collisions.
    progress : bool, optional
        As in `mcsn.run`.

    Raises
    ------
    InputError
        If the scenario is not of the kind `escape`, or its star cannot be built.
    """
    if scenario.experiment.kind != "escape":
        raise InputError(
            f'{scenario.name}: experiment.kind = "{scenario.experiment.kind}" has no accelerated method to'
            ' check; choose a scenario of the kind "escape"'
        )
    if thinning is None:
        events = events_per_packet(Escape(with_method(scenario, "analog", 0), star))
        thinning = max(1.0, math.sqrt(events / _EVENTS))
    runs = [
        run_experiment(
            Escape(with_method(scenario, method, number), star, thinning), threads=threads, progress=progress
        )
        for number, method in enumerate(("analog", "accelerated"))
    ]
    return Check(thinning, list(differences(*(run.summary for run in runs))), *runs)


def with_method(scenario: Scenario, method: str, number: int) -> Scenario:
    """Return the scenario with a method, and the seed that is `number` after its own."""
    transport = scenario.transport.model_copy(update={"method": method})
    seed = (scenario.experiment.seed + number) % 2**63
    experiment = scenario.experiment.model_copy(update={"seed": seed})
    return scenario.model_copy(update={"transport": transport, "experiment": experiment})


def differences(analog: Any, accelerated: Any) -> Iterator[Difference]:
    """Compare what the summaries of two results, by the two methods, both know."""
    for name in (name for name in _COMPARED if name in analog):
        first, second = ((run[name], run[f"{name}_stderr"]) for run in (analog, accelerated))
        if not isinstance(first[0], dict):
            first, second = (({"": value}, {"": error}) for value, error in (first, second))
        for part, value in first[0].items():
            estimates = (value, first[1][part], second[0][part], second[1][part])
            if all(estimates):
                yield Difference(f"{name} {part}".strip(), *estimates)
