"""Threads and processes do not matter."""

import numpy as np

import mcsn
from mcsn.experiments.crew import Crew
from mcsn.experiments.escape import Escape
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures

KEYS = {"experiment.batch": 1_000}
PACKETS = 16_000
SCENARIO = "zprime"
CREWS = (1, 2, 3, 7)


def by_packet(experiment: Escape, threads: int) -> np.ndarray:
    """Start packets as the experiment does: each has a stream of its own."""
    return np.concatenate([experiment.start_batch(unit) for unit in range(experiment.units)])


def by_thread(experiment: Escape, threads: int) -> np.ndarray:
    """Start packets so that every thread counts its own from zero, as with one generator per thread."""
    share = -(-experiment.steps // threads)
    return np.concatenate([by_packet(experiment, 1)[:share]] * threads)[: experiment.steps]


def check(work: Work, start=by_packet) -> Findings:
    """Run the same packets with several numbers of threads, and the same batches in processes."""
    packets = max(4_000, work.packets(PACKETS))
    scenario = mcsn.load_scenario(SCENARIO, KEYS | {"experiment.packets": packets})
    experiment = Escape(scenario)
    ends = {threads: _ends(experiment, threads, start) for threads in CREWS}
    one, two = (mcsn.run(scenario, progress=False, **how) for how in ({"threads": 1}, {"workers": 2}))
    totals = [compare.bits(result.totals.values()) for result in (one, two)]
    comparisons = [
        compare.equal(f"packets at their end, {threads} threads against 1", ends[1], ends[threads])
        for threads in CREWS[1:]
    ]
    comparisons.append(compare.equal("sums, 2 processes against 1 thread, byte by byte", *totals))
    return Findings(comparisons, [_picture(ends)])


def _ends(experiment: Escape, threads: int, start) -> np.ndarray:
    packets = start(experiment, threads)
    with Crew(threads) as crew:
        crew.advance(packets, experiment.tables, experiment.options)
    return packets


def _picture(ends):
    figure, axes = pictures.panel("Escape times with 1 thread and with 7")
    axes.loglog(ends[1]["path"][:2000], ends[CREWS[-1]]["path"][:2000], ".", ms=2, color=pictures.INK)
    axes.set_xlabel("1 thread, c t [m]")
    axes.set_ylabel(f"{CREWS[-1]} threads, c t [m]")
    return figure


CASE = Case(
    title="Threads and processes do not matter: results are the same bit for bit",
    subject="Machine",
    theory=(
        "A packet's walk depends on its number and the seed alone, and sums are made in a fixed order. Exact."
    ),
    simulation=(
        "Table I with a Z' of 10 MeV, every packet's end with 1, 2, 3 and 7 threads, and all totals of a"
        " run with one thread and with two processes."
    ),
    check=check,
    control=Control("Every thread counts its packets, and so their streams, from zero.", by_thread),
    methods=["accelerated"],
    seconds=30.0,
)
