"""Mean chord of a sphere."""

import numpy as np

from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures
from mcsn.studies.validate.idealised import CENTRE, constant_tables, options, started

RADIUS = 3.0
MEAN_FREE_PATHS = (0.5, 3.0, 100.0)
PACKETS = 8_000_000
AT_ONCE = 200_000


def isotropic_inflow(rng: np.random.Generator, number: int) -> np.ndarray:
    """Return cosines to the inner normal of what an isotropic field sends through a surface: 2 cos dcos."""
    return np.sqrt(rng.random(number))


def uniform_inflow(rng: np.random.Generator, number: int) -> np.ndarray:
    """Return cosines that are uniform, as for directions of emission from a point."""
    return rng.random(number)


def check(work: Work, inflow=isotropic_inflow) -> Findings:
    """Let packets come in, and measure their ways to where they leave."""
    paths = {path: _ways(work, path, inflow) for path in MEAN_FREE_PATHS}
    exact = 4.0 * RADIUS / 3.0
    comparisons = [
        compare.mean(
            f"mean way, mean free path {path:g} m", exact, ways, method="analog", unit="m", tolerance=0.3
        )
        for path, ways in paths.items()
    ]
    return Findings(comparisons, [_picture(paths, exact)])


def _ways(work: Work, mean_free_path: float, inflow) -> np.ndarray:
    tables = constant_tables([1.0, 2.0, RADIUS], mean_free_path, shell=[0, 0, 0])
    rng = np.random.default_rng(5)
    number = work.packets(PACKETS)
    ways = []
    for first in range(0, number, AT_ONCE):
        packets = started(min(AT_ONCE, number - first), tables, options(), CENTRE, first=first)
        packets["radius"], packets["zone"] = RADIUS, 2
        packets["cosine"] = -inflow(rng, len(packets))
        work.advance(packets, tables, options())
        ways.append(packets["path"].copy())
    return np.concatenate(ways)


def _picture(paths, exact):
    figure, axes = pictures.panel("Ways through the sphere")
    edges = np.geomspace(0.01, 30.0, 61)
    for path, ways in paths.items():
        share = np.histogram(ways, edges)[0] / len(ways) / np.diff(np.log(edges))
        axes.stairs(share, edges, label=f"mean free path {path:g} m")
    axes.axvline(exact, ls="--", lw=1.0, color="k", label="4R/3")
    axes.set_xscale("log")
    axes.set_xlabel("way [m]")
    axes.set_ylabel("share of packets per unit of ln(way)")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Mean chord: isotropic inflow stays 4R/3 inside, whatever the mean free path",
    subject="Transport",
    theory=(
        "Particles that come into a convex body isotropically travel 4 V/S in it on the average, 4R/3 in a"
        " sphere, however often they scatter (Blanco & Fournier 2003, Europhys. Lett. 61, 168). Exact."
    ),
    simulation=(
        "Packets start at the surface of a sphere of 3 m in three zones, directions with density 2 cos"
        " about the inner normal; mean free paths of 0.5, 3 and 100 m."
    ),
    check=check,
    control=Control("Directions of inflow uniform in the cosine instead of 2 cos.", uniform_inflow),
    methods=["analog"],
    seconds=6.0,
)
