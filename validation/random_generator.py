"""The random generator: known answers."""

import numpy as np

from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures
from mcsn.transport.compile import kernel
from mcsn.transport.rng import exponential, isotropic_cosine, mix64, next64, seed_stream, uniform

XOSHIRO = [
    41943041,
    58720359,
    3588806011781223,
    3591011842654386,
    9228616714210784205,
    9973669472204895162,
    14011001112246962877,
    12406186145184390807,
    15849039046786891736,
    10450023813501588000,
]
"""First outputs of xoshiro256++ from the state 1, 2, 3, 4."""
SPLITMIX = [
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
]
"""First outputs of SplitMix64 from the state 1234567."""
GAMMA = 0x9E3779B97F4A7C15
WORD = 2**64 - 1
DRAWS = 4_000_000


def wrong_next64(state: np.ndarray) -> int:
    """Advance xoshiro256++ with 44 for 45 in its last rotation."""

    def rotate(x: int, k: int) -> int:
        return ((x << k) | (x >> (64 - k))) & WORD

    a, b, c, d = map(int, state)
    result = (rotate((a + d) & WORD, 23) + a) & WORD
    state[:] = a ^ b ^ d, a ^ b ^ c, a ^ c ^ ((b << 17) & WORD), rotate(b ^ d, 44)
    return result


@kernel
def fill(state, drawn):
    """Draw uniform numbers, exponentials and cosines; drawn: (3, n)."""
    for i in range(drawn.shape[1]):
        drawn[0, i] = uniform(state)
        drawn[1, i] = exponential(state)
        drawn[2, i] = isotropic_cosine(state)


LAWS = {
    "uniform numbers": lambda x: np.clip(x, 0.0, 1.0),
    "exponential numbers": lambda x: -np.expm1(-x),
    "cosines": lambda x: 0.5 * (1.0 + x),
}


def check(work: Work, generator=next64) -> Findings:
    """Hold the generators to their known answers, and what is made of them to its law."""
    state = np.array([1, 2, 3, 4], np.uint64)
    outputs = np.array([generator(state) for _ in XOSHIRO], np.uint64)
    mixed = [mix64(np.uint64((1234567 + i * GAMMA) & WORD)) for i in range(1, len(SPLITMIX) + 1)]
    stream, drawn = np.zeros(4, np.uint64), np.empty((3, work.packets(DRAWS)))
    seed_stream(stream, np.uint64(1), 0)
    fill(stream, drawn)
    comparisons = [
        compare.equal("xoshiro256++ from 1, 2, 3, 4", np.array(XOSHIRO, np.uint64), outputs),
        compare.equal("SplitMix64 from 1234567", np.array(SPLITMIX, np.uint64), np.array(mixed, np.uint64)),
        *(
            compare.law(name, law, row, tolerance=0.15)
            for (name, law), row in zip(LAWS.items(), drawn, strict=True)
        ),
    ]
    return Findings(comparisons, [_picture(drawn)])


def _picture(drawn):
    figure, axes = pictures.panel("Deviates, simulated minus theory")
    for (name, law), row, colour in zip(
        LAWS.items(), drawn, (pictures.INK, pictures.WARM, pictures.FAINT), strict=True
    ):
        values = np.quantile(row, np.linspace(0.001, 0.999, 400))
        share = np.searchsorted(np.sort(row), values) / len(row)
        axes.plot(share, 100.0 * (share - law(values)), lw=1.0, color=colour, label=name)
    axes.axhline(0.0, color="k", lw=0.8)
    axes.set_xlabel("share of numbers below")
    axes.set_ylabel("difference [%]")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Random numbers: known answers of the generators, laws of the deviates",
    subject="Machine",
    theory=(
        "xoshiro256++ (Blackman & Vigna 2021) and SplitMix64 (Steele, Lea & Flood 2014) as their authors'"
        " programs have them; uniform, exponential and isotropic deviates by inversion. Exact."
    ),
    simulation="Ten outputs of the one, five of the other, and four million deviates of each kind.",
    check=check,
    control=Control("A generator with 44 for 45 in the last rotation.", wrong_next64),
    seconds=4.0,
)
