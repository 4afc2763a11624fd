"""The folder of a scan: which scan it is, and the result of every point. What is done is what lies there."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from mcsn.errors import InputError, MachineError
from mcsn.files import part_of, read_file, write_atomically
from mcsn.jobs import matters
from mcsn.result import read_head
from mcsn.scenario import Scenario, differences, parse_scenario
from mcsn.star import load_star
from mcsn.studies.scan.points import Outcome, Values, in_order, point_name

_FORMAT = "mcsn scan 1"
_IDENTITY, _LOCK, _POINTS = "scan.json", ".lock", "points"
_BEGUN = {_LOCK, f"{_IDENTITY}.tmp"}
"""What a scan that was killed at its very start leaves."""
_ONLY_VIEWS = ("title", "scan.adaptive", "scan.tolerance", "scan.contours", "scan.along")
"""Keys that choose points or how they are looked at, and leave every point what it is."""


class Folder:
    """A folder of one scan."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def point(self, values: Values) -> Path:
        """Return where the result of a point lies."""
        return self.path / _POINTS / f"{point_name(values)}.nc"

    def name_of(self, values: Values) -> str:
        """Return the name of a point's result, relative to the folder."""
        return self.point(values).relative_to(self.path).as_posix()

    def finished(self, values: Values, scenario: Scenario) -> Outcome | None:
        """Return the outcome of a point that is done; None where it is not, or not with so many packets."""
        path = self.point(values)
        if part_of(path).exists() or not path.exists():
            return None
        try:
            head = read_head(path)
        except InputError:  # broken: to be done anew
            return None
        differing = [line for line in differences(head.scenario, scenario) if not line.startswith("title")]
        if differing or not head.of_this_code or head.star != load_star(scenario).digest:
            return None
        return Outcome(values, self.name_of(values), head.summary)


@contextlib.contextmanager
def opened(path: Path, scenario: Scenario, resume: bool) -> Iterator[Folder]:
    """Make or reopen the folder of a scan, for nobody else meanwhile.

    Raises
    ------
    InputError
        If it holds something else, another scan, or this one and `resume` is not asked for; or if another
        process works in it.
    MachineError
        If it cannot be written.
    """
    if not path.name:
        raise InputError(f'"{path}": is not the name of a folder; give one with -o')
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it or choose another with -o")
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file; give the name of a folder with -o")
    if path.is_dir() and not (path / _IDENTITY).exists() and set(_names(path)) - _BEGUN:
        raise InputError(f"{path}: is not empty and holds no scan; choose another folder with -o")
    try:
        path.mkdir(exist_ok=True)
        lock = open(path / _LOCK, "a")  # noqa: SIM115  # held until we are done, or dead
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; choose another folder with -o") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"{path}: another scan is running in this folder; wait, or choose another"
            ) from None
        except OSError as error:
            raise MachineError(
                f"{path}: cannot be locked ({error.strerror or error}); choose a folder elsewhere with -o"
            ) from None
        _identify(path, scenario, resume)
        yield Folder(path)


def _names(path: Path) -> list[str]:
    try:
        return os.listdir(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; choose another folder with -o") from None


def _identify(path: Path, scenario: Scenario, resume: bool) -> None:
    """Write which scan the folder is of, or hold it against what is written."""
    if (path / _IDENTITY).exists():
        there = _read_identity(path)
        differing = [
            line
            for line in differences(there, scenario)
            if matters(line, scenario) and not line.startswith(_ONLY_VIEWS)
        ]
        if differing:
            named = "; ".join(differing)
            raise InputError(f"{path}: holds another scan ({named}); choose another folder with -o")
        if not resume:
            raise InputError(
                f"{path}: holds this scan already; go on with it by --resume, or choose another folder"
            )
    identity = {
        "format": _FORMAT,
        "name": scenario.name,
        "folder": str(scenario.folder),
        "scenario": scenario.to_toml(),
    }
    write_atomically(path / _IDENTITY, json.dumps(identity, indent=1).encode())
    try:
        (path / _POINTS).mkdir(exist_ok=True)
    except OSError as error:
        raise MachineError(f"cannot make {path / _POINTS}: {error.strerror or error}") from None


def _read_identity(path: Path) -> Scenario:
    content = read_file(path / _IDENTITY, "folder of a scan")
    try:
        identity = json.loads(content)
        if identity["format"] != _FORMAT:
            raise InputError(f"{path}: made by another version of mcsn ({identity['format']})")
        return parse_scenario(identity["scenario"], identity["name"], identity["folder"])
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path / _IDENTITY}: not that of a scan; choose another folder") from None


def is_scan_folder(path: Path) -> bool:
    """Tell whether a scan lies here."""
    return (path / _IDENTITY).is_file()


def read_scan_folder(path: str | os.PathLike[str]) -> tuple[Scenario, list[Outcome]]:
    """Read what a scan has done so far, finished or not.

    Returns
    -------
    scenario : Scenario
        Of the scan.
    outcomes : list of Outcome
        Of the points that have a result.

    Raises
    ------
    InputError
        If no scan lies there, or a file of it cannot be read.
    """
    folder = Path(path)
    scenario = _read_identity(folder)
    assert scenario.scan is not None
    outcomes = []
    for file in sorted((folder / _POINTS).glob("*.nc")):
        head = read_head(file)
        resolved = head.scenario.resolved()
        values = {axis.key: resolved[axis.key] for axis in scenario.scan.axes if axis.key in resolved}
        if len(values) == len(scenario.scan.axes):
            outcomes.append(Outcome(values, file.relative_to(folder).as_posix(), head.summary))
    return scenario, in_order(scenario.scan, outcomes)
