"""From a Scenario to what physics and kernels take."""

from mcsn.physics.boson import Boson
from mcsn.scenario import Scenario
from mcsn.transport.state import COLLISION, FROZEN, GREY, SHELL, JumpLimits, Options

_SPECTRA = {"grey": GREY, "frozen": FROZEN, "shell": SHELL, "collision": COLLISION}
_ANTINEUTRINO_FRACTION = {"nu_mu": 0.0, "anti_nu_mu": 1.0, "nu_x": 0.5}


def make_boson(scenario: Scenario) -> Boson | None:
    """Return the boson of a scenario, None in the standard model."""
    table = scenario.boson
    if table is None:
        return None
    return Boson(table.mass_MeV, table.coupling, table.kernel, table.decay, table.model)


def make_options(scenario: Scenario) -> Options:
    """Return the choices that kernels branch on."""
    transport, boson = scenario.transport, scenario.boson
    burst = scenario.experiment.kind == "burst"
    return Options(
        spectrum=_SPECTRA[transport.spectrum],
        inelasticity=transport.inelasticity,
        fixed_steps=transport.steps == "fixed",
        dipole=transport.scattering == "dipole",
        energy_weighted=burst or scenario.experiment.weighting == "energy",
        symmetrised=boson is not None and boson.kernel == "cerdeno2023",
        helicity=boson is not None and boson.decay == "helicity",
        accelerated=transport.method == "accelerated" and _may_jump(scenario),
        thermal=burst,
    )


def make_jump_limits(scenario: Scenario) -> JumpLimits:
    """Return what decides between jumps and the walk."""
    transport = scenario.transport
    return JumpLimits(
        zone_width=transport.jump_zone_width,
        zone_radius=transport.jump_zone_radius,
        clearance=transport.jump_clearance,
        reach=transport.jump_reach,
        cut=transport.jump_cut,
    )


def _may_jump(scenario: Scenario) -> bool:
    """Tell whether jumps know the laws of a scenario's collisions; if not, the method is to walk."""
    transport = scenario.transport
    elastic = transport.spectrum == "collision" and transport.inelasticity < 1.0
    return transport.steps == "exponential" and transport.scattering == "isotropic" and not elastic


def antineutrino_fraction(scenario: Scenario) -> float:
    """Return the share of antineutrinos among the packets that start."""
    return _ANTINEUTRINO_FRACTION[scenario.experiment.species]
