"""Experiments: what is started, what is tallied, what is concluded.

Each is a class with the same few members (`protocol.Experiment`); the engine knows nothing else of them.
"""

from mcsn.experiments.escape import Escape
from mcsn.scenario import Scenario

_KINDS: dict[str, type[Escape]] = {"escape": Escape}


def open_experiment(scenario: Scenario) -> Escape:
    """Make the experiment that a scenario asks for; InputError if its star cannot be built."""
    return _KINDS[scenario.experiment.kind](scenario)
