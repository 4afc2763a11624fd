"""The reference of scenario keys, made from the schema; and `{key}`, a link to a key that must exist."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from docutils import nodes
from docutils.statemachine import StringList
from pydantic.fields import FieldInfo
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mcsn.scenario import RadiusStart, Scenario
from mcsn.scenario.rules import AllBut, used_with
from mcsn.scenario.scan import RangeTable, ScanTable
from mcsn.scenario.text import extras, quoted, schema_keys, toml_value

KINDS = ("escape", "luminosity", "burst")
_PARTS = {"start": RadiusStart, "scan": ScanTable, "range": RangeTable}
"""Tables that are no table of every scenario."""
_TYPES = {float: "number", int: "integer", str: "text", bool: "true or false", tuple: "list of numbers"}
_SIGNS = (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))


class ScenarioKeys(SphinxDirective):
    """Write out the keys of one table: `star`, `boson`, ..., or "" for those outside of all tables."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a description of each key."""
        table = self.arguments[0] if self.arguments else ""
        lines = [line for key, field in keys_of(table) for line in description(key, field)]
        node = nodes.container()
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, node)
        return node.children


def keys_of(table: str) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the dotted keys of a table of the page with their fields."""
    if table in _PARTS:
        prefix = {"start": "experiment.start.", "scan": "scan.", "range": "scan.KEY."}[table]
        yield from schema_keys(_PARTS[table], prefix)
        return
    for key, field in schema_keys(Scenario):
        if key.partition(".")[0] == table or (not table and "." not in key):
            yield key, field


def description(key: str, field: FieldInfo) -> list[str]:
    """Return the lines of Markdown that describe a key."""
    unit = extras(field).get("unit")
    facts = [type_of(field) + (f" [{unit}]" if unit else ""), *bounds_of(field), default_of(key, field)]
    return [
        f"::::{{key}} {key}",
        field.description or "",
        "",
        ":::{rst-class} facts",
        ":::",
        "; ".join(facts + conditions_of(key)),
        "::::",
        "",
    ]


def type_of(field: FieldInfo) -> str:
    """Return what values of a key may be, bounds aside."""
    if "allowed" in extras(field):
        return str(extras(field)["allowed"])
    for kind in _kinds_of(field.annotation):
        if get_origin(kind) is Literal:
            return " or ".join(f"`{quoted(word)}`" for word in get_args(kind))
        return _TYPES[get_origin(kind) or kind]
    raise TypeError(field)


def bounds_of(field: FieldInfo) -> list[str]:
    """Return the bounds of a key, or of the items of a list."""
    metadata = list(field.metadata)
    for kind in _kinds_of(field.annotation):
        for item in get_args(kind):
            if get_origin(item) is Annotated:
                metadata += [bound for inner in item.__metadata__ for bound in inner.metadata]
    limits = [(sign, getattr(bound, name, None)) for name, sign in _SIGNS for bound in metadata]
    found = [f"{sign} {limit:g}" for sign, limit in limits if limit is not None]
    return [", ".join(found)] if found else []


def default_of(key: str, field: FieldInfo) -> str:
    """Return the default of a key, or that it has none."""
    if field.is_required():
        return "required"
    if field.default is None:
        needed = "used_with" in extras(field) and not extras(field).get("optional")
        return "required" if needed else "no default"
    return f"default `{toml_value(field.default)}`"


def conditions_of(key: str) -> list[str]:
    """Return with which kinds, and with which other choices, a key goes."""
    if key.startswith("scan."):
        return []
    choices = dict(used_with(Scenario, key.removesuffix(".radius_km")))
    kinds = choices.pop("experiment.kind", KINDS)
    found = [f"kinds: {', '.join(kinds)}" if kinds != KINDS else "all kinds"]
    for other, values in choices.items():
        if isinstance(values, AllBut):
            words = values.called
        else:
            words = " or ".join(f"`{toml_value(value)}`" for value in values)
        found.append(f"only with {{key}}`{other}` = {words}")
    return found


def _kinds_of(annotation: Any) -> list[Any]:
    """Return the types that an annotation allows beside None."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        return [part for kind in get_args(annotation) if kind is not type(None) for part in _kinds_of(kind)]
    return [annotation]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, and keys as objects that can be linked to."""
    app.add_object_type("key", "key", objname="scenario key", indextemplate="pair: %s; scenario key")
    app.add_directive("scenario-keys", ScenarioKeys)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
