import numpy as np
import pytest

from mcsn.constants import HBAR_MEV_S
from mcsn.experiments.births import make_births
from mcsn.physics.boson import Boson
from mcsn.physics.fermi import neutrino_density
from mcsn.physics.pairs import mean_rate
from mcsn.star import Star
from mcsn.tables import build_tables

RADII, TEMPERATURES = np.array([1.0, 2.5, 4.0]), np.array([20.0, 12.0, 6.0])


def births_of(coupling, mass=10.0):
    star = Star(RADII, TEMPERATURES, np.arange(3))
    return make_births(build_tables(star, Boson(mass, coupling), None, "number"))


def probability(births):
    return np.diff(births.cumulative, prepend=0.0)


@pytest.mark.parametrize("coupling", [1e-12, 1e-6, 1e-3, 0.3])
def test_all_coalescences_are_there(coupling):
    """Zone by zone the rate is that of Eq. 24, whatever the allocation."""
    births = births_of(coupling)
    rates = np.bincount(births.zone, births.weight * probability(births))
    volume = 4.0 / 3.0 * np.pi * np.diff(RADII**3, prepend=0.0)
    per_neutrino = mean_rate(Boson(10.0, coupling), TEMPERATURES) / HBAR_MEV_S
    expected = 2.0 * volume * neutrino_density(TEMPERATURES) * per_neutrino
    np.testing.assert_allclose(rates, expected, rtol=1e-9)
    assert births.cumulative[-1] == 1.0
    assert set(RADII) <= set(births.edge)


def test_half_of_the_packets_serve_what_gets_out():
    """With early decays they go into a skin of a few decay lengths; the rest stays where energy is made."""
    free, trapped = births_of(1e-12), births_of(1e-4)
    middle = 0.5 * (trapped.edge[1:] + trapped.edge[:-1])
    skin = middle > RADII[-1] * (1.0 - 1e-3)
    assert probability(free)[middle > RADII[-1] * (1.0 - 1e-3)].sum() < 0.01
    assert 0.45 < probability(trapped)[skin].sum() < 0.6
    # Weights differ by no more than what half of the packets make of them.
    made = free.weight[free.zone == 0]
    np.testing.assert_allclose(trapped.weight[trapped.zone == 0] / made * 1e-16, 2.0, rtol=0.05)


def test_decays_within_rounding_of_the_surface():
    """Escape underflows nearly everywhere: the packets still go where energy is made."""
    births = births_of(0.99)
    assert np.all(np.isfinite(births.weight))
    assert probability(births).sum() == pytest.approx(1.0)
