"""What the page of a run says."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from mcsn import provenance
from mcsn.averages import Averages
from mcsn.engine import processors
from mcsn.errors import InputError
from mcsn.experiments import open_experiment, result_rows
from mcsn.experiments.protocol import Experiment
from mcsn.forecast import forecast
from mcsn.page import page, pictures, prose, table
from mcsn.plot import figure_of
from mcsn.result import Result
from mcsn.shown import ANALYTIC, row_value, star_table
from mcsn.studies.report import again
from mcsn.words import duration, typeset, with_error

_KINDS = {
    "escape": (
        "Packets of neutrinos start in the star and walk, collision by collision, until they leave it, as"
        " neutrinos or as Z' that decay outside. Escape times run from the start to the surface.",
        "Errors are one standard error, from the scatter of packets.",
    ),
    "luminosity": (
        "In a star in equilibrium pairs of neutrinos make Z'. Each is followed to where it decays: inside it"
        " leaves its energy in a shell, outside it has escaped.",
        "Errors are one standard error, from the scatter of packets.",
    ),
    "burst": (
        "A star with all its heat cools by the packets of energy that leave it. Times run from the start of"
        " the burst, which in the star of Table I is 1 s after bounce.",
        "Errors are one standard error, from the scatter of independent bursts, and no less than that of"
        " independent packets.",
    ),
}
"""By kind of experiment: what was simulated, and what its errors are."""
_SQUARES = "&Sigma;<sub>k</sub> (R<sub>k</sub>&sup2; &minus; R<sub>k&minus;1</sub>&sup2;)"
_ENERGY_LOSS = "&Sigma;<sub>k</sub> V<sub>k</sub> Q<sub>k</sub>"
_FORMULAS = {
    "eq5_s": "(3/&pi;&sup2;) E<sub>matter</sub> / (2 E<sub>&nu;</sub>) times Eq. 6",
    "eq6_s": f"{_SQUARES} &lang;1/&lambda;&rang;<sub>k</sub> / c",
    "walk_s": "half of Eq. 6, and 0.7104 R/c for the surface",
    "eq23_s": f"{_SQUARES} &tau;<sub>k</sub> / &#8467;<sub>k</sub>&sup2;, without the last shell",
    "eq25_erg_per_s": f"{_ENERGY_LOSS}, with the energy loss per volume Q of Eq. 24",
    "eq25_nu_e_erg_per_s": f"{_ENERGY_LOSS}, of &nu;<sub>e</sub>",
}
"""What closed formulas are, as HTML."""
_PAPER = "Equation numbers are those of Cerdeño, Cermeño &amp; Farzan, arXiv:2301.00661."
_COMPARED = {
    "escape": ("escape_time_mean_s", ("eq6_s", "walk_s", "eq23_s")),
    "luminosity": ("luminosity_produced_erg_per_s", ("eq25_erg_per_s",)),
}
"""By kind: the simulated number, and the formulas that are of the same quantity."""


def html(result: Result, source: Path) -> str:
    """Return the report of a result; source: the path of its file."""
    scenario = result.scenario
    title = scenario.title or scenario.name
    what, errors = _KINDS[scenario.experiment.kind]
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="made">{escape(_subtitle(result, source))}</p>',
        f"<p>{prose(what)} {prose(errors)}</p>",
        *_section("Results", _results(result)),
        *_section("Pictures", [pictures((figure_of(result, view) for view in result.views), "view")]),
        *_section("Cost and inputs", _inputs(result)),
        *_section("Made by", _made_by(result)),
        *_section("Make it again", _again(result, source.name)),
    ]
    return page(f"mcsn: {title}", parts)


def _section(title: str, parts: Iterable[str]) -> Iterator[str]:
    yield f"<section><h2>{escape(title)}</h2>"
    yield from parts
    yield "</section>"


def _subtitle(result: Result, source: Path) -> str:
    boson = result.scenario.boson
    carrier = (
        "standard model"
        if boson is None
        else f"{boson.model} of {boson.mass_MeV:g} MeV, g = {boson.coupling:g}"
    )
    facts = [
        source.name,
        result.scenario.experiment.kind,
        f"star {result.scenario.star.profile}",
        carrier,
        f"{result.summary['packets']:,} packets",
        f"mcsn {result.provenance['version']}",
    ]
    return ", ".join(facts)


def _results(result: Result) -> Iterator[str]:
    kind, numbers = result.scenario.experiment.kind, result.summary
    rows = [(row.label, typeset(row_value(row))) for row in result_rows(kind, numbers)]
    yield f'<div class="beside"><div>{table(("simulated", "value ± standard error"), rows)}</div>'
    known = [name for name in ANALYTIC if numbers["analytic"].get(name) is not None]
    formulas: list[tuple[str, ...]] = [_formula(name, numbers["analytic"][name]) for name in known]
    ratios = [_ratio(kind, name, numbers) for name in known]
    heads: tuple[str, ...] = ("closed formula", "value")
    if any(ratios):
        heads = (*heads, "simulated / formula")
        formulas = [(*row, ratio) for row, ratio in zip(formulas, ratios, strict=True)]
    if formulas:
        yield f"<div>{table(heads, formulas, shown=str)}"
        yield f"<p><small>{_PAPER}</small></p></div>"
    yield "</div>"


def _formula(name: str, value: float) -> tuple[str, ...]:
    """Return the cells of a formula, as HTML."""
    label, unit = ANALYTIC[name]
    told = f"<span>{escape(label)}<br><small>{_FORMULAS.get(name, '')}</small></span>"
    return told, f"{value:.4g} {escape(unit)}"


def _ratio(kind: str, name: str, numbers: Mapping[str, Any]) -> str:
    """Return the simulated number over a formula of the same quantity, with its error."""
    key, formulas = _COMPARED.get(kind, ("", ()))
    unit = numbers["analytic"][name]
    if name not in formulas or numbers[key] is None or not unit:
        return ""
    error = numbers[f"{key}_stderr"]
    return typeset(with_error(numbers[key] / unit, None if error is None else error / unit))


def _inputs(result: Result) -> Iterator[str]:
    """Yield what the run began with, and what it cost beside its forecast."""
    try:
        experiment = open_experiment(result.scenario)
    except InputError as error:
        why = prose(str(error))
        yield f"<p>The star cannot be built, so there is neither a forecast nor a table of it: {why}</p>"
        yield table(("", "it took"), [(label, took) for label, _, took in _cost(result, None)])
    else:
        threads = processors()
        heads = ("", f"forecast, {threads} threads", "it took")
        yield table(heads, _cost(result, experiment))
        yield (
            "<p>The forecast was made together with this page, for the machine that made it; it is right to a"
            " factor of about two. The run may have been elsewhere, or on another number of threads.</p>"
        )
        yield from _star(result, experiment)
    yield "<h3>Scenario</h3><p>Every key in use; one click selects all.</p>"
    yield f'<pre class="copy">{escape(again.standing_alone(result.scenario).to_toml())}</pre>'


def _cost(result: Result, experiment: Experiment | None) -> list[tuple[str, str, str]]:
    """Return rows of what was foretold and what it took."""
    numbers = result.summary
    events = sum(numbers.get(kind, 0) for kind in ("collisions", "jumps", "coalescences"))
    speed = numbers["events_per_s"]
    took = (f"{events:.3g}", duration(numbers["wall_s"]), f"{speed:.3g}" if speed else "unknown", "not kept")
    labels = ("events", "time", "events per second", "memory")
    if experiment is None:
        return [(label, "", value) for label, value in zip(labels, took, strict=True)]
    cost = forecast(experiment, processors())
    foretold = (
        f"{cost.events:.2g}",
        duration(cost.wall_s),
        f"{cost.events / cost.wall_s:.2g}",
        f"{cost.memory_bytes / 2**20:.0f} MiB",
    )
    return list(zip(labels, foretold, took, strict=True))


def _star(result: Result, experiment: Experiment) -> Iterator[str]:
    yield "<h3>Star</h3>"
    if experiment.star.digest != result.star:
        yield '<p class="failed">The profile has changed since: this is not the star of the run.</p>'
    heads, rows = star_table(experiment.star)
    columns = _means(experiment.averages)
    if all(len(values) == len(rows) for values in columns.values()):
        heads = [*heads, *columns]
        rows = [[*row, *more] for row, *more in zip(rows, *columns.values(), strict=True)]
    yield table(["", *heads[1:]], [[f"shell {number}", *row] for number, *row in rows])


def _means(averages: Averages) -> dict[str, list[str]]:
    """Return columns of the paper's mean quantities, a row for each shell."""
    shells = averages.by_shell()
    columns = {
        "1/<1/lambda> [m]": None if shells.inverse_mfp is None else 1.0 / shells.inverse_mfp,
        "coalescence time [s]": shells.coalescence_time,
        "decay length [m]": shells.decay_length,
    }
    return {
        name: [f"{value:.4g}" for value in column] for name, column in columns.items() if column is not None
    }


def _made_by(result: Result) -> Iterator[str]:
    made = result.provenance
    same = made["fingerprint"] == provenance.fingerprint()
    yield table(
        ("", "this result"),
        [
            ("version of mcsn", str(made["version"])),
            ("git commit", str(made["git_commit"])),
            ("fingerprint of the numerical code", str(made["fingerprint"])),
            ("fingerprint of the star", result.star),
            ("seed", str(result.scenario.experiment.seed)),
        ],
    )
    told = "gives the same numbers" if same else "is other code, and may give other numbers"
    yield f"<p>This report was made by mcsn {escape(provenance.version())}, which {told}.</p>"


def _again(result: Result, output: str) -> Iterator[str]:
    scenario, commit = result.scenario, str(result.provenance["git_commit"])
    if commit == "unknown":
        yield f"<p>Install mcsn {escape(str(result.provenance['version']))}; its commit is not known.</p>"
    else:
        yield "<p>In a clone of the repository of mcsn:</p>"
        yield _commands(again.install_commands(commit))
    if commit.endswith("-dirty"):
        yield '<p class="failed">The code had changes that this commit does not have.</p>'
    if scenario.profile_path is not None:
        star = escape(str(scenario.profile_path))
        yield f"<p>The star comes from a file, which must be as it was: <code>{star}</code></p>"
    file = escape(again.file_name(scenario))
    if shipped := again.shipped_command(scenario, output):
        yield "<p>The scenario ships with mcsn:</p>"
        yield _commands([shipped])
        yield f"<p>Or with the scenario above, saved as <code>{file}</code>:</p>"
    else:
        yield f"<p>Save the scenario above as <code>{file}</code>, and</p>"
    yield _commands([again.file_command(scenario, output)])
    call = f"result = mcsn.run({again.file_name(scenario)!r}, {output!r})"
    yield "<p>Or from Python:</p>"
    yield _commands(["import mcsn", "", call])
    yield (
        "<p>The result is bit for bit the same for any number of threads or workers, on the same software and"
        " kind of processor.</p>"
    )


def _commands(lines: Iterable[str]) -> str:
    return f'<pre class="copy">{escape(chr(10).join(lines))}</pre>'
