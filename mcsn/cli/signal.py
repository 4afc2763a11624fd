"""Commands that take a burst elsewhere: export, detect."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mcsn.cli.frame import Json, command

BurstFile = Annotated[Path, typer.Argument(metavar="OUT.nc", help="A result file of a burst.")]


@command
def export(
    result: BurstFile,
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="File to write.")],
    format: Annotated[
        str, typer.Option("--format", help="gamma, for sntools; or snewpy, for snewpy and sntools.")
    ],
) -> None:
    """Write a burst for other programs: luminosity, mean energy and pinching of each flavour against time."""
    from mcsn.exports import export as write
    from mcsn.result import open_result

    write(open_result(result), format, output)
    print(output)


@command
def detect(
    result: BurstFile,
    detector: Annotated[
        str, typer.Option(help="kamiokande2, superk, hyperk, juno, icecube, ...; an unknown name lists all.")
    ],
    distance: Annotated[float, typer.Option("--distance-kpc", help="Distance of the star [kpc].")],
    conversion: Annotated[
        str, typer.Option(help="Conversion of flavours in the star: none, normal or inverted (adiabatic).")
    ] = "none",
    output: Annotated[Path | None, typer.Option("-o", help="Picture; none by default.")] = None,
    as_json: Json = False,
) -> None:
    """Count the events that a burst makes in a detector: by channel, against time and energy."""
    from mcsn.detectors import open_detector
    from mcsn.physics.flavour import checked
    from mcsn.plot import check_picture, save_figure
    from mcsn.result import open_result
    from mcsn.signal import emission_of
    from mcsn.studies import detect as study

    flavours = checked(conversion)
    if output is not None:
        check_picture(output)
    burst = open_result(result)
    expected = study.expect(emission_of(burst), open_detector(detector), distance, flavours)
    title = burst.scenario.title or burst.scenario.name
    if output is not None:
        save_figure(study.event_picture(expected, title), output)
    if as_json:
        print(json.dumps(study.expectation_facts(expected), allow_nan=False))
    else:
        print(study.expectation_text(expected, title))
