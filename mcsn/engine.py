"""The engine: runs a scenario, keeps what is done of it, and goes on from there."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tqdm import tqdm

from mcsn.errors import InputError
from mcsn.experiments import open_experiment
from mcsn.experiments.protocol import Experiment
from mcsn.files import check_output
from mcsn.jobs import Job, Store, complete
from mcsn.result import Result
from mcsn.scenario import Scenario, load_scenario
from mcsn.workers import Workers, open_workers
from mcsn.workers.here import Here, processors

__all__ = ["processors", "progress_bar", "run", "run_experiment"]


def run(
    scenario: Scenario | str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
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
        Threads to use, by default all processors. Results depend on none of these three, of which one may be
        given.
    workers : int, optional
        Processes to use, of one thread each. They start afresh: guard the main part of your program with
        `if __name__ == "__main__"`.
    scheduler : str, optional
        Address of a Dask scheduler whose workers do the work.
    resume : bool
        Go on from what a stopped run of the same scenario left; start where there is nothing.
    progress : bool, optional
        Show a progress bar on stderr; by default only on a terminal or in a notebook.
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
        If the disk refuses a file, or workers or their scheduler are gone.
    """
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, overrides or {})
    elif overrides:
        raise InputError("overrides go with the name or the file of a scenario, not with a Scenario")
    if scenario.scan is not None:
        raise InputError(f"{scenario.name}: is a scan; use `mcsn scan` for it, or take out its table [scan]")
    experiment = open_experiment(scenario)
    store = None
    if output is not None:
        store = Store(Path(output))
        check_output(store.output)
    job = Job(experiment, store, resume)
    return _run_job(job, open_workers(threads, workers, scheduler), progress)


def run_experiment(experiment: Experiment, *, threads: int, progress: bool | None = None) -> Result:
    """Run an experiment that may be of no scenario's star or Tables; nothing is written."""
    return _run_job(Job(experiment), Here(threads), progress)


def _run_job(job: Job, workers: Workers, progress: bool | None) -> Result:
    """Do what is left of one job and conclude."""
    experiment = job.experiment
    try:
        with workers, progress_bar(progress, experiment.steps, job.steps_done, experiment.step) as bar:
            for ended in complete([job], workers, bar.update):
                if ended.error is not None:
                    raise ended.error
    except BaseException as stop:
        stop.add_note(job.kept())
        raise
    return job.result()


def progress_bar(progress: bool | None, total: int, done: int, step: str) -> tqdm:
    """Return a progress bar of steps on stderr; unless told otherwise only on a terminal or in a notebook."""
    if progress is None and "ipykernel" in sys.modules:
        progress = True
    disable = None if progress is None else not progress
    return tqdm(total=total, initial=done, unit=f" {step}", disable=disable, file=sys.stderr, smoothing=0.1)
