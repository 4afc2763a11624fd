"""What a packet costs as the star gets deeper: the plain walk and the accelerated method.

    python validation/depth.py [PICTURE]

Uniform spheres, from the centre, grey and with energies drawn anew at every collision; then the ratio of
figures of merit, 1/(variance x time), of both methods at the full depth of Table I.
Both draw from one law of escape times, so it is that of the times per packet.
"""

import sys
import time
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import mcsn
from mcsn.experiments.escape import Escape
from mcsn.experiments.escape_cost import trial
from mcsn.transport.state import empty_ledger
from mcsn.transport.walk import advance

DEPTHS = np.geomspace(10.0, 1e5, 13)
"""Radius over mean free path."""
SECONDS = 4.0
"""Time that one point may take; the walk stops at the depth where a packet takes longer."""
COLOURS = {"analog": "#b5502a", "accelerated": "#1f3b57"}
STYLES = {"grey": "-", "collision": "--"}


def uniform_star(depth: float, spectrum: str, method: str) -> Escape:
    """Return a sphere of 1 km of so many mean free paths."""
    changes = {
        "star.outer_radius_m": [1000.0],
        "star.mean_free_path_m": [1000.0 / depth],
        "star.temperature_MeV": [10.0],
        "transport.spectrum": spectrum,
        "transport.method": method,
        "experiment.packets": 100_000,
        "experiment.batch": 100_000,
    }
    return Escape(mcsn.load_scenario("sphere", changes))


def times(experiment: Escape, seconds: float, least: int = 3) -> tuple[float, np.ndarray]:
    """Walk packets one by one on one thread; return the seconds per packet and the escape times, c t [m]."""
    trial(experiment)  # compiles, or loads what was compiled
    packets = experiment.start_batch(0)
    ledger = empty_ledger(experiment.star.shells)
    done, size, began = 0, least, time.perf_counter()
    while done < len(packets) and time.perf_counter() - began < seconds:
        chunk = packets[done : done + size]
        advance(chunk, experiment.tables, experiment.options, ledger, np.inf, 2**62)
        done, size = done + len(chunk), size * 2
    return (time.perf_counter() - began) / done, packets["path"][:done]


def costs(spectrum: str, method: str) -> list[float]:
    """Return the seconds per packet at each depth, as far as the time allows."""
    found: list[float] = []
    for depth in DEPTHS:
        if found and found[-1] * 10.0**0.667 * 3 > 2 * SECONDS:  # cost of the walk goes as the square
            break
        found.append(times(uniform_star(depth, spectrum, method), SECONDS)[0])
    return found


def merit(spectrum: str, seconds: float) -> str:
    """Return the ratio of both methods' figures of merit on Table I, with what it is made of."""
    cost, number = {}, {}
    for method in ("analog", "accelerated"):
        changes = {"transport.spectrum": spectrum, "transport.method": method, "experiment.batch": 100_000}
        experiment = Escape(mcsn.load_scenario("sm", changes))
        cost[method], taken = times(experiment, seconds if method == "analog" else SECONDS)
        number[method] = len(taken)
    ratio = cost["analog"] / cost["accelerated"]
    packets = ", ".join(f"{method} {cost[method]:.3g} s ({number[method]} packets)" for method in cost)
    return f"{spectrum:<10} figure of merit x {ratio:.3g}; per packet {packets}"


def main(picture: Path | None) -> None:
    """Measure, print, and draw."""
    figure = Figure(figsize=(6.5, 4.4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for spectrum, style in STYLES.items():
        for method, colour in COLOURS.items():
            found = costs(spectrum, method)
            axes.loglog(
                DEPTHS[: len(found)], found, style, color=colour, marker=".", label=f"{method}, {spectrum}"
            )
            cells = " ".join(f"{seconds:9.2e}" for seconds in found)
            print(f"{method:<12}{spectrum:<10} s per packet: {cells}", flush=True)
    axes.set_xlabel("radius / mean free path")
    axes.set_ylabel("seconds per packet, one thread")
    axes.legend(frameon=False, fontsize=8)
    if picture is not None:
        figure.savefig(picture, dpi=150)
    print("at depths", " ".join(f"{depth:9.2e}" for depth in DEPTHS))
    for spectrum, seconds in (("grey", 60.0), ("collision", 60.0)):
        print(merit(spectrum, seconds), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
