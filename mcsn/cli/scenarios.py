"""Commands that run nothing: scenarios, show."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mcsn.cli.frame import Json, Packets, ScenarioName, Seed, Settings, Threads, command, overrides


@command
def scenarios(
    name: Annotated[str | None, typer.Argument(help="Print the TOML of this scenario.")] = None,
) -> None:
    """List the scenarios that ship, or print one."""
    from mcsn.scenario import builtin_scenario_text, load_scenario, scenario_names

    if name is not None:
        print(builtin_scenario_text(name), end="")
        return
    names = scenario_names()
    for known in names:
        print(f"{known:<{max(map(len, names))}}  {load_scenario(known).title}")


@command
def show(
    scenario: ScenarioName,
    packets: Packets = None,
    seed: Seed = None,
    output: Annotated[
        Path | None, typer.Option("-o", help="Picture of the star and all that is derived from it.")
    ] = None,
    threads: Threads = None,
    settings: Settings = None,
    as_json: Json = False,
) -> None:
    """Show a scenario: its keys, its star shell by shell, the analytic results, and what a run will cost."""
    from mcsn import text
    from mcsn.engine import processors
    from mcsn.experiments import open_experiment
    from mcsn.forecast import forecast
    from mcsn.scenario import load_scenario

    if output is not None:
        from mcsn.plot import check_picture

        check_picture(output)
    experiment = open_experiment(load_scenario(scenario, overrides(settings, packets, seed)))
    cost = forecast(experiment, threads or processors())
    if output is not None:
        from mcsn.plot import save_figure
        from mcsn.plot.star import star_picture

        save_figure(star_picture(experiment), output)
    if as_json:
        print(json.dumps(text.shown(experiment, cost), allow_nan=False))
    else:
        print(text.show_text(experiment, cost))
