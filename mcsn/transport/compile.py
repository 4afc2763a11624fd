"""How kernels are compiled, and where the compiled code is kept."""

import getpass
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
from numba import config as numba_config
from numba import njit

_config: Any = numba_config

# Kernels allocate nothing, so they need no reference counts of the arrays that they pass on; numba's counting
# made a collision 25 times dearer, and functions left out of line 5 times.
_FLAGS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, "forceinline": True}

inline = njit(**_FLAGS)
"""Decorator of a function that only kernels call; it is compiled into each kernel."""


def cache_folder() -> Path:
    """Where compiled kernels lie.

    numba looks at the file of a kernel alone and would not notice a change in a callee's file; so the name of
    the folder carries a hash of all transport code.
    """
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    folder = platformdirs.user_cache_path("mcsn") / f"kernels-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    # numba would fall back to __pycache__, which does not know the hash.
    return folder if writable else Path(tempfile.gettempdir()) / f"mcsn-{getpass.getuser()}" / folder.name


def kernel(function: Callable) -> Callable:
    """Decorate an entry point from Python: compiled once per machine, then read from the cache folder."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(cache_folder())
    try:
        return njit(cache=True, **_FLAGS)(function)
    finally:
        _config.CACHE_DIR = before
