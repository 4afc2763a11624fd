"""Accuracy of the accelerated method: escape times against the plain walk, on thinned stars.

    python validation/acceleration.py [CASE ...]

A case fails if the mean or the 10, 50 or 90 % quantile differs by more than its tolerance plus z standard
errors; z makes the false-alarm rate 1 % over all comparisons together. Exit status 1 if a case fails.
"""

import math
import sys
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

import mcsn
from mcsn.engine import processors
from mcsn.star import Star
from mcsn.studies.acceleration import Difference, check_acceleration

FALSE_ALARMS = 0.01
SEEDS = (1, 1001)
TIMES = 4
"""Comparisons in a case: the mean and three quantiles."""


class Case(NamedTuple):
    """A star and how it is walked."""

    name: str
    scenario: str
    changes: dict[str, object]
    thinning: float
    packets: int  # of each method, all seeds together
    tolerance: float  # [%]
    zones: int = 0  # of a temperature gradient


def sphere(name: str, radii: list[float], mean_free_paths: list[float], packets: int) -> Case:
    """Return a case of an idealised grey star."""
    changes = {
        "star.outer_radius_m": radii,
        "star.mean_free_path_m": mean_free_paths,
        "star.temperature_MeV": [10.0] * len(radii),
    }
    return Case(name, "sphere", changes, 1.0, packets, 0.3)


def table1() -> Iterator[Case]:
    """Yield Table I in every spectrum mode, without and with a Z', for both weightings."""
    for spectrum in ("grey", "collision", "shell", "frozen"):
        thinning, packets, tolerance = (100.0, 400_000, 0.3) if spectrum == "grey" else (40.0, 200_000, 0.5)
        for scenario in ("sm", "zprime", "zprime-db"):
            for weighting in ("number", "energy"):
                if spectrum == "grey" and weighting == "energy":
                    continue  # grey packets have no energies: it is the same walk
                changes = {"transport.spectrum": spectrum, "experiment.weighting": weighting}
                name = f"{spectrum}-{scenario}-{weighting}"
                yield Case(name, scenario, changes, thinning, packets, tolerance)


def hops() -> Iterator[Case]:
    """Yield thinned stars where a Z' still takes many hops: its coupling makes them short again."""
    for scenario in ("zprime", "zprime-db"):
        for weighting in ("number", "energy"):
            changes = {"boson.coupling": 2.4e-7, "experiment.weighting": weighting}
            yield Case(f"hops-{scenario}-{weighting}", scenario, changes, 40.0, 200_000, 0.5)


CASES = [
    sphere("sphere-10", [10.0], [1.0], 400_000),
    sphere("sphere-30", [30.0], [1.0], 400_000),
    sphere("sphere-100", [100.0], [1.0], 400_000),
    sphere("two-shells", [10.0, 20.0], [0.2, 1.0], 400_000),
    Case("gradient-48", "sm", {"star.zones_per_shell": 8}, 40.0, 100_000, 0.5, zones=48),
    *table1(),
    *hops(),
]


def with_gradient(star: Star) -> Star:
    """Return the star with zone temperatures that run straight between the shells' middles."""
    edges = np.concatenate([[0.0], star.outer_radius])
    middle = 0.5 * (edges[1:] + edges[:-1])
    shells = range(star.shells)
    centres = [middle[star.shell == k].mean() for k in shells]
    temperatures = [star.temperature[star.shell == k][0] for k in shells]
    return star.with_temperature(np.interp(middle, centres, temperatures))


def compare(case: Case) -> list[Difference]:
    """Run a case with every seed; return the escape times' differences, averaged over seeds."""
    by_seed = []
    for seed in SEEDS:
        packets = case.packets // len(SEEDS)
        run = {"experiment.packets": packets, "experiment.batch": packets, "experiment.seed": seed}
        scenario = mcsn.load_scenario(case.scenario, {**case.changes, **run})
        star = with_gradient(mcsn.load_star(scenario)) if case.zones else None
        check = check_acceleration(scenario, threads=processors(), star=star, thinning=case.thinning)
        by_seed.append([row for row in check.differences if row.quantity.startswith("escape_time")])
    return [_mean(rows) for rows in zip(*by_seed, strict=True)]


def _mean(rows: tuple[Difference, ...]) -> Difference:
    _, *columns = zip(*rows, strict=True)
    value = [float(np.mean(column)) for column in columns]
    error = [math.hypot(*column) / len(column) for column in columns]
    return Difference(rows[0].quantity, value[0], error[1], value[2], error[3])


def main(names: list[str]) -> int:
    """Run the cases of these names, or all; print a table; return the exit status."""
    chosen = [case for case in CASES if not names or case.name in names]
    z = norm.isf(FALSE_ALARMS / (2 * TIMES * len(chosen)))
    print(f"z = {z:.2f}; accelerated against analog [%]\n")
    print(f"{'':<26}{'mean':>16}{'10 %':>16}{'50 %':>16}{'90 %':>16}   within")
    failed = 0
    for case in chosen:
        rows = compare(case)
        good = all(abs(row.percent) - z * row.percent_stderr <= case.tolerance for row in rows)
        failed += not good
        cells = "".join(f"{f'{row.percent:+.2f} +- {row.percent_stderr:.2f}':>16}" for row in rows)
        print(f"{case.name:<26}{cells}   {case.tolerance} %: {'yes' if good else 'NO'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
