"""Every number of the paper's text: the paper's, ours, the difference, and why."""

from typing import Any

from mcsn.studies.reproduce import (
    numbers_boson,
    numbers_cooling,
    numbers_diffusion,
    numbers_star,
    numbers_taken,
)
from mcsn.studies.reproduce.quantity import Quantity
from mcsn.studies.reproduce.reproduction import Reproduction


def reproduce() -> Reproduction:
    """Compute the table; a row that is not computed has None for ours and for the difference."""
    parts = (numbers_star, numbers_diffusion, numbers_cooling, numbers_boson, numbers_taken)
    quantities = [row for part in parts for row in part.rows()]
    values = [float(row.compute()) if row.compute else None for row in quantities]
    columns: dict[str, list[Any]] = {
        "section": [row.section for row in quantities],
        "quantity": [row.name for row in quantities],
        "unit": [row.unit for row in quantities],
        "paper": [row.paper for row in quantities],
        "ours": values,
        "difference_percent": [_difference(*pair) for pair in zip(quantities, values, strict=True)],
        "why": [row.why for row in quantities],
    }
    notes = [
        "the numbers in the text of arXiv:2301.00661, for the star of its Table I",
        'a quantity that starts with "- " is another way to compute the one before it',
        "where no kernel is named, it is cerdeno2023, the paper's own",
    ]
    return Reproduction(columns, notes)


def _difference(quantity: Quantity, ours: float | None) -> float | None:
    """Ours beyond the paper's [%]."""
    if quantity.paper is None or ours is None:
        return None
    return 100.0 * (ours / quantity.paper - 1.0)
