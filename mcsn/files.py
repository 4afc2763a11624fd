"""Files that are never half-written."""

import contextlib
import os
from pathlib import Path

from mcsn.errors import InputError, MachineError


def part_of(output: Path) -> Path:
    """Return where the work of an unfinished run lies."""
    return output.with_name(output.name + ".part")


def temporary_of(path: Path) -> Path:
    """Return where a file lies while it is written."""
    return path.with_name(path.name + ".tmp")


def check_output(path: Path) -> None:
    """Raise InputError if a file cannot be written here."""
    if not path.name:
        raise InputError(f'"{path}": is not the name of a file; give one with -o')
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it or choose another with -o")
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the name of a file with -o")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"{path}: the folder {path.parent} cannot be written to; choose another with -o")
    trial = temporary_of(part_of(path))  # the longest name that we shall need
    try:
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; choose another file with -o") from None


def read_file(path: Path, kind: str) -> bytes:
    """Return the content of a file; InputError if it cannot be read. kind: what it should be."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; give the path of a {kind}") from None


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that at every moment it is the old or the new one; MachineError if it cannot be."""
    temporary = temporary_of(path)
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise MachineError(f"cannot write {path}: {error.strerror or error}") from None
    finally:  # also when we are interrupted; after success there is none
        with contextlib.suppress(OSError):
            temporary.unlink()
