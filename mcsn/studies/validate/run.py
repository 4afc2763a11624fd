"""Running cases, and what comes of it."""

import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tqdm import tqdm

from mcsn import provenance
from mcsn.engine import processors
from mcsn.errors import MachineError
from mcsn.experiments.crew import Crew
from mcsn.studies.validate.case import Case, Findings
from mcsn.studies.validate.compare import FALSE_ALARM, Comparison
from mcsn.studies.validate.convergence import with_convergence
from mcsn.studies.validate.work import Work


@dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    name: str
    case: Case
    findings: Findings | None
    """None: the case broke."""
    mistaken: Findings | None
    """Of the negative control; None where it was not asked for."""
    seconds: float
    error: str | None = None
    """How the case, its control or its convergence broke."""

    @property
    def comparisons(self) -> list[Comparison]:
        """All comparisons of the case."""
        return list(self.findings.comparisons) if self.findings else []

    @property
    def holds(self) -> bool:
        """Whether theory and simulation agree in all comparisons."""
        return bool(self.comparisons) and all(comparison.passed for comparison in self.comparisons)

    @property
    def control_failed(self) -> bool | None:
        """Whether the case found the mistake, as it must; None where it was not asked to."""
        if self.mistaken is None:
            return None
        return any(row.differs for row in self.mistaken.comparisons)

    @property
    def passed(self) -> bool:
        """Whether all is as it must be."""
        return self.error is None and self.holds and self.control_failed is not False


@dataclass(frozen=True)
class Validation:
    """What came of a run of the suite."""

    outcomes: list[Outcome]
    planned: int
    """Cases that were to be run; a run that is stopped has fewer outcomes."""
    quick: bool
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every case was run and has passed."""
        return len(self.outcomes) == self.planned and all(outcome.passed for outcome in self.outcomes)

    @property
    def comparisons(self) -> list[Comparison]:
        """All comparisons."""
        return [row for outcome in self.outcomes for row in outcome.comparisons]

    @property
    def chances(self) -> int:
        """Number of comparisons that chance has a part in."""
        return sum(row.random for row in self.comparisons)

    @property
    def false_alarm(self) -> float:
        """Probability that a correct program fails in any of them, seeds left to chance."""
        return float(1.0 - (1.0 - FALSE_ALARM) ** self.chances)

    @property
    def made_by(self) -> str:
        """What code this is about."""
        return f"mcsn {provenance.version()} ({provenance.git_commit()})"


def run_cases(
    cases: Mapping[str, Case],
    *,
    quick: bool = False,
    controls: bool = False,
    convergence: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
    save: Callable[[Validation], object] = lambda stopped: None,
) -> Validation:
    """Run cases by name.

    Parameters
    ----------
    cases : mapping
        As `discovery.load_cases` gives them.
    quick : bool
        A sixteenth of the packets, tolerances four times as wide.
    controls : bool
        Whether to run each once more with its mistake and a sixteenth of the packets.
    convergence : bool
        Whether to run each with ever fewer packets, too, and to draw how its differences fall.
    threads : int, optional
        By default all processors; nothing depends on it.
    progress : bool, optional
        Show a progress bar on stderr; by default only on a terminal.
    save : callable, optional
        Given what is done when the run is stopped.
    """
    began = time.perf_counter()
    outcomes: list[Outcome] = []
    try:
        with Crew(threads or processors()) as crew, _progress_bar(progress, cases) as bar:
            suite = _Suite(Work(crew, quick=quick), controls, convergence)
            for name, case in cases.items():
                bar.set_description(name)
                outcomes.append(suite.outcome(name, case))
                bar.update(case.seconds)
    except BaseException as stop:
        if outcomes:
            save(Validation(outcomes, len(cases), quick, time.perf_counter() - began))
        told = "the report has them" if outcomes else "no report is written"
        # In place of what a run inside of a case says of an output that it does not have.
        stop.__notes__ = [f"{len(outcomes)} of {len(cases)} cases were done; {told}"]
        raise
    return Validation(outcomes, len(cases), quick, time.perf_counter() - began)


def _progress_bar(progress: bool | None, cases: Mapping[str, Case]) -> tqdm:
    """Return a bar that knows about how long each case takes relative to the others."""
    return tqdm(
        total=sum(case.seconds for case in cases.values()),
        disable=None if progress is None else not progress,
        file=sys.stderr,
        smoothing=0.0,
        bar_format="{desc} {percentage:3.0f} %|{bar}| {elapsed}<{remaining}",
    )


@dataclass
class _Suite:
    """What is done for every case."""

    work: Work
    controls: bool
    convergence: bool

    def outcome(self, name: str, case: Case) -> Outcome:
        """Run a case; where it breaks the others still tell something."""
        began = time.perf_counter()
        findings = mistaken = reason = None
        which = ""
        try:
            findings = _judged(case.check(self.work), self.work)
            if self.controls:
                which = "its control: "
                few = Work(self.work.crew, quick=True)  # what a sixteenth of the packets shows, all show
                mistaken = _judged(case.check(few, case.control.substitute), few)
            if self.convergence:
                which = "its convergence: "
                findings = with_convergence(findings, case, self.work)
        except MachineError:
            raise
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            reason = f"{which}{type(error).__name__}: {error} ({where.filename}, line {where.lineno})"
        return Outcome(name, case, findings, mistaken, time.perf_counter() - began, reason)


def _judged(findings: Findings, work: Work) -> Findings:
    """Return findings with the tolerances of the suite."""
    return findings._replace(
        comparisons=[comparison.widened(work.widening) for comparison in findings.comparisons]
    )
