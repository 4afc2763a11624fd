"""Checkpoint: the totals of a run's first units, all that it needs to continue.

The file is numpy's own (npz), since it is written after every unit: in a few milliseconds, where a result
with its coordinates and conclusions takes a tenth of a second.
"""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mcsn.errors import InputError
from mcsn.experiments.protocol import Paused, Totals
from mcsn.files import read_file, write_atomically
from mcsn.scenario import Scenario, parse_scenario

_HEAD = "checkpoint"
_OF = ": "
"""Between the number of a unit that is done in part and the name of an array of it."""


class Checkpoint(NamedTuple):
    """What a run has done so far."""

    scenario: Scenario
    star: str  # digest of its numbers, which a profile's file may change under the same scenario
    steps_done: int  # packets
    totals: Totals
    provenance: Mapping[str, Any]
    paused: Mapping[int, Paused] = {}  # units that are done in part, by number

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all; MachineError if the disk refuses it."""
        head = {
            "name": self.scenario.name,
            "folder": str(self.scenario.folder),
            "scenario": self.scenario.to_toml(),
            "star": self.star,
            "steps_done": self.steps_done,
            "provenance": dict(self.provenance),
            "paused": {unit: part.steps for unit, part in self.paused.items()},
        }
        arrays = {_HEAD: np.array(json.dumps(head)), **self.totals}
        for unit, part in self.paused.items():
            arrays |= {f"{unit}{_OF}{name}": values for name, values in part.state.items()}
        image = io.BytesIO()
        np.savez(image, allow_pickle=False, **arrays)
        write_atomically(path, image.getvalue())

    @classmethod
    def read(cls, path: Path) -> "Checkpoint":
        """Read the file; InputError if there is none or it is not whole."""
        image = io.BytesIO(read_file(path, "checkpoint"))
        try:
            with np.load(image, allow_pickle=False) as arrays:
                head = json.loads(str(arrays[_HEAD]))
                states: dict[str, Totals] = {"": {}} | {unit: {} for unit in head["paused"]}
                for key in arrays.files:
                    if key != _HEAD:
                        unit, _, name = key.rpartition(_OF)
                        states[unit][name] = arrays[key]
            scenario = parse_scenario(head["scenario"], head["name"], head["folder"])
            totals = states.pop("")
            paused = {int(unit): Paused(states[unit], steps) for unit, steps in head["paused"].items()}
            return cls(scenario, head["star"], head["steps_done"], totals, head["provenance"], paused)
        except Exception:  # a broken file raises whatever its parsers meet
            raise InputError(
                f"{path}: not a whole checkpoint; delete it and run the scenario again"
            ) from None
