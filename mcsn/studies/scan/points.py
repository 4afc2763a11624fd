"""Points of a scan: values of its axes, and the scenario that belongs to them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mcsn.errors import InputError
from mcsn.experiments import open_experiment
from mcsn.scenario import Scan, Scenario, ScenarioError
from mcsn.scenario.text import toml_value

Values = Mapping[str, Any]
"""A value for the key of every axis."""

_SEED = "experiment.seed"
_MOST_SHOWN = 20


class Outcome(NamedTuple):
    """What became of a point."""

    values: Values
    file: str
    """Name of its result in the folder of the scan."""
    summary: Mapping[str, Any] | None
    """As `mcsn run --json` gives it; None where the point failed."""
    error: str | None = None


def point_name(values: Values) -> str:
    """Return the name of a point: a hash of its values, whatever their order."""
    return _hash("", values)[:16]


def point_scenario(base: Scenario, values: Values) -> Scenario:
    """Return the scenario of a point. Its seed is a hash of the scan's seed and the values.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    seed = int(_hash(str(base.experiment.seed), values)[:16], 16) >> 1
    with_them = base.scan.going_with(values) if base.scan else {}
    return base.replaced({_SEED: seed, **with_them, **values})


def _hash(salt: str, values: Values) -> str:
    lines = [salt, *sorted(f"{key} = {toml_value(value)}" for key, value in values.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def check_points(base: Scenario, points: Iterable[Values]) -> None:
    """Raise an InputError with what is wrong with the scenarios of points, before any of them runs."""
    problems: dict[str, None] = {}
    for values in points:
        try:
            open_experiment(point_scenario(base, values))
        except ScenarioError as error:
            problems |= dict.fromkeys(f"{base.name}: {line}" for line in error.problems)
        except InputError as error:
            problems |= dict.fromkeys(str(error).splitlines())
    if problems:
        lines = list(problems)
        more = [f"{base.name}: and {len(lines) - _MOST_SHOWN} more"] if len(lines) > _MOST_SHOWN else []
        raise InputError("\n".join([*lines[:_MOST_SHOWN], *more]))


def in_order(scan: Scan, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return outcomes as the axes run, the last one fastest."""
    return sorted(outcomes, key=lambda outcome: tuple(_places(scan, outcome.values)))


def _places(scan: Scan, values: Values) -> Iterator[Any]:
    for axis in scan.axes:
        value = values[axis.key]
        if axis.scale is None:
            yield axis.values.index(value)
        else:
            yield value if axis.values[0] < axis.values[-1] else -value
