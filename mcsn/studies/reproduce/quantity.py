"""One number of the paper's text: what it is, what the paper has, and how it is computed here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """A row of the table of numbers.

    Attributes
    ----------
    section : str
        Where the paper has it.
    name : str
        What it is; a name that starts with "- " is another way to compute the quantity before it.
    paper : float or None
        The paper's value, None where its text has none.
    unit : str
        Of both values, "" for a pure number.
    compute : callable or None
        Our value, None where the program cannot know it.
    why : str
        Why the two differ or ours is missing, or what the value shows.
    """

    section: str
    name: str
    paper: float | None
    unit: str
    compute: Callable[[], float] | None
    why: str
