"""Numbers as people read them."""

import math


def with_error(value: float | None, error: float | None) -> str:
    """Return a value and its standard error, to two digits of the error: 0.9692 +- 0.0013."""
    if value is None:
        return "unknown"
    if error is None:
        return f"{value:.6g} +- unknown"
    if error <= 0.0:
        return f"{value:.6g} +- 0"
    digits = 1 - math.floor(math.log10(error))
    if abs(value) >= 1e5 or (value != 0.0 and abs(value) < 1e-3):
        power = math.floor(math.log10(max(abs(value), error)))
        digits = max(0, digits + power)
        return f"({value / 10.0**power:.{digits}f} +- {error / 10.0**power:.{digits}f})e{power:+03d}"
    return f"{value:.{max(0, digits)}f} +- {error:.{max(0, digits)}f}"


def typeset(text: str) -> str:
    """Return text for pages: with the sign for +-, which terminals and files of text do not all have."""
    return text.replace("+-", "±")


def duration(seconds: float) -> str:
    """Return a time as a person says it."""
    if seconds < 100.0:
        return f"{seconds:.2g} s" if seconds < 10.0 else f"{seconds:.0f} s"
    minutes = seconds / 60.0
    if minutes < 100.0:
        return f"{minutes:.0f} min"
    return f"{minutes / 60.0:.3g} h"
