"""No file, however it is mutilated, gives more than a clear message or a star of finite numbers."""

import io

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profile_files import ECSV, ROWS, csv_text

from mcsn.errors import InputError
from mcsn.scenario import parse_scenario
from mcsn.star import load_star, star_profile

TEXTS = [csv_text(ROWS), csv_text(ROWS, "\t"), "# " + csv_text(ROWS, " "), ECSV]
NASTY = ["", "nan", "-1", "0", "1e999", "1e-320", "1e300", '"', "#", ",", "[", "[km", "1_0", "0x10", "e"]
NASTY += [
    "!!python/name:os.system",
    "!!bool foo",
    "!!int ''",
    "!!float ''",
    "\n",
    "\x00",
    "\u2028",
    "5 5",
    "&a [*a]",
    "- {",
    "\N{ARABIC-INDIC DIGIT FIVE}",
    "\ud7ff",
]

mutations = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(NASTY) | st.text(max_size=3)), max_size=6
)


def mutated(text, changes):
    for place, length, new in changes:
        at = int(place * len(text))
        text = text[:at] + new + text[at + length :]
    return text


def assert_clear(path, **keys):
    overrides = {f"star.{key}": value for key, value in keys.items()}
    scenario = parse_scenario(f'[star]\nprofile = "{path.name}"', "test", path.parent, overrides)
    try:
        profile = star_profile(scenario)
        star = load_star(scenario)
    except InputError as error:
        lines = str(error).splitlines()
        assert 0 < len(lines) <= 51
        assert all(line.startswith((f"profile {path}", "star")) for line in lines)
        assert all(line.isprintable() and len(line) < 1000 + len(str(path)) for line in lines)
        return
    assert len(profile.shells) <= scenario.star.shells
    for name in ("outer_radius", "temperature", "neutron_density", "proton_density", "nucleon_mass"):
        values = getattr(profile.shells, name)
        assert np.isfinite(values).all()
        assert (values > 0.0).all()
    assert (np.diff(star.outer_radius, prepend=0.0) > 0.0).all()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TEXTS), mutations)
def test_text(tmp_path, text, changes):
    path = tmp_path / "a.csv"
    path.unlink(missing_ok=True)
    path.write_text(mutated(text, changes), "utf-8", newline="")
    assert_clear(path, radius="outer-edge" if len(changes) % 2 else None, shells=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_anything(tmp_path, content):
    path = tmp_path / "a.csv"
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    assert_clear(path)


@pytest.fixture(scope="module")
def hdf5():
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for name, values in ROWS.items():
            file[name.replace("g/cm3", "g cm-3")] = values
    return buffer.getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=4), st.floats(0, 1))
def test_hdf5(tmp_path, hdf5, changes, length):
    content = bytearray(hdf5)
    for place, new in changes:
        at = 8 + int(place * (len(content) - 16))
        content[at : at + len(new)] = new
    path = tmp_path / "a.h5"
    path.unlink(missing_ok=True)
    path.write_bytes(content if length > 0.1 else content[: int(10 * length * len(content))])
    assert_clear(path, shells=3)
