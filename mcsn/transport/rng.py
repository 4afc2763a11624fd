"""Random numbers: xoshiro256++ (Blackman & Vigna 2021, ACM TOMS 47:36), one stream per packet.

The 256-bit state of a stream is filled by SplitMix64 (Steele, Lea & Flood 2014) from a one-to-one mixture of
seed and packet number, as its authors advise. State: `uint64` array of 4, kept in the packet.
"""

import math

from numba import uint64

from mcsn.transport.compile import inline

_GOLDEN_GAMMA = uint64(0x9E3779B97F4A7C15)


@inline
def mix64(z):
    """SplitMix64's finaliser: a bijection of the 64-bit integers."""
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@inline
def seed_stream(state, seed, packet):
    """Start the stream of one packet: distinct (seed, packet) give unrelated streams."""
    z = mix64(mix64(uint64(seed) + _GOLDEN_GAMMA) + uint64(packet))
    for i in range(4):
        z += _GOLDEN_GAMMA
        state[i] = mix64(z)


@inline
def _rotate(x, k):
    return (x << uint64(k)) | (x >> uint64(64 - k))


@inline
def next64(state):
    """Advance the stream and return 64 random bits."""
    s0, s1, s2, s3 = state[0], state[1], state[2], state[3]
    result = _rotate(s0 + s3, 23) + s0
    shifted = s1 << uint64(17)
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    state[0], state[1], state[2], state[3] = s0, s1, s2, _rotate(s3, 45)
    return result


@inline
def uniform(state):
    """Return a number in the open interval (0, 1): the middle of one of 2^52 equal bins."""
    return (float(next64(state) >> uint64(12)) + 0.5) * 2.0**-52


@inline
def exponential(state):
    """Return an exponential deviate of mean 1."""
    return -math.log(uniform(state))


@inline
def isotropic_cosine(state):
    """Return the cosine of an isotropic direction with any axis."""
    return 2.0 * uniform(state) - 1.0
