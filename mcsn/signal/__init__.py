"""The neutrinos of a burst as the rest of the world counts them: per flavour, from bounce, at a distance."""

from mcsn.signal.emission import Emission, emission_of
from mcsn.signal.fluence import Fluence, fluence

__all__ = ["Emission", "Fluence", "emission_of", "fluence"]
