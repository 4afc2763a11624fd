"""Jobs: experiments being run. Their units go to workers, come back in any order and are merged in theirs."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from pathlib import Path
from typing import NamedTuple

from mcsn import provenance
from mcsn.checkpoint import Checkpoint
from mcsn.errors import InputError, MachineError
from mcsn.experiments.protocol import Experiment, Paused, Totals, merge
from mcsn.files import part_of, temporary_of
from mcsn.result import Result, open_result
from mcsn.scenario import Scenario, differences
from mcsn.workers import Workers
from mcsn.workers.unit import Done

_MOST_LOSSES = 3
"""A unit whose workers died so often is not tried again."""


class Unusable(InputError):
    """What an earlier run has left is broken, or of other code: it can only be done anew."""


class Store(NamedTuple):
    """Where a job keeps its work: the result, and beside it what is done of an unfinished one."""

    output: Path

    @property
    def part(self) -> Path:
        """The file of an unfinished job."""
        return part_of(self.output)

    def finish(self, result: Result) -> None:
        """Write the result, which ends the need for what was kept on the way."""
        result.save(self.output)
        for left in (self.part, temporary_of(self.part)):  # a kill may have left the second
            left.unlink(missing_ok=True)

    def found(self, experiment: Experiment) -> Checkpoint | None:
        """Return what an earlier run has done of this experiment; None where there is nothing.

        Raises
        ------
        InputError
            If it is of another scenario, star or code, or does not end where one of our units ends.
        """
        path = self.part if self.part.exists() else self.output
        if not path.exists():
            return None
        try:
            found = Checkpoint.read(path) if path == self.part else open_result(path).checkpoint
        except InputError as error:
            raise Unusable(str(error)) from None
        differing = [
            line
            for line in differences(found.scenario, experiment.scenario)
            if matters(line, experiment.scenario)
        ]
        anew = "or leave out --resume to start anew"
        if differing:
            raise InputError(
                f"{path} is of another scenario ({'; '.join(differing)}): resume that one, {anew}"
            )
        if found.star != experiment.star.digest:
            raise InputError(f"{path} is of another star, the profile has changed: bring it back, {anew}")
        if found.provenance["fingerprint"] != provenance.fingerprint():
            made = f"{found.provenance['version']} ({found.provenance['git_commit']})"
            raise Unusable(f"{path} was made by other code, mcsn {made}: resume with that, {anew}")
        try:
            experiment.units_of(found.steps_done)
        except ValueError as error:
            raise InputError(f"{path} cannot be resumed: {error}; leave out --resume to start anew") from None
        return found


def matters(difference: str, scenario: Scenario) -> bool:
    """Tell whether two runs that differ so are different runs; one may have more batches than the other."""
    longer = difference.startswith("experiment.packets") and scenario.experiment.kind != "burst"
    return not longer and not difference.startswith("title")


class Job:
    """An experiment being run."""

    def __init__(self, experiment: Experiment, store: Store | None = None, resume: bool = False) -> None:
        """Find what an earlier run has done of it if that is resumed; InputError where it cannot be."""
        self.experiment = experiment
        self.store = store
        self.done = store.found(experiment) if store and resume else None
        """What is merged so far."""
        self.error: Exception | None = None
        """Why the job failed; its other units are then not worth doing."""
        self.paused: dict[int, Paused] = dict(self.done.paused) if self.done else {}
        """Units that are done in part."""
        self._early: dict[int, Totals] = {}  # units that came before an earlier one
        self._last_came = float("-inf")

    @property
    def merged(self) -> int:
        """Number of units that are merged."""
        return self.experiment.units_of(self.done.steps_done) if self.done else 0

    @property
    def finished(self) -> bool:
        """Whether all units are merged."""
        return self.merged == self.experiment.units

    @property
    def steps_done(self) -> int:
        """Steps that are done, those of paused units too."""
        return self.experiment.steps_before(self.merged) + sum(part.steps for part in self.paused.values())

    def take(self, unit: int, came: Done) -> int:
        """Merge a unit once all before it are; keep what is merged, and what is done in part.

        Returns
        -------
        int
            Number of units merged.

        Raises
        ------
        MachineError
            If the disk refuses the file.
        """
        now = time.monotonic()
        wall = min(came.seconds, now - self._last_came)  # units that were done side by side count once
        self._last_came = now
        before = merged = self.merged
        if isinstance(came.outcome, Paused):
            self.paused[unit] = came.outcome
        else:
            self.paused.pop(unit, None)
            self._early[unit] = came.outcome
        totals = self.done.totals if self.done else {}
        while merged in self._early:
            totals = merge(totals, self._early.pop(merged))
            merged += 1
        if merged > before or unit in self.paused:
            self.done = self._checkpoint(merged, totals, wall)
            if self.store is not None and merged < self.experiment.units:
                self.done.save(self.store.part)
        return merged - before

    def _checkpoint(self, units: int, totals: Totals, wall: float) -> Checkpoint:
        """Return what is done, `wall` seconds of work later than before."""
        if self.done is not None:
            wall += self.done.provenance["wall_s"]
        made_by = {
            "version": provenance.version(),
            "git_commit": provenance.git_commit(),
            "fingerprint": provenance.fingerprint(),
            "wall_s": wall,
        }
        experiment = self.experiment
        steps = experiment.steps_before(units)
        return Checkpoint(
            experiment.scenario, experiment.star.digest, steps, totals, made_by, dict(self.paused)
        )

    def forget(self) -> int:
        """Forget the units that wait for an earlier one, which will not come; return their number."""
        number = len(self._early)
        self._early.clear()
        return number

    def result(self) -> Result:
        """Conclude, and write the result where there is a store; MachineError if the disk refuses it."""
        assert self.done is not None  # an experiment has at least one unit
        result = Result.of(self.experiment, self.done)
        if self.store is not None:
            self.store.finish(result)
        return result

    def kept(self) -> str:
        """Say what a job that ends early leaves."""
        if self.store is None:
            return "no output file was given, nothing is kept"
        if self.done is None:
            return "no batch was finished, nothing is kept"
        path = next((path for path in (self.store.part, self.store.output) if path.exists()), self.store.part)
        done = f"{self.merged} of {self.experiment.units} batches"
        if self.paused:
            done = f"{self.steps_done} of {self.experiment.steps} {self.experiment.step}"
        return f"{done} are kept in {path}; the same command with --resume continues"


def complete(jobs: Iterable[Job], workers: Workers, watch: Callable[[int], object]) -> Iterator[Job]:
    """Do all units of jobs, and yield each job when it is finished or has failed.

    Parameters
    ----------
    jobs : iterable of Job
        Looked at no earlier than needed.
    workers : Workers
        Started.
    watch : callable
        Told of steps that are done.

    Raises
    ------
    MachineError
        If workers die again and again, or are gone.
    """
    return _Round(workers, watch).complete(jobs)


class _Round:
    """What is under way."""

    def __init__(self, workers: Workers, watch: Callable[[int], object]) -> None:
        self._workers, self._watch = workers, watch
        self._running: dict[Future[Done], tuple[Job, int]] = {}
        self._unmerged = 0  # units handed in and not merged: they bound the memory
        self._losses: Counter[tuple[Job, int]] = Counter()

    def complete(self, jobs: Iterable[Job]) -> Iterator[Job]:
        todo = self._units(jobs)
        while True:
            while self._unmerged < self._workers.ahead and (following := next(todo, None)):
                job, unit = following
                if unit is None:
                    yield job  # it had nothing left to do
                elif job.error is None:
                    self._unmerged += 1
                    self._hand_in(job, unit)
            if not self._running:
                return
            for job in self._come_back():
                yield job

    def _units(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, int | None]]:
        """Yield the units of jobs in order; None where a job has none left."""
        for job in jobs:
            if job.finished:
                yield job, None
            for unit in range(job.merged, job.experiment.units):
                yield job, unit

    def _hand_in(self, job: Job, unit: int) -> None:
        future = self._workers.submit(job.experiment, unit, job.paused.get(unit), self._watch)
        self._running[future] = job, unit

    def _come_back(self) -> Iterator[Job]:
        """Wait for at least one unit; take what has come, and try again what was lost with a worker."""
        came = wait(self._running, return_when=FIRST_COMPLETED).done
        if any(isinstance(future.exception(), BrokenExecutor) for future in came):
            came = wait(self._running).done  # all of them are lost at once
        lost = []
        for future in sorted(came, key=list(self._running).index):
            job, unit = self._running.pop(future)
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                lost.append((job, unit))
            elif job.error is not None:
                self._unmerged -= 1
            elif error is None:
                yield from self._took(job, unit, future.result())
            elif isinstance(error, MachineError) or not isinstance(error, Exception):
                raise error
            else:
                job.error = error
                self._unmerged -= 1 + job.forget()
                yield job
        if lost:
            self._losses.update(lost)
            self._workers.renew()
            for job, unit in lost:
                self._again(job, unit)

    def _took(self, job: Job, unit: int, done: Done) -> Iterator[Job]:
        if not self._workers.watched:
            self._watch(done.steps)
        self._unmerged -= job.take(unit, done)
        self._losses.pop((job, unit), None)  # it has come on since
        if unit in job.paused:
            self._hand_in(job, unit)
        if job.finished:
            yield job

    def _again(self, job: Job, unit: int) -> None:
        """Hand in once more what was lost with its worker."""
        if self._losses[job, unit] >= _MOST_LOSSES:
            raise MachineError(
                f"{job.experiment.scenario.name}: workers died {_MOST_LOSSES} times over batch {unit + 1} and"
                " those beside it; is there memory enough for so many? Use fewer --workers"
            )
        self._hand_in(job, unit)
