"""Bursts in the formats of other programs.

The files hold what leaves the star, readers convert flavours themselves. They have the luminosity of each
flavour and the moments of its energies: the spectra that they stand for are pinched.
"""

from collections.abc import Callable
from pathlib import Path

from mcsn.errors import InputError
from mcsn.exports import gamma, snewpy_table
from mcsn.files import check_output, write_atomically
from mcsn.result import Result
from mcsn.signal.emission import emission_of
from mcsn.signal.moments import Moments, moments_of

FORMATS: dict[str, Callable[[Moments, str], str]] = {"gamma": gamma.text, "snewpy": snewpy_table.text}
"""What writes each format: moments and a title to the content of a file."""


def export(result: Result, format: str, path: Path) -> Moments:
    """Write a burst for sntools (`gamma`, `snewpy`) or snewpy (`snewpy`); return what was written.

    Raises
    ------
    InputError
        If there is no such format, the result has no spectra or too few packets, or no file can be written.
    MachineError
        If the disk refuses the file.
    """
    if format not in FORMATS:
        raise InputError(f'--format "{format}": must be one of {", ".join(FORMATS)}')
    check_output(path)
    moments = moments_of(emission_of(result))
    write_atomically(path, FORMATS[format](moments, result.scenario.title or result.scenario.name).encode())
    return moments
