"""The rules of a scenario that tie one key to another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import eq
from typing import Any

from pydantic import BaseModel

from mcsn.scenario.text import (
    MISSING,
    extras,
    problem,
    schema_keys,
    table_fields,
    table_schema,
    toml_value,
    value_at,
)

SHELLS = "shells"
"""The profile whose shells are written in the scenario itself."""


@dataclass(frozen=True)
class AllBut:
    """All values of a key but some."""

    words: tuple[str, ...]
    called: str  # what is left, as a person reads it

    def __contains__(self, value: object) -> bool:
        return value not in self.words


Choices = Mapping[str, tuple[object, ...] | AllBut]
"""Dotted keys, and the values of each that something goes with."""


def used_with(schema: type[BaseModel], key: str) -> Choices:
    """Return what a dotted key goes with, by its own declaration and by those of the tables that hold it."""
    choices: dict[str, tuple[object, ...] | AllBut] = {}
    table: type[BaseModel] | None = schema
    for part in key.split("."):
        assert table is not None
        field = table_fields(table)[part]
        choices |= extras(field).get("used_with", {})
        table = table_schema(field)
    return choices


def _refused(choices: Choices, values: Mapping[str, object]) -> list[str]:
    """Return the keys that are chosen otherwise."""
    return [other for other, wanted in choices.items() if other in values and values[other] not in wanted]


def used_values(schema: type[BaseModel], document: Mapping[str, object]) -> dict[str, object]:
    """Return the dotted keys of a complete document, but for those that go with another choice."""
    values = {key: value_at(document, key.split(".")) for key, _ in schema_keys(schema)}
    return {
        key: value
        for key, value in values.items()
        if value is not MISSING and not _refused(used_with(schema, key), values)
    }


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

    problems = _used_with_problems(schema, given, values)
    used = {key: value for key, value in values.items() if not _refused(used_with(schema, key), values)}
    given = {key: value for key, value in given.items() if key in used}
    return [
        *problems,
        *_boson_problems(document, used),
        *_transport_problems(given, used),
        *_burst_problems(given, used),
        *_scalar_problems(given, used),
        *_shell_problems(given),
        *_histogram_problems(used),
    ]


def _line(key: str, given: Mapping[str, object], message: str) -> str:
    return problem(key.split("."), given.get(key, MISSING), message)


def _used_with_problems(
    schema: type[BaseModel], given: Mapping[str, object], values: Mapping[str, object]
) -> list[str]:
    """Return the keys that go with another choice than the one made, or that the choice lacks."""
    problems = []
    for key, field in schema_keys(schema):
        choices = used_with(schema, key)
        if not choices or key not in values or not all(other in values for other in choices):
            continue
        refused = _refused(choices, values)
        if key in given and refused:
            other = refused[0]
            chosen, needed = (_choice(key, other, wanted) for wanted in ((values[other],), choices[other]))
            problems.append(_line(key, given, f"not used with {chosen}, only with {needed}"))
        required = (
            "used_with" in extras(field) and field.default is None and not extras(field).get("optional")
        )
        if required and not refused and key not in given:
            needs = " and ".join(_choice(key, other, (values[other],)) for other in choices)
            problems.append(_line(key, given, f"missing, but required with {needs}"))
    return problems


def _choice(key: str, other: str, values: tuple[object, ...] | AllBut) -> str:
    """Return a key and its possible values as a person reads them; the table of `key` goes without saying."""
    table = key.rpartition(".")[0]
    name = other.removeprefix(f"{table}.") if table == other.rpartition(".")[0] else other
    words = values.called if isinstance(values, AllBut) else " or ".join(map(toml_value, values))
    return f"{name} = {words}"


def _boson_problems(document: Mapping[str, object], values: Mapping[str, object]) -> list[str]:
    """Return what is wrong where a Z' is needed and there is none."""
    if values.get("experiment.kind") == "luminosity" and value_at(document, ["boson"]) in (MISSING, None):
        return [problem(["boson"], MISSING, 'missing, but required with experiment.kind = "luminosity"')]
    return []


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


def _burst_problems(given: Mapping[str, object], values: Mapping[str, object]) -> list[str]:
    """Return what a burst cannot be made of: its collisions are absorption and emission by real matter."""
    whole = values.get("experiment.species") == "all"
    kind = values.get("experiment.kind")
    if kind != "burst":
        message = f'not used with kind = {toml_value(kind)}, only with kind = "burst"'
        return [_line("experiment.species", given, message)] if whole and kind else []
    allowed = {
        "star.profile": (lambda profile: profile != SHELLS, "a burst needs a star with a composition"),
        "experiment.species": (
            lambda species: species in ("nu_x", "all"),
            'must be "nu_x" or "all" with kind = "burst"',
        ),
        "transport.spectrum": (
            lambda spectrum: spectrum == "collision" or (spectrum == "grey" and not whole),
            'must be "collision", or "grey" with species = "nu_x", with experiment.kind = "burst"',
        ),
        "experiment.packets": (lambda number: number <= 10**7, "must be at most 10000000 in a burst"),
        "transport.inelasticity": (lambda share: share == 1.0, 'must be 1 with experiment.kind = "burst"'),
        "transport.steps": (
            lambda steps: steps == "exponential",
            'must be "exponential" with experiment.kind = "burst"',
        ),
        "transport.scattering": (
            lambda law: law == "isotropic",
            'must be "isotropic" with experiment.kind = "burst"',
        ),
    }
    return [
        _line(key, given, message)
        for key, (fits, message) in allowed.items()
        if key in given and not fits(given[key])
    ]


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
