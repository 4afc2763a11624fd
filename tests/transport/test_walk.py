import numpy as np
import pytest
from handmade import (
    CENTRE,
    THERMAL,
    assert_drawn_from,
    assert_mean,
    constant_tables,
    options,
    started,
    walk,
)

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.analytic import fixed_walk_time, mean_square_displacement, walk_time
from mcsn.physics.boson import Boson
from mcsn.transport.state import ALIVE, COLLISION, ESCAPED_AS_NEUTRINO, FROZEN, GREY, SHELL, empty_ledger
from mcsn.transport.walk import advance

LAYERS = {"outer_radius": [18.0, 27.0, 36.0], "mean_free_path": [1.0, 0.5, 2.0 / 3.0]}
"""Shells of 18, 18 and 13.5 mean free paths."""


@pytest.mark.parametrize(
    ("radius", "source", "exact"),
    [(5.0, CENTRE, 16.2928), (10.0, CENTRE, 57.3070), (5.0, THERMAL, 8.58156), (10.0, THERMAL, 27.1273)],
)
def test_mean_path_out_of_a_uniform_sphere(radius, source, exact):
    """Exact by transport theory; here to 0.1 to 0.2 %."""
    tables = constant_tables([2.0 * radius], 2.0)
    packets = started(200_000, tables, options(), source)
    walk(packets, tables, options())
    assert np.all(packets["fate"] == ESCAPED_AS_NEUTRINO)
    assert_mean(packets["path"] / 2.0, exact)
    # Collisions happen at a constant rate along the path.
    assert_mean(packets["path"] / 2.0 - packets["collisions"], 0.0)


def test_displacement_in_an_infinite_medium():
    tables = constant_tables([1e6], 1.0)
    packets = started(200_000, tables, options())
    for time in (0.1, 1.0, 3.0, 10.0):
        walk(packets, tables, options(), until=time)
        assert np.all(packets["path"] == time)
        assert_mean(packets["radius"] ** 2, float(mean_square_displacement(time)))
        assert packets["radius"].max() <= time * (1.0 + 1e-12)
    assert_mean(packets["collisions"], 10.0)
    assert np.all(packets["fate"] == ALIVE)


@pytest.mark.parametrize("mean_free_path", [0.5, 3.0, 100.0])
def test_mean_chord_of_isotropic_inflow(mean_free_path):
    """4R/3 whatever the mean free path; here through three zones."""
    tables = constant_tables([1.0, 2.0, 3.0], mean_free_path, shell=[0, 0, 0])
    packets = started(400_000, tables, options())
    packets["radius"], packets["zone"] = 3.0, 2
    packets["cosine"] = -np.sqrt(np.random.default_rng(5).random(len(packets)))
    walk(packets, tables, options())
    assert_mean(packets["path"], 4.0)


def test_layers_are_left_in_half_of_equation_6():
    """Half of Eq. 6, and 0.7104 R/c, which is 3 % of it; the statistical error is 0.3 %."""
    tables = constant_tables(*LAYERS.values())
    packets = started(60_000, tables, options())
    walk(packets, tables, options())
    expected = walk_time(LAYERS["outer_radius"], 1.0 / np.array(LAYERS["mean_free_path"]))
    assert_mean(packets["path"] / SPEED_OF_LIGHT / expected, 1.0)


def test_layers_with_fixed_steps_are_left_in_equation_6():
    tables = constant_tables(*LAYERS.values())
    choices = options(fixed_steps=True)
    packets = started(30_000, tables, choices)
    walk(packets, tables, choices)
    expected = fixed_walk_time(LAYERS["outer_radius"], 1.0 / np.array(LAYERS["mean_free_path"]))
    assert_mean(packets["path"] / SPEED_OF_LIGHT / expected, 1.0)


def test_fixed_steps_are_one_mean_free_path():
    """Mean square displacement after n steps of length 1 is n, and collisions are n - 1 or n at c t = n."""
    tables = constant_tables([1e6], 1.0)
    choices = options(fixed_steps=True)
    packets = started(100_000, tables, choices)
    walk(packets, tables, choices, until=30.0)
    assert np.all(packets["collisions"] >= 29)
    assert_mean(packets["radius"] ** 2, 30.0)


def test_a_cut_shell_is_the_same_medium():
    """Boundaries between equal zones change no packet's way."""
    whole, cut = constant_tables([12.0], 1.0), constant_tables([2.0, 7.5, 12.0], 1.0)
    for choices in (options(), options(FROZEN, fixed_steps=True)):
        packets, cut_packets = (started(5000, tables, choices) for tables in (whole, cut))
        walk(packets, whole, choices)
        _, events = walk(cut_packets, cut, choices)
        np.testing.assert_array_equal(cut_packets["collisions"], packets["collisions"])
        np.testing.assert_allclose(cut_packets["path"], packets["path"], rtol=1e-6)
        assert events > packets["collisions"].sum() + 2 * len(packets)


SPECTRA = [GREY, FROZEN, SHELL, COLLISION]


@pytest.mark.parametrize("spectrum", SPECTRA)
@pytest.mark.parametrize("fixed_steps", [False, True])
def test_a_walk_in_pieces_ends_bit_for_bit_as_in_one(spectrum, fixed_steps):
    tables = constant_tables([3.0, 5.0, 8.0], [1.0, 0.5, 2.0], [40.0, 30.0, 20.0], boson=Boson(20.0, 1e-6))
    choices = options(spectrum, fixed_steps=fixed_steps)
    whole = started(500, tables, choices)
    pieces = whole.copy()
    ledger, ledger_of_pieces = empty_ledger(3), empty_ledger(3)
    events = events_of_pieces = 0
    for until in (4.0, 9.0, np.inf):
        done, new = advance(whole, tables, choices, ledger, until, 2**62)
        events += new
        assert done == len(whole)
        rest = pieces
        while len(rest):
            done, new = advance(rest, tables, choices, ledger_of_pieces, until, 7)
            rest = rest[done:]
            assert new <= 7
            events_of_pieces += new
        np.testing.assert_array_equal(pieces, whole)
    assert events_of_pieces == events
    assert whole["coalescences"].sum() > 200
    for one, other in zip(ledger, ledger_of_pieces, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("spectrum", SPECTRA)
def test_ends_of_time_change_a_walk_by_rounding_alone(spectrum):
    tables = constant_tables([3.0, 5.0, 8.0], [1.0, 0.5, 2.0], 40.0, boson=Boson(20.0, 1e-6))
    choices = options(spectrum)
    whole = started(2000, tables, choices)
    stopped = whole.copy()
    walk(whole, tables, choices)
    for until in (0.3, 4.0, 4.1, 9.0, np.inf):
        walk(stopped, tables, choices, until=until)
        assert np.all((stopped["path"] >= until) | (stopped["fate"] != ALIVE))
    for name in ("collisions", "coalescences", "fate", "zone", "rng"):
        np.testing.assert_array_equal(stopped[name], whole[name])
    np.testing.assert_allclose(stopped["path"], whole["path"], rtol=1e-6)


def test_packets_are_independent_of_each_other():
    tables = constant_tables([8.0], 1.0, 40.0, boson=Boson(20.0, 1e-6))
    choices = options(COLLISION)
    together = started(300, tables, choices, THERMAL, seed=3)
    walk(together, tables, choices)
    later = started(100, tables, choices, THERMAL, seed=3, first=200)
    walk(later, tables, choices)
    np.testing.assert_array_equal(later, together[200:])
    other = started(300, tables, choices, THERMAL, seed=4)
    assert not np.any(other["radius"] == started(300, tables, choices, THERMAL, seed=3)["radius"])


def test_sources():
    tables = constant_tables([5.0, 10.0], 1.0, [20.0, 10.0])
    packets = started(100_000, tables, options(), THERMAL._replace(antineutrino_fraction=0.25))
    # Number packets in equilibrium: T^3 times the volume, 8 x 1 to 1 x 7.
    inside = packets["start_zone"] == 0
    assert_mean(inside, 8.0 / 15.0)
    assert_mean(packets["sign"], 0.25)
    assert_drawn_from(packets["cosine"], lambda x: 0.5 * (1.0 + x))
    assert_drawn_from(packets["radius"][inside] / 5.0, lambda x: x**3)
    assert_drawn_from(packets["radius"][~inside] / 5.0, lambda x: (x**3 - 1.0) / 7.0)
    np.testing.assert_array_equal(packets["zone"], packets["start_zone"])
    at_radius = started(100, tables, options(), CENTRE._replace(radius=7.0))
    assert np.all((at_radius["radius"] == 7.0) & (at_radius["zone"] == 1) & (at_radius["sign"] == 0))
