import os
from importlib.resources import files

import numpy as np
import pytest

os.environ.setdefault("MPLBACKEND", "Agg")  # no test needs a screen


@pytest.fixture(scope="session")
def table1():
    """Table I of the paper, a row for each shell."""
    return np.genfromtxt(
        files("mcsn") / "data" / "profiles" / "cerdeno2023.csv", delimiter=",", names=True, skip_header=2
    )


@pytest.fixture(scope="session")
def small_burst(tmp_path_factory):
    """Path of the result of a burst of few packets, zones and steps: ten seconds of it."""
    from mcsn import load_scenario, run

    changes = {
        "star.zones_per_shell": 2,
        "transport.opacity": "elastic",
        "experiment.packets": 2000,
        "experiment.duration_s": 10.0,
        "experiment.time_step": 0.25,
    }
    path = tmp_path_factory.mktemp("burst") / "small.nc"
    run(load_scenario("burst", changes), path, threads=2)
    return path
