"""Faults, with real processes: nothing done is lost, nothing counts twice, nothing is half-written."""

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from cheap import TEXT, cheap, names
from cluster import cluster
from test_run import assert_same_scan

from mcsn import open_result
from mcsn.scenario.text import toml_value
from mcsn.studies.scan.run import run_scan

needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")

SLOW = {
    "star.outer_radius_m": [50.0, 100.0],
    "transport.method": "analog",
    "scan.boson.coupling": {"from": 1e-9, "to": 1e-7, "points": 3},
    "experiment.packets": 3000,
    "experiment.batch": 1000,
}
"""Six points of three batches of some 0.1 s each."""
KEPT = "mcsn: the points that are done are kept in scan; --resume goes on with them"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return run_scan(slow(), tmp_path_factory.mktemp("whole") / "scan", threads=2)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "two.toml").write_text(TEXT)
    return tmp_path


def slow():
    return cheap(**{key.replace(".", "_", 1): value for key, value in SLOW.items()})


def start(folder, *words, **more):
    """Start `mcsn scan` in a folder; return the process."""
    settings = [word for key, value in SLOW.items() for word in ("--set", f"{key}={toml_value(value)}")]
    return subprocess.Popen(
        [sys.executable, "-m", "mcsn", "scan", "two.toml", "-o", "scan", *settings, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def ended(process):
    """Wait for a process; return its exit status and messages, which hold no traceback."""
    _, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return process.returncode, err


def finished(folder):
    """Return the points that are done, and when their files were written."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / "scan" / "points").glob("*.nc")}


def wait_for_points(folder, number):
    until = time.monotonic() + 60.0
    while len(finished(folder)) < number and time.monotonic() < until:
        time.sleep(0.005)
    assert len(finished(folder)) >= number


def assert_goes_on(folder, whole):
    """Resume, which runs what is missing alone, to the same end as if nothing had happened."""
    before = finished(folder)
    assert_same_scan(whole, run_scan(slow(), folder / "scan", threads=2, resume=True))
    after = finished(folder)
    assert {name: after[name] for name in before} == before
    assert not [name for name in names(folder / "scan" / "points") if not name.endswith(".nc")]


def children_of(process):
    with open(f"/proc/{process.pid}/task/{process.pid}/children") as file:
        return [int(word) for word in file.read().split()]


@needs_proc
def test_a_worker_killed(folder, whole):
    process = start(folder, "--workers", "2")
    wait_for_points(folder, 1)
    os.kill(children_of(process)[-1], signal.SIGKILL)
    assert ended(process) == (0, "")
    assert_same_scan(whole, whole._replace(folder=folder / "scan"))
    for name in finished(folder):
        assert open_result(folder / "scan" / "points" / name).totals["batches"][:2].tolist() == [3, 3000]


@needs_proc
def test_the_driver_killed(folder, whole):
    process = start(folder, "--workers", "2")
    wait_for_points(folder, 2)
    workers = children_of(process)
    process.kill()
    assert ended(process)[0] == -signal.SIGKILL
    until = time.monotonic() + 20.0
    while any(os.path.exists(f"/proc/{worker}/exe") for worker in workers):  # they end by themselves
        assert time.monotonic() < until
        time.sleep(0.05)
    assert 2 <= len(finished(folder)) < 6
    assert not (folder / "scan" / "summary.csv").exists()
    assert_goes_on(folder, whole)


@pytest.mark.parametrize("place", [("--threads", "1"), ("--workers", "2")])
def test_ctrl_c(folder, whole, place):
    process = start(folder, *place)
    wait_for_points(folder, 2)
    process.send_signal(signal.SIGINT)
    code, err = ended(process)
    assert code == 130
    assert (
        err
        == "mcsn: interrupted\nmcsn: the points that are done are kept in scan; --resume goes on with them\n"
    )
    assert_goes_on(folder, whole)


def test_the_scheduler_gone(folder, whole):
    with cluster(1) as (address, scheduler, _):
        process = start(folder, "--scheduler", address)
        wait_for_points(folder, 2)
        scheduler.kill()
        code, err = ended(process)
    assert code == 3
    assert err.splitlines() == [
        f"mcsn: the Dask scheduler at {address} has gone",
        KEPT,
    ]
    assert 2 <= len(finished(folder)) < 6
    assert_goes_on(folder, whole)


def test_a_cluster_gives_the_same(folder, whole):
    with cluster(2) as (address, *_):
        assert ended(start(folder, "--scheduler", address)) == (0, "")
    assert_same_scan(whole, whole._replace(folder=folder / "scan"))


def test_two_scans_into_one_folder(folder, whole):
    first = start(folder, "--threads", "1")
    wait_for_points(folder, 1)
    code, err = ended(start(folder, "--resume"))
    assert (code, err) == (
        2,
        "mcsn: scan: another scan is running in this folder; wait, or choose another\n",
    )
    assert ended(first)[0] == 0
    assert_same_scan(whole, whole._replace(folder=folder / "scan"))


def assert_full(folder, process):
    code, err = ended(process)
    assert code == 3, err
    assert "mcsn: cannot write scan/points/" in err
    assert KEPT in err
    for name in finished(folder):
        open_result(folder / "scan" / "points" / name)  # whole
    assert not [name for name in names(folder / "scan" / "points") if name.endswith(".tmp")]


@contextmanager
def small_disk(folder, size):
    """Mount a file system in memory on a folder; skip the test where this is not allowed."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True).returncode:
        pytest.skip("may not mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(tmp_path, whole):
    size = sum(path.stat().st_size for path in (whole.folder / "points").glob("*.nc"))
    with small_disk(tmp_path, size * 2 // 3):
        (tmp_path / "two.toml").write_text(TEXT)
        assert_full(tmp_path, start(tmp_path, "--workers", "2"))
        done = finished(tmp_path)
        assert 1 <= len(done) < 6
        subprocess.run(["mount", "-o", f"remount,size={size * 3}", str(tmp_path)], check=True)
        assert_goes_on(tmp_path, whole)


def test_files_that_may_not_grow(folder, whole):
    """The disk refuses results, but neither checkpoints nor what says which scan this is."""
    most = min(path.stat().st_size for path in (whole.folder / "points").glob("*.nc")) // 2

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    assert_full(folder, start(folder, "--threads", "1", preexec_fn=limit))
    assert not finished(folder)
    assert_goes_on(folder, whole)
