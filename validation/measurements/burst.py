"""How a burst depends on zones, time steps and packets, and what these cost; beside the deterministic star.

    python validation/measurements/burst.py [FOLDER]

Writes burst.csv and burst.png into the folder. A cost is processor time of all threads, without compilation.
"""

import csv
import sys
import time
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt

import mcsn
from mcsn.errors import InputError

sys.path.append(str(Path(__file__).parent.parent))
from lte_diffusion import Cooling, diffuse

VARIED = {
    "star.zones_per_shell": (1, 2, 4, 8),
    "experiment.time_step": (0.16, 0.08, 0.04, 0.02),
    "experiment.packets": (4_000, 16_000, 64_000),
}
"""Each in turn, the others being as in `USUAL`."""
USUAL = {"star.zones_per_shell": 4, "experiment.time_step": 0.04, "experiment.packets": 16_000}
LABELS = {
    "star.zones_per_shell": "zones per shell",
    "experiment.time_step": "time step / time",
    "experiment.packets": "packets",
}
TIMES = {"t50_s": 0.5, "t90_s": 0.9}


class Measured(NamedTuple):
    """A burst: what was varied, when shares of its energy have left, and its cost."""

    key: str
    value: float
    t50_s: float
    t50_s_stderr: float
    t90_s: float
    t90_s_stderr: float
    processor_s: float


def measured(key: str, value: float) -> Measured:
    """Run one burst."""
    began = time.process_time()
    changes = {**USUAL, key: value, "experiment.replicas": 1}
    summary = mcsn.run("burst", overrides=changes, progress=False).summary
    times = [summary[f"{name}{part}"] for name in TIMES for part in ("", "_stderr")]
    return Measured(key, value, *times, time.process_time() - began)


def draw(rows: list[Measured], reference: Cooling, path: Path) -> None:
    """Draw the times against what was varied, and the cost."""
    figure, axes = plt.subplots(2, 3, figsize=(11, 6), sharex="col", layout="constrained")
    for column, key in enumerate(VARIED):
        mine = [row for row in rows if row.key == key]
        values = [row.value for row in mine]
        for name, share in TIMES.items():
            exact = reference.time_to(share)
            ratio = [getattr(row, name) / exact for row in mine]
            error = [getattr(row, f"{name}_stderr") / exact for row in mine]
            axes[0, column].errorbar(
                values, ratio, error, fmt="o-", ms=4, lw=1.0, label=f"{share:.0%} have left"
            )
        axes[0, column].axhline(1.0, color="0.6", lw=0.8)
        axes[0, column].set_ylim(0.9, 1.1)
        axes[1, column].plot(values, [row.processor_s for row in mine], "o-", ms=4, lw=1.0)
        axes[1, column].set(xscale="log", xlabel=LABELS[key])
        axes[1, column].set_ylim(bottom=0.0)
        axes[1, column].set_xticks(values, [f"{value:,}" for value in values], minor=False)
        axes[1, column].minorticks_off()
    axes[0, 0].set_ylabel("time / deterministic star")
    axes[0, 0].legend(frameon=False, fontsize=8)
    axes[1, 0].set_ylabel("processor time [s]")
    figure.savefig(path, dpi=150)


def main(folder: Path) -> None:
    """Measure, print and draw."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder")
    star = mcsn.load_star(mcsn.load_scenario("burst"))
    reference = diffuse(star, law="groups", duration_s=40.0)
    compiling = {"star.zones_per_shell": 1, "experiment.packets": 500, "experiment.duration_s": 0.1}
    mcsn.run("burst", overrides=compiling, progress=False)
    rows = []
    for key, values in VARIED.items():
        for value in values:
            rows.append(measured(key, value))
            print(*rows[-1], flush=True)
    with (folder / "burst.csv").open("w", newline="") as file:
        csv.writer(file).writerows([Measured._fields, *rows])
    draw(rows, reference, folder / "burst.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
