import numpy as np
import pytest
from profile_files import ROWS, csv_text

from mcsn.errors import InputError
from mcsn.scenario import parse_scenario
from mcsn.star import star_profile


@pytest.fixture
def columns():
    return {name: list(values) for name, values in ROWS.items()}


@pytest.fixture
def load(tmp_path):
    """Write a file and read it as the profile of a star; keys of [star] as keywords."""

    def loaded(content, name="star.csv", **keys):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            path.write_text(content if isinstance(content, str) else csv_text(content), "utf-8")
        changes = {f"star.{key}": value for key, value in keys.items()}
        text = f'[star]\nprofile = "{name}"'
        return star_profile(parse_scenario(text, "test", tmp_path, overrides=changes))

    return loaded


@pytest.fixture
def problems(load, tmp_path):
    """The problems of a file, without what they begin with."""

    def told(content, name="star.csv", **keys):
        with pytest.raises(InputError) as error:
            load(content, name, **keys)
        start = f"profile {tmp_path / name}"
        lines = str(error.value).splitlines()
        assert all(line.startswith(start) for line in lines)
        return [line.removeprefix(start).lstrip(", :") for line in lines]

    return told


@pytest.fixture
def same():
    """Whether two profiles have the same cells, to rounding of units."""

    def compare(a, b, rtol=1e-12):
        for name in ("outer_radius", "temperature", "neutron_density", "proton_density", "nucleon_mass"):
            np.testing.assert_allclose(
                getattr(a.cells, name), getattr(b.cells, name), rtol=rtol, err_msg=name
            )

    return compare
