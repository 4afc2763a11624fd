"""Streams of neighbouring packets are independent."""

import numpy as np

from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures
from mcsn.transport.compile import inline, kernel
from mcsn.transport.rng import next64, seed_stream

STREAMS, LENGTH = 240_000, 64
LAGS = (1, 2, 3, 16, 256)
SEEDS = (1, 2)


@inline
def counted_stream(state, seed, packet):
    """Start a stream with seed and packet themselves as its state: the mistake."""
    state[0], state[1], state[2], state[3] = seed, packet, 1, 1


@kernel
def mixed(seed, states, bits):
    """Draw a row of random bits for each of the packets 0, 1, ..., (n, length)."""
    for i in range(len(states)):
        seed_stream(states[i], seed, i)
        for j in range(bits.shape[1]):
            bits[i, j] = next64(states[i])


@kernel
def counted(seed, states, bits):
    """Do it with streams that seed and packet start unmixed."""
    for i in range(len(states)):
        counted_stream(states[i], seed, i)
        for j in range(bits.shape[1]):
            bits[i, j] = next64(states[i])


def check(work: Work, fill=mixed) -> Findings:
    """Correlate the numbers of neighbouring packets, of neighbouring seeds, and in one stream."""
    bits, others = (_bits(work, fill, seed) for seed in SEEDS)
    first, second = _uniform(bits), _uniform(others)
    pairs = {f"packets {lag} apart": (first[lag:], first[:-lag]) for lag in LAGS}
    pairs["next in one stream"] = first[:, 1:], first[:, :-1]
    pairs["same packet, seeds 1 and 2"] = first, second
    comparisons = [_correlation(name, a, b) for name, (a, b) in pairs.items()]
    comparisons.append(
        compare.law("first numbers of all streams", lambda x: np.clip(x, 0.0, 1.0), first[:, 0])
    )
    twice = bits.size - len(np.unique(bits))
    comparisons.append(compare.equal("64 bits drawn twice, seed 1", [0], [twice]))
    return Findings(comparisons, [_picture(first)])


def _bits(work: Work, fill, seed: int) -> np.ndarray:
    number = work.packets(STREAMS)
    bits = np.empty((number, LENGTH), np.uint64)
    fill(np.uint64(seed), np.zeros((number, 4), np.uint64), bits)
    return bits


def _uniform(bits: np.ndarray) -> np.ndarray:
    """Return numbers in (0, 1), as `rng.uniform` makes them."""
    return ((bits >> np.uint64(12)) + 0.5) * 2.0**-52


def _correlation(name: str, first: np.ndarray, second: np.ndarray):
    """Compare a coefficient of correlation with 0; its variance is 1/n, and percent are of 1."""
    product = 12.0 * np.mean((first - 0.5) * (second - 0.5))
    return compare.number(
        f"correlation, {name}", 0.0, product, 1.0 / np.sqrt(first.size), scale=1.0, tolerance=0.2
    )


def _picture(numbers):
    figure, axes = pictures.panel("First number of a packet against that of the next")
    first = numbers[:3001, 0]
    axes.plot(first[:-1], first[1:], ".", ms=1.5, color=pictures.INK)
    axes.set_xlabel("packet i")
    axes.set_ylabel("packet i + 1")
    axes.set_aspect("equal")
    return figure


CASE = Case(
    title="Streams of neighbouring packets and seeds are independent",
    subject="Machine",
    theory=(
        "The numbers of different packets, of different seeds and in one stream are independent and"
        " uniform: correlations vanish within 1/√n, and no 64 bits come twice among fifteen million"
        " (expected: 6e-6 pairs)."
    ),
    simulation="64 numbers each of 240,000 packets for two seeds; what comes twice is sought in the first.",
    check=check,
    control=Control("Streams that begin with seed and packet number as their state, not mixed.", counted),
    seconds=3.0,
)
