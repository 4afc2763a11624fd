"""The command line: parse, call the API, print. Heavy imports happen inside the commands."""

import functools
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from mcsn.errors import InputError, MachineError

if TYPE_CHECKING:
    from mcsn.scenario import Scenario

app = typer.Typer(
    help="Monte Carlo transport of neutrinos, and of a light Z', in a proto-neutron star.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a built-in scenario, or path of a file.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a key of the scenario: transport.spectrum=grey."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Packets = Annotated[int | None, typer.Option(help="Number of packets (experiment.packets).")]
Seed = Annotated[int | None, typer.Option(help="Seed of the random numbers (experiment.seed).")]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads; by default all processors.")]


class Terminated(BaseException):
    """SIGTERM came."""


def main() -> None:
    """Run the command line; exit with the status that the README lists."""
    app()


def _command(function: Callable[..., None]) -> Callable[..., None]:
    """Register a command; its errors become one clear sentence each and an exit status."""

    @app.command()
    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> None:
        signal.signal(signal.SIGTERM, _terminate)
        try:
            function(*args, **kwargs)
            sys.stdout.flush()
        except InputError as error:
            _stop(2, str(error))
        except MachineError as error:
            _stop(3, str(error))
        except BrokenPipeError:  # whoever read our output has gone: `mcsn scenarios | head -1`
            _silence_stdout()
            raise typer.Exit(3) from None
        except OSError as error:  # the disk behind our output is full
            _silence_stdout()
            _stop(3, f"reading or writing failed: {error}")
        except KeyboardInterrupt as stop:
            _stop(130, "\n".join(["interrupted", *getattr(stop, "__notes__", [])]))
        except Terminated as stop:
            _stop(143, "\n".join(["terminated", *getattr(stop, "__notes__", [])]))
        except Exception:
            import traceback

            traceback.print_exc()
            _stop(70, "this is a bug of mcsn; please report it with the lines above")

    return guarded


def _terminate(*_: object) -> None:
    raise Terminated


def _silence_stdout() -> None:
    """Keep Python from failing once more when it flushes stdout at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stop(status: int, message: str) -> NoReturn:
    """End with an exit status and a message, the lines of which are one problem each."""
    for line in message.splitlines():
        print(f"mcsn: {line}", file=sys.stderr)
    raise typer.Exit(status)


@_command
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


@_command
def show(
    scenario: ScenarioName,
    packets: Packets = None,
    seed: Seed = None,
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

    experiment = open_experiment(load_scenario(scenario, _overrides(settings, packets, seed)))
    cost = forecast(experiment, threads or processors())
    if as_json:
        print(json.dumps(text.shown(experiment, cost), allow_nan=False))
    else:
        print(text.show_text(experiment, cost))


@_command
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

    loaded = load_scenario(scenario, _overrides(settings, packets, seed))
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


@_command
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


def _overrides(settings: list[str] | None, packets: int | None, seed: int | None) -> dict[str, object]:
    from mcsn.scenario import parse_override

    changes = dict(parse_override(text) for text in settings or [])
    if packets is not None:
        changes["experiment.packets"] = packets
    if seed is not None:
        changes["experiment.seed"] = seed
    return changes
