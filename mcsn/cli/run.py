"""Commands that make results: run, plot."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from mcsn.errors import InputError

if TYPE_CHECKING:
    from mcsn.scenario import Scenario


@command
def run(
    scenario: ScenarioName,
    output: Annotated[Path | None, typer.Option("-o", help="Result file; by default NAME.nc.")] = None,
    packets: Packets = None,
    seed: Seed = None,
    threads: Threads = None,
    workers: WorkerProcesses = None,
    scheduler: Scheduler = None,
    settings: Settings = None,
    resume: Resume = False,
    check: Annotated[
        bool, typer.Option("--check-acceleration", help="Only compare the two methods, on a thinned star.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Run a scenario: write the result and its picture, print a table."""
    from mcsn import engine, text
    from mcsn.files import check_output
    from mcsn.plot import save_picture
    from mcsn.scenario import load_scenario

    loaded = load_scenario(scenario, overrides(settings, packets, seed))
    if check:
        _check_acceleration(loaded, threads or engine.processors(), as_json)
        return
    output = output if output is not None else Path(f"{loaded.name}.nc")
    check_output(output)
    image = output.with_suffix(".png")
    if image == output:
        raise InputError(f"{output}: is the name of the picture; give the result another suffix, as in .nc")
    check_output(image)
    result = engine.run(loaded, output, threads=threads, workers=workers, scheduler=scheduler, resume=resume)
    save_picture(result, image)
    if as_json:
        print(json.dumps(result.summary, allow_nan=False))
    else:
        print(text.result_text(result, output, image))


def _check_acceleration(scenario: "Scenario", threads: int, as_json: bool) -> None:
    from mcsn import text
    from mcsn.studies.acceleration import check_acceleration

    comparison = check_acceleration(scenario, threads=threads)
    if as_json:
        print(json.dumps(text.checked(comparison), allow_nan=False))
    else:
        print(text.check_text(comparison))


@command
def plot(
    result: Annotated[Path, typer.Argument(metavar="OUT.nc", help="A result file, or the folder of a scan.")],
    output: Annotated[Path | None, typer.Option("-o", help="Picture; by default OUT.png.")] = None,
) -> None:
    """Draw the picture of a result, or of what a scan has done so far."""
    from mcsn.plot import save_picture
    from mcsn.result import open_result
    from mcsn.studies.scan.folder import is_scan_folder

    if is_scan_folder(result):
        _plot_scan(result, output if output is not None else result / "scan.png")
        return
    drawn = open_result(result)
    image = output if output is not None else result.with_suffix(".png")
    save_picture(drawn, image)
    print(image)


def _plot_scan(folder: Path, image: Path) -> None:
    from mcsn.studies.scan.folder import read_scan_folder
    from mcsn.studies.scan.picture import save_scan_picture

    scenario, outcomes = read_scan_folder(folder)
    if not save_scan_picture(scenario, outcomes, image):
        raise InputError(f"{folder}: a scan over lists alone has no picture; see its summary.csv")
    print(image)
