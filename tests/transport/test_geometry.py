import numpy as np
import pytest
from handmade import constant_tables, options, started, walk

from mcsn.transport.geometry import (
    distance_to_sphere,
    fly,
    fly_across,
    next_boundary,
    radius_between,
    stays_inside,
    zone_of,
)
from mcsn.transport.state import ESCAPED_AS_NEUTRINO, PACKET, SHELL

RADII = np.array([1.0, 1.5, 4.0, 4.2, 10.0])
RNG = np.random.default_rng(2)


def packet_at(radius, cosine, zone):
    packet = np.zeros(1, PACKET)[0]
    packet["radius"], packet["cosine"], packet["zone"] = radius, cosine, zone
    return packet


def random_packets(number):
    for radius in RADII[-1] * RNG.random(number):
        yield packet_at(radius, 2.0 * RNG.random() - 1.0, np.searchsorted(RADII, radius))


def vectors(packet):
    """Position and direction in three dimensions, in a random orientation."""
    frame = np.linalg.qr(RNG.normal(size=(3, 3)))[0]
    across = np.sqrt(1.0 - packet["cosine"] ** 2)
    return packet["radius"] * frame[0], packet["cosine"] * frame[0] + across * frame[1]


def crossings(position, direction, sphere):
    """Distances at which a straight line meets a sphere about the origin, increasing."""
    square = [1.0, 2.0 * position @ direction, position @ position - sphere**2]
    roots = np.roots(square)
    return np.sort(roots.real) if np.all(np.isreal(roots)) else np.array([])


def test_zone_of_puts_a_boundary_into_the_inner_zone():
    for radius in [0.0, *RADII, *(RADII[-1] * RNG.random(200))]:
        assert zone_of(radius, RADII) == np.searchsorted(RADII, radius, side="left")
    assert zone_of(np.nextafter(RADII[-1], np.inf), RADII) == len(RADII) - 1  # rounding of a landing


def test_next_boundary_is_the_first_sphere_on_the_way():
    for packet in random_packets(500):
        position, direction = vectors(packet)
        every = np.concatenate([crossings(position, direction, sphere) for sphere in RADII])
        distance, behind = next_boundary(packet, RADII)
        assert distance == pytest.approx(every[every > 0.0].min(), rel=1e-9, abs=1e-9)
        beyond = np.linalg.norm(position + (distance + 1e-6) * direction)
        assert behind == np.searchsorted(RADII, beyond)


def test_distance_to_sphere():
    for packet in random_packets(200):
        position, direction = vectors(packet)
        expected = crossings(position, direction, RADII[-1])[1]
        assert distance_to_sphere(packet["radius"], packet["cosine"], RADII[-1]) == pytest.approx(expected)
    assert distance_to_sphere(0.0, -0.3, 10.0) == 10.0
    assert distance_to_sphere(10.0, 0.5, 10.0) == 0.0
    assert distance_to_sphere(10.0, -1.0, 10.0) == 20.0
    assert distance_to_sphere(np.nextafter(10.0, 11.0), 0.0, 10.0) == 0.0


def test_fly_moves_in_a_straight_line():
    for packet in random_packets(200):
        position, direction = vectors(packet)
        distance = 20.0 * RNG.random()
        there = position + distance * direction
        fly(packet, distance)
        assert packet["radius"] == pytest.approx(np.linalg.norm(there), rel=1e-12)
        assert packet["cosine"] == pytest.approx(there @ direction / np.linalg.norm(there), abs=1e-9)
        assert packet["path"] == distance
        assert abs(packet["cosine"]) <= 1.0


def test_flights_through_the_centre():
    packet = packet_at(1.0, -1.0, 0)
    fly(packet, 1.0)
    assert packet["radius"] == 0.0
    fly(packet, 0.5)
    assert (packet["radius"], packet["cosine"]) == (0.5, 1.0)


def test_packets_on_a_boundary():
    inner, outer = RADII[1:3]
    # Just gone in through the outer boundary of zone 2, just out through its inner one.
    assert next_boundary(packet_at(outer, -1.0, 2), RADII) == (outer - inner, 1)
    assert next_boundary(packet_at(inner, 1.0, 2), RADII) == (outer - inner, 3)
    # Along the inner boundary and just touching it from outside: on to the outer one.
    tangent = np.sqrt(outer**2 - inner**2)
    assert next_boundary(packet_at(inner, 0.0, 2), RADII) == (pytest.approx(tangent), 3)
    touching = -np.sqrt(1.0 - (inner / 3.0) ** 2)
    for cosine in (touching * (1.0 - 1e-12), touching * (1.0 + 1e-12)):
        distance, behind = next_boundary(packet_at(3.0, cosine, 2), RADII)
        to_touch = 3.0 * abs(touching)
        if behind == 1:
            assert distance == pytest.approx(to_touch, abs=1e-4)
        else:
            assert distance == pytest.approx(to_touch + tangent, abs=1e-4)
    # Rounding may leave a packet on the boundary that it has just left: it goes back at once.
    assert next_boundary(packet_at(outer, 1e-12, 2), RADII)[0] < 1e-9


def test_stays_inside_never_promises_too_much():
    promised = 0
    for packet in random_packets(2000):
        distance = RNG.exponential(0.5)
        if stays_inside(packet, distance, RADII):
            promised += 1
            assert next_boundary(packet, RADII)[0] >= distance
    assert promised > 200


def test_an_empty_star_is_crossed_in_a_straight_line():
    """Through many zones, inwards and out again, also along zones' boundaries."""
    tables = constant_tables(RADII, 1e30)
    choices = options(SHELL)
    packets = started(5000, tables, choices)
    packets["radius"] = RADII[-1] * RNG.random(5000)
    packets["radius"][:5] = RADII
    packets["cosine"][:5] = 0.0
    touching = slice(5, 5 + len(RADII) - 1)
    packets["radius"][touching] = 9.0
    packets["cosine"][touching] = -np.sqrt(1.0 - (RADII[:-1] / 9.0) ** 2)
    packets["zone"] = np.searchsorted(RADII, packets["radius"])
    along = packets["radius"] * packets["cosine"]
    across2 = packets["radius"] ** 2 - along**2
    walk(packets, tables, choices)
    np.testing.assert_allclose(packets["path"], np.sqrt(RADII[-1] ** 2 - across2) - along, atol=1e-6)
    assert np.all(packets["fate"] == ESCAPED_AS_NEUTRINO)
    assert np.all(packets["radius"] == RADII[-1])
    assert not packets["collisions"].any()


def test_flights_across_boundaries_end_on_them():
    """To the surface and through every zone on the way; the whole is the straight line."""
    for packet in random_packets(300):
        whole = distance_to_sphere(packet["radius"], packet["cosine"], RADII[-1])
        flown, behind = 0.0, 0
        while behind < len(RADII):
            distance, behind = next_boundary(packet, RADII)
            zone = packet["zone"]
            fly_across(packet, distance, behind, RADII)
            flown += distance
            assert packet["radius"] == RADII[min(zone, behind)]
            assert packet["zone"] == min(behind, len(RADII) - 1)
        assert flown == pytest.approx(whole, rel=1e-9, abs=1e-9)
        assert packet["radius"] == RADII[-1]


def test_radii_uniform_in_volume():
    u = np.linspace(0.0, 1.0, 11)
    radii = np.array([radius_between(1.5, 4.0, each) for each in u])
    np.testing.assert_allclose((radii**3 - 1.5**3) / (4.0**3 - 1.5**3), u, atol=1e-12)
