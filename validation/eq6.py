"""Eq. 6 on Table I."""

import numpy as np

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.analytic import diffusion_time, fixed_walk_time, walk_time
from mcsn.studies.validate import (
    Case,
    Control,
    Findings,
    Work,
    compare,
    idealised,
    paper,
    pictures,
    unchanged,
)
from mcsn.tables import thinned
from mcsn.transport.state import Tables

SHELLS = (1, 2, 3, 4, 5, 6)
PACKETS = 1_500_000
THINNING, THINNED_SHELLS, WALKED = 200.0, 4, 520_000
"""Of the star that is walked: at full depth a packet makes some 1e8 collisions."""


def antineutrinos(tables: Tables) -> Tables:
    """Swap the rates of neutrinos and antineutrinos."""
    return tables._replace(grey_rates=tables.grey_rates[:, ::-1].copy())


def check(work: Work, changed=unchanged) -> Findings:
    """Let grey packets leave Table I, shell by shell, from the centre."""
    given = paper.table1()
    comparisons, notes, ratios = [], [], {}
    for count in SHELLS:
        star = paper.inner_shells(given, count)
        choices = idealised.by_method("accelerated")
        tables = idealised.prepared(changed(star), choices)
        times = work.walked(work.packets(PACKETS), tables, choices, seed=count)["path"] / SPEED_OF_LIGHT
        expected, eq6 = walk_time(*_medium(star)), diffusion_time(*_medium(star))
        shells = f"{count} shell{'s' if count > 1 else ''}"
        name = f"mean time out of {shells}"
        comparisons.append(compare.mean(name, expected, times, method="accelerated", unit="s"))
        ratios[count] = times.mean() / eq6, times.std() / np.sqrt(len(times)) / eq6
        notes.append(f"{shells}: Eq. 6 gives {eq6:.4g} s, exponential flights {ratios[count][0]:.4f} of it.")
    return Findings([*comparisons, *_walked(work, given, changed)], [_picture(ratios, given)], notes)


def _medium(tables: Tables):
    """Return outer radii and inverse mean free paths of neutrinos."""
    return tables.outer_radius, tables.grey_rates[tables.row, 0, 0]


def _walked(work: Work, given: Tables, changed):
    """Compare both kinds of steps on a thinned star, collision by collision."""
    star = thinned(paper.inner_shells(given, THINNED_SHELLS), THINNING)
    expected = {True: fixed_walk_time(*_medium(star)), False: walk_time(*_medium(star))}
    for fixed, theory in expected.items():
        choices = idealised.options(fixed_steps=fixed)
        times = (
            work.walked(work.packets(WALKED), changed(star), choices, seed=100 + fixed)["path"]
            / SPEED_OF_LIGHT
        )
        steps = "steps of one mean free path" if fixed else "exponential flights"
        name = f"mean time out of {THINNED_SHELLS} shells thinned {THINNING:g} times, {steps}"
        yield compare.mean(name, theory, times, method="analog", unit="s", allowance=0.05)


def _picture(ratios, given):
    figure, axes = pictures.panel("Emergent time over Eq. 6, Table I cut to its inner shells")
    stars = [paper.inner_shells(given, count) for count in ratios]
    theory = [walk_time(*_medium(star)) / diffusion_time(*_medium(star)) for star in stars]
    axes.plot(list(ratios), theory, "k_", ms=14, label="half of Eq. 6, and 0.7104 R/c")
    values, errors = zip(*ratios.values(), strict=True)
    axes.errorbar(list(ratios), values, errors, fmt="o", ms=4, color=pictures.WARM, label="simulated")
    axes.set_xlabel("shells")
    axes.set_ylabel("mean time / Eq. 6")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Eq. 6: diffusion times of Table I, shell by shell",
    subject="The paper's analytic times",
    theory=(
        "With exponential flights the mean time from the centre is half of Eq. 6 and 0.7104 R/c (Milne),"
        " with steps of one mean free path Eq. 6 itself and 2 x 0.29795 R/c (overshoot of steps uniform in"
        " [-1, 1]; Coffman, Flatto & Wright 1998). At full depth the limit is exact to 1e-4; the star"
        " thinned 200 times has interfaces some mean free paths apart: 0.05 % is allowed."
    ),
    simulation=(
        "Grey neutrinos, <1/λ> of Eqs. 6-10, from the centre of the first 1 to 6 shells with vacuum"
        " outside, at full depth by jumps; and four shells thinned 200 times, walked with both kinds of"
        " steps. Eq. 6 knows of no Z' and so of no kernel."
    ),
    check=check,
    control=Control("Rates of antineutrinos for neutrinos.", antineutrinos),
    methods=["analog", "accelerated"],
    seconds=75.0,
)
