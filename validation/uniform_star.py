"""Eqs. 21 and 22: hops of Z' in a uniform star."""

import numpy as np

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.analytic import uniform_boson_diffusion_time
from mcsn.physics.boson import Boson
from mcsn.studies.validate import (
    Case,
    Control,
    Findings,
    Work,
    compare,
    hops,
    idealised,
    paper,
    pictures,
    unchanged,
)
from mcsn.transport.state import Tables

DEPTHS = (5.0, 10.0, 30.0)
"""Radius over decay length."""
DECAY_LENGTH, WAIT = 100.0, 2e-5
"""Of the Z' [m], and before it [s]."""
PACKETS = 400_000


def squared_mean(tables: Tables) -> Tables:
    """Let Z' fly so that the mean square of an exponential hop is what Eq. 21 takes it to be."""
    return tables._replace(grey_decay_length=tables.grey_decay_length / np.sqrt(2.0))


def check(work: Work, changed=unchanged) -> Findings:
    """Let Z' hop out of uniform stars, from the centre."""
    comparisons, notes, drawn = [], [], {}
    for steps, law in hops.LAWS.items():
        for depth in DEPTHS:
            expected = hops.mean_times([depth], [1.0], [WAIT], law).centre
            limit = float(uniform_boson_diffusion_time(depth, 1.0, WAIT))
            star, seed = changed(_star(depth)), len(comparisons) + 1
            times = paper.hop_times(work, work.packets(PACKETS), star, steps, seed)
            comparisons.append(
                compare.mean(
                    f"mean time, R = {depth:g} ℓ, {steps} hops",
                    expected,
                    times,
                    method="accelerated",
                    unit="s",
                )
            )
            drawn[steps, depth] = times.mean() / limit, expected / limit
            notes.append(f"R = {depth:g} ℓ, {steps} hops: {times.mean() / limit:.4f} of Eqs. 21 and 22.")
    return Findings(comparisons, [_picture(drawn)], notes)


def _star(depth: float) -> Tables:
    tables = idealised.constant_tables([depth * DECAY_LENGTH], 1.0, boson=Boson(10.0, 1e-7))
    rates = tables.grey_rates.copy()
    rates[:, :, 1] = 1.0 / (SPEED_OF_LIGHT * WAIT)
    return paper.hops_alone(tables._replace(grey_rates=rates, grey_decay_length=np.array([DECAY_LENGTH])))


def _picture(drawn):
    figure, axes = pictures.panel("Emergent time over (R/ℓ)² τ")
    for steps, colour in zip(hops.LAWS, (pictures.INK, pictures.WARM), strict=True):
        simulated, theory = zip(*(drawn[steps, depth] for depth in DEPTHS), strict=True)
        axes.plot(DEPTHS, theory, "_", ms=16, color=colour)
        axes.plot(DEPTHS, simulated, "o", ms=4, color=colour, label=f"{steps} hops")
    for limit in (0.5, 1.0):
        axes.axhline(limit, color=pictures.FAINT, lw=0.8, ls=":")
    axes.set_xlabel("R/ℓ")
    axes.set_ylabel("mean time / Eq. 21")
    axes.legend(frameon=False, fontsize=8, title="bars: integral equation", title_fontsize=8)
    return figure


CASE = Case(
    title="Eqs. 21 and 22: hops of Z' out of a uniform star",
    subject="The paper's analytic times",
    theory=(
        "Waits of mean τ and hops of length ℓ from the centre: the mean time solves an integral equation,"
        " here without any diffusion limit. For many hops of one length it is (R/ℓ)² τ, Eqs. 21 and 22; for"
        " exponential hops, as decays are, half of it. Exact."
    ),
    simulation=(
        "Grey packets that coalesce after 20 µs on the average, in stars of 5, 10 and 30 decay lengths;"
        " neutrinos held in place between hops, flights without duration."
    ),
    check=check,
    control=Control("Decay lengths shorter by √2: the squared mean for the mean square.", squared_mean),
    methods=["accelerated"],
    seconds=35.0,
)
