"""How the tests run what the documentation shows: as it is written, or with less to do, or not at all.

`run` and `scan` get few packets, scans two values of each axis, bursts one zone a shell and long time steps
(`lighter_keys`, also for `mcsn.run` in Python); `validate` with names of cases gets --quick. NOT_RUN says what
is only parsed, and why. All other commands of ours run as they are written.
"""

from mcsn import load_scenario
from mcsn.cli.frame import overrides

NOT_RUN = {
    "--scheduler": "needs a cluster",
    "validate": "without cases it takes minutes; .ci/run does it",
    "limits": "its study needs all of its 700 points",
    "burst-plane": "each of its points is a burst",
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
    if any(word in rest for word in NOT_RUN) or (name in NOT_RUN and not _cases(rest)):
        return None
    if name in ("run", "scan"):
        settings = [rest[i + 1] for i, word in enumerate(rest) if word == "--set"]
        scenario = load_scenario(rest[0], overrides(settings, None, None))
        keys = lighter_keys(scenario)
        rest += ["--packets", str(keys["experiment.packets"])]
        rest += [word for key, value in keys.items() for word in ("--set", f"{key}={value}")]
        rest += [word for axis in (scenario.scan.axes if scenario.scan else ()) for word in _two_values(axis)]
    if name == "validate":
        rest.append("--quick")
    return ["mcsn", name, *rest]


def _cases(rest):
    return [word for word in rest if not word.startswith("-")] or "--list" in rest


def _two_values(axis):
    first, last = (repr(value).replace("'", '"') for value in (axis.values[0], axis.values[-1]))
    if axis.scale is None:
        return "--set", f"scan.{axis.key}=[{first}, {last}]"
    return "--set", f'scan.{axis.key}={{from = {first}, to = {last}, points = 2, scale = "{axis.scale}"}}'
