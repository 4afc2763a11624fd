"""A cheap scan: two shells, Z' of two masses at three couplings."""

from mcsn.scenario import parse_scenario

TEXT = """title = "Two shells"
[star]
profile = "shells"
outer_radius_m = [5.0, 10.0]
mean_free_path_m = [1.0, 2.0]
temperature_MeV = [12.0, 8.0]
[boson]
decay = "isotropic"
[transport]
opacity = "constant"
[experiment]
packets = 300
batch = 100
[scan]
"boson.mass_MeV" = [5.0, 20.0]
"boson.coupling" = {from = 1e-7, to = 1e-5, points = 3, scale = "log"}
[scan.contours]
escape_time_mean_s = 2e-7
"""
MASS, COUPLING = "boson.mass_MeV", "boson.coupling"


def cheap(**overrides):
    """Return the scan; overrides: dotted keys with _ for the dots of experiment.X and scan.X."""
    return parse_scenario(
        TEXT, "two", overrides={key.replace("_", ".", 1): value for key, value in overrides.items()}
    )


def names(folder):
    return sorted(path.name for path in folder.iterdir())
