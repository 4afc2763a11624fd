"""The engine: runs the units of an experiment in order, keeps what is done, and goes on from there."""

import dataclasses
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from mcsn import provenance
from mcsn.errors import InputError
from mcsn.experiments import open_experiment
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Experiment, merge
from mcsn.result import Result, check_output, open_result, temporary_of
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
    return _run_units(experiment, found, store, threads or processors(), progress)


class Store(NamedTuple):
    """Where a run keeps its work: the result, and beside it what is done of an unfinished one."""

    output: Path

    @property
    def part(self) -> Path:
        """The file of an unfinished run."""
        return self.output.with_name(self.output.name + ".part")

    def keep(self, result: Result) -> None:
        """Write what is done: as the result when that is all."""
        if result.complete:
            result.save(self.output)
            for left in (self.part, temporary_of(self.part)):  # a kill may have left the second
                left.unlink(missing_ok=True)
        else:
            result.save(self.part)


def _found(experiment: Experiment, store: Store) -> Result | None:
    """Return what an earlier run has done, with our number of units; None where there is nothing.

    Raises
    ------
    InputError
        If it is of another scenario, star or code, or does not end where one of our units ends.
    """
    path = next((path for path in (store.part, store.output) if path.exists()), None)
    if path is None:
        return None
    found = open_result(path)
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
        units = experiment.units_of(found.steps_done)
    except ValueError as error:
        raise InputError(f"{path} cannot be gone on from: {error}; {anew}") from None
    return dataclasses.replace(found, units_done=units, units=experiment.units)


def _matters(difference: str) -> bool:
    """Tell whether two runs that differ so are different runs; one may be longer than the other."""
    return not difference.startswith("experiment.packets")


def _run_units(
    experiment: Experiment, result: Result | None, store: Store | None, threads: int, progress: bool | None
) -> Result:
    """Do the units that are left, in order, and keep each."""
    first = result.units_done if result else 0
    try:
        with Crew(threads) as crew, _bar(experiment, first, progress) as bar:
            for unit in range(first, experiment.units):
                began = time.perf_counter()
                totals = experiment.run_unit(unit, crew, bar.update)
                wall = time.perf_counter() - began
                if result is not None:
                    totals = merge(result.totals, totals)
                    wall += result.provenance["wall_s"]
                result = Result.of(experiment, unit + 1, totals, _provenance(wall))
                if store is not None:
                    store.keep(result)
    except BaseException as stop:
        stop.add_note(_kept(result, store))
        raise
    assert result is not None  # an experiment has at least one unit
    return result


def _kept(result: Result | None, store: Store | None) -> str:
    """Say what a run that ends early leaves."""
    if result is None or store is None:
        return "no batch was finished, nothing is kept"
    done = f"{result.units_done} of {result.units} batches are kept in {store.part}"
    return f"{done}; the same command with --resume goes on"


def _bar(experiment: Experiment, units_done: int, progress: bool | None) -> tqdm:
    """Return the progress bar: on stderr, and unless told otherwise only on a terminal."""
    disable = None if progress is None else not progress
    done = experiment.steps_before(units_done)
    return tqdm(
        total=experiment.steps, initial=done, unit=" packets", disable=disable, file=sys.stderr, smoothing=0.1
    )


def _provenance(wall: float) -> dict[str, str | float]:
    return {
        "version": provenance.version(),
        "git_commit": provenance.git_commit(),
        "fingerprint": provenance.fingerprint(),
        "wall_s": wall,
    }


def processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
