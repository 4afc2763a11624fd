"""The scenario: everything that a run depends on, in one strict schema, and how it is read.

schema is what a scenario may say and rules what it may not say together; document finds and reads files; text
is how keys, values and errors are worded.
"""

from mcsn.scenario.document import builtin_scenario_text, data_folder, parse_override, scenario_names
from mcsn.scenario.scan import Axis, Scan
from mcsn.scenario.schema import (
    HistogramTable,
    RadiusStart,
    Scenario,
    StarTable,
    differences,
    keys_of_kind,
    load_scenario,
    parse_scenario,
)
from mcsn.scenario.text import ScenarioError

__all__ = [
    "Axis",
    "HistogramTable",
    "RadiusStart",
    "Scan",
    "Scenario",
    "ScenarioError",
    "StarTable",
    "builtin_scenario_text",
    "data_folder",
    "differences",
    "keys_of_kind",
    "load_scenario",
    "parse_override",
    "parse_scenario",
    "scenario_names",
]
