"""The command report."""

from pathlib import Path
from typing import Annotated

import typer

from mcsn.cli.frame import command


@command
def report(
    result: Annotated[Path, typer.Argument(metavar="OUT.nc", help="A result file.")],
    output: Annotated[Path | None, typer.Option("-o", help="Page; by default OUT.html.")] = None,
) -> None:
    """Write a page of HTML that stands alone: inputs, results, pictures, cost, how to make it again."""
    from mcsn.studies.report import write_report

    print(write_report(result, output))
