"""Straight flights through concentric zones, in the two coordinates that spherical symmetry leaves."""

import math

from mcsn.transport.compile import inline


@inline
def zone_of(radius, outer_radius):
    """Return the zone that holds a radius inside the star."""
    low, high = 0, len(outer_radius) - 1
    while low < high:
        middle = (low + high) // 2
        if radius > outer_radius[middle]:
            low = middle + 1
        else:
            high = middle
    return low


@inline
def distance_to_sphere(radius, cosine, sphere):
    """Return the way from inside a sphere to it."""
    along = radius * cosine
    across2 = radius * radius - along * along
    return max(0.0, math.sqrt(max(sphere * sphere - across2, 0.0)) - along)


@inline
def next_boundary(packet, outer_radius):
    """Return the distance to the next boundary on the packet's way, and the zone behind it."""
    zone = packet.zone
    along = packet.radius * packet.cosine
    if zone > 0 and along < 0.0:
        inner = outer_radius[zone - 1]
        under = inner * inner - packet.radius * packet.radius + along * along
        if under > 0.0:
            return max(0.0, -along - math.sqrt(under)), zone - 1
    return distance_to_sphere(packet.radius, packet.cosine, outer_radius[zone]), zone + 1


@inline
def stays_inside(packet, distance, outer_radius):
    """Tell, without a root, that a flight is too short to reach any boundary, whatever its direction."""
    zone = packet.zone
    if zone > 0 and packet.radius - distance <= outer_radius[zone - 1]:
        return False
    return packet.radius + distance < outer_radius[zone]


@inline
def fly(packet, distance):
    """Move a packet along its direction at the speed of light."""
    along = packet.radius * packet.cosine + distance
    across2 = packet.radius * packet.radius * (1.0 - packet.cosine * packet.cosine)
    radius = math.sqrt(along * along + across2)
    packet.cosine = along / radius if radius > 0.0 else 1.0
    packet.radius = radius
    packet.path += distance


@inline
def fly_across(packet, distance, behind, outer_radius):
    """Fly to a boundary, and into the zone behind it; the star's surface leaves the packet in its zone."""
    fly(packet, distance)
    packet.radius = outer_radius[min(packet.zone, behind)]
    packet.zone = min(behind, len(outer_radius) - 1)


@inline
def radius_between(inner, outer, u):
    """Return the quantile of u for the radius of points that are uniform in the volume of a shell."""
    inner3 = inner**3
    return (inner3 + u * (outer**3 - inner3)) ** (1.0 / 3.0)
