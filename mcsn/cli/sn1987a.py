"""The command sn1987a."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mcsn.cli.frame import Json, command

if TYPE_CHECKING:
    from mcsn.physics.flavour import Conversion


@command
def sn1987a(
    result: Annotated[
        Path, typer.Argument(metavar="OUT.nc", help="Result of a burst, or the folder of a scan of bursts.")
    ],
    conversion: Annotated[
        str,
        typer.Option(
            help="Conversion of flavours: none, or adiabatic with masses in normal or inverted order."
        ),
    ] = "none",
    distance_kpc: Annotated[float, typer.Option(help="How far away the burst was [kpc].")] = 51.4,
    output: Annotated[Path | None, typer.Option("-o", help="Picture; by default OUT-sn1987a.png.")] = None,
    as_json: Json = False,
) -> None:
    """Hold a burst, or a plane of bursts, against the neutrinos of SN 1987A."""
    from mcsn.plot import check_picture, save_figure
    from mcsn.result import open_result
    from mcsn.studies.sn1987a import study
    from mcsn.studies.sn1987a.picture import picture
    from mcsn.studies.sn1987a.text import study_text

    image = output if output is not None else result.with_name(f"{result.stem}-sn1987a.png")
    check_picture(image)
    found = study(open_result(result), distance_kpc, cast("Conversion", conversion))
    save_figure(picture(found), image)
    print(json.dumps(found.numbers, allow_nan=False) if as_json else study_text(found.numbers, image))
