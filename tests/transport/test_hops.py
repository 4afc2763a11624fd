"""Many hops in one event against hops one by one, and against exact answers."""

import numpy as np
import pytest
from handmade import assert_mean, constant_tables, options, started, walk
from scipy.stats import ks_2samp

from mcsn.acceleration import with_jumps
from mcsn.physics.boson import Boson
from mcsn.transport.state import ABSORBED, ALIVE, empty_ledger
from mcsn.transport.walk import advance

HOPPING = options(accelerated=True)


def hopping_tables(radii, free_path, coalescence, decay_length, **changes):
    """A star of hand-made hops; antineutrinos collide less often than neutrinos."""
    boson = Boson(10.0, 1e-7, "detailed-balance", "isotropic")
    tables = constant_tables(radii, free_path, 10.0 + np.arange(len(radii)), boson=boson)
    rates = tables.grey_rates.copy()
    rates[:, 1, 0] *= 0.8
    rates[:, :, 1] = np.array(coalescence)[:, None]
    changes |= {"grey_rates": rates, "grey_decay_length": np.array(decay_length)}
    changes |= {"grey_speed": np.linspace(0.5, 0.9, len(radii))}
    return with_jumps(tables._replace(**changes), HOPPING)


def ends(tables, choices, number, seed, until=np.inf):
    packets = started(number, tables, choices, seed=seed)
    ledger = walk(packets, tables, choices, until)[0]
    return packets, ledger


# In every test of this file false alarms are rarer than 1e-5.


@pytest.mark.parametrize(
    ("free_path", "coalescence", "decay_length"),
    [([0.2, 0.2], [0.5, 2.0], [1.5, 0.7]), ([3.0, 1.0], [1.5, 4.0], [0.1, 0.3])],
    ids=["mostly as Z'", "mostly as neutrino"],
)
def test_many_hops_follow_single_ones(free_path, coalescence, decay_length):
    tables = hopping_tables([40.0, 60.0], free_path, coalescence, decay_length)
    (single, ledger), (many, counted) = ends(tables, options(), 2_000, 1), ends(tables, HOPPING, 8_000, 2)
    assert many["jumps"].mean() > 3.0
    for name in ("path", "coalescences", "boson_path"):
        assert ks_2samp(single[name], many[name]).pvalue > 1e-5, name
    np.testing.assert_array_equal(counted.transfer.sum(), many["coalescences"].sum())
    np.testing.assert_allclose(counted.transfer[0, 0] / 8_000, ledger.transfer[0, 0] / 2_000, rtol=0.2)


def test_a_uniform_sphere_has_its_exact_mean_time():
    """<t> = R^2 / (6 D) in the diffusion limit; what hops do at the surface adds less than two of them."""
    tables = hopping_tables([1000.0], [1e9], [0.5], [2.0])
    many = ends(tables, HOPPING, 20_000, 1)[0]
    square, time = 1.0 / 0.5**2 + 2.0**2, 1.0 / 0.5 + 2.0 / 0.5
    exact = 1000.0**2 * 3.0 * time / (6.0 * square)
    size = np.sqrt(square)
    error = np.std(many["path"]) / np.sqrt(len(many))
    assert -4.5 * error < many["path"].mean() - exact < exact * 4.0 * size / 1000.0 + 4.5 * error
    assert many["path"].mean() / many["coalescences"].mean() == pytest.approx(time, rel=0.002)
    # Nothing but what happens within some hops of the surface is simulated: far less than 62,500 hops.
    packets = started(200, tables, HOPPING)
    assert walk(packets, tables, HOPPING)[1] / 200 < 2_000


def test_a_census_is_met_exactly():
    tables = hopping_tables([40.0, 60.0], [1.0, 1.0], [1.0, 2.0], [1.0, 0.7])
    radii = []
    for choices in (options(), HOPPING):
        packets = ends(tables, choices, 4_000, 5 + choices.accelerated, until=900.0)[0]
        inside = packets["fate"] == ALIVE
        assert np.all(packets["path"][inside] >= 900.0)  # a Z' flies on to its decay
        assert np.mean(packets["path"][inside] == 900.0) > 0.2
        radii.append(packets["radius"][inside])
    assert ks_2samp(*radii).pvalue > 1e-5


def test_number_packets_that_may_end_as_muons_hop_one_by_one():
    tables = hopping_tables([100.0], [1.0], [1.0], [1.0], muon_fraction=0.25)
    packets, ledger = ends(tables, HOPPING, 20_000, 1)
    assert np.mean(packets["fate"] == ABSORBED) > 0.999
    assert_mean(packets["coalescences"], 4.0)
    assert ledger.transfer.sum() == packets["coalescences"].sum()


def test_energy_packets_that_may_end_as_muons_go_on():
    choices = HOPPING._replace(energy_weighted=True)
    tables = hopping_tables([100.0], [1.0], [1.0], [1.0], muon_fraction=0.25)
    assert ends(tables, choices, 500, 1)[0]["coalescences"].mean() > 500.0


def test_interrupted_hops_go_on_bit_for_bit():
    tables = hopping_tables([40.0, 60.0], [1.0, 1.0], [1.0, 2.0], [1.0, 0.7])
    whole = ends(tables, HOPPING, 30, 1)[0]
    pieces = started(30, tables, HOPPING)
    done, ledger = 0, empty_ledger(2)
    while done < len(pieces):
        done += advance(pieces[done:], tables, HOPPING, ledger, np.inf, 7)[0]
    assert np.array_equal(whole, pieces)
