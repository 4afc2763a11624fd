"""Leptons that neutrinos make, against published cross sections and the bins of the other detectors."""

import numpy as np
import pytest

from mcsn.detectors.from_sntools import response
from mcsn.detectors.kamiokande2 import KamiokandeII
from mcsn.detectors.leptons import Target, leptons

ENERGY = np.array([10.0, 20.0, 50.0])
ANTI_NU_E = 1


def test_cross_section_of_inverse_beta_decay():
    """Table 1 of A. Strumia and F. Vissani, Phys. Lett. B 564, 42 (2003)."""
    made = leptons(
        Target("proton", 1.0, {"molecular_weight": 6.022e32, "channel_weights": {"ibd": 1}}), ENERGY
    )
    assert set(made.flavour) == {ANTI_NU_E}
    found = np.bincount(made.neutrino, made.area)
    assert found == pytest.approx([6.76e-42, 2.89e-41, 1.56e-40], rel=5e-3)


def test_areas_are_those_of_bins():
    """Of all channels of water and all flavours, narrow bins about each energy hold the same."""
    edges = np.ravel([(energy - 0.01, energy + 0.01) for energy in ENERGY])
    target = KamiokandeII()
    made, binned = leptons(target, ENERGY), response(target, edges)
    for i, channel in enumerate(binned.channels):
        area = np.zeros((4, len(ENERGY)))
        own = made.channel == channel
        np.add.at(area, (made.flavour[own], made.neutrino[own]), made.area[own])
        np.testing.assert_allclose(area, binned.area[i, :, ::2].sum(axis=-1), rtol=2e-3)
