"""The likelihood of the events across the plane of mass and coupling: an exclusion in terms of the data.

The points are bursts, those of a scan. Each is held against the events as a burst by itself is; beside them
stands the burst of the same star without a Z'. Two likelihoods are told: of the burst as it is, and of the
multiple of it that fits best, which leaves out how much energy the star had and asks for the shape alone.

Contours are where a burst is less likely than that without a Z' by what would hold 68 % or 95 % of data if,
by Wilks' theorem for two parameters, the standard model were the best point. With so few events, and where
the coupling changes nothing, the theorem holds roughly at best: a guide, not limits with a known coverage.
They are not drawn about the best point itself, which among many noisy ones is the luckiest; how far every
point lies below it is told beside.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mcsn import engine, provenance
from mcsn.errors import InputError
from mcsn.files import write_atomically
from mcsn.physics.flavour import Conversion
from mcsn.result import Result, jsonable, open_result
from mcsn.scenario import Scan, Scenario, differences
from mcsn.signal import Fluence, emission_of, fluence
from mcsn.studies.scan.contours import Crossing, find_contours
from mcsn.studies.scan.folder import read_scan_folder
from mcsn.studies.scan.points import Outcome
from mcsn.studies.scan.summary import csv_table, flat
from mcsn.studies.sn1987a.comparison import DISTANCE_KPC, likelihoods, with_errors
from mcsn.studies.sn1987a.expected import expected, instruments
from mcsn.studies.sn1987a.likelihood import LATE, TREATMENTS

MASS, COUPLING = "boson.mass_MeV", "boson.coupling"
LEVELS = {"68 %": 2.30, "95 %": 5.99}
"""Twice by what the logarithm falls, chi-square of two degrees of freedom."""
KINDS = {"log_ratio_marginal": "the burst as it is", "log_ratio_at_factor_best": "any multiple of the burst"}
"""Likelihoods that are drawn, and what they are of."""
STANDARD_MODEL = "standard-model.nc"
"""Result of the burst without a Z', in the folder of the scan."""
_LARGEST = 600.0


class Plane(NamedTuple):
    """Likelihoods of the points of a scan."""

    scenario: Scenario
    """Of the scan."""
    numbers: Mapping[str, Any]
    """What is printed as JSON."""
    crossings: Mapping[str, Sequence[Crossing]]
    """Contours by kind of likelihood; their keys are those of `LEVELS`."""


def plane(folder: Path, distance_kpc: float = DISTANCE_KPC, conversion: Conversion = "none") -> Plane:
    """Hold the bursts of a scan against the events; run that of the standard model where it is not there.

    Parameters
    ----------
    folder : Path
        Of a scan of mass and coupling.
    distance_kpc, conversion
        As in `study`.

    Raises
    ------
    InputError
        If the folder holds no such scan, or as `study`.
    MachineError
        If the burst of the standard model cannot be written.
    """
    scenario, outcomes = read_scan_folder(folder)
    _check(scenario, outcomes, folder)
    results = [open_result(folder / outcome.file) for outcome in outcomes]
    fluence(emission_of(results[0]), distance_kpc, conversion)  # refuses what a burst more would not mend
    results.append(_standard_model(scenario, folder))
    *told, without = _compared([_likelihoods(result, distance_kpc, conversion) for result in results])
    crossings = {kind: _contours(scenario.scan, outcomes, told, kind) for kind in KINDS}
    numbers = {
        "name": scenario.name,
        "title": scenario.title,
        "distance_kpc": distance_kpc,
        "conversion": conversion,
        "standard_model": {"file": STANDARD_MODEL, "treatments": without},
        "points": [
            {**outcome.values, "file": outcome.file, "treatments": found}
            for outcome, found in zip(outcomes, told, strict=True)
        ],
        "contours": [_row(kind, crossing) for kind, found in crossings.items() for crossing in found],
        "version": provenance.version(),
    }
    return Plane(scenario, jsonable(numbers), crossings)


def write_table(told: Plane, path: Path) -> None:
    """Write the likelihoods of the points as CSV; MachineError if the disk refuses it."""
    write_atomically(path, csv_table([flat(point) for point in told.numbers["points"]]))


def _check(scenario: Scenario, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Raise InputError if a scan is not one of mass and coupling that has points."""
    assert scenario.scan is not None
    axes = {axis.key for axis in scenario.scan.axes}
    if axes != {MASS, COUPLING}:
        named = ", ".join(sorted(axes))
        raise InputError(f"{folder}: is a scan of {named}; needs one of {MASS} and {COUPLING}")
    if not outcomes:
        raise InputError(f"{folder}: has no point that is done; run `mcsn scan` first")


def _standard_model(scenario: Scenario, folder: Path) -> Result:
    """Return the burst of the same star without a Z', from the folder or made now."""
    wanted = scenario.replaced({"boson": None})
    path = folder / STANDARD_MODEL
    if path.exists():
        result = open_result(path)
        if not differences(result.scenario, wanted):
            return result
    return engine.run(wanted, path, resume=not path.exists())  # an interrupted one goes on


def _likelihoods(result: Result, distance_kpc: float, conversion: Conversion) -> dict[str, Any]:
    """Return the likelihoods of a burst by treatment, with standard errors of the simulation."""
    emission = emission_of(result)
    seeing = instruments(emission.energy)

    def numbers(passing: Fluence) -> dict[str, Any]:
        pairs = [(one, expected(one, passing)) for one in seeing]
        return {treatment.key: likelihoods(pairs, treatment) for treatment in TREATMENTS}

    return with_errors(fluence(emission, distance_kpc, conversion), numbers)


def _compared(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return likelihoods with their ratios to the best and to the last, that of the standard model."""
    for treatment in TREATMENTS:
        found = [one[treatment.key] for one in told]
        for kind in KINDS:
            best = max(found, key=itemgetter(kind))
            for name, other in (("best", best), ("standard_model", found[-1])):
                ratios = [_ratio(one, other, kind) for one in found]
                for one, (value, error) in zip(found, ratios, strict=True):
                    one |= {f"{kind}_to_{name}": value, f"{kind}_to_{name}_stderr": error}
    return list(told)


def _ratio(one: Mapping[str, Any], other: Mapping[str, Any], kind: str) -> tuple[float, float]:
    """Return by how much a logarithm is more than another's, and the error."""
    if one is other:
        return 0.0, 0.0
    errors = (found.get(f"{kind}_stderr", 0.0) for found in (one, other))
    return one[kind] - other[kind], float(np.hypot(*errors))


def _contours(
    scan: Scan | None, outcomes: Sequence[Outcome], told: Sequence[Mapping[str, Any]], kind: str
) -> list[Crossing]:
    """Return where the standard model is as much likelier as the levels say, along the coupling.

    Contours are those of the ratio of likelihoods, whose logarithm is linear between points.
    """
    assert scan is not None
    ratios = []
    for outcome, found in zip(outcomes, told, strict=True):
        fall = -found[LATE.key][f"{kind}_to_standard_model"]
        ratio = float(np.exp(np.clip(fall, -_LARGEST, _LARGEST)))
        error = ratio * found[LATE.key][f"{kind}_to_standard_model_stderr"]
        summary = dict.fromkeys(LEVELS, ratio) | {f"{name}_stderr": error for name in LEVELS}
        ratios.append(outcome._replace(summary=summary))
    levels = {name: float(np.exp(0.5 * level)) for name, level in LEVELS.items()}
    return find_contours(scan._replace(contours=levels, along=COUPLING), ratios)


def _row(kind: str, crossing: Crossing) -> dict[str, Any]:
    """Return a point of a contour: where it is, and the band of one standard error of the simulation."""
    return {
        "of": KINDS[kind],
        "contour": crossing.key,
        "direction": "falling" if crossing.rising else "rising",
        **crossing.at,
        COUPLING: crossing.value,
        f"{COUPLING}_low": crossing.low,
        f"{COUPLING}_high": crossing.high,
    }
