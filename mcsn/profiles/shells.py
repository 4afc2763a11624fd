"""From the cells of a file to the shells of a star: few, for each costs tables, and nothing is lost.

A shell has the neutrons, the protons and the thermal energy of its cells, to rounding.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.optimize import elementwise

from mcsn.physics.heat import matter_thermal_energy
from mcsn.profiles.cells import Array, Cells
from mcsn.profiles.matter import mean_field_mass


def shells_of(cells: Cells, most: int, *, mean_field: bool) -> Cells:
    """Merge cells into shells.

    Parameters
    ----------
    cells : Cells
        With effective masses.
    most : int
        Number of shells at most; where there are no more cells, cells are shells.
    mean_field : bool
        Whether effective masses are the mean field's, and not the file's.

    Returns
    -------
    Cells
        The shells; the temperature is that at which they have the thermal energy of their cells. The
        effective mass is that of the mean field, or the mean over the baryons.

    Raises
    ------
    ValueError
        If no temperature gives a shell its heat, or the mean field has no solution.
    """
    first = cells.runs(most)
    if len(first) == len(cells):
        return cells
    shells = cells.merged(first)
    energy = np.add.reduceat(cells.thermal_energy, first) / shells.volume
    # Degenerate matter that is spread over a large volume holds its heat at a far lower temperature.
    bounds = (
        np.minimum.reduceat(cells.temperature, first) / 100,
        np.maximum.reduceat(cells.temperature, first) * 2,
    )
    if mean_field:
        # m* and the temperature depend on each other; then, with m* as it is, the temperature to rounding.
        shells = replace(shells, temperature=_temperature(shells, energy, bounds, mean_field_mass))
        shells = shells.with_mass(mean_field_mass(shells))
    return replace(shells, temperature=_temperature(shells, energy, bounds, None))


def _temperature(
    shells: Cells, energy: Array, bounds: tuple[Array, Array], mass: Callable[[Cells], Array] | None
) -> Array:
    """Return the temperature of a thermal energy density [MeV/m^3]; `mass` gives m*, None: it is known."""

    def excess(temperature: Array, neutrons: Array, protons: Array, known: Array, wanted: Array) -> Array:
        m_star = mass(Cells(known, temperature, neutrons, protons)) if mass else known
        return matter_thermal_energy(neutrons, protons, m_star, temperature) / wanted - 1

    composition = shells.neutron_density, shells.proton_density, shells.effective_mass
    root = elementwise.find_root(excess, bounds, args=(*composition, energy))
    if not np.all(root.success):
        raise ValueError(
            "no temperature gives a shell the thermal energy of its cells; allow more with star.shells"
        )
    return root.x
