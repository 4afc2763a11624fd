"""The suite as people read it in a terminal, and as JSON."""

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mcsn.result import jsonable
from mcsn.studies.validate.case import Case, Findings
from mcsn.studies.validate.compare import FALSE_ALARM, Comparison, Z
from mcsn.studies.validate.run import Outcome, Validation
from mcsn.words import duration, with_error

_WIDTH = 110


def listed(cases: Mapping[str, Case]) -> list[dict[str, Any]]:
    """Return what `mcsn validate --list --json` prints."""
    return [
        {
            "name": name,
            "subject": case.subject,
            "title": case.title,
            "methods": list(case.methods),
            "mistake": case.control.mistake,
        }
        for name, case in cases.items()
    ]


def list_text(cases: Mapping[str, Case]) -> str:
    """Return what `mcsn validate --list` prints."""
    width = max(map(len, cases)) + 2
    return "\n".join(
        _by_subject(cases, {name: f"{name:<{width}}{case.title}" for name, case in cases.items()})
    )


def _by_subject(cases: Mapping[str, Case], lines: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each case, under headings."""
    subject = None
    for name, case in cases.items():
        if case.subject != subject:
            if subject is not None:
                yield ""
            subject = case.subject
            yield subject
        yield f"  {lines[name]}"


def facts(validation: Validation) -> dict[str, Any]:
    """Return what `mcsn validate --json` prints and the report's JSON holds."""
    return jsonable(
        {
            "passed": validation.passed,
            "planned": validation.planned,
            "quick": validation.quick,
            "comparisons": len(validation.comparisons),
            "false_alarm_rate": validation.false_alarm,
            "false_alarm_rate_of_a_comparison": FALSE_ALARM,
            "seconds": validation.seconds,
            "made_by": validation.made_by,
            "cases": [_case_facts(outcome) for outcome in validation.outcomes],
        }
    )


def _case_facts(outcome: Outcome) -> dict[str, Any]:
    case = outcome.case
    return {
        "name": outcome.name,
        "passed": outcome.passed,
        "subject": case.subject,
        "title": case.title,
        "theory": case.theory,
        "simulation": case.simulation,
        "methods": list(case.methods),
        "seconds": outcome.seconds,
        "error": outcome.error,
        "comparisons": _rows(outcome.findings),
        "notes": list(outcome.findings.notes) if outcome.findings else [],
        "control": {
            "mistake": case.control.mistake,
            "failed": outcome.control_failed,
            "comparisons": _rows(outcome.mistaken),
        },
    }


def _rows(findings: Findings | None) -> list[dict[str, Any]]:
    if findings is None:
        return []
    return [
        asdict(row) | {"resolution": row.resolution, "passed": row.passed} for row in findings.comparisons
    ]


def validation_text(validation: Validation, files: Sequence[Path]) -> str:
    """Return what `mcsn validate` prints."""
    cases = {outcome.name: outcome.case for outcome in validation.outcomes}
    lines = {outcome.name: line(outcome) for outcome in validation.outcomes}
    return "\n".join(
        [
            *_by_subject(cases, lines),
            *_failures(validation),
            "",
            textwrap.fill(f"{headline(validation)} {statement(validation)}", _WIDTH),
            "",
            f"took {duration(validation.seconds)}; wrote {' and '.join(map(str, files))}",
        ]
    )


def line(outcome: Outcome) -> str:
    """Return the line of a case: verdict, its largest difference, what became of its control."""
    verdict = "passed" if outcome.passed else "FAILED"
    if outcome.error is not None or not outcome.comparisons:
        return f"{verdict}  {outcome.name:<24}{outcome.error or 'nothing was compared'}"
    worst = max(outcome.comparisons, key=lambda row: abs(row.percent) / max(row.resolution, 1e-12))
    found = f"{worst.percent:+8.3f} % {worst.standard_errors:+6.1f} s.e.  within {worst.tolerance:g} %"
    control = {None: "", True: "  mistake found", False: "  MISTAKE NOT FOUND"}[outcome.control_failed]
    return f"{verdict}  {outcome.name:<24}{found:<44}{outcome.seconds:6.1f} s{control}"


def _failures(validation: Validation) -> Iterator[str]:
    """Yield every comparison that failed."""
    for outcome in validation.outcomes:
        for row in outcome.comparisons:
            if not row.passed:
                yield f"\n{outcome.name}: {label(row)}: {values(row)}, {reason(row)}"


def label(row: Comparison) -> str:
    """Return what is compared, and by which method it was simulated."""
    return f"{row.quantity} ({row.method})" if row.method else row.quantity


def values(row: Comparison) -> str:
    """Return both values of a comparison."""
    unit = f" {row.unit}" if row.unit else ""
    found = with_error(row.found, row.stderr) if row.stderr is not None else f"{row.found:.4g}"
    return f"{found}{unit}, theory {row.expected:.6g}{unit}"


def reason(row: Comparison) -> str:
    """Say why a comparison has not passed."""
    if not math.isfinite(row.percent) or not math.isfinite(row.resolution):
        return "not a number"
    if row.differs:
        return f"the difference, {row.percent:+.3g} %, is beyond the {row.resolution:.3g} % that are allowed"
    return f"{row.resolution:.3g} % are allowed, more than the tolerance of {row.tolerance:.3g} %"


def headline(validation: Validation) -> str:
    """Say how many cases pass."""
    done = len(validation.outcomes)
    stopped = f", of {validation.planned} that were to be run" if done < validation.planned else ""
    return f"{sum(outcome.passed for outcome in validation.outcomes)} of {done} cases pass{stopped}."


def statement(validation: Validation) -> str:
    """Say what the verdicts are worth."""
    few = " Quick: a sixteenth of the packets, tolerances four times as wide." if validation.quick else ""
    return (
        f"{len(validation.comparisons)} comparisons, {validation.chances} of them with random numbers. These"
        f" allow chance {Z:.2f} standard errors, which a correct program exceeds with a probability of"
        f" {FALSE_ALARM:g} each, {validation.false_alarm:.2g} in all, were the seeds not fixed. An"
        f" approximate theory is allowed its error on top; no more may be allowed than the tolerance.{few}"
    )
