"""Equilibrium stays: a uniform, isotropic gas in a box."""

import numpy as np

from mcsn.studies.validate import Case, Control, Findings, Work, box, compare, idealised, pictures
from mcsn.transport.state import JumpLimits

STARS = {
    "analog": ([2.0, 4.0, 6.0], [0.3, 5.0, 1.0], 60.0, 1_500_000),
    "accelerated": ([180.0, 320.0, 480.0], [1.0, 0.5, 1.5], 12_000.0, 1_000_000),
}
"""Outer radii and mean free paths of the zones [m], c t [m] and packets, by method."""
ALLOWANCE = {"analog": 0.0, "accelerated": 0.1}
"""Share of packets that are out of place where jumps give way to the walk [%]."""


def radial(cosine: np.ndarray) -> np.ndarray:
    """Send packets back along the radius."""
    return np.full_like(cosine, -1.0)


def check(work: Work, wall: box.Wall = box.mirror) -> Findings:
    """Let packets in equilibrium move in a box, and see whether they are in equilibrium still."""
    comparisons, drawn = [], {}
    for method, (radii, free_paths, until, number) in STARS.items():
        radius, cosine = _after(work, method, radii, free_paths, until, number, wall)
        share = (radius / radii[-1]) ** 3
        terms = {"method": method, "tolerance": 0.4, "allowance": ALLOWANCE[method]}
        comparisons.append(compare.law("uniform in volume", lambda x: np.clip(x, 0.0, 1.0), share, **terms))
        if method == "analog":  # a packet that has jumped to the end of time has no direction yet
            comparisons.append(compare.law("isotropic", lambda x: 0.5 * (1.0 + x), cosine, **terms))
        drawn[method] = share, [(inner / radii[-1]) ** 3 for inner in radii[:-1]]
    pictures_drawn = [_picture(method, *values) for method, values in drawn.items()]
    return Findings(comparisons, pictures_drawn, [_kink(drawn["accelerated"][0])])


def _kink(share: np.ndarray) -> str:
    """Say how far the density is off on either side of where jumps end."""
    radii, free_paths, _, _ = STARS["accelerated"]
    clearance, width = JumpLimits().clearance * free_paths[-1], 3.0 * free_paths[-1]
    edges = ((radii[-1] - clearance + np.array([-width, 0.0, width])) / radii[-1]) ** 3
    ratio = np.histogram(share, edges)[0] / len(share) / np.diff(edges)
    error = 100.0 / np.sqrt(len(share) * np.diff(edges).min())
    inside, outside = 100.0 * (ratio - 1.0)
    return (
        "Accelerated: jumps end 6 mean free paths below the wall; within 3 of them the density is"
        f" {inside:+.1f} % off inside, {outside:+.1f} % outside (± {error:.1f} %)."
    )


def _after(work: Work, method, radii, free_paths, until, number, wall):
    choices = idealised.by_method(method)
    tables = idealised.prepared(idealised.constant_tables(radii, free_paths), choices)
    keep = ["radius", "cosine"]
    packets = box.kept_inside(work, work.packets(number), tables, choices, until, keep, wall)
    return packets["radius"], packets["cosine"]


def _picture(method, share, interfaces):
    figure, axes = pictures.panel(f"Density in a box, {method}")
    counts, edges = np.histogram(share, np.linspace(0.0, 1.0, 41))
    expected = len(share) / (len(edges) - 1)
    middle = 0.5 * (edges[1:] + edges[:-1])
    axes.errorbar(
        middle, counts / expected, np.sqrt(counts) / expected, fmt=".", color=pictures.COLOURS[method]
    )
    axes.axhline(1.0, color="k", lw=0.8)
    for place in interfaces:
        axes.axvline(place, color=pictures.FAINT, lw=0.8, ls=":")
    axes.set_xlabel("volume inside / volume")
    axes.set_ylabel("density / mean density")
    return figure


CASE = Case(
    title="A uniform, isotropic gas stays so in a box, whatever the mean free paths",
    subject="Transport",
    theory=(
        "Behind a mirror, packets of one speed that are uniform and isotropic remain so in any medium"
        " (Liouville): the density has no step where mean free paths have one. Exact for the walk; jumps"
        " rely on it at interfaces. Where jumps give way to the walk, near the wall, a stop finds packets"
        " displaced by some 0.1 mean free paths: 0.1 % of them are allowed for."
    ),
    simulation=(
        "Three zones with mean free paths of 0.3, 5 and 1 m, walked for 60 m, and of 1, 0.5 and 1.5 m in a"
        " larger star, with jumps, for 12 km. Packets that leave are reflected."
    ),
    check=check,
    control=Control("The wall sends packets back along the radius.", radial),
    methods=["analog", "accelerated"],
    seconds=30.0,
)
