import numpy as np
import pytest
from handmade import (
    THERMAL,
    assert_drawn_from,
    assert_mean,
    constant_tables,
    cumulative,
    options,
    started,
    walk,
)

from mcsn.physics.analytic import escape_fraction
from mcsn.physics.boson import Boson, daughter_energy_range, lab_cosine
from mcsn.transport.boson import boson_flight
from mcsn.transport.compile import kernel
from mcsn.transport.state import (
    ABSORBED,
    ALIVE,
    COLLISION,
    ELECTRON,
    ENERGY_QUANTUM,
    ESCAPED_AS_BOSON,
    FROZEN,
    GREY,
    empty_ledger,
)

PACKETS = 100_000
RNG = np.random.default_rng(4)

# In cold matter every partner has the least energy and comes head-on: all momenta are known.
MASS, ENERGY = 10.0, 40.0
LEAST = MASS**2 / (4.0 * ENERGY)
TOTAL, MOMENTUM = ENERGY + LEAST, ENERGY - LEAST
RADII = [1.0, 2.5, 4.0]


@kernel
def coalesce_all(packets, tables, options, ledger):
    """Let every packet coalesce once."""
    for i in range(len(packets)):
        boson_flight(packets[i], tables, options, ledger)


def cold_tables(mean_length):
    """Tables of three shells, in which a Z' of the known momentum flies `mean_length` on the average."""
    tables = constant_tables(RADII, 1.0, boson=Boson(MASS, 1e-8))
    return tables._replace(
        temperature=np.full(3, 1e-13), rest_decay_length=mean_length * MASS / MOMENTUM, muon_fraction=0.0
    )


def flown(tables, choices, **state):
    """Packets after one coalescence, and the ledger."""
    packets = started(PACKETS, tables, choices)
    packets["energy"] = ENERGY
    for name, values in state.items():
        packets[name] = values
    packets["zone"] = np.searchsorted(tables.outer_radius, packets["radius"])
    ledger = empty_ledger(len(tables.outer_radius))
    coalesce_all(packets, tables, choices, ledger)
    return packets, ledger


@pytest.mark.parametrize("mean_length", [2.0, 8.0])
def test_flights_are_exponential_and_end_at_the_surface(mean_length):
    packets, _ = flown(cold_tables(mean_length), options(FROZEN))
    escaped = packets["fate"] == ESCAPED_AS_BOSON
    assert_mean(escaped, np.exp(-RADII[-1] / mean_length))
    assert np.all(packets["boson_path"][escaped] == RADII[-1])
    assert np.all(packets["radius"][escaped] == RADII[-1])
    decayed = packets[~escaped]
    whole = -np.expm1(-RADII[-1] / mean_length)
    assert_drawn_from(decayed["boson_path"], lambda s: -np.expm1(-s / mean_length) / whole)
    np.testing.assert_allclose(decayed["radius"], decayed["boson_path"], rtol=1e-12)
    # The time of flight is that of the Z', slower than light.
    np.testing.assert_allclose(packets["path"], packets["boson_path"] * TOTAL / MOMENTUM, rtol=1e-9)
    assert np.all(packets["coalescences"] == 1)
    assert np.all(decayed["fresh"] == 1)
    assert not packets["collisions"].any()


def test_fixed_steps_fly_one_mean_length():
    packets, _ = flown(cold_tables(3.0), options(FROZEN, fixed_steps=True))
    np.testing.assert_allclose(packets["radius"], 3.0, rtol=1e-9)
    assert np.all(packets["fate"] == ALIVE)
    assert np.all(packets["depth"] == 1.0)
    # Decay length and time dilation from the width: (p/m) hbar c / Gamma.
    boson = Boson(MASS, 3e-6)
    tables = constant_tables([1e9], 1.0, boson=boson)._replace(temperature=np.array([1e-13]))
    packets, _ = flown(tables, options(FROZEN, fixed_steps=True))
    np.testing.assert_allclose(packets["boson_path"], boson.decay_length(MOMENTUM), rtol=1e-9)


def test_flights_from_anywhere_are_straight():
    """The heavier neutrino carries the pair along: the Z' goes where the packet went."""
    radius, cosine = RADII[-1] * RNG.random(PACKETS), 2.0 * RNG.random(PACKETS) - 1.0
    packets, _ = flown(cold_tables(2.0), options(FROZEN), radius=radius, cosine=cosine)
    along, across = radius * cosine, radius * np.sqrt(1.0 - cosine**2)
    surface = np.sqrt(RADII[-1] ** 2 - across**2) - along
    escaped = packets["fate"] == ESCAPED_AS_BOSON
    np.testing.assert_allclose(packets["boson_path"][escaped], surface[escaped], rtol=1e-6, atol=1e-9)
    assert_mean(escaped - np.exp(-surface / 2.0), 0.0)
    place = np.hypot(along + packets["boson_path"], across)
    np.testing.assert_allclose(packets["radius"], place, rtol=1e-6, atol=1e-9)
    decayed = packets[~escaped]
    np.testing.assert_array_equal(decayed["zone"], np.searchsorted(RADII, decayed["radius"]))


def reduced(packets):
    """Energy of the daughters between its ends, 0 to 1."""
    return np.clip((packets["energy"] - LEAST) / (ENERGY - LEAST), 0.0, 1.0)


@pytest.mark.parametrize(("energy_weighted", "power"), [(False, 1), (True, 2)])
def test_daughters_of_isotropic_decay(energy_weighted, power):
    """Flat between (E -+ p)/2; energy packets choose one in proportion to its energy."""
    packets, _ = flown(cold_tables(0.5), options(FROZEN, energy_weighted=energy_weighted))
    packets = packets[packets["fate"] == ALIVE]

    def distribution(x):
        energy = LEAST + x * (ENERGY - LEAST)
        return (energy**power - LEAST**power) / (ENERGY**power - LEAST**power)

    assert_drawn_from(reduced(packets), distribution)
    # From the centre the Z' flies along the radius: the cosine is that of the lab angle.
    expected = lab_cosine(MASS, TOTAL, MOMENTUM, packets["energy"])
    np.testing.assert_allclose(packets["cosine"], expected, atol=1e-7)
    assert_mean(packets["sign"], 0.5)
    assert_mean(packets["flavour"], 0.5)
    assert_mean((packets["sign"] - 0.5) * (packets["energy"] - packets["energy"].mean()), 0.0)


@pytest.mark.parametrize("sign", [0, 1])
def test_helicity_is_remembered_by_the_neutrino(sign):
    """The daughter neutrino follows the neutrino: reduced energies x go as x^3 if that was ahead."""
    packets, _ = flown(cold_tables(0.5), options(FROZEN, helicity=True), sign=sign)
    packets = packets[packets["fate"] == ALIVE]
    same = packets["sign"] == sign
    assert_drawn_from(reduced(packets[same]), lambda x: x**3)
    assert_drawn_from(reduced(packets[~same]), lambda x: 1.0 - (1.0 - x) ** 3)
    assert_mean(same, 0.5)


@pytest.mark.parametrize("symmetrised", [False, True])
def test_hot_pairs_obey_the_kinematics(symmetrised):
    """What one flight shows of its Z', speed and length, tells its energy: all laws must agree with it."""
    temperature = 15.0
    tables = constant_tables([1e12], 1.0, temperature, boson=Boson(MASS, 1e-7))
    packets, _ = flown(tables, options(FROZEN, symmetrised=symmetrised))
    inverse_speed = packets["path"] / packets["boson_path"]
    momentum = MASS / np.sqrt(inverse_speed**2 - 1.0)
    total = momentum * inverse_speed

    def partners(energy):
        occupation = 1.0 / (np.exp(energy / temperature) + 1.0)
        return occupation / energy if symmetrised else occupation

    law = cumulative(partners, LEAST, 40.0 * temperature)
    assert_drawn_from(np.clip(total - ENERGY, LEAST, None), law)
    assert_drawn_from(
        packets["boson_path"] / (momentum / MASS * tables.rest_decay_length), lambda s: -np.expm1(-s)
    )
    lowest, highest = daughter_energy_range(MASS, total)
    assert_drawn_from((packets["energy"] - lowest) / (highest - lowest), lambda x: np.clip(x, 0.0, 1.0))


@pytest.mark.parametrize("energy_weighted", [False, True])
def test_decay_to_muons(energy_weighted):
    """It ends a number packet; the energy of an energy packet stays there and is radiated thermally."""
    boson, temperature = Boson(300.0, 1e-7), 30.0
    assert 0.3 < boson.muon_fraction < 0.6
    weighting = "energy" if energy_weighted else "number"
    tables = constant_tables([1e12], 1.0, temperature, boson=boson, weighting=weighting)
    packets, ledger = flown(tables, options(FROZEN, energy_weighted=energy_weighted), energy=300.0)
    absorbed, again = packets["fate"] == ABSORBED, packets["fresh"] == 0
    if not energy_weighted:
        assert_mean(absorbed, boson.muon_fraction)
        # Daughters that never were carry nothing on; each booking is rounded to a quantum.
        carried = packets["energy"][~absorbed].sum()
        booked = ledger.transfer_energy.sum() * ENERGY_QUANTUM
        assert carried - len(packets) * ENERGY_QUANTUM <= booked <= carried
        return
    assert not absorbed.any()
    assert_mean(again, boson.muon_fraction)
    thermal = cumulative(lambda x: x**3 / (np.exp(x) + 1.0), 1e-5, 80.0)
    assert_drawn_from(packets["energy"][again] / temperature, thermal)
    assert_drawn_from(packets["cosine"][again], lambda x: 0.5 * (1.0 + x))


@pytest.mark.parametrize("model", ["universal", "scalar"])
@pytest.mark.parametrize("energy_weighted", [False, True])
def test_decay_to_electron_neutrinos(energy_weighted, model):
    """A third of the decays: they end a number packet; an energy packet is nu_mu or nu_tau again."""
    weighting = "energy" if energy_weighted else "number"
    tables = constant_tables([1e12], 1.0, 30.0, boson=Boson(100.0, 1e-7, model=model), weighting=weighting)
    packets, _ = flown(tables, options(FROZEN, energy_weighted=energy_weighted, symmetrised=False))
    ended = packets["fate"] == ABSORBED
    if not energy_weighted:
        assert_mean(ended, 1 / 3)
        np.testing.assert_array_equal(packets["flavour"] == ELECTRON, ended)
    else:
        assert not ended.any()
        assert_mean(packets["fresh"] == 0, 1 / 3)
    assert_mean(packets["flavour"][~ended], 0.5)
    # Neutrinos and antineutrinos with equal odds, also from the scalar's pairs of a kind.
    assert_mean(packets["sign"], 0.5)


def test_electron_neutrinos_that_a_z_brings_out_escape():
    packets, _ = flown(cold_tables(RADII[-1])._replace(electron_fraction=0.4), options(FROZEN))
    escaped = packets["fate"] == ESCAPED_AS_BOSON
    assert_mean(escaped, np.exp(-1.0))
    assert_mean(packets["flavour"][escaped] == ELECTRON, 0.4)
    np.testing.assert_array_equal(
        packets["flavour"][~escaped] == ELECTRON, packets["fate"][~escaped] == ABSORBED
    )


def test_a_z_that_escapes_never_becomes_muons():
    packets, _ = flown(cold_tables(RADII[-1])._replace(muon_fraction=1.0), options(FROZEN))
    escaped = packets["fate"] == ESCAPED_AS_BOSON
    assert_mean(escaped, np.exp(-1.0))
    assert np.all(packets["fate"][~escaped] == ABSORBED)


def test_grey_flights():
    """Mean length and speed of the shell of birth; direction of flight and of daughter isotropic."""
    boson = Boson(10.0, 1e-7)
    tables = constant_tables([300.0, 1e9], 1.0, [15.0, 30.0], boson=boson)
    packets, _ = flown(tables, options(GREY), radius=500.0, cosine=1.0)
    length, speed = tables.grey_decay_length[1], tables.grey_speed[1]
    assert_drawn_from(packets["boson_path"] / length, lambda s: -np.expm1(-s))
    np.testing.assert_allclose(packets["path"], packets["boson_path"] / speed, rtol=1e-12)
    flight = (packets["radius"] ** 2 - 500.0**2 - packets["boson_path"] ** 2) / (
        1000.0 * packets["boson_path"]
    )
    assert_drawn_from(flight, lambda x: 0.5 * (1.0 + x))
    assert_drawn_from(packets["cosine"], lambda x: 0.5 * (1.0 + x))
    assert_mean(flight * packets["cosine"], 0.0)
    fixed, _ = flown(tables, options(GREY, fixed_steps=True), radius=500.0)
    np.testing.assert_allclose(fixed["boson_path"], length, rtol=1e-12)


@pytest.mark.parametrize("depth", [0.4, 3.0])
def test_escaping_fraction_of_uniform_emitters(depth):
    boson = Boson(10.0, 1e-7)
    tables = constant_tables([1.0], 1.0, boson=boson)
    tables = tables._replace(grey_decay_length=np.array([1.0 / depth]))
    packets = started(PACKETS, tables, options(), THERMAL)
    coalesce_all(packets, tables, options(), empty_ledger(1))
    assert_mean(packets["fate"] == ESCAPED_AS_BOSON, float(escape_fraction(depth)))


@pytest.mark.parametrize("energy_weighted", [False, True])
def test_the_ledger_books_every_flight(energy_weighted):
    radius = RADII[-1] * RNG.random(PACKETS)
    packets, ledger = flown(cold_tables(2.0), options(FROZEN, energy_weighted=energy_weighted), radius=radius)
    birth = np.searchsorted(RADII, radius)
    end = np.where(packets["fate"] == ESCAPED_AS_BOSON, 3, packets["zone"])
    flights, energy = np.zeros((3, 4), np.int64), np.zeros((3, 4), np.int64)
    np.add.at(flights, (birth, end), 1)
    np.add.at(energy, (birth, end), (packets["energy"] / ENERGY_QUANTUM).astype(np.int64))
    np.testing.assert_array_equal(ledger.transfer, flights)
    np.testing.assert_array_equal(ledger.transfer_energy, energy)
    assert np.count_nonzero(flights) == 12


@pytest.mark.parametrize("spectrum", [GREY, COLLISION])
@pytest.mark.parametrize("weighting", ["number", "energy"])
def test_a_walk_with_flights_loses_no_packet(spectrum, weighting):
    boson = Boson(300.0, 5e-7)
    tables = constant_tables([5.0, 10.0, 12.0], 2.0, 60.0, boson=boson, weighting=weighting)
    choices = options(spectrum, energy_weighted=weighting == "energy")
    packets = started(5000, tables, choices, THERMAL)
    ledger, events = walk(packets, tables, choices)
    fates = np.bincount(packets["fate"], minlength=4)
    assert fates[ALIVE] == 0
    assert fates.sum() == 5000
    assert (fates[ABSORBED] == 0) == (weighting == "energy")
    assert ledger.transfer.sum() == packets["coalescences"].sum() > 1000
    assert ledger.transfer[:, -1].sum() == fates[ESCAPED_AS_BOSON]
    assert events >= packets["coalescences"].sum() + packets["collisions"].sum()
    assert np.all(packets["path"] >= packets["boson_path"])
