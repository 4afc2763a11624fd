"""The rules of a scenario that tie one key to another."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from operator import eq
from typing import Any

from pydantic import BaseModel

from mcsn.scenario.text import MISSING, extras, problem, schema_keys, toml_value, value_at

SHELLS = "shells"
"""The profile whose shells are written in the scenario itself."""


def used_values(schema: type[BaseModel], document: Mapping[str, object]) -> dict[str, object]:
    """Return the dotted keys of a complete document, but for those that go with another choice."""
    values = {key: value_at(document, key.split(".")) for key, _ in schema_keys(schema)}
    for key, field in schema_keys(schema):
        if "used_with" in extras(field):
            other, wanted = extras(field)["used_with"]
            if values[_beside(key, other)] != wanted:
                values[key] = MISSING
    return {key: value for key, value in values.items() if value is not MISSING}


def _beside(key: str, other: str) -> str:
    """Return the dotted name of the key `other` in the table of `key`."""
    return ".".join([*key.split(".")[:-1], other])


def cross_problems(
    schema: type[BaseModel], document: Mapping[str, object], bad: Iterable[tuple[object, ...]]
) -> list[str]:
    """Return what is wrong between keys of a scenario.

    Parameters
    ----------
    schema : type of BaseModel
        `Scenario`.
    document : mapping
        As written: without the defaults.
    bad : iterable of tuple
        Paths of tables, keys and list items that are wrong in themselves; rules that need them are left out.

    Returns
    -------
    list of str
        One line a problem.
    """
    bad = set(bad)
    given, values = {}, {}
    for key, field in schema_keys(schema):
        parts = tuple(key.split("."))
        if any(all(map(eq, parts, path)) for path in bad):  # a table above it, itself, or an item of its list
            continue
        value = value_at(document, parts)
        if value is MISSING or value is None:  # TOML has no None, but a document made in Python may
            values[key] = field.default
        else:
            values[key] = given[key] = value

    return [
        *_used_with_problems(schema, given, values),
        *_transport_problems(given, values),
        *_scalar_problems(given, values),
        *_shell_problems(given),
        *_histogram_problems(values),
    ]


def _line(key: str, given: Mapping[str, object], message: str) -> str:
    return problem(key.split("."), given.get(key, MISSING), message)


def _used_with_problems(
    schema: type[BaseModel], given: Mapping[str, object], values: Mapping[str, object]
) -> list[str]:
    """Return the keys that go with another choice than the one made, or that the choice lacks."""
    problems = []
    for key, field in schema_keys(schema):
        other, wanted = extras(field).get("used_with", (None, None))
        if other is None or key not in values or _beside(key, other) not in values:
            continue
        value = values[_beside(key, other)]
        needs = f"{other} = {toml_value(wanted)}"
        if key in given and value != wanted:
            problems.append(
                _line(key, given, f"not used with {other} = {toml_value(value)}, only with {needs}")
            )
        if key not in given and value == wanted and field.default is None:
            problems.append(_line(key, given, f"missing, but required with {needs}"))
    return problems


def _transport_problems(given: Mapping[str, object], values: Mapping[str, object]) -> list[str]:
    """Return what is wrong between the star, the Z' and the transport."""
    problems = []
    profile, opacity = values.get("star.profile"), values.get("transport.opacity")
    if profile and opacity and (profile == SHELLS) != (opacity == "constant"):
        # An idealised star has no composition, and a real one no constant mean free path.
        rule = (
            'must be "constant" with star.profile = "shells"'
            if profile == SHELLS
            else 'needs star.profile = "shells"'
        )
        problems.append(problem(["transport", "opacity"], opacity, rule))
    if opacity == "constant" and values.get("transport.scattering") == "dipole":
        problems.append(_line("transport.scattering", given, 'not used with opacity = "constant"'))
    if values.get("transport.spectrum") == "grey" and given.get("boson.decay") == "helicity":
        problems.append(_line("boson.decay", given, 'not used with transport.spectrum = "grey"'))
    return problems


def _scalar_problems(given: Mapping[str, object], values: Mapping[str, object]) -> list[str]:
    """Return what a scalar does not have: the kernel of Eq. 18, and a helicity that decays remember."""
    if values.get("boson.model") != "scalar":
        return []
    return [
        _line(f"boson.{key}", given, 'not used with model = "scalar"')
        for key, word in (("kernel", "cerdeno2023"), ("decay", "helicity"))
        if given.get(f"boson.{key}") == word
    ]


def _shell_problems(given: Mapping[str, Any]) -> list[str]:
    """Return what is wrong between the lists of an idealised star."""
    problems = []
    radii = given.get("star.outer_radius_m")
    if radii is None:
        return []
    for key in ("mean_free_path_m", "temperature_MeV"):
        values = given.get(f"star.{key}", radii)
        if len(values) != len(radii):
            rule = f"must have as many values as outer_radius_m ({len(radii)}), not {len(values)}"
            problems.append(problem(["star", key], values, rule))
    if any(inner >= outer for inner, outer in pairwise(radii)):
        problems.append(problem(["star", "outer_radius_m"], radii, "must be strictly increasing"))
    return problems


def _histogram_problems(values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong between the edges of the histogram."""
    table = "experiment.histogram"
    lower, upper = values.get(f"{table}.from"), values.get(f"{table}.to")
    problems = []
    if lower is not None and upper is not None and lower >= upper:
        rule = f"must be less than to = {toml_value(upper)}"
        problems.append(problem([*table.split("."), "from"], lower, rule))
    if lower == 0 and values.get(f"{table}.scale") == "log":
        rule = 'must be greater than 0 with scale = "log"'
        problems.append(problem([*table.split("."), "from"], lower, rule))
    return problems
