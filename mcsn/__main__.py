"""`python -m mcsn`."""

from mcsn.cli import main

main()
