"""Where a star ends: the neutrinosphere of a profile that goes on beyond it."""

import numpy as np

from mcsn.physics.nucleons import dilute_inverse_mfp
from mcsn.profiles.cells import Array, Cells

DEPTH = 2 / 3
"""Optical depth of the neutrinosphere, in mean free paths that are left on the way out."""


def optical_depth(cells: Cells) -> Array:
    """Mean free paths from the inner edge of each cell out of the profile, (cells,).

    1/lambda is the thermal average of Eq. 7 of arXiv:2301.00661 for elastic scattering off nucleons that do
    not block each other: right about a neutrinosphere, too much deep inside.
    """
    inverse_mfp = dilute_inverse_mfp(cells.neutron_density, cells.proton_density, cells.temperature)
    way = inverse_mfp * np.diff(cells.outer_radius, prepend=0.0)
    return np.cumsum(way[::-1])[::-1]


def neutrinosphere(cells: Cells) -> float | None:
    """Radius where `DEPTH` mean free paths are left [m].

    Returns
    -------
    float or None
        The end of the profile where its last cell alone is deeper than that: such a file ends at the
        neutrinosphere or within. None where the profile is transparent all through.
    """
    depth = optical_depth(cells)
    if depth[-1] >= DEPTH:
        return float(cells.outer_radius[-1])
    opaque = np.flatnonzero(depth >= DEPTH)
    if not len(opaque):
        return None
    cell = opaque[-1]
    outside = depth[cell + 1]
    inner = cells.outer_radius[cell - 1] if cell else 0.0
    share = (DEPTH - outside) / (depth[cell] - outside)
    return float(cells.outer_radius[cell] - share * (cells.outer_radius[cell] - inner))
