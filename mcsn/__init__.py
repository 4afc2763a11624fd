"""mcsn: Monte Carlo transport of neutrinos, and of a light Z', in a proto-neutron star."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcsn.engine import run
    from mcsn.errors import InputError, MachineError
    from mcsn.physics.boson import Boson
    from mcsn.result import Result, open_result
    from mcsn.scenario import Scenario, ScenarioError, load_scenario, scenario_names
    from mcsn.star import Star, load_star
    from mcsn.studies.report import write_report
    from mcsn.studies.scan.result import ScanResult, open_scan
    from mcsn.studies.scan.run import run_scan

_HOMES = {
    "run": "engine",
    "InputError": "errors",
    "MachineError": "errors",
    "Boson": "physics.boson",
    "Result": "result",
    "open_result": "result",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "load_scenario": "scenario",
    "scenario_names": "scenario",
    "Star": "star",
    "load_star": "star",
    "write_report": "studies.report",
    "ScanResult": "studies.scan.result",
    "open_scan": "studies.scan.result",
    "run_scan": "studies.scan.run",
}

__all__ = [
    "Boson",
    "InputError",
    "MachineError",
    "Result",
    "ScanResult",
    "Scenario",
    "ScenarioError",
    "Star",
    "load_scenario",
    "load_star",
    "open_result",
    "open_scan",
    "run",
    "run_scan",
    "scenario_names",
    "write_report",
]


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import mcsn` and the command line start at once."""
    if name in _HOMES:
        return getattr(import_module(f"mcsn.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'mcsn' has no attribute {name!r}")
