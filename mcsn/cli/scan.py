"""The command scan."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mcsn.cli.frame import (
    Json,
    Packets,
    Resume,
    ScenarioName,
    Scheduler,
    Seed,
    Settings,
    Threads,
    WorkerProcesses,
    command,
    overrides,
)


@command
def scan(
    scenario: ScenarioName,
    output: Annotated[Path | None, typer.Option("-o", help="Folder of the results; by default NAME.")] = None,
    packets: Packets = None,
    seed: Seed = None,
    threads: Threads = None,
    workers: WorkerProcesses = None,
    scheduler: Scheduler = None,
    settings: Settings = None,
    resume: Resume = False,
    as_json: Json = False,
) -> None:
    """Run a scenario over the values in its table [scan]: results, summary, contours and picture."""
    from mcsn.scenario import load_scenario
    from mcsn.studies.scan.run import run_scan
    from mcsn.studies.scan.summary import scan_text, summarised

    loaded = load_scenario(scenario, overrides(settings, packets, seed))
    result = run_scan(
        loaded,
        output if output is not None else Path(loaded.name),
        threads=threads,
        workers=workers,
        scheduler=scheduler,
        resume=resume,
    )
    shown = summarised(result.scenario, result.outcomes, result.contours, result.wall_s)
    print(json.dumps(shown, allow_nan=False) if as_json else scan_text(shown, result.folder))
    if result.failed:
        raise typer.Exit(1)
