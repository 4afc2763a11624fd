"""The command line: parse, call the API, print. Heavy imports happen inside the commands."""

# The order of --help is that in which commands register.
from mcsn.cli import scenarios, run, report, signal, sn1987a, scan, validate, reproduce  # isort: skip
from mcsn.cli.frame import app

__all__ = ["app", "main", "report", "reproduce", "run", "scan", "scenarios", "signal", "sn1987a", "validate"]


def main() -> None:
    """Run the command line; exit with one of the statuses in docs/running.md."""
    app()
