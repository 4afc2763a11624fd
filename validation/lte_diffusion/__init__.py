"""Reference for cooling stars: deterministic diffusion of neutrinos and of a Z', without packets.

    from lte_diffusion import diffuse

    cooling = diffuse(star, opacity_scale=10.0)

A module for the validation cases that simulate a burst, not a case itself. It shares with the simulation the
physics of `mcsn.physics` (heat, opacity, pairs) and nothing of its transport. Data goes one way: a Star and a
Boson -> Material, tables in temperature -> flux laws on a Mesh -> integration in time -> Cooling.
"""

from .cooling import Cooling, cool, diffuse
from .flux import GroupFlux, RosselandFlux
from .hops import Hops, tabulate_hops
from .material import Material, tabulate
from .mesh import Mesh

__all__ = [
    "Cooling",
    "GroupFlux",
    "Hops",
    "Material",
    "Mesh",
    "RosselandFlux",
    "cool",
    "diffuse",
    "tabulate",
    "tabulate_hops",
]
