"""The engine: runs the units of an experiment in order, keeps what is done, and goes on from there."""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from mcsn import provenance
from mcsn.checkpoint import Checkpoint
from mcsn.errors import InputError
from mcsn.experiments import open_experiment
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Experiment, Totals, merge
from mcsn.files import check_output, part_of, temporary_of
from mcsn.result import Result, open_result
from mcsn.scenario import Scenario, differences, load_scenario


def run(
    scenario: Scenario | str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    threads: int | None = None,
    resume: bool = False,
    progress: bool | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario, str or path
        A Scenario, the name of a built-in one, or the path of a file.
    output : path, optional
        Where the result is written. While running, the work lies beside it in `output` + ".part"; an older
        file stays until the new one is whole.
    threads : int, optional
        Threads to use, by default all processors. Results do not depend on it.
    resume : bool
        Go on from what a stopped run of the same scenario left; start where there is nothing.
    progress : bool, optional
        Show a progress bar on stderr; by default only on a terminal.
    overrides : mapping, optional
        Values of dotted scenario keys, for example {"experiment.packets": 1000}.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        If the scenario, its star, the output path or a file to resume from cannot be used.
    MachineError
        If the disk refuses a file.
    """
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, overrides or {})
    elif overrides:
        raise InputError("overrides go with the name or the file of a scenario, not with a Scenario")
    experiment = open_experiment(scenario)
    store = None
    if output is not None:
        store = Store(Path(output))
        check_output(store.output)
    found = _found(experiment, store) if resume and store else None
    done = _run_units(experiment, found, store, threads or processors(), progress)
    result = Result.of(experiment, done)
    if store is not None:
        store.finish(result)
    return result


def run_experiment(experiment: Experiment, *, threads: int, progress: bool | None = None) -> Result:
    """Run an experiment that may be of no scenario's star or Tables; nothing is written."""
    return Result.of(experiment, _run_units(experiment, None, None, threads, progress))


class Store(NamedTuple):
    """Where a run keeps its work: the result, and beside it what is done of an unfinished one."""

    output: Path

    @property
    def part(self) -> Path:
        """The file of an unfinished run."""
        return part_of(self.output)

    def finish(self, result: Result) -> None:
        """Write the result, which ends the need for what was kept on the way."""
        result.save(self.output)
        for left in (self.part, temporary_of(self.part)):  # a kill may have left the second
            left.unlink(missing_ok=True)


def _found(experiment: Experiment, store: Store) -> Checkpoint | None:
    """Return what an earlier run has done of this experiment; None where there is nothing.

    Raises
    ------
    InputError
        If it is of another scenario, star or code, or does not end where one of our units ends.
    """
    if store.part.exists():
        path, found = store.part, Checkpoint.read(store.part)
    elif store.output.exists():
        path, found = store.output, open_result(store.output).checkpoint
    else:
        return None
    differing = [line for line in differences(found.scenario, experiment.scenario) if _matters(line)]
    anew = "or leave out --resume to start anew"
    if differing:
        raise InputError(f"{path} is of another scenario ({'; '.join(differing)}): resume that one, {anew}")
    if found.star != experiment.star.digest:
        raise InputError(f"{path} is of another star, the profile has changed: bring it back, {anew}")
    if found.provenance["fingerprint"] != provenance.fingerprint():
        made = f"{found.provenance['version']} ({found.provenance['git_commit']})"
        raise InputError(f"{path} was made by other code, mcsn {made}: resume with that, {anew}")
    try:
        experiment.units_of(found.steps_done)
    except ValueError as error:
        raise InputError(f"{path} cannot be resumed: {error}; leave out --resume to start anew") from None
    return found


def _matters(difference: str) -> bool:
    """Tell whether two runs that differ so are different runs; one may be longer than the other."""
    return not difference.startswith("experiment.packets")


def _run_units(
    experiment: Experiment,
    done: Checkpoint | None,
    store: Store | None,
    threads: int,
    progress: bool | None,
) -> Checkpoint:
    """Do the units that are left, in order, and keep each."""
    first = experiment.units_of(done.steps_done) if done else 0
    try:
        with Crew(threads) as crew, _bar(experiment, first, progress) as bar:
            for unit in range(first, experiment.units):
                began = time.perf_counter()
                totals = experiment.run_unit(unit, crew, bar.update)
                done = _with_unit(experiment, done, unit, totals, time.perf_counter() - began)
                if store is not None and unit + 1 < experiment.units:
                    done.save(store.part)
    except BaseException as stop:
        stop.add_note(_kept(experiment, done, store))
        raise
    assert done is not None  # an experiment has at least one unit
    return done


def _with_unit(
    experiment: Experiment, done: Checkpoint | None, unit: int, totals: Totals, wall: float
) -> Checkpoint:
    """Return what is done with one unit more."""
    if done is not None:
        totals = merge(done.totals, totals)
        wall += done.provenance["wall_s"]
    made_by = {
        "version": provenance.version(),
        "git_commit": provenance.git_commit(),
        "fingerprint": provenance.fingerprint(),
        "wall_s": wall,
    }
    return Checkpoint(
        experiment.scenario, experiment.star.digest, experiment.steps_before(unit + 1), totals, made_by
    )


def _kept(experiment: Experiment, done: Checkpoint | None, store: Store | None) -> str:
    """Say what a run that ends early leaves."""
    if store is None:
        return "no output file was given, nothing is kept"
    if done is None:
        return "no batch was finished, nothing is kept"
    path = next((path for path in (store.part, store.output) if path.exists()), store.part)
    batches = f"{experiment.units_of(done.steps_done)} of {experiment.units} batches"
    return f"{batches} are kept in {path}; the same command with --resume continues"


def _bar(experiment: Experiment, units_done: int, progress: bool | None) -> tqdm:
    """Return the progress bar: on stderr, and unless told otherwise only on a terminal."""
    disable = None if progress is None else not progress
    done = experiment.steps_before(units_done)
    return tqdm(
        total=experiment.steps,
        initial=done,
        unit=f" {experiment.step}",
        disable=disable,
        file=sys.stderr,
        smoothing=0.1,
    )


def processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
