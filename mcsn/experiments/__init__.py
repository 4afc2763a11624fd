"""Experiments: what is started, what is tallied, what is concluded.

Each is a class with the same few members (`protocol.Experiment`); the engine knows nothing else of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcsn.experiments.escape import Escape
    from mcsn.scenario import Scenario


def open_experiment(scenario: "Scenario") -> "Escape":
    """Make the experiment that a scenario asks for; InputError if its star cannot be built."""
    from mcsn.experiments.escape import Escape  # results are read without the kernels

    return {"escape": Escape}[scenario.experiment.kind](scenario)
