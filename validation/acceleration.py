"""Jumps against the plain walk on thinned stars."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

import mcsn
from mcsn.engine import run_experiment
from mcsn.experiments.escape import Escape
from mcsn.result import Result
from mcsn.star import Star
from mcsn.studies.acceleration import differences, with_method
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged
from mcsn.transport.medium import Medium
from mcsn.transport.state import Tables


class Row(NamedTuple):
    """A star and how it is walked."""

    scenario: str
    changes: dict[str, Any]
    thinning: float = 40.0
    packets: int = 160_000
    allowance: float = 0.5  # [%]
    gradient: bool = False  # 48 zones of their own temperatures


ROWS = {
    "collision": Row("zprime", {}),
    "grey": Row("zprime", {"transport.spectrum": "grey"}, 100.0, 240_000, 0.3),
    "shell": Row("zprime", {"transport.spectrum": "shell"}),
    "frozen": Row("zprime", {"transport.spectrum": "frozen"}, packets=370_000),
    "collision, no Z'": Row("sm", {}),
    "collision, energy packets": Row("zprime", {"experiment.weighting": "energy"}),
    "collision, detailed-balance": Row("zprime-db", {}),
    "collision, many hops": Row("zprime", {"boson.coupling": 2.4e-7}),
    "collision, 48 zones": Row("sm", {"star.zones_per_shell": 8}, packets=110_000, gradient=True),
}
QUICK = ("collision", "grey")
"""What the quick suite does of them."""
TIMES = {
    "escape_time_mean_s": ("mean", 2.0),
    "escape_time_quantiles_s 0.1": ("10 % quantile", 6.0),
    "escape_time_quantiles_s 0.5": ("median", 2.5),
    "escape_time_quantiles_s 0.9": ("90 % quantile", 2.5),
}
"""What is compared, and its tolerance [%]: the price of the walk sets it, not the jumps."""


def without_strays(tables: Tables) -> Tables:
    """Leave the flights that are too long for diffusion out of what jumps look up."""
    if not tables.jumps.window.size:
        return tables  # without energies all flights belong to diffusion
    window, layer = tables.jumps.window.copy(), tables.jumps.layer.copy()
    strays = np.array([Medium._fields.index(name) for name in ("stray", "strays")])
    window[..., strays] = 0.0
    layer[..., [*strays, *(len(Medium._fields) + strays)]] = 0.0  # a `Layer` begins with two media
    return tables._replace(jumps=tables.jumps._replace(window=window, layer=layer))


def check(work: Work, changed=unchanged) -> Findings:
    """Run the same scenarios by both methods."""
    comparisons, drawn = [], {}
    for name in QUICK if work.quick else ROWS:
        row, packets = ROWS[name], work.packets(ROWS[name].packets)
        analog = _result(name, "analog", packets, work.crew.threads)
        accelerated = _result(name, "accelerated", packets, work.crew.threads, changed)
        found = {item.quantity: item for item in differences(analog.summary, accelerated.summary)}
        for quantity, (label, tolerance) in TIMES.items():
            item = found[quantity]
            error = np.hypot(item.analog_stderr, item.accelerated_stderr)
            terms = {"allowance": row.allowance, "tolerance": tolerance, "unit": "s"}
            values = item.analog, item.accelerated, error
            comparisons.append(compare.number(f"{label}, {name}", *values, method="accelerated", **terms))
        drawn[name] = [(found[key].percent, found[key].percent_stderr) for key in TIMES]
    return Findings(comparisons, [_picture(drawn)])


@cache
def _result(name: str, method: str, packets: int, threads: int, changed=unchanged) -> Result:
    """Return the result of a row; the plain walk of a case serves its control, too."""
    row = ROWS[name]
    run = {"experiment.packets": packets, "experiment.batch": min(packets, 20_000)}
    scenario = mcsn.load_scenario(row.scenario, row.changes | run)
    star = _with_gradient(mcsn.load_star(scenario)) if row.gradient else None
    experiment = Escape(with_method(scenario, method, int(method == "accelerated")), star, row.thinning)
    experiment.tables = changed(experiment.tables)
    return run_experiment(experiment, threads=threads, progress=False)


def _with_gradient(star: Star) -> Star:
    """Return the star with zone temperatures that run straight between the shells' middles."""
    edges = np.concatenate([[0.0], star.outer_radius])
    middle = 0.5 * (edges[1:] + edges[:-1])
    shells = range(star.shells)
    centres = [middle[star.shell == k].mean() for k in shells]
    temperatures = [star.temperature[star.shell == k][0] for k in shells]
    return star.with_temperature(np.interp(middle, centres, temperatures))


def _picture(drawn):
    figure, axes = pictures.panel("Escape times, accelerated beyond analog")
    for place, rows in enumerate(drawn.values()):
        percent, errors = zip(*rows, strict=True)
        places = place + 0.12 * (np.arange(len(rows)) - 1.5)
        axes.errorbar(percent, places, xerr=errors, fmt=".", color=pictures.WARM)
    axes.axvline(0.0, color="k", lw=0.8)
    axes.set_yticks(range(len(drawn)), list(drawn), fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("difference [%]; mean, 10 %, 50 % and 90 % quantiles downwards")
    return figure


CASE = Case(
    title="Jumps against the plain walk, on thinned stars, in every spectrum mode",
    subject="Transport",
    theory=(
        "The plain walk, collision by collision. Jumps are asymptotic in the mean free path and leave out"
        " of their diffusion only flights beyond 0.05 of their reach: 0.3 % of bias is allowed without"
        " energies, 0.5 % with them. Both sides are Monte Carlo results here."
    ),
    simulation=(
        "Table I with all mean free paths, decay lengths and coalescence times longer by 40 (grey: 100),"
        " from the centre, once with a gradient of temperature in 48 zones; mean, 10, 50 and 90 % quantiles"
        " of the escape time. The quick suite does the first two stars."
    ),
    check=check,
    control=Control("Jumps without their clocks of long flights.", without_strays),
    methods=["analog", "accelerated"],
    seconds=900.0,
)
