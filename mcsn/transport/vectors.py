"""Three-vectors as tuples, and the Lorentz boost of a massless particle."""

import math

from mcsn.transport.compile import inline


@inline
def dot(a, b):
    """Return a.b."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@inline
def scaled(factor, a):
    """Return factor a."""
    return factor * a[0], factor * a[1], factor * a[2]


@inline
def plus(a, b):
    """Return a + b."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


@inline
def turned(axis, cosine, azimuth):
    """Return the unit vector at a polar angle and an azimuth about a unit vector."""
    x, y, z = axis
    across = math.sqrt(max(0.0, 1.0 - cosine * cosine))
    u, v = across * math.cos(azimuth), across * math.sin(azimuth)
    # A right-handed frame without a square root (Duff et al. 2017, JCGT 6:1).
    side = math.copysign(1.0, z)
    a = -1.0 / (side + z)
    b = x * y * a
    return (
        u * (1.0 + side * x * x * a) + v * b + cosine * x,
        u * side * b + v * (side + y * y * a) + cosine * y,
        -u * side * x - v * y + cosine * z,
    )


@inline
def boosted(energy, direction, total_energy, momentum, mass):
    """Return energy and momentum of a massless particle, boosted from the rest frame of a system.

    (total_energy, momentum) are the system's in the new frame; with -momentum it is the way back.
    """
    along = energy * dot(direction, momentum)
    out_energy = (total_energy * energy + along) / mass
    shift = (energy + along / (total_energy + mass)) / mass
    return out_energy, plus(scaled(energy, direction), scaled(shift, momentum))
