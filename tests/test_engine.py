"""What is kept, what is resumed, and that neither interruptions nor threads change a result."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mcsn import InputError, load_scenario, open_result, provenance, run
from mcsn.checkpoint import Checkpoint
from mcsn.experiments.escape import Escape

ZPRIME = {
    "star.outer_radius_m": [5.0, 10.0],
    "star.mean_free_path_m": [1.0, 2.0],
    "star.temperature_MeV": [12.0, 8.0],
    "transport.spectrum": "collision",
    "boson.mass_MeV": 10.0,
    "boson.coupling": 1e-6,
    "experiment.packets": 1250,
    "experiment.batch": 250,
}
"""Five batches of a cheap star in which about half of the packets leave as Z'."""
SLOW = ["star.outer_radius_m=[40.0]", "experiment.packets=120000", "experiment.batch=20000"]
"""Six batches of some 0.3 s each."""


def scenario(**changes):
    return load_scenario("sphere", ZPRIME | {f"experiment.{key}": value for key, value in changes.items()})


def assert_same(first, second):
    """Bit for bit, but for the provenance."""
    for mine, others in ((first.variables, second.variables), (first.totals, second.totals)):
        assert list(mine) == list(others)
    for name, variable in first.variables.items():
        assert variable.values.dtype.kind == second[name].dtype.kind, name
        assert variable.values.tolist() == second[name].tolist() or (
            variable.values.tobytes() == second[name].tobytes()
        ), name
    for name, values in first.totals.items():
        assert values.dtype == second.totals[name].dtype, name
        assert values.tobytes() == second.totals[name].tobytes(), name
    dropped = ("wall_s", "events_per_s")
    mine, others = (
        json.dumps({key: value for key, value in result.summary.items() if key not in dropped})
        for result in (first, second)
    )
    assert mine == others
    assert first.steps_done == second.steps_done


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def interrupt_at(monkeypatch, unit):
    """Press Ctrl-C while this unit runs."""
    run_unit = Escape.run_unit

    def interrupted(self, number, crew, watch, paused=None):
        def press(done):
            if number == unit:
                raise KeyboardInterrupt

        return run_unit(self, number, crew, press)

    monkeypatch.setattr(Escape, "run_unit", interrupted)


@pytest.fixture(scope="module")
def whole():
    """An uninterrupted run on one thread."""
    return run(scenario(), threads=1)


@pytest.fixture
def stopped(tmp_path, monkeypatch):
    """Path of a run that was interrupted in its fourth batch."""
    with monkeypatch.context() as patch:
        interrupt_at(patch, 3)
        with pytest.raises(KeyboardInterrupt):
            run(scenario(), tmp_path / "a.nc", threads=1)
    assert files(tmp_path) == ["a.nc.part"]
    return tmp_path / "a.nc"


def test_threads_do_not_matter(whole):
    assert whole.summary["coalescences"] > 1000  # or it would show little
    assert 0.1 < whole.summary["escaped_as_boson"] < 0.9
    assert_same(run(scenario(), threads=2), whole)


def test_seed_matters(whole):
    assert run(scenario(seed=2)).summary["collisions"] != whole.summary["collisions"]


@pytest.mark.parametrize("threads", [1, 2])
def test_interrupted_and_resumed(stopped, whole, threads):
    part = Checkpoint.read(Path(f"{stopped}.part"))
    assert part.steps_done == 750
    resumed = run(scenario(), stopped, threads=threads, resume=True)
    assert_same(resumed, whole)
    assert_same(open_result(stopped), whole)
    assert resumed.provenance["wall_s"] > part.provenance["wall_s"]
    assert files(stopped.parent) == ["a.nc"]


def test_interrupted_twice(stopped, whole, monkeypatch):
    with monkeypatch.context() as patch:
        interrupt_at(patch, 4)
        with pytest.raises(KeyboardInterrupt):
            run(scenario(), stopped, resume=True)
    assert Checkpoint.read(Path(f"{stopped}.part")).steps_done == 1000
    assert_same(run(scenario(), stopped, resume=True), whole)


def test_without_resume_starts_anew(stopped, whole):
    assert_same(run(scenario(), stopped), whole)
    assert files(stopped.parent) == ["a.nc"]


def test_resume_starts_where_there_is_nothing(tmp_path, whole):
    assert_same(run(scenario(), tmp_path / "a.nc", resume=True), whole)


def test_resume_of_a_finished_run_does_nothing(tmp_path, whole, monkeypatch):
    run(scenario(), tmp_path / "a.nc")
    before = (tmp_path / "a.nc").read_bytes()
    interrupt_at(monkeypatch, 0)
    assert_same(run(scenario(), tmp_path / "a.nc", resume=True), whole)
    assert (tmp_path / "a.nc").read_bytes() == before


def test_more_packets_extend_an_unfinished_run(stopped):
    assert_same(run(scenario(packets=1600), stopped, resume=True), run(scenario(packets=1600), threads=1))


def test_more_packets_extend_a_finished_run(tmp_path):
    run(scenario(packets=500), tmp_path / "a.nc")
    resumed = run(scenario(packets=1250), tmp_path / "a.nc", resume=True)
    assert_same(resumed, run(scenario(), threads=1))
    assert files(tmp_path) == ["a.nc"]


@pytest.mark.parametrize(
    ("done", "asked", "reason"), [(600, 1250, "middle of a batch of 250"), (750, 500, "only 500 are asked")]
)
def test_packets_that_cannot_be_gone_on_from(tmp_path, done, asked, reason):
    run(scenario(packets=done), tmp_path / "a.nc")
    before = (tmp_path / "a.nc").read_bytes()
    with pytest.raises(InputError, match=reason):
        run(scenario(packets=asked), tmp_path / "a.nc", resume=True)
    assert (tmp_path / "a.nc").read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"experiment.seed": 2}, "experiment.seed: 1 and 2"),
        ({"boson.coupling": 2e-6}, "boson.coupling: 1e-06 and 2e-06"),
        ({"experiment.batch": 125}, "experiment.batch: 250 and 125"),
    ],
)
def test_resume_of_another_scenario(stopped, changes, named):
    before = (stopped.parent / "a.nc.part").read_bytes()
    with pytest.raises(InputError, match=named):
        run(load_scenario("sphere", ZPRIME | changes), stopped, resume=True)
    assert (stopped.parent / "a.nc.part").read_bytes() == before


def test_resume_with_other_code(stopped, monkeypatch):
    monkeypatch.setattr(provenance, "fingerprint", lambda: "another")
    with pytest.raises(InputError, match="other code"):
        run(scenario(), stopped, resume=True)


def test_resume_with_another_profile(tmp_path, table1):
    def write(temperature):
        table = ["outer_radius_km,temperature_MeV,mu_n_MeV,mu_p_MeV,m_N_MeV"]
        table += [
            f"1e-3,{temperature},{row['mu_n_MeV']},{row['mu_p_MeV']},{row['m_N_MeV']}" for row in table1[:1]
        ]
        (tmp_path / "star.csv").write_text("\n".join(table) + "\n")

    (tmp_path / "a.toml").write_text(
        '[star]\nprofile = "star.csv"\nneutrinosphere_km = 1e-3\n[experiment]\npackets = 4\nbatch = 2\n'
    )
    write(20.0)
    run(tmp_path / "a.toml", tmp_path / "a.nc", overrides={"experiment.packets": 2})
    write(21.0)
    with pytest.raises(InputError, match="profile has changed"):
        run(tmp_path / "a.toml", tmp_path / "a.nc", resume=True)


def test_older_result_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    output = tmp_path / "a.nc"
    run(scenario(seed=2, packets=250), output)
    older = output.read_bytes()
    run_unit, seen = Escape.run_unit, []

    def looking(self, number, crew, watch, paused=None):
        seen.append(output.read_bytes() == older)
        return run_unit(self, number, crew, watch)

    monkeypatch.setattr(Escape, "run_unit", looking)
    run(scenario(), output)
    assert seen == [True] * 5
    assert output.read_bytes() != older
    assert files(tmp_path) == ["a.nc"]


def test_overrides_need_a_name():
    with pytest.raises(InputError, match="overrides"):
        run(scenario(), overrides={"experiment.seed": 2})


@pytest.fixture(scope="module")
def slow():
    changes = (text.split("=") for text in SLOW)
    return run("sphere", overrides={key: json.loads(value) for key, value in changes}, threads=1)


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize(
    ("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_signals(tmp_path, slow, sent, status):
    output, part = tmp_path / "a.nc", tmp_path / "a.nc.part"
    output.write_bytes(b"an older result")
    settings = [word for text in SLOW for word in ("--set", text)]
    child = subprocess.Popen(
        [sys.executable, "-m", "mcsn", "run", "sphere", *settings, "-o", output, "--threads", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell may have started us with Ctrl-C ignored, which children inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 60.0
    while not part.exists() and child.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    child.send_signal(sent)
    out, err = child.communicate(timeout=30)
    assert child.returncode == status, err
    assert out == ""
    assert output.read_bytes() == b"an older result"
    kept = Checkpoint.read(part)
    batches = kept.steps_done // slow.scenario.experiment.batch
    assert 1 <= batches < 6
    if sent != signal.SIGKILL:  # which leaves no time for words, nor to clean up
        assert f"{batches} of 6 batches are kept in {part}" in err
        assert "--resume" in err
        assert "Traceback" not in err
        assert files(tmp_path) == ["a.nc", "a.nc.part"]
    resumed = run(slow.scenario, output, threads=2, resume=True)
    assert_same(resumed, slow)
    assert resumed.provenance["wall_s"] > kept.provenance["wall_s"]


def test_broken_checkpoint(stopped):
    part = Path(f"{stopped}.part")
    content = part.read_bytes()
    for broken in (b"", content[:100], content[: len(content) // 2], content[::-1], b"not numpy's"):
        part.write_bytes(broken)
        with pytest.raises(InputError, match="not a whole checkpoint") as caught:
            run(scenario(), stopped, resume=True)
        assert len(str(caught.value).splitlines()) == 1
        assert part.read_bytes() == broken


def test_resume_with_no_more_packets_than_are_done(stopped):
    """It concludes from them."""
    resumed = run(scenario(packets=750), stopped, resume=True)
    assert_same(resumed, run(scenario(packets=750)))
    assert_same(resumed, open_result(stopped))
    assert files(stopped.parent) == ["a.nc"]


def test_interrupted_before_the_first_batch(stopped, monkeypatch):
    """What another run has left is not ours to promise."""

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Escape, "run_unit", stop)
    with pytest.raises(KeyboardInterrupt) as caught:
        run(load_scenario("sphere", ZPRIME | {"experiment.seed": 99}), stopped)
    assert caught.value.__notes__ == ["no batch was finished, nothing is kept"]


JUMPS = {
    "star.outer_radius_m": [60.0, 120.0],
    "star.mean_free_path_m": [1.0, 2.0],
    "star.temperature_MeV": [12.0, 8.0],
    "transport.method": "accelerated",
    "boson.mass_MeV": 10.0,
    "boson.coupling": 1e-6,
    "boson.kernel": "cerdeno2023",
    "experiment.batch": 500,
    "experiment.packets": 1250,
}


@pytest.mark.parametrize("spectrum", ["grey", "frozen", "shell", "collision"])
def test_jumps_do_not_depend_on_threads_nor_on_interruption(tmp_path, monkeypatch, spectrum):
    jumping = load_scenario("sphere", JUMPS | {"transport.spectrum": spectrum})
    whole = run(jumping, threads=1)
    assert whole.summary["jumps"] > 0
    with monkeypatch.context() as patch:
        interrupt_at(patch, 2)
        with pytest.raises(KeyboardInterrupt):
            run(jumping, tmp_path / "a.nc", threads=2)
    assert_same(run(jumping, tmp_path / "a.nc", threads=2, resume=True), whole)


@pytest.mark.parametrize(
    ("notebook", "asked", "shown"), [(True, None, True), (False, None, False), (True, False, False)]
)
def test_progress_bar(monkeypatch, capsys, notebook, asked, shown):
    """A notebook has no terminal, and shows the bar none the less."""
    if notebook:
        monkeypatch.setitem(sys.modules, "ipykernel", sys)
    run(scenario(packets=250), threads=1, progress=asked)
    assert ("packets" in capsys.readouterr().err) == shown
