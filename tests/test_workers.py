"""Where units are done changes no result, and a worker that dies loses none."""

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import pytest
from test_engine import ZPRIME, assert_same, scenario

from mcsn import InputError, MachineError, load_scenario, run
from mcsn.experiments import open_experiment
from mcsn.experiments.crew import Crew
from mcsn.jobs import Job, complete
from mcsn.workers import open_workers, unit
from mcsn.workers.unit import do_order, do_unit, order


@pytest.fixture(scope="module")
def whole():
    return run(scenario(), threads=1)


class Stub:
    """Workers that do units when they are waited for, the last one first; some die."""

    watched = False
    ahead = 4

    def __init__(self, dying=(), failing=None):
        self.dying, self.failing = list(dying), failing
        self.handed_in = []
        self.renewed = 0

    def submit(self, experiment, number, paused, watch):
        self.handed_in.append(number)
        future = Future()
        threading.Timer(0.01 * (10 - number), self.do, (experiment, number, future)).start()
        return future

    def do(self, experiment, number, future):
        if number in self.dying:
            self.dying.remove(number)
            future.set_exception(BrokenExecutor())
            return
        if (experiment.scenario.experiment.seed, number) == self.failing:
            future.set_exception(ZeroDivisionError("no such number"))
            return
        with Crew(1) as crew:
            future.set_result(do_unit(experiment, number, crew))

    def renew(self):
        self.renewed += 1


def test_units_come_back_in_any_order(whole):
    stub, seen = Stub(), []
    job = Job(open_experiment(scenario()))
    assert list(complete([job], stub, seen.append)) == [job]
    assert_same(job.result(), whole)
    assert stub.handed_in == [0, 1, 2, 3, 4]
    assert sum(seen) == 1250


def test_no_more_units_than_allowed_are_under_way():
    stub, most = Stub(), []
    jobs = [Job(open_experiment(scenario(packets=250))) for _ in range(9)]
    submit = stub.submit

    def counting(*words):
        most.append(len(stub.handed_in) + 1 - len(ended))
        return submit(*words)

    stub.submit, ended = counting, []
    for job in complete(iter(jobs), stub, lambda done: None):
        ended.append(job)
    assert len(ended) == 9
    assert max(most) == stub.ahead


def test_what_a_dead_worker_had_is_done_again_and_counts_once(whole):
    stub = Stub(dying=[1, 3])
    job = Job(open_experiment(scenario()))
    assert list(complete([job], stub, lambda done: None)) == [job]
    assert_same(job.result(), whole)
    assert job.done.totals["batches"][0] == 5
    assert stub.renewed >= 1


def test_a_unit_that_kills_every_worker_is_given_up():
    job = Job(open_experiment(scenario()))
    with pytest.raises(MachineError, match="workers died 3 times over batch 2"):
        list(complete([job], Stub(dying=[1] * 9), lambda done: None))


def test_a_job_that_fails_stops_no_other(whole):
    bad, good = (Job(open_experiment(scenario(seed=seed))) for seed in (2, 1))
    ended = list(complete([bad, good], Stub(failing=(2, 1)), lambda done: None))
    assert ended[-1] is good
    assert isinstance(bad.error, ZeroDivisionError)
    assert_same(good.result(), whole)


def test_an_experiment_is_unpacked_once_for_all_its_units():
    unit._experiment.cache_clear()
    packed = order(open_experiment(scenario()))
    assert len(packed.experiment) < 20_000
    for number in (0, 1):
        do_order(packed, number)
    assert unit._experiment.cache_info().misses == 1


def test_a_worker_with_other_code_refuses():
    packed = order(open_experiment(scenario()))._replace(fingerprint="another")
    with pytest.raises(MachineError, match="other code"):
        do_order(packed, 0)


@pytest.mark.parametrize("given", [{"threads": 1, "workers": 1}, {"workers": 1, "scheduler": "tcp://a:1"}])
def test_one_place_only(given):
    with pytest.raises(InputError, match="do not go together"):
        open_workers(**given)


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_process_killed_while_it_works(tmp_path):
    """Two processes; one is killed after the first batches are kept."""
    changes = {"star.outer_radius_m": [40.0], "experiment.packets": 60_000, "experiment.batch": 10_000}
    slow = load_scenario("sphere", changes)
    part, killed = Path(f"{tmp_path / 'a.nc'}.part"), []

    def kill():
        until = time.monotonic() + 60.0
        while not part.exists() and time.monotonic() < until:
            time.sleep(0.01)
        child = multiprocessing.active_children()[0]
        os.kill(child.pid, signal.SIGKILL)
        killed.append(child)

    killer = threading.Thread(target=kill)
    killer.start()
    result = run(slow, tmp_path / "a.nc", workers=2)
    killer.join()
    assert killed
    assert result.totals["batches"].tolist() == [6, 60_000, 600_000_000]
    assert_same(result, run(slow, threads=2))
    assert not multiprocessing.active_children()


def test_stars_of_the_same_numbers_share_their_tables():
    first, second = (open_experiment(load_scenario("sphere", ZPRIME)).star for _ in range(2))
    copy = type(first)(first.outer_radius.copy(), first.temperature, first.shell, None, first.mean_free_path)
    assert copy == second
    assert hash(copy) == hash(second)
    assert copy != first.with_temperature(first.temperature + 1.0)
