"""Tables that take long to make, kept on disk from one run to the next."""

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import platformdirs

from mcsn.errors import MachineError
from mcsn.files import write_atomically
from mcsn.provenance import code_hash


def kept(
    name: str,
    code: Iterable[str],
    depends_on: Iterable[np.ndarray],
    make: Callable[[], Sequence[np.ndarray]],
) -> list[np.ndarray]:
    """Return arrays from the disk, or make and keep them.

    Parameters
    ----------
    name : str
        First part of the file's name.
    code : iterable of str
        Patterns of the files of the package that the arrays depend on.
    depends_on : iterable of ndarray
        All else that they depend on.
    make : callable
        Makes the arrays.
    """
    digest = hashlib.sha256(code_hash(code).encode())
    for array in depends_on:
        digest.update(repr((array.shape, array.dtype.str)).encode())
        digest.update(array.tobytes())
    path = platformdirs.user_cache_path("mcsn") / f"{name}-{digest.hexdigest()[:24]}.npz"
    # Whatever is wrong with the file or the folder, the arrays can be made anew.
    with contextlib.suppress(Exception), np.load(path, allow_pickle=False) as stored:
        return [stored[f"arr_{i}"] for i in range(len(stored.files))]
    arrays = list(make())
    with contextlib.suppress(OSError, MachineError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, _image(arrays))
    return arrays


def _image(arrays: Sequence[np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, *arrays, allow_pickle=False)
    return buffer.getvalue()
