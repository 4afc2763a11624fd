"""Units of a profile's columns, as headers spell them: "g/cm3", "g cm^-3", "1e14 g / cm3", rho_g_cm3.

Every quantity of a profile has one of few dimensions, so that a dozen base units are enough and a message can
list what would do.
"""

import contextlib
import math
import re
import unicodedata
from typing import NamedTuple

from mcsn.constants import ATOMIC_MASS_G, ATOMIC_MASS_MEV, BOLTZMANN_MEV_PER_K, ERG_PER_MEV

_BASE: dict[str, tuple[str, float]] = {
    "m": ("length", 1.0),
    "cm": ("length", 1e-2),
    "km": ("length", 1e3),
    "fm": ("length", 1e-15),
    "g": ("mass", 1.0),
    "kg": ("mass", 1e3),
    "ev": ("energy", 1e-6),
    "kev": ("energy", 1e-3),
    "mev": ("energy", 1.0),
    "gev": ("energy", 1e3),
    "erg": ("energy", 1 / ERG_PER_MEV),
    "j": ("energy", 1e7 / ERG_PER_MEV),
    "k": ("heat", BOLTZMANN_MEV_PER_K),
    "mk": ("heat", 1e6 * BOLTZMANN_MEV_PER_K),
    "gk": ("heat", 1e9 * BOLTZMANN_MEV_PER_K),
}
"""Dimension and size of the base units, in m, g and MeV; heat is temperature given in kelvin.

Lower case: nobody measures a star in millielectronvolts. "mm" is left out, for Mm would be the same."""
_SPELLED = {
    "meter": "m",
    "metre": "m",
    "centimeter": "cm",
    "centimetre": "cm",
    "kilometer": "km",
    "kilometre": "km",
    "kelvin": "k",
    "gram": "g",
    "kilogram": "kg",
    "joule": "j",
}
_WHOLE = {"cgs": "g/cm3", "gcc": "g/cm3", "g/cc": "g/cm3", "g/ccm": "g/cm3", "gcm3": "g/cm3"}
"""Units that are not made of the others."""

Powers = dict[str, int]
"""Dimensions and their exponents."""

_TERM = re.compile(
    r"\s*(?P<divided>[*/.]?)\s*"
    r"(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\^(?P<power>[+-]?\d+))?"
    r"|(?P<word>[^\W\d_]+)\s*\^?\s*(?P<exponent>[+-]?\d+)?)"
)
_LONGEST = 100


class Kind(NamedTuple):
    """What a quantity is measured in."""

    units: str
    """Units that would do, for a message."""
    sizes: tuple[tuple[Powers, float], ...]
    """Dimensions that would do, and the size of m, g, MeV or what is made of them in our unit."""


LENGTH = Kind("km, m or cm", (({"length": 1}, 1.0),))
"""In m."""
TEMPERATURE = Kind("MeV, keV, K or GK", (({"energy": 1}, 1.0), ({"heat": 1}, 1.0)))
"""In MeV."""
ENERGY = Kind("MeV", (({"energy": 1}, 1.0),))
"""In MeV."""
DENSITY = Kind(
    "fm^-3, cm^-3, g/cm^3 or kg/m^3",
    (
        ({"length": -3}, 1e-45),
        ({"mass": 1, "length": -3}, 1e-45 / ATOMIC_MASS_G),
        ({"energy": 1, "length": -3}, 1e-45 / ATOMIC_MASS_MEV),
    ),
)
"""Of baryons, in fm^-3; that of rest mass, or of its energy, counts one atomic mass unit a baryon."""
FRACTION = Kind("none", (({}, 1.0),))
"""A pure number, neither per cent nor with a factor."""


def unit_size(text: str, kind: Kind, *, signless: bool = False) -> float | None:
    """Return the size of a unit in ours.

    Parameters
    ----------
    text : str
        The unit as somebody wrote it.
    kind : Kind
        What is measured.
    signless : bool
        Whether signs of exponents are left out, as in rho_g_cm3; then no number may be in front, for a point
        is left out, too: T_1.5MeV.

    Returns
    -------
    float or None
        What a number must be multiplied by; None where this is no unit of the kind.
    """
    parsed = _parsed(text, with_number=not signless and kind is not FRACTION)
    if parsed is None:
        return None
    number, factors = parsed
    powers = {dimension: power for dimension, (_, power) in factors.items()}
    for wanted, size in kind.sizes:
        if powers == wanted or (signless and _signless(powers) == _signless(wanted)):
            with contextlib.suppress(OverflowError, ZeroDivisionError):
                size *= number * math.prod(factors[name][0] ** power for name, power in wanted.items())
                return size if math.isfinite(size) and size > 0.0 else None
    return None


def _signless(powers: Powers) -> Powers:
    return {dimension: abs(power) for dimension, power in powers.items()}


def _parsed(text: str, with_number: bool) -> tuple[float, dict[str, tuple[float, int]]] | None:
    """Return the number in front, and size and power of the unit of each dimension; None: not a unit."""
    if len(text) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).lower().replace("\N{MINUS SIGN}", "-")
    text = re.sub(r"[(){}\[\]$\\]", "", text).replace("**", "^").replace("\N{MIDDLE DOT}", " ").strip()
    text = _WHOLE.get(text, text)
    if text in ("", "-", "1", "none", "dimensionless"):
        return 1.0, {}
    number, place = 1.0, 0
    factors: dict[str, tuple[float, int]] = {}
    while place < len(text):
        term = _TERM.match(text, place)
        if not term or (term["number"] and not with_number):
            return None
        place = term.end()
        sign = -1 if term["divided"] == "/" else 1
        if term["number"]:
            try:
                number *= float(term["number"]) ** (sign * int(term["power"] or 1))
            except (OverflowError, ZeroDivisionError):
                return None
            continue
        word = _SPELLED.get(term["word"].removesuffix("s"), term["word"])
        dimension, size = _BASE.get(word, ("", 0.0))
        power = int(term["exponent"] or 1)
        # No unit of ours has two lengths, or a high power of one.
        if not dimension or dimension in factors or abs(power) > 9:
            return None
        factors[dimension] = size, sign * power
    return number, factors
