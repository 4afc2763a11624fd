"""Conversion of flavours on the way out of the mantle, the way that a star of definite mass ordering takes.

The neutrinos cross the resonances of the mantle adiabatically and arrive as states of definite mass.
Collective effects, shock waves and the matter of the Earth are left out. Source: A. S. Dighe and
A. Yu. Smirnov, Phys. Rev. D 62, 033007 (2000); with today's large theta_13 no resonance lets them jump.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcsn.errors import InputError

Array = NDArray[np.float64]
Conversion = Literal["none", "normal", "inverted"]
"""none: as they leave the neutrinosphere; normal, inverted: ordering of the masses, adiabatic."""

CONVERSIONS: tuple[Conversion, ...] = get_args(Conversion)
FLAVOURS = ("nu_e", "anti_nu_e", "nu_x", "anti_nu_x")
"""First axis of all arrays by flavour; nu_x is one of nu_mu and nu_tau, which are alike here."""
SIN2_THETA_12, SIN2_THETA_13 = 0.307, 0.0219
"""Particle Data Group, Review of Particle Physics (2024), neutrino mixing."""


def checked(conversion: str) -> Conversion:
    """Return a conversion if it is one of `CONVERSIONS`; else raise InputError."""
    for known in CONVERSIONS:
        if known == conversion:
            return known
    raise InputError(f'conversion "{conversion}": must be one of {", ".join(CONVERSIONS)}')


def survival(conversion: Conversion) -> tuple[float, float]:
    """Return the probabilities that nu_e and that anti-nu_e are seen as what they left as.

    These are |U_e3|^2 and |U_e1|^2 in normal ordering, |U_e2|^2 and |U_e3|^2 in inverted ordering.
    InputError if the conversion is not one of `CONVERSIONS`.
    """
    conversion = checked(conversion)
    first, second, third = (
        (1.0 - SIN2_THETA_12) * (1.0 - SIN2_THETA_13),
        SIN2_THETA_12 * (1.0 - SIN2_THETA_13),
        SIN2_THETA_13,
    )
    return {"none": (1.0, 1.0), "normal": (third, first), "inverted": (second, third)}[conversion]


def mixing(conversion: Conversion) -> Array:
    """Return the share of each flavour as it leaves (columns) in each as it arrives (rows), (4, 4).

    Per flavour, in the order `FLAVOURS`. With p the survival of nu_e, nu_e = p nu_e + (1 - p) nu_x, and
    nu_mu and nu_tau share what is left; the same for antineutrinos. Raises as `survival`.
    """
    shares = np.zeros((4, 4))
    for sign, p in enumerate(survival(conversion)):
        shares[sign, [sign, 2 + sign]] = p, 1.0 - p
        shares[2 + sign, [sign, 2 + sign]] = 0.5 * (1.0 - p), 0.5 * (1.0 + p)
    return shares


def converted(values: ArrayLike, conversion: Conversion) -> Array:
    """Return what arrives of additive values per flavour, first axis `FLAVOURS`; raises as `survival`."""
    return np.tensordot(mixing(conversion), np.asarray(values, float), axes=1)


def converted_errors(errors: ArrayLike, conversion: Conversion) -> Array:
    """Return the standard errors of `converted` for values whose errors are independent between flavours."""
    return np.sqrt(np.tensordot(mixing(conversion) ** 2, np.asarray(errors, float) ** 2, axes=1))
