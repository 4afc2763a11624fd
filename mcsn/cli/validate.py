"""The command that runs the validation suite."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mcsn.cli.frame import Json, Threads, command


@command
def validate(
    cases: Annotated[list[str] | None, typer.Argument(metavar="[CASE ...]", help="By default all.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only say which cases there are.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A sixteenth of the packets; tolerances four times as wide.")
    ] = False,
    controls: Annotated[
        bool,
        typer.Option(
            "--negative-controls",
            help="Show, too, that each case fails for its mistake, even with few packets.",
        ),
    ] = False,
    convergence: Annotated[
        bool,
        typer.Option(
            "--convergence", help="Draw, too, how each case's differences fall with the number of packets."
        ),
    ] = False,
    output: Annotated[Path, typer.Option("-o", metavar="DIR", help="Folder for the report.")] = Path("."),
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Hold the simulation against what is known exactly: verdicts, and a report with pictures."""
    from mcsn.studies.validate import text
    from mcsn.studies.validate.discovery import load_cases

    chosen = load_cases(cases or ())
    if listed:
        facts = {"cases": text.listed(chosen)}
        print(json.dumps(facts, allow_nan=False) if as_json else text.list_text(chosen))
        return
    from mcsn.studies.validate.report import report_files, write_report
    from mcsn.studies.validate.run import run_cases

    files, front = report_files(output), None
    if not cases:
        from mcsn.studies.validate.front import limits_section

        front = limits_section(output, quick=quick, threads=threads)
    validation = run_cases(
        chosen,
        quick=quick,
        controls=controls,
        convergence=convergence,
        threads=threads,
        save=lambda stopped: write_report(stopped, files, front),
    )
    write_report(validation, files, front)
    if as_json:
        print(json.dumps(text.facts(validation), allow_nan=False))
    else:
        print(text.validation_text(validation, files))
    if not validation.passed:
        raise typer.Exit(1)
