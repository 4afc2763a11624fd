"""Eq. 23 on Table I."""

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.analytic import boson_diffusion_time
from mcsn.studies.validate import (
    Case,
    Control,
    Findings,
    Work,
    compare,
    hops,
    paper,
    pictures,
    unchanged,
)
from mcsn.transport.state import Tables

KERNELS = {"cerdeno2023": "zprime", "detailed-balance": "zprime-db"}
SHELLS = (1, 2, 3, 4, 5)
COUPLING = {"cerdeno2023": 5.9e-8, "detailed-balance": 1.0e-7}
PACKETS = 400_000


def farther(tables: Tables) -> Tables:
    """Let Z' fly 3 % too far."""
    return tables._replace(grey_decay_length=1.03 * tables.grey_decay_length)


def check(work: Work, changed=unchanged) -> Findings:
    """Let Z' hop out of Table I, shell by shell, from the centre."""
    comparisons, notes, drawn = [], [], {}
    number = work.packets(PACKETS)
    for kernel, scenario in KERNELS.items():
        whole = paper.hops_alone(paper.table1(scenario, boson__coupling=COUPLING[kernel]))
        for count, (steps, law) in ((n, item) for n in SHELLS for item in hops.LAWS.items()):
            if steps == "exponential" and count < SHELLS[-1]:
                continue
            star = paper.inner_shells(whole, count)
            expected = hops.mean_times(*_hops(star), law).centre
            eq23 = boson_diffusion_time(*_hops(star))
            times = paper.hop_times(work, number, changed(star), steps, seed=len(comparisons) + 1)
            name = f"{count} shell{'s' if count > 1 else ''}, {steps} hops, {kernel}"
            comparisons.append(
                compare.mean(f"mean time, {name}", expected, times, method="accelerated", unit="s")
            )
            limit = hops.many_hops(*_hops(star)) / eq23 * (1.0 if steps == "fixed" else 0.5)
            notes.append(
                f"{name}: Eq. 23 gives {eq23:.4g} s, the mean is {times.mean() / eq23:.4f} of it,"
                f" and would be {limit:.4f} for many hops."
            )
            drawn[kernel, steps, count] = times.mean() / eq23, expected / eq23
    return Findings(comparisons, [_picture(drawn)], notes)


def _hops(star: Tables):
    """Return outer radii, decay lengths and coalescence times of shells."""
    times = 1.0 / (SPEED_OF_LIGHT * star.grey_rates[star.row, 0, 1])
    return star.outer_radius, star.grey_decay_length[star.row], times


def _picture(drawn):
    figure, axes = pictures.panel("Emergent time over Eq. 23, Table I cut to its inner shells")
    for kernel, colour in zip(KERNELS, (pictures.INK, pictures.WARM), strict=True):
        for steps, marker in (("fixed", "o"), ("exponential", "s")):
            found = {count: ratio for (k, s, count), ratio in drawn.items() if (k, s) == (kernel, steps)}
            simulated, theory = zip(*found.values(), strict=True)
            axes.plot(list(found), theory, "_", ms=16, color=colour)
            axes.plot(list(found), simulated, marker, ms=4, color=colour, label=f"{kernel}, {steps} hops")
    axes.axhline(1.0, color=pictures.FAINT, lw=0.8, ls=":")
    axes.set_xlabel("shells")
    axes.set_ylabel("mean time / Eq. 23")
    axes.legend(frameon=False, fontsize=8, title="bars: integral equation", title_fontsize=8)
    return figure


CASE = Case(
    title="Eq. 23: diffusion times by hops of Z', shell by shell, both kernels",
    subject="The paper's analytic times",
    theory=(
        "Hops of length ℓ_k after waits of mean τ_k, both of the shell where they start: the mean time"
        " from the centre solves an integral equation, here without any diffusion limit. For one shell of"
        " many hops it is Eq. 23. For several it is not: a hop's length belongs to its start, so that the"
        " walk follows Itô's law, T'' + 2T'/r = -6τ/ℓ², where Eq. 23 takes Fick's. Exponential hops have"
        " twice the mean square, half the time."
    ),
    simulation=(
        "Table I cut to its first 1 to 5 shells, as Eq. 23 leaves out the sixth, Z' of 10 MeV, g = 5.9e-8"
        " (cerdeno2023) and 1e-7 (detailed-balance), grey; exponential hops for five shells; neutrinos"
        " held in place between hops, flights without duration, as Eq. 23 has it."
    ),
    check=check,
    control=Control("Decay lengths 3 % too long.", farther),
    methods=["accelerated"],
    seconds=240.0,
)
