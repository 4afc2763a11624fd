"""Work on a Dask cluster, with real processes on loopback."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from cluster import cluster, start_worker
from test_engine import assert_same, scenario

from mcsn import InputError, MachineError, load_scenario, run
from mcsn.checkpoint import Checkpoint
from mcsn.cli import main
from mcsn.workers import open_workers

SLOW = {"star.outer_radius_m": [40.0], "experiment.packets": 60_000, "experiment.batch": 10_000}


@pytest.fixture(scope="module")
def two():
    with cluster(2) as made:
        yield made


def wait_for(path):
    until = time.monotonic() + 60.0
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)


def test_a_cluster_gives_the_same(two):
    assert_same(run(scenario(), scheduler=two[0]), run(scenario(), threads=1))


def test_a_worker_killed_while_it_works(two, tmp_path):
    address, _, workers = two
    slow, part = load_scenario("sphere", SLOW), Path(f"{tmp_path / 'a.nc'}.part")

    def kill():
        wait_for(part)
        workers[0].send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    result = run(slow, tmp_path / "a.nc", scheduler=address)
    killer.join()
    assert workers[0].wait() == -signal.SIGKILL
    assert result.totals["batches"].tolist() == [6, 60_000, 600_000_000]
    assert_same(result, run(slow, threads=2))
    workers[0] = start_worker(address)


def test_the_scheduler_gone(two, tmp_path):
    """The message says so, what is done is kept, and goes on elsewhere. (The last test of the scheduler.)"""
    address, scheduler, _ = two
    output, part = tmp_path / "a.nc", tmp_path / "a.nc.part"
    settings = [word for key, value in SLOW.items() for word in ("--set", f"{key}={value}")]
    words = ["run", "sphere", *settings, "--packets", "600000", "-o", str(output), "--scheduler", address]
    child = subprocess.Popen(
        [sys.executable, "-m", "mcsn", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(part)
    scheduler.kill()
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (3, ""), err
    assert f"mcsn: the Dask scheduler at {address} has gone" in err
    assert f"of 60 batches are kept in {part}; the same command with --resume continues" in err
    assert "Traceback" not in err
    assert 10_000 <= Checkpoint.read(part).steps_done < 600_000


def test_no_scheduler_there(monkeypatch, capsys):
    import mcsn.workers.cluster

    monkeypatch.setattr(mcsn.workers.cluster, "_CONNECT_S", 0.2)
    with pytest.raises(MachineError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1 "):
        open_workers(scheduler="tcp://127.0.0.1:1")
    handler = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(sys, "argv", ["mcsn", "run", "sphere", "--scheduler", "tcp://127.0.0.1:1"])
    with pytest.raises(SystemExit) as ended:
        main()
    signal.signal(signal.SIGTERM, handler)
    assert ended.value.code == 3
    assert "no Dask scheduler answers" in capsys.readouterr().err
    assert not os.path.exists("sphere.nc")


@pytest.mark.parametrize("name", ["distributed.client", "tornado.application", "asyncio"])
def test_loggers_leave_the_word_to_us(name, monkeypatch):
    """Else their tracebacks stand beside our sentence when a scheduler goes; a loaded machine shows it."""
    import mcsn.workers.cluster

    monkeypatch.setattr(mcsn.workers.cluster, "_CONNECT_S", 0.2)
    logger = logging.getLogger(name)
    monkeypatch.setattr(logger, "level", logging.WARNING)
    with pytest.raises(MachineError):
        open_workers(scheduler="tcp://127.0.0.1:1")
    assert logger.level == logging.CRITICAL


@pytest.mark.parametrize("address", ["localhost", "tcp://127.0.0.1", "8786", ""])
def test_what_is_no_address(address):
    with pytest.raises(InputError, match="must be an address such as"):
        open_workers(scheduler=address)


def test_without_dask(monkeypatch):
    monkeypatch.delitem(sys.modules, "mcsn.workers.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'mcsn\[cluster\]'"):
        open_workers(scheduler="tcp://127.0.0.1:8786")
