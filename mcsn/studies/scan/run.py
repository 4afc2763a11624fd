"""Running a scan: every point is a run of its own, kept as such; what lies in the folder is not run again."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tqdm import tqdm

from mcsn.engine import progress_bar
from mcsn.errors import InputError, MachineError
from mcsn.experiments import open_experiment
from mcsn.experiments.protocol import Experiment
from mcsn.jobs import Job, Store, Unusable, complete
from mcsn.scenario import Scan, Scenario, load_scenario
from mcsn.studies import limits
from mcsn.studies.scan import adaptive
from mcsn.studies.scan.contours import find_contours
from mcsn.studies.scan.folder import Folder, opened
from mcsn.studies.scan.picture import save_scan_picture
from mcsn.studies.scan.points import Outcome, Values, check_points, in_order, point_name, point_scenario
from mcsn.studies.scan.result import ScanResult
from mcsn.studies.scan.summary import write_summary
from mcsn.workers import Workers, open_workers


def run_scan(
    scenario: Scenario | str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    progress: bool | None = None,
    overrides: Mapping[str, object] | None = None,
) -> ScanResult:
    """Run the points of a scan; write their results, a summary, the contours and a picture.

    Parameters
    ----------
    scenario : Scenario, str or path
        With a table [scan].
    folder : path
        Where all is written; made where there is none.
    resume : bool
        Go on with what the folder holds of the same scan.
    threads, workers, scheduler, progress, overrides
        As in `mcsn.run`.

    Returns
    -------
    ScanResult
        A point that failed has its error in it, and no result.

    Raises
    ------
    InputError
        If the scenario has no scan or one of its points is impossible; before anything is run.
    MachineError
        If the disk refuses a file, or workers or their scheduler are gone.
    """
    began = time.perf_counter()
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, overrides or {})
    elif overrides:
        raise InputError("overrides go with the name or the file of a scenario, not with a Scenario")
    if scenario.scan is None:
        raise InputError(f"{scenario.name}: has no table [scan]; use `mcsn run`, or add one")
    check_points(scenario, scenario.scan.grid())
    if scenario.scan.study:
        limits.check(scenario)
    place = open_workers(threads, workers, scheduler)
    with opened(Path(folder), scenario, resume) as kept:
        outcomes = _run_points(scenario, scenario.scan, kept, place, progress)
        contours = find_contours(scenario.scan, outcomes) if scenario.scan.along else []
        result = ScanResult(scenario, outcomes, contours, kept.path, time.perf_counter() - began)
        write_summary(result.folder, scenario, outcomes, contours, result.wall_s)
        if scenario.scan.study:
            limits.write(scenario, outcomes, result.folder)
        else:
            save_scan_picture(scenario, outcomes, result.folder / "scan.png")
    return result


def _run_points(
    scenario: Scenario, scan: Scan, kept: Folder, workers: Workers, progress: bool | None
) -> list[Outcome]:
    """Run points until none is left, or, where the scan is adaptive, none is needed."""
    outcomes: dict[str, Outcome] = {}
    try:
        with workers, progress_bar(progress, 0, 0, "packets") as bar:
            while points := _next(scan, list(outcomes.values())):
                for outcome in _run_round(scenario, points, kept, workers, bar):
                    outcomes[point_name(outcome.values)] = outcome
    except BaseException as stop:
        stop.add_note(f"the points that are done are kept in {kept.path}; --resume goes on with them")
        raise
    return in_order(scan, outcomes.values())


def _next(scan: Scan, outcomes: list[Outcome]) -> list[dict]:
    """Return the points to run next."""
    if scan.adaptive:
        return adaptive.next_points(scan, outcomes)
    return [] if outcomes else list(scan.grid())


def _run_round(
    base: Scenario, points: list[dict], kept: Folder, workers: Workers, bar: tqdm
) -> Iterator[Outcome]:
    """Run points that do not depend on each other; yield what becomes of each."""
    scenarios = {point_name(values): point_scenario(base, values) for values in points}
    todo: list[Values] = []
    for values in points:
        if finished := kept.finished(values, scenarios[point_name(values)]):
            yield finished
        else:
            todo.append(values)
    names: dict[Job, Values] = {}
    refused: list[Outcome] = []

    opened: dict[str, Experiment] = {}
    for missing in todo:
        experiment = opened[point_name(missing)] = open_experiment(scenarios[point_name(missing)])
        bar.total += experiment.steps
        bar.unit = f" {experiment.step}"
    bar.refresh()

    def jobs() -> Iterator[Job]:
        for values in todo:
            try:
                job = _job(opened.pop(point_name(values)), Store(kept.point(values)))
            except InputError as error:  # what an earlier scan has left is of another star
                refused.append(_failed(values, kept, error))
                continue
            bar.update(job.steps_done)
            names[job] = values
            yield job

    for job in complete(jobs(), workers, bar.update):
        yield _concluded(job, names.pop(job), kept)
    yield from refused


def _job(experiment: Experiment, store: Store) -> Job:
    """Go on with what an earlier scan has left of a point; do it anew where that is of no use."""
    try:
        return Job(experiment, store, resume=True)
    except Unusable:
        return Job(experiment, store)


def _concluded(job: Job, values: Values, kept: Folder) -> Outcome:
    """Write the result of a job that is done; what is wrong with one point stops no other."""
    if job.error is not None:
        return _failed(values, kept, job.error)
    try:
        return Outcome(values, kept.name_of(values), job.result().summary)
    except MachineError:
        raise
    except Exception as error:
        return _failed(values, kept, error)


def _failed(values: Values, kept: Folder, error: Exception) -> Outcome:
    text = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
    return Outcome(values, kept.name_of(values), None, text)
