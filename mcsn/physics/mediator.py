"""The models of a light boson that couples to neutrinos: couplings by flavour, and what a spin makes of them.

Vectors, J = 1, g Z'_a (nubar gamma^a P_L nu): a neutrino and an antineutrino of one flavour make a Z'. Both
have one helicity, so |M|^2 = 4 g^2 p1.p2 = 2 g^2 m^2 summed over the three polarisations of the Z'.
`Lmu-Ltau` is Eq. 2 of arXiv:2301.00661. `universal` has the same coupling to the neutrinos of all flavours,
and none to charged leptons.

Scalar, J = 0, -(g/2) phi nu^T C P_L nu + h.c. with a real phi, as a Majoron couples. Lepton number changes
by two: nu nu make a phi, and nubar nubar do, and it decays to either with equal odds (Farzan, hep-ph/0211375;
Fiorillo, Raffelt & Vitagliano, arXiv:2209.11773). Here the coupling is diagonal and the same for all
flavours. The two ways of naming identical particles undo the 1/2: |M|^2 = 2 g^2 p1.p2 = g^2 m^2. A coupling
phi nubar nu that keeps lepton number makes right-handed neutrinos, which stream out of the star: it is not
among the models.

Both have one formula for a width, Gamma = S |M|^2 / (16 pi m (2J + 1)) with S = 1/2 for identical daughters:
g^2 m/(24 pi) for Z' -> nu nubar (Eq. 4), g^2 m/(32 pi) for phi -> nu nu and as much for phi -> nubar nubar.
"""

import math
from typing import Literal, NamedTuple

ModelName = Literal["Lmu-Ltau", "universal", "scalar"]

_PAIR = ((1, -1),)
_LIKE_PAIRS = ((1, 1), (-1, -1))


class Charges(NamedTuple):
    """Couplings of neutrinos and of the muon, in units of g; those of nu_mu and nu_tau have the same size."""

    nu_e: float
    nu_mu: float
    nu_tau: float
    muon: float


class Model(NamedTuple):
    """A boson's spin and couplings."""

    spin: int
    amplitude: float  # |M|^2 / (g^2 m^2) of a pair of neutrinos, summed over polarisations
    pairs: tuple[tuple[int, int], ...]  # lepton numbers of the pairs of one flavour that make it
    charges: Charges

    @property
    def neutrino_width(self) -> float:
        """Width to the pairs of a flavour of unit charge, in units of g^2 m."""
        decays = sum(symmetry(pair) for pair in self.pairs)
        return decays * self.amplitude / (16 * math.pi * (2 * self.spin + 1))

    @property
    def electron_fraction(self) -> float:
        """Share of the decays to neutrinos that go to nu_e."""
        squares = [charge**2 for charge in self.charges[:3]]
        return squares[0] / sum(squares)


MODELS: dict[ModelName, Model] = {
    "Lmu-Ltau": Model(1, 2.0, _PAIR, Charges(nu_e=0, nu_mu=1, nu_tau=-1, muon=1)),
    "universal": Model(1, 2.0, _PAIR, Charges(nu_e=1, nu_mu=1, nu_tau=1, muon=0)),
    "scalar": Model(0, 1.0, _LIKE_PAIRS, Charges(nu_e=1, nu_mu=1, nu_tau=1, muon=0)),
}


def symmetry(pair: tuple[int, int]) -> float:
    """Return 1/2 for two identical particles, else 1: how a pair's states, or its densities, are counted."""
    return 0.5 if pair[0] == pair[1] else 1.0
