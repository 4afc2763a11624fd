from importlib.resources import files

import numpy as np
import pytest


@pytest.fixture(scope="session")
def table1():
    """Table I of the paper, a row for each shell."""
    return np.genfromtxt(
        files("mcsn") / "data" / "profiles" / "cerdeno2023.csv", delimiter=",", names=True, skip_header=2
    )
