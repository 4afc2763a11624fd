from mcsn.experiments.setup import make_jump_limits
from mcsn.scenario import parse_scenario
from mcsn.transport.state import JumpLimits


def test_a_scenario_and_the_kernels_have_the_same_default_limits():
    """The schema does not import the kernels, so the numbers stand in both."""
    assert make_jump_limits(parse_scenario("", "test")) == JumpLimits()
