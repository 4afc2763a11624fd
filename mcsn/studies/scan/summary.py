"""The summary of a scan: a table of its points, one of its contours, and both as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mcsn import provenance
from mcsn.files import write_atomically
from mcsn.result import jsonable
from mcsn.scenario import Scenario
from mcsn.studies.scan.contours import Crossing
from mcsn.studies.scan.points import Outcome
from mcsn.words import duration

_FILES = ("scan.png", "summary.csv", "contours.csv", "summary.json", "points")


def summarised(
    scenario: Scenario, outcomes: Sequence[Outcome], contours: Sequence[Crossing], wall_s: float
) -> dict[str, Any]:
    """Return what `mcsn scan --json` prints."""
    assert scenario.scan is not None
    done = [outcome for outcome in outcomes if outcome.summary is not None]
    failed = [outcome for outcome in outcomes if outcome.summary is None]
    return jsonable(
        {
            "scenario": scenario.to_toml(),
            "grid": scenario.scan.size,
            "points": [
                {**outcome.values, "file": outcome.file, **(outcome.summary or {})} for outcome in done
            ],
            "failed": [{**outcome.values, "error": outcome.error} for outcome in failed],
            "contours": [_row(scenario, crossing) for crossing in contours],
            "seed": scenario.experiment.seed,
            "wall_s": wall_s,
            "version": provenance.version(),
            "git_commit": provenance.git_commit(),
        }
    )


def write_summary(
    folder: Path,
    scenario: Scenario,
    outcomes: Sequence[Outcome],
    contours: Sequence[Crossing],
    wall_s: float,
) -> None:
    """Write summary.csv, contours.csv and summary.json; MachineError if the disk refuses one."""
    summary = summarised(scenario, outcomes, contours, wall_s)
    rows = [flat(point) for point in summary["points"]] + [dict(point) for point in summary["failed"]]
    write_atomically(folder / "summary.csv", csv_table(rows))
    write_atomically(folder / "contours.csv", csv_table(summary["contours"]))
    write_atomically(folder / "summary.json", json.dumps(summary, indent=1, allow_nan=False).encode())


def _row(scenario: Scenario, crossing: Crossing) -> dict[str, Any]:
    """Return a point of a contour as a row: where it is, and the band of one standard deviation."""
    assert scenario.scan is not None
    name = scenario.scan.along
    return {
        "contour": crossing.key,
        "level": crossing.level,
        "direction": "rising" if crossing.rising else "falling",
        **crossing.at,
        f"{name}": crossing.value,
        f"{name}_low": crossing.low,
        f"{name}_high": crossing.high,
    }


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested tables as one, with dotted names; lists have no place in a row."""
    row: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            row |= flat(value, f"{prefix}{name}.")
        elif not isinstance(value, list):
            row[prefix + name] = value
    return row


def csv_table(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as CSV, with all columns that any of them has."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def scan_text(summary: Mapping[str, Any], folder: Path) -> str:
    """Return what `mcsn scan` prints, of what `summarised` returns."""
    points, failed = summary["points"], summary["failed"]
    of_grid = f" of a grid of {summary['grid']}" if len(points) + len(failed) < summary["grid"] else ""
    lines = [f"{len(points)} points done{of_grid}, {len(failed)} failed; {duration(summary['wall_s'])}"]
    lines += [f"  failed: {_named(point)}" for point in failed]
    for contour in summary["contours"]:
        *where, (name, value), (_, low), (_, high) = list(contour.items())[3:]
        level = f"{contour['contour']} = {contour['level']:g}, {contour['direction']}"
        place = ", ".join(f"{key} = {_short(at)}" for key, at in where)
        lines.append(
            f"  {level}: {name} = {value:.4g} ({low:.4g} to {high:.4g}){' at ' * bool(place)}{place}"
        )
    wrote = [name for name in _FILES if (folder / name).exists()]
    lines.append(f"wrote {folder}: {', '.join(wrote)}")
    return "\n".join(lines)


def _named(point: Mapping[str, Any]) -> str:
    values = ", ".join(f"{key} = {_short(value)}" for key, value in point.items() if key != "error")
    return f"{values}: {point['error']}"


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
