"""The validation suite: every case a theory, a simulation, a verdict, a picture, and a mistake it must find.

A case is one file in validation/ that names a `Case` CASE; what cases are made of is here.
"""

from mcsn.studies.validate import box, compare, hops, idealised, paper, pictures
from mcsn.studies.validate.case import Case, Control, Findings, unchanged
from mcsn.studies.validate.work import Work

__all__ = [
    "Case",
    "Control",
    "Findings",
    "Work",
    "box",
    "compare",
    "hops",
    "idealised",
    "paper",
    "pictures",
    "unchanged",
]
