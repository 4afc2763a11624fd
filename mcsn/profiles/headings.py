"""What the columns of a profile may be called, and which quantity and unit a heading means.

A unit stands behind the name: "T [MeV]", "T (MeV)", "T / MeV", T_MeV, or apart from it, in a file that has
units of its own.
"""

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from mcsn.profiles.units import DENSITY, ENERGY, FRACTION, LENGTH, TEMPERATURE, Kind, unit_size


class Quantity(NamedTuple):
    """What a column may hold."""

    key: str
    called: str  # in messages
    kind: Kind
    names: tuple[str, ...]  # in lower case, words joined by "_"; the first one is what we suggest
    most: float  # in our unit: larger values are taken for a wrong unit


RADIUS = ("outer_radius", "centre_radius", "radius")
"""Keys of the radius: of the outer edge of a cell, of its centre, or of one of both."""

QUANTITIES = (
    Quantity(
        "outer_radius",
        "outer radius",
        LENGTH,
        ("outer_radius", "r_outer", "radius_outer", "r_out", "outer_edge", "edge_radius", "r_edge"),
        1e15,
    ),
    Quantity(
        "centre_radius",
        "radius of the centre",
        LENGTH,
        (
            "centre_radius",
            "center_radius",
            "r_centre",
            "r_center",
            "radius_centre",
            "radius_center",
            "r_mid",
            "mid_radius",
        ),
        1e15,
    ),
    Quantity("radius", "radius", LENGTH, ("radius", "r", "rad", "radii"), 1e15),
    Quantity("temperature", "temperature", TEMPERATURE, ("temperature", "t", "temp"), 200.0),
    Quantity(
        "baryon_density",
        "density",
        DENSITY,
        (
            "rho",
            "n_b",
            "nb",
            "density",
            "dens",
            "mass_density",
            "rest_mass_density",
            "baryon_density",
            "baryon_mass_density",
            "baryon_number_density",
            "number_density",
            "rho_b",
        ),
        3.0,
    ),
    Quantity(
        "proton_fraction",
        "electron fraction",
        FRACTION,
        ("y_e", "ye", "y_p", "yp", "electron_fraction", "proton_fraction", "charge_fraction", "y_q", "yq"),
        1.0,
    ),
    Quantity(
        "lepton_fraction",
        "lepton fraction",
        FRACTION,
        ("y_l", "yl", "y_lepton", "y_lep", "ylep", "lepton_fraction"),
        1.0,
    ),
    Quantity(
        "nucleon_mass",
        "effective mass",
        ENERGY,
        ("m_n", "m_star", "mstar", "m_eff", "effective_mass", "m_n_star", "dirac_mass"),
        1e3,
    ),
    Quantity("mu_n", "mu_n*", ENERGY, ("mu_n", "mun", "mu_n_star"), 1e5),
    Quantity("mu_p", "mu_p*", ENERGY, ("mu_p", "mup", "mu_p_star"), 1e5),
)
"""Everything that is read of a profile; other columns are left alone."""

BY_KEY = {quantity.key: quantity for quantity in QUANTITIES}
_BY_NAME = {name: quantity for quantity in QUANTITIES for name in quantity.names}
_IN_BRACKETS = re.compile(r"(?P<name>[^\[(]*?)\s*(?:\[(?P<square>.*)\]|\((?P<round>.*)\))\s*")
_OVER_UNIT = re.compile(r"(?P<name>[^/]*?)\s*/\s*(?P<unit>.+)")


class Heading(NamedTuple):
    """What a heading means."""

    quantity: Quantity
    unit: str | None  # as written, None where there is none
    size: float | None  # of the unit in ours, None where it is not known
    suffix: str | None = None  # unit that the name ends with, where it contradicts `unit`


def heading(text: str, unit: str | None = None) -> Heading | None:
    """Find what a heading means.

    Parameters
    ----------
    text : str
        Name of a column as written, with its unit or without.
    unit : str, optional
        Its unit, where the file has it apart from the name.

    Returns
    -------
    Heading or None
        None where the name is none that we know.
    """
    if unit is None:
        text, unit = _parted(text)
    name = _plain(text)
    quantity = _BY_NAME.get(name)
    if quantity is None:
        return _with_suffix(name, unit)
    if unit is None:
        return Heading(quantity, None, 1.0 if quantity.kind is FRACTION else None)
    return Heading(quantity, unit, unit_size(unit, quantity.kind))


def meanings(columns: Iterable[tuple[str, str | None]]) -> list[Heading | None]:
    """Find what the headings of a file mean, given as for `heading`.

    One without a unit of its quantity means nothing where another has one: t [s] beside T [MeV].
    """
    found = [heading(text, unit) for text, unit in columns]
    fitting = {meaning.quantity.key for meaning in found if meaning and meaning.size is not None}
    return [
        None if meaning and meaning.size is None and meaning.quantity.key in fitting else meaning
        for meaning in found
    ]


def _parted(text: str) -> tuple[str, str | None]:
    """Part a heading into its name and the unit behind it."""
    for pattern in (_IN_BRACKETS, _OVER_UNIT):
        if match := pattern.fullmatch(text):
            name, *units = match.groups()
            return name, next((unit for unit in units if unit is not None), None)
    return text, None


def _with_suffix(name: str, unit: str | None) -> Heading | None:
    """Find what a name with its unit behind it means: radius_km, rho_g_cm3, rho_g_per_cm3.

    A unit beside it must be the same one. A fraction has none: Y_e_2 is a second column, not twice the first.
    """
    words = name.split("_")
    for end in range(len(words) - 1, 0, -1):
        quantity = _BY_NAME.get("_".join(words[:end]))
        if quantity is None or quantity.kind is FRACTION:
            continue
        suffix = " ".join(word for word in words[end:] if word != "per")
        if size := unit_size(suffix, quantity.kind, signless=True):
            if not unit or math.isclose(unit_size(unit, quantity.kind) or 0.0, size):
                return Heading(quantity, suffix, size)
            return Heading(quantity, unit, None, suffix)
    return None


def bare_name(text: str) -> str:
    """Return the name in a heading, without its unit, as names are compared."""
    return _plain(_parted(text)[0])


def unknown_unit(text: str) -> Heading | None:
    """Find what a heading may mean whose last words are no unit: radius_furlong; None where it is none."""
    words = _plain(text).split("_")
    for end in range(len(words) - 1, 0, -1):
        if quantity := _BY_NAME.get("_".join(words[:end])):
            return Heading(quantity, "_".join(words[end:]), None)
    return None


def example(key: str) -> str:
    """Return a heading that would do for a quantity: "temperature [MeV]"."""
    quantity = BY_KEY[key]
    unit = quantity.kind.units.split(",")[0].split(" or ")[0]
    return quantity.names[0] if quantity.kind is FRACTION else f"{quantity.names[0]} [{unit}]"


def _plain(text: str) -> str:
    """Return a name in lower case, its words joined by "_"."""
    return re.sub(r"[\W_]+", "_", text.lower()).strip("_")
