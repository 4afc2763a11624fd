import numpy as np
import pytest
from handmade import (
    assert_drawn_from,
    assert_mean,
    constant_tables,
    cumulative,
    options,
    scatter_all,
    started,
)

from mcsn.physics.boson import daughter_energy_range, lab_cosine, opening_cosine
from mcsn.transport.compile import kernel
from mcsn.transport.events import (
    coalesce,
    decay,
    decay_axis,
    dipole_cosine,
    draw_kind,
    partner_energy,
)
from mcsn.transport.grid import ENERGIES
from mcsn.transport.rng import seed_stream
from mcsn.transport.state import COLLISION, ELECTRON, FROZEN, GREY
from mcsn.transport.vectors import turned

RNG = np.random.default_rng(3)
DRAWS = 200_000


@kernel
def draw_partners(state, threshold, temperature, symmetrised, out):
    """Fill `out` with partner energies."""
    for i in range(len(out)):
        out[i] = partner_energy(state, threshold, temperature, symmetrised)


@kernel
def draw_decays(state, energy, momentum, mass, neutrino, helicity, axes, daughters):
    """Fill rest-frame axes, (n, 3), and the daughter neutrino's energy and momentum, (n, 4)."""
    for i in range(len(axes)):
        axis = decay_axis(state, energy, momentum, mass, neutrino, helicity)
        first = decay(energy, momentum, mass, axis)[0]
        for j in range(3):
            axes[i, j] = axis[j]
            daughters[i, j + 1] = first[1][j]
        daughters[i, 0] = first[0]


@kernel
def draw_kinds(packets, process, tables):
    """Draw the kinds of packets."""
    for i in range(len(packets)):
        draw_kind(packets[i], process, tables)


def stream(seed=1):
    state = np.zeros(4, np.uint64)
    seed_stream(state, np.uint64(seed), 0)
    return state


def direction():
    vector = RNG.normal(size=3)
    return tuple(float(x) for x in vector / np.linalg.norm(vector))


@pytest.mark.parametrize(
    "axis", [(0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0), *(direction() for _ in range(50))]
)
def test_turned_has_the_asked_angle(axis):
    cosine = 2.0 * RNG.random() - 1.0
    vectors = np.array([turned(axis, cosine, azimuth) for azimuth in 2.0 * np.pi * np.arange(8) / 8])
    np.testing.assert_allclose(vectors @ axis, cosine, atol=1e-14)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-14)
    np.testing.assert_allclose(vectors.mean(axis=0), cosine * np.array(axis), atol=1e-14)


@pytest.mark.parametrize("anisotropy", [-1.0, -0.332, -1e-9, 0.0, 0.2, 1.0])
def test_dipole_law(anisotropy):
    u = (np.arange(1000) + 0.5) / 1000
    cosine = np.array([dipole_cosine(anisotropy, value) for value in u])
    np.testing.assert_allclose((1.0 + cosine) / 2.0 + anisotropy * (cosine**2 - 1.0) / 4.0, u, atol=1e-14)
    assert np.mean(cosine) == pytest.approx(anisotropy / 3.0, abs=1e-5)


@pytest.mark.parametrize("spectrum", [GREY, FROZEN])
def test_dipole_scattering_turns_by_the_law_in_three_dimensions(spectrum):
    tables = constant_tables([10.0], 1.0)
    tables.grey_anisotropy[:] = [[0.6, -0.9]]
    tables.anisotropy[:] = tables.grey_anisotropy[:, :, None]
    choices = options(spectrum, dipole=True)
    packets = started(DRAWS, tables, choices)
    for sign, anisotropy in enumerate((0.6, -0.9)):
        before = RNG.random(DRAWS)
        packets["cosine"], packets["sign"] = before, sign
        scatter_all(packets, tables, choices)
        after = packets["cosine"]
        # With cos = before t + across cos(azimuth): <t> = anisotropy/3 and <t^2> = 1/3 for any anisotropy.
        assert_mean(after, anisotropy / 6.0)
        assert_mean(after * before, anisotropy / 9.0)
        assert_mean(after**2, 1.0 / 3.0)
        assert_mean(after**2 * before**2, 1.0 / 9.0)
        # <t^3> = anisotropy/5 and <t (1-t^2)> = 2 anisotropy/15, and <before^4> = 1/5.
        expected = anisotropy * (1.0 / 25.0 + 1.5 * 2.0 / 15.0 * (1.0 / 3.0 - 1.0 / 5.0))
        assert_mean(after**3 * before, expected)


def test_isotropic_scattering_forgets_the_direction():
    tables = constant_tables([10.0], 1.0)
    packets = started(DRAWS, tables, options())
    before = packets["cosine"].copy()
    scatter_all(packets, tables, options())
    assert_drawn_from(packets["cosine"], lambda x: 0.5 * (1.0 + x))
    assert_mean(before * packets["cosine"], 0.0)


@pytest.mark.parametrize("inelasticity", [0.3, 1.0])
def test_inelasticity_is_the_probability_of_a_new_energy(inelasticity):
    tables = constant_tables([10.0], 1.0)
    choices = options(COLLISION, inelasticity=inelasticity)
    packets = started(DRAWS, tables, choices)
    before = packets["energy"].copy()
    scatter_all(packets, tables, choices)
    changed = packets["energy"] != before
    spread = np.sqrt(inelasticity * (1.0 - inelasticity) * DRAWS)
    assert abs(changed.sum() - inelasticity * DRAWS) <= 5.0 * spread  # false-alarm rate 6e-7


@pytest.mark.parametrize("symmetrised", [False, True])
@pytest.mark.parametrize("y", [1e-4, 0.03, 0.9, 1.1, 6.0, 45.0])
def test_partner_energies(y, symmetrised):
    temperature = 17.0
    energies = np.empty(DRAWS)
    draw_partners(stream(), y * temperature, temperature, symmetrised, energies)
    x = energies / temperature
    assert x.min() >= y * (1.0 - 1e-12)

    def density(x):
        return np.exp(y - x) / (1.0 + np.exp(-x)) / (x if symmetrised else 1.0)

    assert_drawn_from(x, cumulative(density, y, y + 60.0))


CASES = [
    # energy, mass: at rest, slow, fast, very fast
    (5.0, 10.0),
    (30.0, 50.0),
    (40.0, 10.0),
    (100.0, 1.0),
    (1e4, 1e-3),
]


@pytest.mark.parametrize(("energy", "mass"), CASES)
def test_four_momentum_is_conserved_at_both_vertices(energy, mass):
    threshold = mass**2 / (4.0 * energy)
    for excess in (0.0, 1e-9, 0.3, *RNG.exponential(size=40)):
        own, partner = direction(), threshold * (1.0 + excess) + 20.0 * excess
        total, momentum, other = coalesce(energy, own, partner, mass, 2.0 * np.pi * RNG.random())
        momentum_vector = np.array(momentum)
        assert total == energy + partner
        expected = energy * np.array(own) + partner * np.array(other)
        np.testing.assert_allclose(momentum_vector, expected, atol=1e-12 * total)
        assert np.linalg.norm(other) == pytest.approx(1.0, rel=1e-12)
        opening = opening_cosine(mass, energy, partner)
        assert np.dot(own, other) == pytest.approx(float(opening), abs=1e-12)
        assert total**2 - momentum_vector @ momentum_vector == pytest.approx(mass**2, abs=1e-12 * total**2)

        daughters = decay(total, momentum, mass, direction())
        assert sum(daughter[0] for daughter in daughters) == pytest.approx(total, rel=1e-12)
        both = np.array(daughters[0][1]) + np.array(daughters[1][1])
        np.testing.assert_allclose(both, momentum_vector, atol=1e-12 * total)
        lowest, highest = daughter_energy_range(mass, total)
        for daughter_energy, daughter_momentum in daughters:
            assert np.linalg.norm(daughter_momentum) == pytest.approx(daughter_energy, abs=1e-10 * total)
            slack = 1e-10 * total
            assert lowest - slack <= daughter_energy <= highest + slack


def boosted_boson(energy, mass, momentum_direction):
    size = np.sqrt(energy**2 - mass**2)
    return size, tuple(float(size * x) for x in momentum_direction)


@pytest.mark.parametrize(("energy", "mass"), [(10.0001, 10.0), (12.0, 10.0), (80.0, 10.0), (1000.0, 2.0)])
def test_isotropic_decay_in_flight(energy, mass):
    size, momentum = boosted_boson(energy, mass, direction())
    axes, daughters = np.empty((DRAWS, 3)), np.empty((DRAWS, 4))
    draw_decays(stream(), energy, momentum, mass, (0.0, 0.0, 1.0), False, axes, daughters)
    lowest, highest = (energy - size) / 2.0, (energy + size) / 2.0
    assert_drawn_from(daughters[:, 0], lambda e: np.clip((e - lowest) / (highest - lowest), 0.0, 1.0))
    cosines = daughters[:, 1:] @ momentum / (size * daughters[:, 0])
    np.testing.assert_allclose(cosines, lab_cosine(mass, energy, size, daughters[:, 0]), atol=1e-8)
    # In the rest frame: no preferred direction.
    for axis in axes.T:
        assert_drawn_from(axis, lambda x: 0.5 * (1.0 + x))
    assert_mean(axes[:, 0] * axes[:, 1], 0.0)


def to_rest_frame(energy, vector, total, momentum, mass):
    """Boost a four-momentum with the textbook matrix."""
    velocity = np.array(momentum) / total
    gamma = total / mass
    along = velocity @ vector
    return vector + velocity * (gamma**2 / (gamma + 1.0) * along - gamma * energy)


def test_helicity_law_about_the_neutrino():
    """(3/8)(1 + cos)^2 in the rest frame, whose distribution function is ((1 + cos)/2)^3."""
    mass, energy, partner = 10.0, 20.0, 13.0
    own = direction()
    total, momentum, _ = coalesce(energy, own, partner, mass, 1.0)
    rest = to_rest_frame(energy, energy * np.array(own), total, momentum, mass)
    assert np.linalg.norm(rest) == pytest.approx(mass / 2.0)
    axes, daughters = np.empty((DRAWS, 3)), np.empty((DRAWS, 4))
    draw_decays(stream(), total, momentum, mass, own, True, axes, daughters)
    assert_drawn_from(axes @ rest / (mass / 2.0), lambda x: (0.5 + 0.5 * np.clip(x, -1.0, 1.0)) ** 3)
    # And the daughter is the axis, boosted to the star's frame.
    for axis, daughter in zip(axes[:20], daughters[:20], strict=True):
        back = to_rest_frame(daughter[0], daughter[1:], total, momentum, mass)
        np.testing.assert_allclose(back, mass / 2.0 * axis, atol=1e-12)
    # The azimuth about that axis is free.
    across = axes - np.outer(axes @ rest, rest) / (rest @ rest)
    free = np.cross(rest, (0.0, 0.0, 1.0))
    azimuth_cosine = across @ free / (np.linalg.norm(across, axis=1) * np.linalg.norm(free))
    assert_drawn_from(azimuth_cosine, lambda x: 1.0 - np.arccos(np.clip(x, -1.0, 1.0)) / np.pi)


def test_kinds_are_drawn_by_flavours_and_rates():
    """nu_x are of two flavours; false-alarm rate 6e-5 for each of four shares."""
    tables, choices = constant_tables([1.0], [1.0]), options(spectrum=COLLISION)
    rates = np.ones((1, 4, len(ENERGIES), 2)) * np.array([1.0, 2.0, 3.0, 0.5])[:, None, None]
    packets = started(DRAWS, tables, choices)
    draw_kinds(packets, 0, tables._replace(rates=rates))
    kinds = packets["sign"] + 2 * (packets["flavour"] == ELECTRON)
    for kind, odds in enumerate(np.array([2.0, 4.0, 3.0, 0.5]) / 9.5):
        assert_mean(kinds == kind, odds)
