"""The report of a run: one page of HTML that stands alone, with all that is known of it."""

import os
from pathlib import Path

from mcsn.errors import InputError
from mcsn.files import check_output, write_atomically
from mcsn.result import open_result
from mcsn.studies.report.contents import html
from mcsn.studies.scan.folder import is_scan_folder

__all__ = ["html", "write_report"]

_SUFFIXES = (".html", ".htm")


def write_report(path: str | os.PathLike[str], output: str | os.PathLike[str] | None = None) -> Path:
    """Write the report of a result: its inputs, numbers, pictures, cost, and how to make it again.

    Parameters
    ----------
    path : path
        Of the result file.
    output : path, optional
        Where the page is written, whole or not at all; by default beside the result, as NAME.html.

    Returns
    -------
    Path
        Of the page.

    Raises
    ------
    InputError
        If there is no whole result in the file, or the page cannot be written there or would take the place
        of the result.
    MachineError
        If the disk refuses the page.
    """
    source = Path(path)
    page = source.with_suffix(".html") if output is None else Path(output)
    if is_scan_folder(source):
        raise InputError(
            f"{source}: is the folder of a scan, a report is of one result: give one of its points/*.nc, or"
            " see the scan with `mcsn plot`"
        )
    result = open_result(source)
    check_output(page)
    if page.resolve() == source.resolve():
        raise InputError(f"{page}: is the result itself; choose another file with -o")
    if page.suffix not in _SUFFIXES:
        raise InputError(f'{page}: the suffix "{page.suffix}" must be one of {", ".join(_SUFFIXES)}')
    write_atomically(page, html(result, source).encode())
    return page
