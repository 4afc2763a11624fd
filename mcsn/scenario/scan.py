"""The table `[scan]`: keys of a scenario and the values that they take in turn, and the contours looked for.

A dotted name in it is a key of the scenario; quoted and not, it means the same. Names without a dot are the
scan's own, so that the two cannot clash.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from mcsn.scenario.text import (
    MISSING,
    field_problems,
    problem,
    schema_keys,
    suggestion,
    toml_key,
    toml_value,
    value_at,
)

_STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)
_MOST_POINTS = 1_000_000


class RangeTable(BaseModel):
    """An axis `{from, to, points, scale}`."""

    model_config = _STRICT
    from_: float = Field(..., description="First value.", alias="from")
    to: float = Field(..., description="Last value.")
    points: int = Field(..., description="Number of values.", ge=2, le=100_000)
    scale: Literal["log", "linear"] = Field("log", description="Spacing of the values.")

    def values(self) -> Iterator[float]:
        """Yield the values; the ends are exactly those written."""
        last = self.points - 1
        yield self.from_
        for i in range(1, last):
            if self.scale == "log":
                yield self.from_ * (self.to / self.from_) ** (i / last)
            else:
                yield self.from_ + (self.to - self.from_) * (i / last)
        yield self.to


class ScanTable(BaseModel):
    """What `[scan]` says beside its axes."""

    model_config = _STRICT
    contours: dict[str, Annotated[float, Field(gt=0)]] = Field(
        {},
        description="Keys of the summary and the levels whose contours are drawn.",
        json_schema_extra={
            "allowed": "a table of keys of the summary with numbers greater than 0, as in"
            " {escape_time_mean_s = 0.1}"
        },
    )
    along: str | None = Field(
        None, description="Axis along which contours are sought; by default the last range."
    )
    when: dict[str, dict[str, dict[str, Any]]] = Field(
        {},
        description="Keys and values that go with a value of an axis: when.KEY.VALUE.",
        json_schema_extra={
            "allowed": 'a table of tables, as in {"experiment.kind" = {luminosity = {"experiment.packets" ='
            " 20_000}}}"
        },
    )
    adaptive: bool = Field(False, description="Run only the points that the contours need.")
    tolerance: float = Field(
        0.05,
        description="Error of a contour, relative on a log axis, at which adaptive is content.",
        gt=0,
        le=1,
    )
    study: Literal["limits"] | None = Field(
        None,
        description="Study that reads the points: its table and picture stand in place of the plain ones.",
    )


class Axis(NamedTuple):
    """A key that a scan varies."""

    key: str
    values: tuple[Any, ...]
    scale: Literal["log", "linear"] | None
    """None: a list of values."""
    written: Any
    """As the scenario has it: a list, or a mapping with from, to, points and scale."""


class Scan(NamedTuple):
    """What a scan varies and looks for."""

    axes: tuple[Axis, ...]
    contours: Mapping[str, float]
    along: str | None
    adaptive: bool
    tolerance: float
    when: Mapping[str, Mapping[str, Mapping[str, Any]]] = MappingProxyType({})
    study: Literal["limits"] | None = None

    @property
    def size(self) -> int:
        """Number of points of the whole grid."""
        return math.prod(len(axis.values) for axis in self.axes)

    def axis(self, key: str) -> Axis:
        """Return the axis of a key."""
        return next(axis for axis in self.axes if axis.key == key)

    def grid(self) -> Iterator[dict[str, Any]]:
        """Yield the values of every point, by key; the last axis runs fastest."""
        keys = [axis.key for axis in self.axes]
        for values in itertools.product(*(axis.values for axis in self.axes)):
            yield dict(zip(keys, values, strict=True))

    def going_with(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys and values that go with the values of a point."""
        found: dict[str, Any] = {}
        for key, choices in self.when.items():
            found |= choices.get(values[key], {})
        return found

    def resolved(self) -> dict[str, Any]:
        """Return the table's names and values; axes come last, in their order."""
        names = ("contours", "along", "when", "adaptive", "tolerance", "study")
        own = {name: getattr(self, name) for name in names}
        written = {axis.key: axis.written for axis in self.axes}
        return {name: value for name, value in (own | written).items() if value is not None}

    def to_toml(self) -> str:
        """Return the table as TOML."""
        lines = [
            f"{toml_key([name])} = {toml_value(value, depth=9)}" for name, value in self.resolved().items()
        ]
        return "\n".join(["[scan]", *lines, ""])


def spread(table: object) -> object:
    """Return `[scan]` with dotted names made into nested tables, as TOML makes them of unquoted ones."""
    if not isinstance(table, Mapping):
        return table
    result: dict[str, Any] = {}
    for name, value in table.items():
        *parents, last = name.split(".")
        inner = result
        for parent in parents:
            inner = inner.setdefault(parent, {})
            if not isinstance(inner, dict):
                return table  # both a value and a table: read_scan says so
        if isinstance(value, Mapping) and isinstance(inner.get(last), dict):
            inner[last] |= value
        else:
            inner[last] = value
    return result


def read_scan(table: object, schema: type[BaseModel]) -> tuple[Scan, list[str]]:
    """Read the table `[scan]`.

    Parameters
    ----------
    table : object
        As parsed from TOML and `spread`.
    schema : type of BaseModel
        Of scenarios.

    Returns
    -------
    scan : Scan
        What could be read.
    problems : list of str
        One line each.
    """
    if not isinstance(table, Mapping):
        return Scan((), {}, None, False, 0.05), [problem(["scan"], table, "must be a table")]
    tables = {name.partition(".")[0] for name, _ in schema_keys(schema)}
    own = {name: value for name, value in table.items() if name not in tables}
    try:
        settings = ScanTable.model_validate(own)
        problems = []
    except ValidationError as error:
        settings = ScanTable.model_construct()
        problems = [f"scan.{line}" for line in field_problems(error, ScanTable, own).values()]
    axes = []
    for key, field, value in _flat({name: value for name, value in table.items() if name in tables}, schema):
        axis, wrong = _axis(key, field, value, [name for name, _ in schema_keys(schema)])
        problems += wrong
        axes += [axis] if axis else []
    problems += _when_problems(settings, axes, schema)
    if not problems:
        problems = list(_cross_problems(settings, axes))
    ranges = [axis.key for axis in axes if axis.scale]
    along = settings.along or (ranges[-1] if ranges else None)
    return Scan(
        tuple(axes),
        settings.contours,
        along,
        settings.adaptive,
        settings.tolerance,
        settings.when,
        settings.study,
    ), problems


def _flat(table: Mapping[str, Any], schema: type[BaseModel]) -> Iterator[tuple[str, FieldInfo | None, Any]]:
    """Yield the dotted keys that a table names, with their field in the schema (None: unknown) and value."""
    fields = dict(schema_keys(schema))

    def descend(prefix: str, value: Any) -> Iterator[tuple[str, FieldInfo | None, Any]]:
        inside = any(key.startswith(f"{prefix}.") for key in fields)
        if inside and isinstance(value, Mapping):
            for name, inner in value.items():
                yield from descend(f"{prefix}.{name}", inner)
        else:
            yield prefix, fields.get(prefix), value

    for name, value in table.items():
        yield from descend(name, value)


def _axis(key: str, field: FieldInfo | None, value: Any, known: list[str]) -> tuple[Axis | None, list[str]]:
    """Make an axis, or say what is wrong with it."""
    if field is None:
        return None, [problem(["scan", key], MISSING, f"unknown key{suggestion(key, known)}")]
    if isinstance(value, list | tuple):
        wrong = [] if value else [problem(["scan", key], value, "must not be empty")]
        if any(item in value[:i] for i, item in enumerate(value)):
            wrong = [problem(["scan", key], value, "has a value twice")]
        return Axis(key, tuple(value), None, list(value)), wrong
    if not isinstance(value, Mapping):
        allowed = "must be a list, or {from = A, to = B, points = N} with a scale, log or linear"
        return None, [problem(["scan", key], value, allowed)]
    try:
        written = RangeTable.model_validate(value)
    except ValidationError as error:
        lines = field_problems(error, RangeTable, value).values()
        return None, [f"{toml_key(['scan', key])}.{line}" for line in lines]
    if written.from_ == written.to:
        return None, [problem(["scan", key, "to"], written.to, "must differ from from")]
    if written.scale == "log" and min(written.from_, written.to) <= 0.0:
        return None, [problem(["scan", key], value, 'must be greater than 0 with scale = "log"')]
    values: tuple[Any, ...] = tuple(written.values())
    if field.annotation is int:
        values = tuple(dict.fromkeys(map(round, values)))
    return Axis(key, values, written.scale, written.model_dump(by_alias=True)), []


def _when_problems(settings: ScanTable, axes: list[Axis], schema: type[BaseModel]) -> Iterator[str]:
    """Yield what is wrong in the table `when`."""
    known = [name for name, _ in schema_keys(schema)]
    choices = {axis.key: [item for item in axis.values if isinstance(item, str)] for axis in axes}
    words = {key: names for key, names in choices.items() if names}
    for key, values in settings.when.items():
        if key not in words:
            yield problem(
                ["scan", "when", key],
                MISSING,
                f"must be an axis that is a list of words ({', '.join(words)})",
            )
            continue
        for value, changes in values.items():
            if value not in words[key]:
                yield problem(
                    ["scan", "when", key, value],
                    MISSING,
                    f"must be a value of {key} ({', '.join(words[key])})",
                )
            for name in changes:
                if name not in known:
                    yield problem(
                        ["scan", "when", key, value, name], MISSING, f"unknown key{suggestion(name, known)}"
                    )
                elif name in choices:
                    yield problem(["scan", "when", key, value, name], changes[name], "is an axis of the scan")


def _cross_problems(settings: ScanTable, axes: list[Axis]) -> Iterator[str]:
    """Yield what is wrong between the axes and the rest."""
    ranges = [axis.key for axis in axes if axis.scale]
    if not axes:
        yield 'scan: names no key; give one, as in "boson.coupling" = {from = 1e-9, to = 1e-6, points = 7}'
    if math.prod(len(axis.values) for axis in axes) > _MOST_POINTS:
        yield f"scan: has more than {_MOST_POINTS} points"
    if settings.along is not None and settings.along not in ranges:
        yield problem(["scan", "along"], settings.along, f"must be a range of the scan ({', '.join(ranges)})")
    if settings.contours and not ranges:
        yield problem(["scan", "contours"], settings.contours, "needs an axis that is a range")
    if settings.adaptive and not settings.contours:
        yield problem(["scan", "adaptive"], True, "needs contours to look for")


def first_values(document: Mapping[str, Any], scan: Scan) -> dict[str, Any]:
    """Return the first values of the axes whose keys a document lacks."""
    axes = (axis for axis in scan.axes if axis.values)
    return {axis.key: axis.values[0] for axis in axes if value_at(document, axis.key.split(".")) is MISSING}


def without_varied(problems: Iterable[str], table: object, schema: type[BaseModel]) -> list[str]:
    """Return problems but those that a key is missing which `[scan]` names, though it may name it badly."""
    named = table if isinstance(table, Mapping) else {}
    missing = tuple(f"{key}: missing" for key, _, _ in _flat(named, schema))
    return [line for line in problems if not line.startswith(missing)]
