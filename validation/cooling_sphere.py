"""A cooling sphere of one material: two laws of heat with an exact answer."""

from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.cooling import CoolingStar, Heat
from mcsn.experiments.burst_step import Stepper
from mcsn.experiments.setup import make_options
from mcsn.physics.analytic import MILNE_EXTRAPOLATION
from mcsn.scenario import load_scenario
from mcsn.star import Star
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged
from mcsn.transport.state import GREY

PACKETS = 800_000
ZONES = 40
HOT = 20.0
"""Temperature of the hottest zone [MeV]."""
SHARE = 0.02
"""Of the heat there, that neutrinos have."""
RADIUS, FREE_PATH = 2e4, 100.0
"""[m]"""
TIMES = (0.25, 0.5)
"""In units of `time_unit`."""
TIME_STEP = 0.04
ALLOWANCE = 0.1
"""For zones of one temperature each, steps in time, and terms of the order of (lambda/R)^2 [%]."""


class Law(NamedTuple):
    """Heat U ~ T^power, and the star that keeps its shape as it cools."""

    power: float
    index: float  # power/4: heat as a power of u_nu
    name: str


LINEAR = Law(4.0, 1.0, "exponential")
DEGENERATE = Law(2.0, 0.5, "1/(1 + t/t0)")


@cache
def shape(index: float) -> tuple[np.ndarray, np.ndarray]:
    """Return x from 0 to the first zero of theta, and theta, (n,) each: Lane and Emden's function.

    theta'' + 2 theta'/x + theta^index = 0.
    """

    def slopes(x, state):
        theta, slope = state
        return slope, -(max(theta, 0.0) ** index) - 2.0 * slope / x

    def surface(x, state):
        return state[0]

    surface.terminal = True
    first = 1e-6
    found = solve_ivp(
        slopes, (first, 10.0), (1.0, -first / 3.0), events=surface, rtol=1e-11, atol=1e-13, max_step=0.002
    )
    return np.append(0.0, found.t), np.append(1.0, np.maximum(found.y[0], 0.0))


def time_unit(law: Law) -> float:
    """Return t0 [s]: 1/t0 = D (x1/R')^2, D = (c lambda/3) u_nu/u in the centre, theta(x1) = 0 at R'."""
    beyond = RADIUS + MILNE_EXTRAPOLATION * FREE_PATH
    return (beyond / shape(law.index)[0][-1]) ** 2 / (SPEED_OF_LIGHT * FREE_PATH / 3.0 * SHARE)


def left(law: Law, ratio: float) -> float:
    """Return the share of the heat that is left after a time, in units of `time_unit`."""
    return float(np.exp(-ratio)) if law.index == 1.0 else 1.0 / (1.0 + ratio)


def stepper(law: Law, packets: int, changed=unchanged) -> Stepper:
    """Return the sphere, its zones as hot as the heat of the exact shape in them."""
    edges = RADIUS * np.arange(1, ZONES + 1) / ZONES
    x, theta = shape(law.index)
    radius = x / x[-1] * (RADIUS + MILNE_EXTRAPOLATION * FREE_PATH)
    within = np.concatenate([[0.0], np.cumsum(np.diff(radius**3) * _middles(theta**law.index))])
    heat = np.diff(np.interp(edges, radius, within), prepend=0.0) / np.diff(edges**3, prepend=0.0)
    temperature = HOT * heat ** (1.0 / law.power)
    star = Star(edges, temperature, np.zeros(ZONES, np.int64), None, np.array([FREE_PATH]))
    grid = np.geomspace(0.25, 1.3 * HOT, 4_000)
    neutrinos = SHARE * (grid / HOT) ** 4
    matter = (grid / HOT) ** law.power - neutrinos
    options = make_options(load_scenario("burst"))._replace(spectrum=GREY)
    cooling = CoolingStar(star, Heat(grid, changed(matter)[None], neutrinos, 4), None, "constant", options)
    return Stepper(cooling, packets, TIME_STEP)


def _middles(values):
    return 0.5 * (values[1:] + values[:-1])


def more_heat(matter: np.ndarray) -> np.ndarray:
    """Give matter 10 % more heat: the mistake."""
    return 1.1 * matter


def check(work: Work, changed=unchanged) -> Findings:
    """Let both spheres cool, and count what is left."""
    comparisons, drawn, packets = [], {}, work.packets(PACKETS)
    for law in (LINEAR, DEGENERATE):
        counts = list(_left(work, stepper(law, packets, changed), time_unit(law)))
        for ratio, count in zip(TIMES, counts, strict=True):
            comparisons.append(
                compare.share(
                    f"heat left after {ratio:g} t0, U ~ T^{law.power:g}",
                    left(law, ratio),
                    count,
                    packets,
                    method="accelerated",
                    allowance=ALLOWANCE,
                )
            )
        drawn[law] = np.array(counts) / packets
    return Findings(comparisons, [_picture(drawn)])


def _left(work: Work, moving: Stepper, unit: float):
    """Yield the packets that are left at each of the times."""
    census = moving.start(0, 1)
    for ratio in TIMES:
        while census.time < ratio * unit:
            census, _, _ = moving.advance(census, ratio * unit, work.crew)
        yield len(census.packets)


def _picture(drawn):
    figure, axes = pictures.panel("Heat that is left in a sphere")
    ratio = np.linspace(0.0, 0.6, 61)
    for (law, found), colour in zip(drawn.items(), (pictures.INK, pictures.WARM), strict=True):
        name = f"U ~ T^{law.power:g}: {law.name}"
        axes.plot(ratio, [left(law, value) for value in ratio], color=colour, lw=1.0, label=name)
        axes.plot(TIMES, found, "o", ms=4, color=colour)
    axes.set_xlabel("time / t0")
    axes.set_ylabel("share of the heat")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="A sphere that cools by diffusion: exponentially, and as 1/(1 + t/t0)",
    subject="The paper's analytic times",
    theory=(
        "With u_nu ~ T^4 and heat U ~ T^4, dU/dt = div (c lambda/3) grad u_nu is linear: the lowest mode,"
        " sin(kr)/kr, decays exponentially. With U ~ T^2, as degenerate matter has it, u_nu ~ U^2, and the"
        " sphere that keeps its shape has u_nu as Lane and Emden's function of index 1/2 and cools as"
        " 1/(1 + t/t0): temperatures feed back on all rates. Milne's 0.7104 lambda is added to R."
    ),
    simulation=(
        "The stepper of bursts, grey: 200 mean free paths, 40 zones, neutrinos have 2 % of the heat."
        " Allowance: 0.1 % for zones and steps."
    ),
    check=check,
    control=Control("Matter with 10 % more heat.", more_heat),
    methods=["accelerated"],
    seconds=60.0,
)
