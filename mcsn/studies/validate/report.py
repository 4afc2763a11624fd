"""The report: one HTML file that holds everything, and the same as JSON."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from mcsn.errors import InputError
from mcsn.files import check_output, write_atomically
from mcsn.page import page, pictures, prose, table
from mcsn.studies.validate import text
from mcsn.studies.validate.case import Findings
from mcsn.studies.validate.compare import Comparison
from mcsn.studies.validate.run import Outcome, Validation
from mcsn.words import typeset

_NAME = "validation"
_HEADS = (
    "quantity",
    "theory",
    "simulated",
    "difference",
    "in standard errors",
    "allowed",
    "tolerance",
    "",
)


class Section(NamedTuple):
    """A study that goes before the cases."""

    title: str
    paragraphs: Sequence[str]
    pictures: Sequence[Figure]
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    """A table, a row of cells as many as there are heads."""


def report_files(folder: Path) -> list[Path]:
    """Return where the report and its JSON go, in a folder that is made where there is none.

    Raises
    ------
    InputError
        If it cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror or error}; choose another folder with -o") from None
    files = [folder / f"{_NAME}{suffix}" for suffix in (".html", ".json")]
    for path in files:
        check_output(path)
    return files


def write_report(validation: Validation, files: Sequence[Path], front: Section | None = None) -> None:
    """Write the report and its JSON, each whole or not at all; MachineError if the disk refuses one."""
    page, data = files
    write_atomically(page, html(validation, front).encode())
    facts = text.facts(validation)
    if front is not None:
        facts["front"] = {"title": front.title, "heads": [*front.heads], "rows": [*front.rows]}
    write_atomically(data, json.dumps(facts, allow_nan=False, indent=1).encode())


def html(validation: Validation, front: Section | None = None) -> str:
    """Return the report."""
    return page(
        "mcsn: validation",
        [
            "<h1>Validation of mcsn</h1>",
            f"<p>{escape(text.headline(validation))} {escape(text.statement(validation))}</p>",
            f'<p class="made">{escape(validation.made_by)}, {text.duration(validation.seconds)}</p>',
            *(_section(front) if front else ()),
            *_overview(validation.outcomes),
            *(part for outcome in validation.outcomes for part in _article(outcome)),
        ],
    )


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h2>{escape(section.title)}</h2>"
    yield from (f"<p>{prose(paragraph)}</p>" for paragraph in section.paragraphs)
    yield pictures(section.pictures, "front")
    if section.rows:
        yield table(section.heads, section.rows)
    yield "</section>"


def _overview(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "<section><h2>Cases</h2>"
    subject = None
    for outcome in outcomes:
        if outcome.case.subject != subject:
            if subject is not None:
                yield "</ul>"
            subject = outcome.case.subject
            yield f'<h3>{escape(subject)}</h3><ul class="cases">'
        yield f'<li>{_badge(outcome.passed)} <a href="#{outcome.name}">{escape(outcome.case.title)}</a></li>'
    yield "</ul></section>"


def _badge(passed: bool) -> str:
    return f'<span class="{"passed" if passed else "failed"}">{"passed" if passed else "failed"}</span>'


def _article(outcome: Outcome) -> Iterator[str]:
    case = outcome.case
    yield f'<article id="{outcome.name}"><h2>{escape(case.title)} {_badge(outcome.passed)}</h2>'
    methods = f", {' and '.join(case.methods)}" if case.methods else ""
    facts = f"{outcome.name}: {escape(case.subject)}{methods}, {text.duration(outcome.seconds)}"
    yield f'<p class="made">{facts}</p>'
    yield f"<dl><dt>Theory</dt><dd>{prose(case.theory)}</dd>"
    yield f"<dt>Simulation</dt><dd>{prose(case.simulation)}</dd></dl>"
    if outcome.error is not None:
        yield f'<p class="failed">It broke: {escape(outcome.error)}</p>'
    if outcome.findings is not None:
        yield table(_HEADS, map(_cells, outcome.findings.comparisons), _shown)
        yield pictures(outcome.findings.pictures, outcome.name)
        yield from (f"<p>{prose(note)}</p>" for note in outcome.findings.notes)
    yield f"<p><strong>Mistake that it must find.</strong> {prose(case.control.mistake)}"
    if outcome.mistaken is not None:
        yield from _control(outcome.mistaken, bool(outcome.control_failed))
    else:
        yield " (not tried in this run)</p>"
    yield "</article>"


def _control(mistaken: Findings, found: bool) -> Iterator[str]:
    differing = sum(row.differs for row in mistaken.comparisons)
    count = f"{differing} of {len(mistaken.comparisons)} comparisons differ by more than is allowed"
    yield f" {_badge(found)}: {'it does' if found else 'it does not'}, {count}.</p>"
    rows = map(_cells, mistaken.comparisons)
    yield f"<details><summary>With the mistake</summary>{table(_HEADS, rows, _shown)}"
    yield "</details>"


def _cells(row: Comparison) -> list[str]:
    unit = f" {row.unit}" if row.unit else ""
    found = f"{row.found:.4g}" if row.stderr is None else text.with_error(row.found, row.stderr)
    return [
        text.label(row),
        f"{row.expected:.6g}{unit}",
        typeset(f"{found}{unit}"),
        f"{row.percent:+.3f} %",
        f"{row.standard_errors:+.1f}" if row.random else "",
        f"{row.resolution:.3f} %",
        f"{row.tolerance:g} %",
        "passed" if row.passed else "failed",
    ]


def _shown(cell: str) -> str:
    """Return the HTML of a cell: verdicts are badges."""
    return _badge(cell == "passed") if cell in ("passed", "failed") else prose(cell)
