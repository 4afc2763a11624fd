import numpy as np
import pytest
from handmade import THERMAL, assert_drawn_from, assert_mean, constant_tables, cumulative, options, started

from mcsn.experiments.births import make_births
from mcsn.experiments.strata import means, sums
from mcsn.physics.analytic import escape_fraction
from mcsn.physics.boson import Boson
from mcsn.transport.boson import boson_flight
from mcsn.transport.compile import kernel
from mcsn.transport.grid import PROBABILITIES
from mcsn.transport.production import PRODUCED, STRATA, produce
from mcsn.transport.state import FROZEN, PACKET, empty_ledger

BOSON = Boson(10.0, 1e-6)
CHOICES = options(FROZEN, symmetrised=False)


@kernel
def coalesce_all(packets, tables, options, ledger):
    """Let every packet coalesce once."""
    for i in range(len(packets)):
        boson_flight(packets[i], tables, options, ledger)


def produced(number, tables, choices=CHOICES, first=0, seed=1):
    """Z' of packets, their shares of decay and the packets."""
    packets, made = np.zeros(number, PACKET), np.zeros(number, PRODUCED)
    shares = np.zeros((number, tables.shell[-1] + 2))
    produce(packets, made, shares, first, np.uint64(seed), make_births(tables), tables, choices)
    return made, shares, packets


def single_length(depth):
    """Tables of a star of radius 1 in which every Z' has one momentum and flies 1/depth.

    In cold matter each partner has the least energy and comes head-on; all neutrinos have one energy.
    """
    energy, mass = 40.0, 10.0
    momentum = energy - mass**2 / (4.0 * energy)
    tables = constant_tables([1.0], 1.0, boson=Boson(mass, 1e-8))
    return tables._replace(
        temperature=np.full(1, 1e-13),
        coalesced=np.full_like(tables.coalesced, energy),
        rest_decay_length=mass / momentum / depth,
        grey_decay_length=np.array([1.0 / depth]),
    )


def total_rate(births):
    """Coalescences per second of the whole star."""
    return np.sum(births.weight * np.diff(births.cumulative, prepend=0.0))


@pytest.mark.parametrize(("depth", "parts"), [(0.01, 1), (0.3, 1), (3.0, 1), (100.0, 5), (1e5, 5)])
def test_escape_from_a_uniform_star(depth, parts):
    """One decay length: the closed form; 4.5 standard errors of at most 0.2 %, false-alarm rate 7e-6 each."""
    number = 320_000
    tables = single_length(depth)
    rate = total_rate(make_births(tables))
    totals = []
    for part in range(parts):
        made, shares, _ = produced(number, tables, options(FROZEN, symmetrised=True), first=part * number)
        np.testing.assert_allclose(made["mean_flight"], 1.0 / depth, rtol=1e-9)
        weight = made["weight"] / rate
        totals.append(sums(np.stack([weight, weight * shares[:, -1]], axis=1), 0))
    counted = np.full(STRATA, parts * number // STRATA)
    (born, escaped), (born_error, error) = means(counted, np.sum(totals, axis=0))
    exact = float(escape_fraction(depth))
    assert error < 0.002 * exact
    assert abs(escaped - exact) < 4.5 * error
    assert abs(born - 1.0) < max(4.5 * born_error, 1e-12)


def coalescing_energies(row, number):
    """Draw from the quantiles of the energies that coalescence takes out."""
    u = np.random.default_rng(2).random(number)
    low, high = (np.interp(np.minimum(u, 1.0 - u), PROBABILITIES, side) for side in row)
    return np.where(u < 0.5, low, high)


@pytest.mark.parametrize("symmetrised", [False, True])
@pytest.mark.parametrize("coupling", [1e-6, 2e-6])
def test_expected_decays_are_those_of_sampled_flights(symmetrised, coupling):
    """The flights of the walk, from shell to shell; 48 comparisons at 4.5 standard errors, 3e-4 in all."""
    # One temperature: births are uniform in the star, as are packets in equilibrium.
    tables = constant_tables([1.0, 2.0, 3.0], 1.0, 12.0, boson=Boson(10.0, coupling))
    choices = options(FROZEN, symmetrised=symmetrised)
    number = 200_000
    made, shares, _ = produced(number, tables, choices)
    sampled = started(number, tables, choices, THERMAL)
    sampled["energy"] = coalescing_energies(tables.coalesced[0], number)
    ledger = empty_ledger(3)
    coalesce_all(sampled, tables, choices, ledger)
    found = ledger.transfer / number
    weight = made["weight"] / total_rate(make_births(tables))
    for birth, end in np.ndindex(found.shape):
        expected = weight * shares[:, end] * (made["shell"] == birth)
        mean, error = expected.mean(), expected.std() / np.sqrt(number)
        assert mean * number > 50  # enough for a normal law
        spread = np.sqrt(mean * (1.0 - mean) / number)
        assert abs(mean - found[birth, end]) < 4.5 * np.hypot(error, spread)


def test_shares_are_those_of_the_way():
    """A star of three shells: the shares are exponentials of the chords, and add up to one."""
    radii = np.array([1.0, 2.0, 4.0])
    tables = constant_tables(radii, 1.0, [14.0, 12.0, 9.0], boson=BOSON)
    made, shares, packets = produced(20_000, tables)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-12)
    assert np.all(shares >= 0.0)
    # At the surface the packet has flown its way, and its cosine tells the distance from the centre.
    np.testing.assert_array_equal(packets["radius"], 4.0)
    np.testing.assert_allclose(shares[:, -1], np.exp(-packets["path"] / made["mean_flight"]), rtol=1e-9)
    along = packets["cosine"] * 4.0
    across2 = 16.0 - along**2
    outer = np.sqrt(np.maximum(4.0 - across2, 0.0))  # half the chord through the inner two shells
    # What is left when the Z' comes into the outermost shell for the last time.
    last = np.minimum(along - outer, packets["path"])
    passed = (made["shell"] < 2) & (across2 < 3.9)
    left = np.exp(-(packets["path"] - last) / made["mean_flight"])
    np.testing.assert_allclose((shares[:, 2] + shares[:, 3])[passed], left[passed], rtol=1e-6)
    assert passed.sum() > 1000


def test_pairs_have_the_kinematics_of_a_coalescence():
    """Daughters share the energy of their Z', flat between (E -+ p)/2."""
    tables = constant_tables([1.0], 1.0, 12.0, boson=BOSON)
    made, _, _ = produced(50_000, tables)
    np.testing.assert_allclose(made["daughters"].sum(axis=1), made["energy"], rtol=1e-9)
    momentum = made["mean_flight"] / tables.rest_decay_length * BOSON.mass_MeV
    np.testing.assert_allclose(np.hypot(momentum, BOSON.mass_MeV), made["energy"], rtol=1e-9)
    flat = (made["daughters"][:, 0] - (made["energy"] - momentum) / 2.0) / momentum
    assert_drawn_from(flat, lambda x: np.clip(x, 0.0, 1.0))
    assert_mean(made["flavour"], 0.5)


def test_births_follow_the_cells():
    """Within the star births go as the allocation says, uniform in volume in each cell."""
    tables = constant_tables([1.0, 2.0], 1.0, [12.0, 8.0], boson=BOSON)
    births = make_births(tables)
    made, _, packets = produced(64_000, tables)
    expected = np.diff(np.interp([0.0, 1.0, 2.0], births.edge, np.append(0.0, births.cumulative)))
    found = np.bincount(packets["start_zone"], minlength=2) / len(packets)
    np.testing.assert_allclose(found, expected, atol=1e-3)  # strata leave less than one packet in each
    np.testing.assert_array_equal(made["shell"], packets["start_zone"])
    # Weighed, they are uniform in each zone: the mean weight of a zone is its rate.
    rate = np.bincount(made["shell"], made["weight"]) / len(made)
    density = rate / np.array([1.0, 7.0])
    ratio = density[1] / density[0]
    one = constant_tables([1.0], 1.0, [12.0], boson=BOSON).grey_rates[0, 0, 1]
    other = constant_tables([1.0], 1.0, [8.0], boson=BOSON).grey_rates[0, 0, 1]
    assert ratio == pytest.approx(other / one * (8.0 / 12.0) ** 3, rel=5e-3)


def test_a_packet_depends_on_its_number_alone():
    tables = constant_tables([1.0, 2.0], 1.0, [12.0, 8.0], boson=BOSON)
    whole, shares, _ = produced(100, tables)
    part, part_shares, _ = produced(60, tables, first=40)
    np.testing.assert_array_equal(whole[40:], part)
    np.testing.assert_array_equal(shares[40:], part_shares)
    other, _, _ = produced(100, tables, seed=2)
    assert not np.any(other["energy"] == whole["energy"])


def test_partners_are_thermal():
    """For detailed balance the pair's other energy is drawn from f above the threshold."""
    tables = constant_tables([1.0], 1.0, 12.0, boson=BOSON)
    tables = tables._replace(coalesced=np.full_like(tables.coalesced, 30.0))
    made, _, _ = produced(50_000, tables)
    law = cumulative(lambda e: 1.0 / (np.exp(e / 12.0) + 1.0), 100.0 / 120.0, 500.0)
    assert_drawn_from(np.clip(made["energy"] - 30.0, 100.0 / 120.0, None), law)
