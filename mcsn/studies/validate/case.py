"""What a case is, and what it finds."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from matplotlib.figure import Figure

from mcsn.studies.validate.compare import Comparison

Thing = TypeVar("Thing")

SUBJECTS = ("Transport", "The paper's analytic times", "Physics", "Machine")
"""In the order of the report."""


class Findings(NamedTuple):
    """What a case finds."""

    comparisons: Sequence[Comparison]
    pictures: Sequence[Figure]
    """Made by `pictures.panel`, so that they fit the report."""
    notes: Sequence[str] = ()
    """What was measured and is not judged."""


class Control(NamedTuple):
    """A negative control: a mistake under which the case must fail."""

    mistake: str
    """What is wrong, as the report says it."""
    substitute: Any
    """Given to `Case.check` in place of what is right: a change of Tables, an event function, a quantity."""


def unchanged(thing: Thing) -> Thing:
    """Return what is given: the right thing in the place of a control that changes it."""
    return thing


class Case(NamedTuple):
    """One question to which the answer is known."""

    title: str
    subject: Literal["Transport", "The paper's analytic times", "Physics", "Machine"]
    theory: str
    """What must come out, and who says so."""
    simulation: str
    """What is simulated."""
    check: Callable[..., Findings]
    """check(work), or check(work, substitute) with the one of the control."""
    control: Control
    methods: Sequence[Literal["analog", "accelerated"]] = ()
    """Of the walk; empty where nothing walks."""
    seconds: float = 1.0
    """About what the full check takes on two processors, for the estimate of what is left."""
