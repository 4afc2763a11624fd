"""The analytic lines of the exclusion plane, coupling against mass (Fig. 5 of arXiv:2301.00661)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcsn.averages import shell_averages
from mcsn.physics.boson import Boson, Kernel
from mcsn.physics.mediator import ModelName
from mcsn.star import Star

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

DIFFUSION_TIME = 0.1
"""Eq. 23 at which the paper has the burst halved [s]."""
LUMINOSITY = 3e52
"""Largest energy that escaping Z' may carry away per time [erg/s]: 3e53 erg in 10 s."""
_REFERENCE = 1e-7  # any coupling: rates go as its square


@dataclass(frozen=True, eq=False)
class ExclusionLines:
    """Couplings against mass; arrays of shape (masses,). The plane between first and last is disfavoured."""

    mass: Array  # [MeV]
    diffusion: Array  # Eq. 23 is DIFFUSION_TIME; faster below
    trapping: Array  # the longest decay length of any shell, Eq. 20, is the star's radius; shorter above
    luminosity: Array  # Eq. 25 is LUMINOSITY; more above


def exclusion_lines(
    star: Star, mass: ArrayLike, kernel: Kernel, model: ModelName = "Lmu-Ltau"
) -> ExclusionLines:
    """Compute the lines of Fig. 5 for a star.

    Parameters
    ----------
    star : Star
    mass : array_like
        Masses of the Z', shape (masses,) [MeV].
    kernel : {"detailed-balance", "cerdeno2023"}
        Coalescence kernel.
    model : {"Lmu-Ltau", "universal", "scalar"}
        What the boson couples to.

    Returns
    -------
    ExclusionLines

    Notes
    -----
    Rates go as g^2 and decay lengths as g^-2, so Eq. 23 and Eq. 25 both go as g^2: one evaluation each gives
    the coupling.
    """
    opacity = "constant" if star.matter is None else "relativistic"  # nothing here depends on it
    mass = np.asarray(mass, dtype=float)
    diffusion, trapping, luminosity = np.empty((3, *mass.shape))
    for i, value in enumerate(mass):
        averages = shell_averages(star, Boson(float(value), _REFERENCE, kernel, model=model), opacity, 0.0)
        results, decay_length = averages.analytic(), averages.decay_length
        assert decay_length is not None
        diffusion[i] = _REFERENCE * np.sqrt(DIFFUSION_TIME / results["eq23_s"])
        trapping[i] = _REFERENCE * np.sqrt(decay_length.max() / star.outer_radius[-1])
        luminosity[i] = _REFERENCE * np.sqrt(LUMINOSITY / results["eq25_erg_per_s"])
    return ExclusionLines(mass, diffusion, trapping, luminosity)


def draw_lines(axes: "Axes", lines: ExclusionLines) -> None:
    """Draw the lines and shade what they disfavour."""
    mass, trapping = lines.mass, lines.trapping
    axes.fill_between(
        mass,
        trapping,
        lines.diffusion,
        where=lines.diffusion > trapping,
        color="#5d6771",
        lw=0,
        label="burst halved, Z' decays inside",
    )
    axes.fill_between(
        mass,
        lines.luminosity,
        trapping,
        where=trapping > lines.luminosity,
        facecolor="#e3e6ea",
        edgecolor="#8c97a3",
        hatch="///",
        lw=0,
        label="too luminous, Z' decays outside",
    )
    axes.loglog(mass, lines.diffusion, "k-", lw=1.8, label=r"$t_{\rm diff}^{\rm new}$ = 0.1 s, Eq. 23")
    axes.loglog(mass, trapping, "k-.", lw=1.4, label=r"$\ell_{Z'} = R_{\rm ns}$ = 20 km, Eq. 20")
    axes.loglog(mass, lines.luminosity, "k--", lw=1.4, label=r"$L = 3\times10^{52}$ erg/s, Eq. 25")
