"""The paper again: its figures and every number of its text, as pictures, CSV files and a table."""

from importlib import import_module
from pathlib import Path

from mcsn.errors import InputError
from mcsn.files import check_output, write_atomically
from mcsn.studies.reproduce.reproduction import Reproduction

NAMES = ("fig1", "fig3", "fig4", "fig5", "temperature", "numbers")
"""What can be reproduced; each is a module of this package with a function `reproduce`."""


def reproduce(name: str, folder: Path) -> tuple[Reproduction, list[Path]]:
    """Reproduce a figure, or the numbers, and write NAME.csv, and NAME.png of a figure, into a folder.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    folder : Path
        Made where there is none.

    Returns
    -------
    Reproduction, list of Path
        What was reproduced, and the files written.

    Raises
    ------
    InputError
        For another name, or a folder that cannot be written to.
    MachineError
        If the disk refuses a file.
    """
    if name not in NAMES:
        raise InputError(f'"{name}": there is no such figure; choose one of {", ".join(NAMES)}')
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror or error}; choose another folder with -o") from None
    suffixes = (".csv",) if name == "numbers" else (".csv", ".png")
    for suffix in suffixes:
        check_output(folder / f"{name}{suffix}")
    made: Reproduction = import_module(f"mcsn.studies.reproduce.{name}").reproduce()
    files = {folder / f"{name}{suffix}": content for suffix, content in made.rendered().items()}
    for path, content in files.items():
        write_atomically(path, content)
    return made, list(files)
