"""What the suite does with cases, shown on small ones, and that every case that ships is whole."""

import json

import numpy as np
import pytest
from pages import Page

from mcsn.errors import InputError
from mcsn.studies.validate import discovery
from mcsn.studies.validate.case import SUBJECTS
from mcsn.studies.validate.report import html, report_files, write_report
from mcsn.studies.validate.run import run_cases

SMALL = '''
"""A case of one number."""
import numpy as np
from mcsn.studies.validate import Case, Control, Findings, compare, pictures

def check(work, mean=0.0):
    sample = np.random.default_rng(1).normal(mean, 1.0, work.packets(160_000))
    figure, axes = pictures.panel("Numbers <&>")
    axes.hist(sample, 20)
    row = compare.mean("mean", {expected}, sample, scale=1.0, tolerance=2.0)
    return Findings([row], [figure], ["a note"])

CONTROL = Control("A mean of 0.2.", {control})
CASE = Case("Numbers <&>", "Machine", "The mean is 0.", "Numbers.", check, CONTROL)
'''
BROKEN = SMALL.replace("figure, axes", "1 / 0\n    figure, axes")


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """A folder of cases in place of validation/: one right, one wrong, one blind, one broken."""
    folder = tmp_path / "cases"
    (folder / "measurements").mkdir(parents=True)
    (folder / "measurements" / "speed.py").write_text("raise SystemExit")
    contents = {
        "right_one": SMALL.format(expected=0.0, control=0.2),
        "wrong": SMALL.format(expected=0.1, control=0.2),
        "blind": SMALL.format(expected=0.0, control=0.0),
        "broken": BROKEN.format(expected=0.0, control=0.2),
    }
    for name, text in contents.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.setattr(discovery, "data_folder", lambda kind: folder)
    monkeypatch.setattr(discovery, "_MODULES", f"cases_of_{tmp_path.name}_")
    return folder


def outcomes(*names, **how):
    validation = run_cases(discovery.load_cases(names), threads=1, progress=False, **how)
    return validation, {outcome.name: outcome for outcome in validation.outcomes}


def test_verdicts(suite):
    validation, found = outcomes(controls=True)
    assert {name: outcome.passed for name, outcome in found.items()} == {
        "right-one": True,
        "wrong": False,
        "blind": False,
        "broken": False,
    }
    assert found["right-one"].control_failed
    assert found["blind"].holds
    assert found["blind"].control_failed is False
    assert "ZeroDivisionError" in found["broken"].error
    assert not validation.passed
    assert validation.chances == 3


def test_a_broken_control_keeps_what_was_found(suite):
    """The case itself holds; that its mistake broke something is told, and is no pass."""
    (suite / "right_one.py").write_text(SMALL.format(expected=0.0, control="'x'"))
    _, found = outcomes("right-one", controls=True)
    assert found["right-one"].holds
    assert not found["right-one"].passed
    assert "its control" in found["right-one"].error


def test_controls_only_when_asked_for(suite):
    validation, found = outcomes("right-one", "blind")
    assert validation.passed
    assert found["blind"].control_failed is None


def test_quick_is_a_sixteenth(suite):
    (full, _), (quick, _) = outcomes("right-one"), outcomes("right-one", quick=True)
    (row,), (few,) = full.comparisons, quick.comparisons
    assert few.tolerance == 4.0 * row.tolerance
    assert few.stderr == pytest.approx(4.0 * row.stderr, rel=0.05)


def test_convergence(suite):
    """Differences with fewer packets are drawn over the spread with all, beside N^-1/2."""
    _, found = outcomes("right-one", convergence=True)
    (row,) = found["right-one"].comparisons
    (_, figure) = found["right-one"].findings.pictures
    axes = figure.axes[0]
    lines = {line.get_label(): line.get_xydata() for line in axes.get_lines()}
    sample = np.random.default_rng(1).normal(0.0, 1.0, 10_000)
    share, difference = lines["their root mean square"].T
    assert share.tolist() == [1 / 16, 1 / 8, 1 / 4, 1.0]
    assert difference[-1] == pytest.approx(abs(row.standard_errors))
    assert difference[0] == pytest.approx(abs(sample.mean()) / row.stderr)
    assert lines["$N^{-1/2}$, scatter if independent"][0].tolist() == [1 / 16, 4.0]


def test_no_convergence_without_chance(suite):
    certain = SMALL.replace("sample, scale", "[{expected}] * 2, scale").format(expected=0.0, control=0.2)
    (suite / "right_one.py").write_text(certain)
    _, found = outcomes("right-one", convergence=True)
    assert found["right-one"].error is None
    assert len(found["right-one"].findings.pictures) == 1


def test_a_broken_convergence_keeps_the_rest(suite):
    """With an eighth of the packets the case breaks; what it found with all, and its control, stand."""
    few = SMALL.replace("    figure, axes", "    1 / (len(sample) != 20_000)\n    figure, axes", 1)
    (suite / "right_one.py").write_text(few.format(expected=0.0, control=0.2))
    _, found = outcomes("right-one", controls=True, convergence=True)
    assert found["right-one"].holds
    assert found["right-one"].control_failed
    assert not found["right-one"].passed
    assert "its convergence: ZeroDivisionError" in found["right-one"].error


def test_what_is_done_is_kept(suite):
    """A run that is stopped hands over the cases before."""
    (suite / "zz_last.py").write_text(
        BROKEN.format(expected=0.0, control=0.2).replace(
            "1 / 0", "stop = KeyboardInterrupt(); stop.add_note('of a run'); raise stop"
        )
    )
    kept = []
    with pytest.raises(KeyboardInterrupt) as stopped:
        outcomes("right-one", "zz-last", save=kept.append)
    (validation,) = kept
    assert [outcome.name for outcome in validation.outcomes] == ["right-one"]
    assert not validation.passed
    assert stopped.value.__notes__ == ["1 of 2 cases were done; the report has them"]
    assert "of 2 that were to be run" in html(validation)


def test_unknown_case(suite):
    with pytest.raises(InputError, match=r'"rihgt-one": there is no such case; did you mean "right-one"\?'):
        discovery.load_cases(["rihgt-one"])


def test_the_report_stands_alone(suite):
    validation, _ = outcomes(controls=True)
    text = html(validation)
    page = Page(text)
    page.assert_alone()
    # Titles of pictures are text, and what cases say is escaped.
    assert page.text.count("Numbers <&>") >= 6
    for piece in ("The mean is 0.", "a note", "A mean of 0.2.", "ZeroDivisionError"):
        assert piece in text
    assert html(validation) == text


def test_files(suite, tmp_path):
    validation, _ = outcomes("right-one", controls=True)
    page, data = report_files(tmp_path / "new")
    write_report(validation, [page, data])
    facts = json.loads(data.read_text())
    (case,) = facts["cases"]
    assert facts["passed"]
    assert (case["name"], case["passed"], case["control"]["failed"]) == ("right-one", True, True)
    assert case["comparisons"][0]["passed"]
    assert not case["control"]["comparisons"][0]["passed"]
    assert page.read_text().startswith("<!doctype html>")


def test_files_that_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="choose another folder with -o"):
        report_files(tmp_path / "file")


def test_every_case_is_whole():
    cases = discovery.load_cases()
    assert len(cases) >= 29
    assert {case.subject for case in cases.values()} == set(SUBJECTS)
    for name, case in cases.items():
        for text in (case.theory, case.simulation, case.control.mistake):
            assert text.endswith((".", ")")), name
        assert case.seconds > 0.0


@pytest.mark.parametrize("name", ["mean-chord", "random-generator", "streams"])
def test_a_case_holds_and_finds_its_mistake(name):
    """The others are run by `mcsn validate --quick`, which is much slower."""
    validation, found = outcomes(name, quick=True, controls=True)
    assert validation.passed
    assert found[name].control_failed
