"""What the commands share: the application, options, and how errors become messages and exit statuses."""

import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer

from mcsn.errors import InputError, MachineError

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
WorkerProcesses = Annotated[
    int | None, typer.Option("--workers", min=1, max=1024, help="Processes to use, of one thread each.")
]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler to use, tcp://host:port.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from what was left unfinished.")]


class Terminated(BaseException):
    """SIGTERM came."""


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Register a command; its errors become one clear sentence each and an exit status."""

    @app.command()
    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> None:
        signal.signal(signal.SIGTERM, _terminate)
        try:
            function(*args, **kwargs)
            sys.stdout.flush()
        except typer.Exit:  # a command chose its status
            raise
        except InputError as error:
            _stop(2, str(error))
        except MachineError as error:
            _stop(3, "\n".join([str(error), *getattr(error, "__notes__", [])]))
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


def overrides(settings: list[str] | None, packets: int | None, seed: int | None) -> dict[str, object]:
    """Return the keys of a scenario that the options of a command change."""
    from mcsn.scenario import parse_override

    changes = dict(parse_override(text) for text in settings or [])
    if packets is not None:
        changes["experiment.packets"] = packets
    if seed is not None:
        changes["experiment.seed"] = seed
    return changes
