"""The command sn1987a."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    output: Annotated[
        Path | None,
        typer.Option("-o", help="Picture; by default OUT-sn1987a.png, or sn1987a.png in the folder."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold a burst, or a plane of bursts, against the neutrinos of SN 1987A."""
    from mcsn.physics.flavour import checked
    from mcsn.studies.scan.folder import is_scan_folder

    show = _plane if is_scan_folder(result) else _burst
    print(show(result, distance_kpc, checked(conversion), output, as_json))


def _burst(
    path: Path, distance_kpc: float, conversion: "Conversion", output: Path | None, as_json: bool
) -> str:
    """Write the picture of a burst; return what is to be printed."""
    from mcsn.plot import check_picture, save_figure
    from mcsn.result import open_result
    from mcsn.studies.sn1987a.comparison import study
    from mcsn.studies.sn1987a.picture import picture
    from mcsn.studies.sn1987a.text import study_text

    image = output if output is not None else path.with_name(f"{path.stem}-sn1987a.png")
    check_picture(image)
    found = study(open_result(path), distance_kpc, conversion)
    save_figure(picture(found), image)
    return json.dumps(found.numbers, allow_nan=False) if as_json else study_text(found.numbers, image)


def _plane(
    path: Path, distance_kpc: float, conversion: "Conversion", output: Path | None, as_json: bool
) -> str:
    """Write the table and the picture of a plane; return what is to be printed."""
    from mcsn.files import check_output
    from mcsn.plot import check_picture, save_figure
    from mcsn.studies.sn1987a.plane import plane, write_table
    from mcsn.studies.sn1987a.plane_picture import plane_picture
    from mcsn.studies.sn1987a.text import plane_text

    image = output if output is not None else path / "sn1987a.png"
    table = image.with_suffix(".csv")
    check_picture(image)
    check_output(table)
    found = plane(path, distance_kpc, conversion)
    write_table(found, table)
    save_figure(plane_picture(found), image)
    return (
        json.dumps(found.numbers, allow_nan=False) if as_json else plane_text(found.numbers, [image, table])
    )
