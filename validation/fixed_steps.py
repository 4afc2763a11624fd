"""Steps of one length."""

import numpy as np

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.analytic import diffusion_time, fixed_walk_time, walk_time
from mcsn.studies.validate import Case, Control, Findings, Work, compare, idealised, pictures, unchanged

RADII = np.array([24.0, 36.0, 54.0])
FREE_PATHS = np.array([1.0, 0.5, 1.25])
STEPS = 30
PACKETS = 800_000
SQUARES = 3_000_000
ALLOWANCE = 0.03


def exponential(choices):
    """Make steps exponential: the mistake."""
    return choices._replace(fixed_steps=False)


def check(work: Work, changed=unchanged) -> Findings:
    """Make steps of one length in an infinite medium, and leave a layered sphere by them."""
    fixed = changed(idealised.options(fixed_steps=True))
    tables = idealised.constant_tables([1e6], 1.0)
    walked = work.walked(work.packets(SQUARES), tables, fixed, until=float(STEPS), keep=["radius"])
    tables = idealised.constant_tables(RADII, FREE_PATHS)
    number = work.packets(PACKETS)
    ways = {
        "steps of one length": work.walked(number, tables, fixed)["path"],
        "exponential flights": work.walked(number, tables, idealised.options(), seed=2)["path"],
    }
    eq6 = diffusion_time(RADII, 1.0 / FREE_PATHS) * SPEED_OF_LIGHT
    half = walk_time(RADII, 1.0 / FREE_PATHS) * SPEED_OF_LIGHT
    whole = fixed_walk_time(RADII, 1.0 / FREE_PATHS) * SPEED_OF_LIGHT
    terms = {"method": "analog", "allowance": ALLOWANCE}
    ratio, error = _ratio(*ways.values())
    comparisons = [
        compare.mean(f"⟨r²⟩ after {STEPS} steps", STEPS, walked["radius"] ** 2, method="analog", unit="λ²"),
        compare.mean("mean way, steps of one length", whole, ways["steps of one length"], unit="m", **terms),
        compare.mean("mean way, exponential flights", half, ways["exponential flights"], unit="m", **terms),
        compare.number("ratio of both", whole / half, ratio, error, **terms),
    ]
    return Findings(comparisons, [_picture(ways, eq6)])


def _ratio(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    ratio = first.mean() / second.mean()
    relative = [ways.std() / ways.mean() / np.sqrt(len(ways)) for ways in (first, second)]
    return ratio, ratio * np.hypot(*relative)


def _picture(ways, eq6):
    figure, axes = pictures.panel("Escape times from the centre of a layered sphere")
    edges = np.linspace(0.0, 4.0, 101) * eq6
    for (name, paths), colour in zip(ways.items(), (pictures.WARM, pictures.INK), strict=True):
        axes.stairs(np.histogram(paths, edges, density=True)[0] * eq6, edges / eq6, color=colour, label=name)
        axes.axvline(paths.mean() / eq6, color=colour, lw=1.0, ls="--")
    axes.set_xlabel("time / Eq. 6")
    axes.set_ylabel("share of packets per unit")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Steps of one length against exponential flights: the factor 2 of Eq. 6",
    subject="Transport",
    theory=(
        "After n steps of length λ ⟨r²⟩ = nλ², exactly; exponential flights have a mean square of 2λ². So"
        " steps of one length need Eq. 6 to leave a sphere, exponential flights half of it. Boundary terms:"
        " the walk ends 0.29795 λ beyond a level that it crosses (steps uniform in [-1, 1] along the"
        " normal; Coffman, Flatto & Wright 1998), hence 2 x 0.29795 R; and 0.7104 R of Milne's problem."
        " Terms of the order of λ²/R² are left out: 0.03 % is allowed."
    ),
    simulation=(
        "30 steps without end; and from the centre of shells to 24, 36 and 54 m, λ = 1, 0.5 and 1.25 m."
    ),
    check=check,
    control=Control("Exponential flights where steps of one length are meant.", exponential),
    methods=["analog"],
    seconds=45.0,
)
