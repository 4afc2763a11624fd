import pytest

from mcsn.experiments.setup import make_boson, make_jump_limits
from mcsn.physics.boson import Boson
from mcsn.scenario import parse_scenario
from mcsn.transport.state import JumpLimits


def test_a_scenario_and_the_kernels_have_the_same_default_limits():
    """The schema does not import the kernels, so the numbers stand in both."""
    assert make_jump_limits(parse_scenario("", "test")) == JumpLimits()


@pytest.mark.parametrize("model", ["Lmu-Ltau", "universal", "scalar"])
def test_a_scenario_names_its_boson(model):
    text = f'[boson]\nmass_MeV = 10\ncoupling = 1e-7\nmodel = "{model}"'
    assert make_boson(parse_scenario(text, "test")) == Boson(10.0, 1e-7, model=model)
