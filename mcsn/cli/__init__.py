"""The command line: parse, call the API, print. Heavy imports happen inside the commands."""

from mcsn.cli import scenarios, run, report, signal, scan, validate, reproduce  # isort: skip  # registers them in the order of --help
from mcsn.cli.frame import app

__all__ = ["app", "main", "report", "reproduce", "run", "scan", "scenarios", "signal", "validate"]


def main() -> None:
    """Run the command line; exit with the status that the README lists."""
    app()
