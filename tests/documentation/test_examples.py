"""The examples run, print what they promise, and their physics holds."""

import runpy
from pathlib import Path

import matplotlib
import numpy as np
import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run an example in an empty folder; return what it leaves in its names."""
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    yield lambda name: runpy.run_path(str(EXAMPLES / name))
    matplotlib.pyplot.close("all")


def test_every_example_is_run():
    here = Path(__file__).read_text("utf-8")
    assert all(f'run("{path.name}")' in here for path in EXAMPLES.glob("*.py"))


@pytest.mark.parametrize("path", [*EXAMPLES.glob("*.py")], ids=lambda path: path.name)
def test_cells(path):
    """It is a notebook of text and code in turns: every line of a text cell is a comment."""
    first, *cells = path.read_text("utf-8").split("# %%")
    assert first == ""
    texts = [cell for cell in cells if cell.startswith(" [markdown]")]
    assert 3 <= len(texts) < len(cells)
    assert all(line.startswith("#") for text in texts for line in text.splitlines()[1:] if line)


def test_first_steps(run, tmp_path, capsys):
    left = run("first_steps.py")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compared.png", "escape.png", "zprime.nc"]
    # Seeds are fixed, and a right program exceeds 4 standard errors once in 16,000.
    assert abs(left["grey_mean"] - left["walk"]) < 4.0 * left["grey_error"]
    assert abs(left["difference"]) < 4.0 * left["spread"]
    assert 2.0 < left["faster"] < 5.0
    assert left["escaped"] == pytest.approx(1.0, abs=1e-3)
    out = capsys.readouterr().out
    assert "share of packets in the histogram: 1.0000" in out
    assert out.endswith("True\n")


def test_burst(run, tmp_path, capsys):
    left = run("burst.py")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fluence.png", "light_curves.png"]
    assert (
        abs(left["ratio"] - 0.57) < 4.0 * left["ratio_error"]
    )  # t90 of the full bursts: 5.94(5) and 10.67(5)
    assert left["kept"] == pytest.approx(left["numbers"]["energy_initial_erg"], rel=1e-12)
    whole = float((left["fluence"] * left["width"]).sum())
    assert whole == pytest.approx(left["numbers"]["energy_emitted_erg"], rel=1e-3)
    assert np.isfinite(left["change"])
    boson, error = (left["numbers"][f"emitted_as_boson{suffix}"] for suffix in ("", "_stderr"))
    assert abs(boson - 0.0704) < 4.0 * np.hypot(error, 0.0015)
    assert "left as Z':" in capsys.readouterr().out
