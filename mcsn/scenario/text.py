"""Scenarios as text: their keys, their TOML, and the wording of their errors.

Everything here works on any pydantic schema; the schema of a scenario itself is in `mcsn.scenario`.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from itertools import groupby
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from mcsn.errors import InputError

MISSING = object()
"""Stands for a key that a document does not have."""

_WORDING = {
    "missing": "missing, but required",
    "float_type": "must be a number (without quotes)",
    "int_type": "must be an integer (no quotes, decimal point or exponent)",
    "bool_type": "must be true or false",
    "string_type": "must be text in quotes",
    "string_unicode": "must be valid Unicode text",
    "string_pattern_mismatch": "must be a single line of text",
    "model_type": "must be a table",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "finite_number": "must be a finite number",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
}


class ScenarioError(InputError):
    """A scenario that cannot be used, with everything that is wrong with it.

    Parameters
    ----------
    source : str
        File or scenario name, put in front of every problem.
    problems : iterable of str
        One line each: the dotted key, its value, and what is allowed.

    Attributes
    ----------
    problems : list of str
    """

    def __init__(self, source: str, problems: Iterable[str]) -> None:
        self.source = source
        self.problems = list(problems)
        super().__init__(source, self.problems)

    def __str__(self) -> str:
        source = self.source if self.source and self.source.isprintable() else quoted(self.source)
        return "\n".join(f"{source}: {problem}" for problem in self.problems)


def quoted(text: str) -> str:
    """Return `text` as a TOML basic string; whatever is not printable is escaped."""

    def escaped(char: str) -> str:
        if char in '"\\':
            return "\\" + char
        if char.isprintable():
            return char
        return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"

    return '"' + "".join(map(escaped, text)) + '"'


def toml_value(value: object, depth: int = 3) -> str:
    """Return a value as TOML, exactly; containers nested deeper than `depth` show as dots."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, int):
        # Python refuses to write very long integers in decimal.
        return hex(value) if value.bit_length() > 1000 else int.__repr__(value)
    if isinstance(value, list | tuple):
        return "[" + (", ".join(toml_value(item, depth - 1) for item in value) if depth else "...") + "]"
    if isinstance(value, Mapping):
        items = (f"{toml_key([key])} = {toml_value(item, depth - 1)}" for key, item in value.items())
        return "{" + (", ".join(items) if depth else "...") + "}"
    return str(value) if isinstance(value, date | time) else type(value).__name__


def toml_key(path: Sequence[object]) -> str:
    """Return a path as a dotted TOML key, quoted where needed; an integer is an index into a list."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = str(part)
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", name)
            text += ("." if text else "") + (name if bare else quoted(name))
    return text


def toml_text(values: Mapping[str, object]) -> str:
    """Return dotted keys and their values, in order, as a TOML document."""
    blocks = []
    for table, keys in groupby(values, key=lambda key: key.rpartition(".")[0]):
        lines = [f"[{table}]"] if table else []
        lines += [f"{key.rpartition('.')[2]} = {toml_value(values[key])}" for key in keys]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def nested(values: Mapping[str, object]) -> dict[str, Any]:
    """Return dotted keys and their values as a document of nested tables."""
    document: dict[str, Any] = {}
    for key, value in values.items():
        *tables, name = key.split(".")
        table = document
        for part in tables:
            table = table.setdefault(part, {})
        table[name] = value
    return document


def shortened(text: str, limit: int = 60) -> str:
    """Return `text`, its middle cut out where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    return f"{text[: limit // 2]} ... {text[-limit // 4 :]}"


def problem(path: Sequence[object], value: object, message: str) -> str:
    """Return one line that names a key, its value (unless `MISSING`), and what is wrong."""
    shown = "" if value is MISSING else f" = {shortened(toml_value(value))}"
    return f"{shortened(toml_key(path), 100)}{shown}: {message}"


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean ...?" with the known word that is nearest to `word`, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {quoted(near[0])}?" if near else ""


def value_at(document: object, path: Iterable[object]) -> Any:
    """Return what `document` (nested mappings and lists) holds at `path`, or `MISSING`."""
    for part in path:
        if isinstance(document, Mapping):
            document = document.get(part, MISSING)
        elif isinstance(document, list | tuple) and isinstance(part, int):
            document = document[part]
        else:
            return MISSING
    return document


def table_fields(schema: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of one table of a schema by the names that they have in a file."""
    return {field.alias or name: field for name, field in schema.model_fields.items()}


def table_schema(field: FieldInfo) -> type[BaseModel] | None:
    """Return the schema of a key that is a table (or an optional table), else None."""
    for kind in (field.annotation, *get_args(field.annotation)):
        # A key that is either a word or a table declares what it allows, and counts as one value.
        if isinstance(kind, type) and issubclass(kind, BaseModel) and "allowed" not in extras(field):
            return kind
    return None


def schema_keys(schema: type[BaseModel], table: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield every dotted key of a schema that holds a value (not a table) with its field, in order."""
    for name, field in table_fields(schema).items():
        inner = table_schema(field)
        if inner is None:
            yield table + name, field
        else:
            yield from schema_keys(inner, f"{table}{name}.")


def extras(field: FieldInfo) -> dict[str, Any]:
    """Return what a field declares beside its type and bounds: `unit`, `used_with`, `allowed`."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def field_problems(
    error: ValidationError, schema: type[BaseModel], document: Mapping[str, object]
) -> dict[tuple[object, ...], str]:
    """Put what pydantic found into our own words.

    Parameters
    ----------
    error : ValidationError
        Of `schema` on `document`. Errors of the document as a whole are left to the caller.
    schema : type of BaseModel
    document : mapping
        As parsed from TOML.

    Returns
    -------
    dict
        The path of each bad value, and one line that tells what is wrong with it.
    """
    problems: dict[tuple[object, ...], str] = {}
    for details in error.errors(include_url=False):
        path: tuple[object, ...] = details["loc"]
        if not path:
            continue
        path, field, siblings = _place(schema, path)
        value = value_at(document, path)
        if details["type"] == "too_short" and value:
            continue  # it was not empty before pydantic left out what is wrong in it
        if field is None:
            word = str(path[-1])
            message = "unknown key" + (
                suggestion(word, siblings) or f"; known keys: {', '.join(siblings) or 'none'}"
            )
            value = MISSING
        else:
            message = _message(details["type"], details.get("ctx", {}), field, value)
        problems.setdefault(path, problem(path, value, message))
    return problems


def _place(
    schema: type[BaseModel], path: tuple[object, ...]
) -> tuple[tuple[object, ...], FieldInfo | None, list[str]]:
    """Return the path (cut at a key that declares what it allows), its field, and the keys beside it."""
    fields = table_fields(schema)
    for depth, part in enumerate(path, start=1):
        field = fields.get(str(part))
        if field is None or "allowed" in extras(field):
            return path[:depth], field, list(fields)
        inner = table_schema(field)
        if inner is None:
            break
        if depth < len(path):
            fields = table_fields(inner)
    return path, field, list(fields)


def _message(kind: str, context: Mapping[str, object], field: FieldInfo, value: object) -> str:
    """Return what is allowed where pydantic found an error of type `kind`."""
    declared = extras(field)
    words = list(get_args(field.annotation)) if get_origin(field.annotation) is Literal else []
    near = suggestion(value, [*words, *declared.get("words", [])]) if isinstance(value, str) else ""
    if "allowed" in declared:
        return f"must be {declared['allowed']}{near}"
    if words:
        choice = ("" if len(words) == 1 else "one of ") + ", ".join(map(quoted, words))
        return f"must be {choice}{near}"
    if kind == "float_type" and type(value) is int:  # longer than any float
        kind = "finite_number"
    bounds = {name: f"{bound:g}" if isinstance(bound, float) else bound for name, bound in context.items()}
    return _WORDING.get(kind, "not a valid value").format(**bounds)
