import numpy as np
import pytest
from handmade import assert_drawn_from

from mcsn.transport.compile import kernel
from mcsn.transport.rng import exponential, isotropic_cosine, next64, seed_stream, uniform

WORD = 2**64 - 1


def rotate(x, k):
    return ((x << k) | (x >> (64 - k))) & WORD


def reference_xoshiro(state, number):
    """The next outputs of xoshiro256++, in Python's integers."""
    a, b, c, d = state
    for _ in range(number):
        yield (rotate((a + d) & WORD, 23) + a) & WORD
        a, b, c, d = a ^ b ^ d, a ^ b ^ c, a ^ c ^ ((b << 17) & WORD), rotate(b ^ d, 45)


def reference_splitmix(z):
    """One step of SplitMix64 from the state z."""
    z = (z + 0x9E3779B97F4A7C15) & WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


def reference_stream(seed, packet):
    """The state that a packet starts with: SplitMix64 from a mixture of seed and packet."""
    gamma = 0x9E3779B97F4A7C15
    start = reference_splitmix((reference_splitmix(seed) + packet - gamma) & WORD)
    return [reference_splitmix((start + i * gamma) & WORD) for i in range(4)]


def stream(seed, packet):
    state = np.zeros(4, np.uint64)
    seed_stream(state, np.uint64(seed), packet)
    return state


@kernel
def fill(seed, states, uniforms, exponentials, cosines):
    """Draw a row of numbers of every kind for each of the packets 0, 1, ..."""
    for i in range(len(states)):
        seed_stream(states[i], seed, i)
        for j in range(uniforms.shape[1]):
            uniforms[i, j] = uniform(states[i])
        for j in range(exponentials.shape[1]):
            exponentials[i, j] = exponential(states[i])
            cosines[i, j] = isotropic_cosine(states[i])


@pytest.fixture(scope="module")
def drawn():
    """Uniform numbers, exponentials and cosines of 4,000 neighbouring streams, (packets, 50) each."""
    numbers = [np.empty((4000, 50)) for _ in range(3)]
    fill(np.uint64(1), np.empty((4000, 4), np.uint64), *numbers)
    return numbers


def test_xoshiro_gives_the_known_answers():
    known = [41943041, 58720359, 3588806011781223, 3591011842654386]
    state = np.array([1, 2, 3, 4], np.uint64)
    outputs = [next64(state) for _ in range(1000)]
    assert outputs[:4] == known
    assert outputs == list(reference_xoshiro((1, 2, 3, 4), 1000))


def test_splitmix_reference_gives_the_known_answers():
    assert [reference_splitmix((i * 0x9E3779B97F4A7C15) & WORD) for i in range(3)] == [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
    ]


@pytest.mark.parametrize(("seed", "packet"), [(0, 0), (1, 0), (0, 1), (2**63 - 1, 10**12), (12345, 67890)])
def test_streams_are_seeded_as_documented(seed, packet):
    assert stream(seed, packet).tolist() == reference_stream(seed, packet)


def test_uniform_is_the_middle_of_a_bin_and_never_0_or_1():
    lowest, highest = (np.array([0, 0, 0, s3], np.uint64) for s3 in (0, 2**64 - 1))
    assert uniform(lowest) == 2.0**-53
    # s0 + s3 = 2^64 - 1 turns into itself, and s0 = 0 is added.
    assert uniform(highest) == 1.0 - 2.0**-53
    state = np.array([1, 2, 3, 4], np.uint64)
    expected = [((n >> 12) + 0.5) / 2**52 for n in reference_xoshiro((1, 2, 3, 4), 100)]
    assert [uniform(state) for _ in range(100)] == expected


def test_distributions(drawn):
    uniforms, exponentials, cosines = (numbers.ravel() for numbers in drawn)
    assert_drawn_from(uniforms, lambda x: x)
    assert_drawn_from(exponentials, lambda x: -np.expm1(-x))
    assert_drawn_from(cosines, lambda x: 0.5 * (1.0 + x))


def test_neighbouring_streams_are_distinct_and_uncorrelated(drawn):
    assert len(np.unique(drawn[0])) == drawn[0].size  # equal by chance: 5e-6
    centred = (drawn[0] - 0.5) * np.sqrt(12.0)
    for lag in (1, 2, 3, 64):
        product = centred[lag:] * centred[:-lag]
        assert abs(product.mean()) < 5.0 / np.sqrt(product.size)  # false-alarm rate 6e-7 each
    within = centred[:, 1:] * centred[:, :-1]
    assert abs(within.mean()) < 5.0 / np.sqrt(within.size)
    # The first number of a stream depends on the packet's number in no simple way.
    assert_drawn_from(np.array([uniform(stream(7, packet)) for packet in range(10_000)]), lambda x: x)


def test_seed_and_packet_are_not_interchangeable():
    streams = {tuple(stream(seed, packet)) for seed in range(40) for packet in range(40)}
    assert len(streams) == 1600
