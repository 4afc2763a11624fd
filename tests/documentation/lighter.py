"""How the tests run what the documentation shows: as it is written, or with less to do, or not at all.

`run` and `scan` get few packets, scans two values of each axis, bursts one zone a shell and long time steps
(`lighter_keys`, also for `mcsn.run` in Python). NOT_RUN says what is only parsed, and why. All other commands
of ours run as they are written.
"""

from mcsn import load_scenario
from mcsn.cli.frame import overrides
from mcsn.scenario.text import toml_value

NOT_RUN = {
    "--scheduler": "needs a cluster",
    "validate": "takes minutes; .ci/run does it",
    "limits": "its study needs all of its 700 points",
    "burst-plane": "each of its points is a burst",
    "burst-line": "each of its points is a burst",
}
NOT_OURS = {
    ("python3", "-m", "venv"),
    (".venv/bin/pip", "install"),
    ("pip", "install"),
    (".", ".venv/bin/activate"),
    (".venv/bin/python", "-m", "pytest"),
    ("sphinx-build",),
    ("git", "clone"),
}
"""How commands that are not ours may begin; .ci/run makes the environment and runs the tests."""
ELSEWHERE = {"dask_jobqueue": "needs a cluster with SLURM"}
"""Modules: blocks of Python that import them are only compiled."""

_BURST = {
    "experiment.packets": 400,
    "experiment.replicas": 1,
    "experiment.time_step": 0.5,
    "star.zones_per_shell": 1,
}


def lighter_keys(scenario):
    """Return the keys of a scenario that make a run of it cheap, and their values."""
    table = scenario.experiment
    if table.kind == "burst":
        return _BURST
    if table.kind == "luminosity":
        return {"experiment.packets": 2000}
    analog = scenario.transport.method == "analog" and scenario.star.profile != "shells"
    return {"experiment.packets": min(table.packets, 2 if analog else 200)}


def lighter(words):
    """Return the words of a command of ours with less to do; None where it is only parsed."""
    name, *rest = words[1:]
    if any(word in NOT_RUN for word in (name, *rest)) and "--list" not in rest:
        return None
    if name in ("run", "scan"):
        settings = [rest[i + 1] for i, word in enumerate(rest) if word == "--set"]
        scenario = load_scenario(rest[0], overrides(settings, None, None))
        keys = lighter_keys(scenario)
        rest += ["--packets", str(keys["experiment.packets"])]
        rest += [word for key, value in keys.items() for word in ("--set", f"{key}={value}")]
        if scenario.scan:
            rest += ["--set", "scan.when={}"]
            rest += [word for axis in scenario.scan.axes for word in ("--set", _two_values(axis))]
    return ["mcsn", name, *rest]


def _two_values(axis):
    first, last = (toml_value(value) for value in axis.values[:2])
    if axis.scale is None:
        return f"scan.{axis.key}=[{first}, {last}]"
    return f'scan.{axis.key}={{from = {first}, to = {last}, points = 2, scale = "{axis.scale}"}}'
