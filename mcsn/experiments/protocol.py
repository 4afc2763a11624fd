"""What the engine needs of an experiment."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from mcsn.averages import Averages
    from mcsn.experiments.crew import Crew
    from mcsn.scenario import Scenario
    from mcsn.star import Star

Totals = dict[str, np.ndarray]
"""What units tally: named arrays that add."""


class Paused(NamedTuple):
    """A unit that is not done yet: handed in again it goes on, bit for bit as if it had not paused."""

    state: Totals
    """All that it needs to go on."""
    steps: int
    """Steps of it that are done."""


class Variable(NamedTuple):
    """An array of a result, with the names of its axes, its unit and what it is."""

    dims: tuple[str, ...]
    values: np.ndarray
    unit: str
    meaning: str


class Row(NamedTuple):
    """A line of the table of a result; error None: a value that has none."""

    label: str
    value: Any
    error: Any = None
    unit: str = ""

    @classmethod
    def of(cls, label: str, numbers: Mapping[str, Any], name: str, unit: str = "") -> "Row":
        """Make the row of an estimate of a summary."""
        return cls(label, numbers[name], numbers[f"{name}_stderr"], unit)

    @classmethod
    def part(cls, label: str, numbers: Mapping[str, Any], name: str, key: str, unit: str = "") -> "Row":
        """Make the row of one of several estimates under one name."""
        return cls(label, numbers[name][key], numbers[f"{name}_stderr"][key], unit)


class Cost(NamedTuple):
    """What an experiment costs on one thread of this machine."""

    events: float  # collisions, jumps and coalescences of the whole work
    seconds_per_event: float
    unit_bytes: int  # memory that a unit needs


class Experiment(Protocol):
    """Units of work, each a pure function of its number, whose totals add up to a result."""

    @property
    def scenario(self) -> "Scenario":
        """What is run."""

    @property
    def star(self) -> "Star":
        """The star that it happens in."""

    @property
    def averages(self) -> "Averages":
        """The paper's mean quantities of the star and its Z'."""

    @property
    def units(self) -> int:
        """Number of units."""

    @property
    def step(self) -> str:
        """What a step is called, in the plural."""

    @property
    def steps(self) -> int:
        """Length of the whole work in steps of the progress bar."""

    def steps_before(self, unit: int) -> int:
        """Return the steps of the units before this one."""

    def units_of(self, steps: int) -> int:
        """Return how many of our first units make up these steps; ValueError, saying why, if none do."""

    def run_unit(
        self, unit: int, crew: "Crew", watch: Callable[[int], object], paused: Paused | None = None
    ) -> Totals | Paused:
        """Do one unit, or a part of it; tell `watch` of the steps done."""

    def cost(self) -> Cost:
        """Return what the work will cost, right to a factor of about two."""

    def summary(self, totals: Totals) -> dict[str, Any]:
        """Conclude: the numbers of the result, every estimate `x` with its `x_stderr`."""

    def variables(self, totals: Totals) -> Mapping[str, Variable]:
        """Conclude: the arrays of the result, coordinates among them."""


def merge(first: Totals, second: Totals) -> Totals:
    """Add totals; in the order of units, so that sums of floats are the same however the units were run."""
    return {name: first[name] + second[name] for name in second} if first else second
