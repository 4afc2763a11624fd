"""A resumed run is the run that was not stopped."""

import tempfile
from pathlib import Path

import h5py
import numpy as np

import mcsn
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures

BATCH = 2_000
BATCHES, DONE = 5, 2
SCENARIO = "zprime"


def untouched(path: Path) -> None:
    """Leave the file as the run left it."""


def one_count_more(path: Path) -> None:
    """Add one packet to a bin of the histogram that the stopped run has kept."""
    with h5py.File(path, "r+") as file:
        counts = file["totals/time_counts"]
        values = counts[...]
        values[np.unravel_index(values.argmax(), values.shape)] += 1
        counts[...] = values


def check(work: Work, meanwhile=untouched) -> Findings:
    """Run in one go, and in two."""
    whole = mcsn.run(_scenario(BATCHES), threads=work.crew.threads, progress=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.nc"
        mcsn.run(_scenario(DONE), path, threads=work.crew.threads, progress=False)
        meanwhile(path)
        resumed = mcsn.run(_scenario(BATCHES), path, threads=1, resume=True, progress=False)
    variables = [
        [variable.values for variable in result.variables.values() if variable.values.dtype.kind != "U"]
        for result in (whole, resumed)
    ]
    comparisons = [
        compare.equal("sums, byte by byte", *(compare.bits(run.totals.values()) for run in (whole, resumed))),
        compare.equal("arrays of the result, byte by byte", *map(compare.bits, variables)),
    ]
    return Findings(comparisons, [_picture(whole, resumed)])


def _scenario(batches: int):
    keys = {"experiment.packets": batches * BATCH, "experiment.batch": BATCH}
    return mcsn.load_scenario(SCENARIO, keys)


def _picture(whole, resumed):
    figure, axes = pictures.panel("Escape times, in one go and resumed")
    for result, style, colour in ((whole, "-", pictures.INK), (resumed, "--", pictures.WARM)):
        axes.stairs(result["escape_rate"] * result["time"], result["time_edge"], ls=style, color=colour)
    axes.set_xscale("log")
    axes.set_xlabel("escape time [s]")
    axes.set_ylabel("share of packets per unit of ln t")
    return figure


CASE = Case(
    title="A resumed run is the uninterrupted one, bit for bit",
    subject="Machine",
    theory="What a run keeps are sums of whole batches, each a function of its number alone. Exact.",
    simulation=(
        "Table I with a Z' of 10 MeV: five batches in one go, and two batches, kept in a file, to which"
        " another run with one thread adds three."
    ),
    check=check,
    control=Control("One count in the file of the stopped run is off by one.", one_count_more),
    methods=["accelerated"],
    seconds=12.0,
)
