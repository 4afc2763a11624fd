"""How to make a result again: the commands, and the scenario that they need."""

import shlex
from collections.abc import Mapping

from mcsn.scenario import Scenario, differences, load_scenario, scenario_names
from mcsn.scenario.text import ScenarioError, toml_value

_OPTIONS = {"experiment.packets": "--packets", "experiment.seed": "--seed"}
"""Keys that have an option of their own."""


def install_commands(commit: str) -> list[str]:
    """Return what makes the code of a commit ready, in a clone of its repository."""
    return [
        f"git checkout {commit.removesuffix('-dirty')}",
        "python3 -m venv .venv && .venv/bin/pip install . && . .venv/bin/activate",
    ]


def standing_alone(scenario: Scenario) -> Scenario:
    """Return a scenario that means the same in any folder."""
    return (
        scenario.replaced({"star.profile": str(scenario.profile_path)}) if scenario.profile_path else scenario
    )


def file_name(scenario: Scenario) -> str:
    """Return the name of a file for a scenario."""
    return f"{scenario.name}.toml"


def file_command(scenario: Scenario, output: str) -> str:
    """Return the command that runs a scenario from its file."""
    return shlex.join(["mcsn", "run", file_name(scenario), "-o", output])


def shipped_command(scenario: Scenario, output: str) -> str | None:
    """Return the command that runs it from the scenario that ships; None where none ships that it is from."""
    changes = _shipped_changes(scenario)
    if changes is None:
        return None
    words = ["mcsn", "run", scenario.name, "-o", output]
    for key, value in changes.items():
        if key in _OPTIONS:
            words += [_OPTIONS[key], str(value)]
        else:
            words += ["--set", f"{key}={toml_value(value)}"]
    return shlex.join(words)


def _shipped_changes(scenario: Scenario) -> Mapping[str, object] | None:
    """Return what to change in the scenario that ships under this name, checked to give the same one.

    None where no scenario ships under the name, or it is that of a scan or cannot be changed to this one.
    """
    if scenario.name not in scenario_names():
        return None
    try:
        shipped = load_scenario(scenario.name)
        there, here = standing_alone(shipped).resolved(), standing_alone(scenario).resolved()
        changes = {key: value for key, value in here.items() if key != "title" and there.get(key) != value}
        made = load_scenario(scenario.name, changes)
        lines = differences(standing_alone(made), standing_alone(scenario))
    except ScenarioError:
        return None
    return None if any(not line.startswith("title") for line in lines) else changes
