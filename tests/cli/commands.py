"""A cheap scenario, and what the tests of the command line look for."""

import json

CHEAP = """title = "Two cheap shells"
[star]
profile = "shells"
outer_radius_m = [1.0, 2.0]
mean_free_path_m = [0.2, 1.0]
temperature_MeV = [12.0, 8.0]
[boson]
mass_MeV = 10.0
coupling = 1e-6
[transport]
opacity = "constant"
[experiment]
packets = 300
batch = 100
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def strict_json(text):
    """Parse one JSON object; NaN and Infinity are not JSON."""

    def refuse(word):
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def assert_refused(done, folder, *named, status=2):
    """Exit status 2, each word in the message, no traceback, nothing printed, nothing written."""
    code, out, err = done
    assert code == status, err
    assert out == ""
    for word in named:
        assert word in err
    assert "Traceback" not in err
    assert not [name for name in names(folder) if name.endswith((".nc", ".png", ".part", ".tmp"))]
