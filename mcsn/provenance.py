"""What made a result: version, git commit, and a fingerprint of the code."""

import hashlib
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

_PACKAGE = Path(__file__).parent
_NUMERICAL = (
    "constants.py",
    "star.py",
    "tables.py",
    "windows.py",
    "acceleration.py",
    "cooling.py",
    "physics/*.py",
    "profiles/*.py",
    "transport/*.py",
    "experiments/*.py",
    "data/*.toml",
    "data/profiles/*.csv",
)


@cache
def version() -> str:
    """Return the version of the package."""
    try:
        return metadata.version("mcsn")
    except metadata.PackageNotFoundError:
        return "unknown"


@cache
def git_commit() -> str:
    """Return the commit of the code: of its checkout ("-dirty" when changed), else as the version has it."""
    if (_PACKAGE.parent / ".git").exists():
        command = [
            "git",
            "-C",
            str(_PACKAGE.parent),
            "describe",
            "--always",
            "--dirty",
            "--abbrev=40",
            "--exclude=*",
        ]
        try:
            return subprocess.run(
                command, capture_output=True, text=True, check=True, timeout=10
            ).stdout.strip()
        except (OSError, subprocess.SubprocessError):
            pass
    return version().partition("+g")[2].partition(".")[0] or "unknown"


@cache
def fingerprint() -> str:
    """Return a hash of the code that numbers depend on: the same one gives the same numbers."""
    return code_hash(_NUMERICAL)


def code_hash(patterns: Iterable[str]) -> str:
    """Return a hash of the files of the package that match patterns."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for source in sorted(_PACKAGE.glob(pattern)):
            digest.update(source.relative_to(_PACKAGE).as_posix().encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
