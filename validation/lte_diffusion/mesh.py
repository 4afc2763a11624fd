"""Cells of a spherical star."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mcsn.star import Star

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Spherical cells, from the centre outwards."""

    edge: Array  # (cells + 1,) radii, the first one 0 [m]
    shell: NDArray[np.int64]  # shell of each cell, (cells,)

    @cached_property
    def volume(self) -> Array:
        """Volume of the cells, (cells,) [m^3]."""
        return 4.0 / 3.0 * np.pi * np.diff(self.edge**3)

    @cached_property
    def area(self) -> Array:
        """Area of the outer face of the cells, (cells,) [m^2]."""
        return 4.0 * np.pi * self.edge[1:] ** 2

    @cached_property
    def half_width(self) -> Array:
        """From the middle of a cell to either face, (cells,) [m]."""
        return np.diff(self.edge) / 2

    @cached_property
    def middle(self) -> Array:
        """Radius half way between the faces, (cells,) [m]."""
        return (self.edge[1:] + self.edge[:-1]) / 2


def mesh_of(star: Star, cells_per_shell: int) -> tuple[Mesh, Array]:
    """Cut each shell of a star into cells of equal thickness.

    Parameters
    ----------
    star : Star
    cells_per_shell : int
        Positive.

    Returns
    -------
    mesh : Mesh
    temperature : ndarray, shape (cells,)
        That of the star's zone at the middle of each cell [MeV]: exact where no zone's edge cuts a cell.
    """
    last = np.append(np.diff(star.shell) > 0, True)
    shell_edge = np.concatenate([[0.0], star.outer_radius[last]])
    inner = np.linspace(shell_edge[:-1], shell_edge[1:], cells_per_shell, endpoint=False)
    mesh = Mesh(
        np.append(inner.T.ravel(), shell_edge[-1]), np.repeat(np.arange(star.shells), cells_per_shell)
    )
    zone = np.searchsorted(star.outer_radius, mesh.middle)
    return mesh, star.temperature[zone]
