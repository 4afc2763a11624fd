"""Commands that make results: run, plot."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mcsn.cli.frame import Json, Packets, ScenarioName, Seed, Settings, Threads, command, overrides
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
    settings: Settings = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from what a stopped run left.")] = False,
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
    result = engine.run(loaded, output, threads=threads, resume=resume)
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
    result: Annotated[Path, typer.Argument(metavar="OUT.nc", help="A result file.")],
    output: Annotated[Path | None, typer.Option("-o", help="Picture; by default OUT.png.")] = None,
) -> None:
    """Draw the picture of a result."""
    from mcsn.plot import save_picture
    from mcsn.result import open_result

    drawn = open_result(result)
    image = output if output is not None else result.with_suffix(".png")
    save_picture(drawn, image)
    print(image)
