"""Scenario files before their schema: where they are, their text, TOML and overrides."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from mcsn.scenario.text import ScenarioError, problem, quoted, shortened, suggestion

_MAX_BYTES = 1_000_000  # no scenario is this long: a wrong file is refused before it fills the memory


def data_folder(kind: Literal["scenarios", "validation"]) -> Path:
    """Return the folder of files that ship: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / kind
    return installed if installed.is_dir() else package.parent / kind


def scenario_names() -> list[str]:
    """Return the names of the built-in scenarios, sorted."""
    return sorted(path.stem for path in data_folder("scenarios").glob("*.toml"))


def builtin_scenario_text(name: str) -> str:
    """Return the TOML of a built-in scenario.

    Raises
    ------
    ScenarioError
        Where no scenario has this name.
    """
    names = scenario_names()
    if name not in names:
        message = f"no such file or built-in scenario{suggestion(name, names)} (built in: {', '.join(names)})"
        raise ScenarioError(name, [message])
    return (data_folder("scenarios") / f"{name}.toml").read_text(encoding="utf-8")


def read_document(path: Path, source: str) -> str:
    """Return the text of a file, or raise a ScenarioError that tells why it cannot be read."""
    try:
        with open(path, "rb") as file:
            content = file.read(_MAX_BYTES + 1)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(source, [f"not UTF-8 text (byte {error.start})"]) from None
    except OSError as error:
        raise ScenarioError(source, [f"cannot be read: {error.strerror}"]) from None
    except ValueError:  # a zero byte in the path
        raise ScenarioError(source, ["not a possible file name"]) from None
    if len(content) > _MAX_BYTES:
        raise ScenarioError(source, [f"longer than {_MAX_BYTES} bytes: not a scenario"])
    return text


def parse_document(text: str, source: str) -> dict[str, Any]:
    """Parse TOML; a ScenarioError tells where it is not TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ScenarioError(source, ["not valid TOML: nested too deeply"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(source, [f"not valid TOML: {shortened(str(error), 200)}"]) from None
    except ValueError:  # Python limits the digits of an integer
        raise ScenarioError(source, ["not valid TOML: an integer of too many digits"]) from None


def with_overrides(
    document: Mapping[str, Any], overrides: Mapping[str, object], source: str
) -> dict[str, Any]:
    """Return a copy with the values of dotted keys replaced; ScenarioError where one cannot be."""
    result = dict(document)
    for key, value in overrides.items():
        path = key.split(".")
        try:
            result = _with_override(result, path, value)
        except (TypeError, RecursionError) as error:
            raise ScenarioError(source, [problem(path, value, str(error))]) from None
    return result


def _with_override(document: Mapping[str, Any], path: list[str], value: object) -> dict[str, Any]:
    """Return a copy of `document` with `value` at `path`, making tables on the way."""
    head, *rest = path
    if not rest:
        return {**document, head: value}
    table = document.get(head, {})
    if not isinstance(table, Mapping):
        raise TypeError(f"{quoted(head)} is not a table, so nothing can be set in it")
    return {**document, head: _with_override(table, rest, value)}


def parse_override(text: str) -> tuple[str, object]:
    """Split KEY=VALUE of the command line; VALUE is TOML, else a bare string.

    Raises
    ------
    ScenarioError
        Where there is no key or no "=".
    """
    key, equals, word = (part.strip() for part in text.partition("="))
    if not key or not equals:
        raise ScenarioError(f"--set {text}", ["must be KEY=VALUE, as in transport.method=analog"])
    try:
        document = tomllib.loads(f"value = {word}")
    except (ValueError, RecursionError):
        return key, word
    return key, (document["value"] if len(document) == 1 else word)
