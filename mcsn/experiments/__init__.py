"""Experiments: what is started, what is tallied, what is concluded.

Each is a class with the same few members (`protocol.Experiment`); the engine knows nothing else of them. A
module beside it knows its results, and how a table of them reads (`table`).
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcsn.experiments.protocol import Experiment, Row
    from mcsn.scenario import Scenario

_CLASSES = {"escape": "Escape", "luminosity": "Luminosity", "burst": "Burst"}
"""Class of each kind, in the module of that name."""


def open_experiment(scenario: "Scenario") -> "Experiment":
    """Make the experiment that a scenario asks for; InputError if its star cannot be built."""
    kind = scenario.experiment.kind
    # Imported when needed: results are read without the kernels.
    return getattr(import_module(f"mcsn.experiments.{kind}"), _CLASSES[kind])(scenario)


def result_rows(kind: str, summary: Mapping[str, Any]) -> "Iterator[Row]":
    """Yield the lines of the table of a result."""
    table: Callable = import_module(f"mcsn.experiments.{kind}_result").table
    return table(summary)
