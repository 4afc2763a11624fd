"""The command that makes the paper's figures and numbers again."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mcsn.cli.frame import Json, command


@command
def reproduce(
    figure: Annotated[
        str, typer.Argument(metavar="NAME", help="fig1, fig3, fig4, fig5, temperature or numbers.")
    ],
    output: Annotated[Path, typer.Option("-o", metavar="DIR", help="Folder for the files.")] = Path("."),
    as_json: Json = False,
) -> None:
    """Make a figure of the paper again, or every number of its text beside ours: CSV and picture."""
    from mcsn.studies.reproduce import reproduce as make
    from mcsn.studies.reproduce.text import reproduction_text

    made, files = make(figure, output)
    if as_json:
        facts = {"files": [str(path) for path in files], "notes": list(made.notes), "rows": made.rows}
        print(json.dumps(facts, allow_nan=False))
    else:
        print(reproduction_text(made, files))
