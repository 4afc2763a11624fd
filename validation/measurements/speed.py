"""Measured speed and memory, beside their targets.

    python validation/speed.py

Every ratio is taken within this one run, since machines differ and are shared; a time of the plain walk is
the best of five.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np

import mcsn
from mcsn.experiments import open_experiment
from mcsn.experiments.crew import Crew
from mcsn.experiments.escape import Escape
from mcsn.transport.compile import kernel
from mcsn.transport.rng import exponential, seed_stream, uniform
from mcsn.transport.state import empty_ledger
from mcsn.transport.walk import advance

REPEATS = 5
SPHERE = {
    "star.outer_radius_m": [30.0],
    "star.mean_free_path_m": [1.0],
    "experiment.packets": 20_000,
    "experiment.batch": 20_000,
}

WALKED = {"transport.method": "analog", "experiment.packets": 4, "experiment.batch": 4}
JUMPED = {
    "Table I, grey, 1e6 packets": (
        ["sm", "--packets", "1000000", "--set", "transport.spectrum=grey"],
        "10 s",
    ),
    "Table I, collision, 1e5 packets": (["sm"], "25 s"),
    "Z' of 10 MeV, cerdeno2023, 1e5 packets": (["zprime"], "40 s"),
    "Z' of 10 MeV, detailed-balance, 1e5 packets": (["zprime-db"], "40 s"),
}
"""Whole processes with the accelerated method, and what they may take."""


@kernel
def plain_loop(state, steps):
    """Do the least that a collision needs: two random numbers, a logarithm and a square root."""
    seed_stream(state, 1, 0)
    total = 0.0
    for _ in range(steps):
        total += exponential(state)
        total += np.sqrt(uniform(state) + total * total)
    return total


def best(work: Callable[[], float]) -> float:
    """Return the least of a few measurements."""
    work()  # compiles, or loads what was compiled
    return min(work() for _ in range(REPEATS))


def loop_time() -> float:
    """Return the seconds per turn of the plain loop."""
    steps, state = 20_000_000, np.zeros(4, np.uint64)
    began = time.perf_counter()
    plain_loop(state, steps)
    return (time.perf_counter() - began) / steps


def collision_time(experiment: Escape, budget: int) -> float:
    """Return the seconds per collision of one thread; walks at most `budget` events."""
    packets = experiment.start_batch(0)
    ledger = empty_ledger(experiment.star.shells)
    began = time.perf_counter()
    advance(packets, experiment.tables, experiment.options, ledger, np.inf, budget)
    return (time.perf_counter() - began) / packets["collisions"].sum()


def batch_time(experiment: Escape, threads: int) -> float:
    """Return the seconds of one batch."""
    with Crew(threads) as crew:
        began = time.perf_counter()
        experiment.run_unit(0, crew, lambda done: None)
        return time.perf_counter() - began


def command_time(*arguments: str, environment: dict[str, str] | None = None) -> float:
    """Return the seconds that a command of mcsn takes in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "mcsn", *arguments]
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, env=os.environ | (environment or {})
        )
        return time.perf_counter() - began


def peak_memory(packets: int) -> float:
    """Return the largest memory [MiB] of a process that runs so many packets of a thin sphere."""
    code = (
        "import mcsn, resource;"
        "mcsn.run('sphere', overrides={'star.mean_free_path_m': [10.0], 'experiment.batch': 10_000,"
        f" 'experiment.packets': {packets}}});"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return int(run.stdout) / 1024


def first_compilation() -> float:
    """Return the seconds of a first run, with an empty cache of compiled kernels."""
    with tempfile.TemporaryDirectory() as cache:
        return command_time("run", "sphere", "--packets", "10", environment={"XDG_CACHE_HOME": cache})


def main() -> None:
    """Measure and print."""
    sphere = open_experiment(mcsn.load_scenario("sphere", SPHERE))
    star = open_experiment(mcsn.load_scenario("zprime", WALKED))
    loop = best(loop_time)
    on_sphere, in_star = (best(lambda e=e: collision_time(e, 20_000_000)) for e in (sphere, star))
    one, two = (best(lambda n=n: batch_time(sphere, n)) for n in (1, 2))
    small, large = peak_memory(10_000), peak_memory(1_000_000)
    rows = [
        ("plain loop: 2 random numbers, log, sqrt", f"{loop * 1e9:.1f} ns", "", ""),
        (
            "sphere, R = 30: a collision",
            f"{on_sphere * 1e9:.1f} ns",
            f"{on_sphere / loop:.2f} loops",
            "20 ns",
        ),
        (
            "Table I, collision, Z': a collision",
            f"{in_star * 1e9:.1f} ns",
            f"{in_star / loop:.2f} loops",
            "60 ns",
        ),
        ("two threads against one", f"{two:.3g} s", f"{one / two:.2f} x", "1.8 x"),
        ("peak memory, 1e4 packets", f"{small:.0f} MiB", "", ""),
        ("peak memory, 1e6 packets", f"{large:.0f} MiB", f"{large / small:.2f} x", "1 x"),
        ("mcsn --help", f"{best(lambda: command_time('--help')):.2f} s", "", "0.5 s"),
        ("first run, compiling", f"{first_compilation():.1f} s", "", "60 s"),
        (
            "later run of 10 packets",
            f"{best(lambda: command_time('run', 'sphere', '--packets', '10')):.2f} s",
            "",
            "3 s",
        ),
    ]
    rows += [
        (name, f"{command_time('run', *words):.1f} s", "", wanted) for name, (words, wanted) in JUMPED.items()
    ]
    print(f"{'':<46}{'measured':>12}{'ratio':>14}{'wanted':>10}")
    for row in rows:
        print("{:<46}{:>12}{:>14}{:>10}".format(*row))


if __name__ == "__main__":
    main()
