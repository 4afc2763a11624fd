"""A Dask scheduler and workers as processes on loopback."""

import re
import subprocess
import sys
from contextlib import contextmanager

DASK = [sys.executable, "-W", "ignore", "-m", "dask"]


def start_scheduler():
    """Return the process of a scheduler, and its address."""
    words = [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"]
    scheduler = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    for line in scheduler.stderr:
        if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
            return scheduler, found[1]
    raise RuntimeError("no scheduler")


def start_worker(address):
    """Return the process of a worker of one thread."""
    words = [
        *DASK,
        "worker",
        address,
        "--host",
        "127.0.0.1",
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
    ]
    return subprocess.Popen(words, stderr=subprocess.DEVNULL)


@contextmanager
def cluster(workers):
    """Give (address, scheduler, workers)."""
    scheduler, address = start_scheduler()
    processes = [start_worker(address) for _ in range(workers)]
    try:
        yield address, scheduler, processes
    finally:
        for process in (*processes, scheduler):
            process.kill()
            process.wait()
        scheduler.stderr.close()
