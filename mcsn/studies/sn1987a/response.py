"""From neutrinos to measured energies: inverse beta decay and scattering on electrons.

Cross sections are those of sntools: A. Strumia and F. Vissani, Phys. Lett. B 564, 42 (2003) for inverse beta
decay, J. N. Bahcall et al., Phys. Rev. D 51, 6146 (1995) for electrons. Reactions on oxygen and carbon, which
need neutrinos of more than 11 MeV and are some percent here, are left out, and so are directions.
"""

from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from mcsn.constants import HBAR_C_MEV_FM
from mcsn.errors import InputError
from mcsn.physics.flavour import FLAVOURS
from mcsn.studies.sn1987a.detectors import Detector

Array = NDArray[np.float64]

_CM2_MEV2 = (HBAR_C_MEV_FM * 1e-13) ** 2
"""cm^2 in a cross section of 1 MeV^-2."""
_LOWEST, _MOST = 2.0, 200.0
"""Leptons of less [MeV] are never seen; neutrinos of more are not there."""
_NODES = 16
_NAMES = {"nu_e": "e", "anti_nu_e": "eb", "nu_x": "x", "anti_nu_x": "xb"}
"""Flavours as sntools names them."""
_ALIKE = {"nu_e": 1, "anti_nu_e": 1, "nu_x": 2, "anti_nu_x": 2}
"""nu_x is one of two."""


class Leptons(NamedTuple):
    """Leptons that neutrinos make: quadrature over their energy; arrays (flavours, energies, nodes)."""

    channel: str
    energy: Array  # total [MeV]
    weight: Array  # cross section of a node [cm^2], that of nu_x times two


def leptons(neutrino_energy: Array) -> tuple[Leptons, ...]:
    """Return what neutrinos of some energies (energies,) [MeV] make, by channel.

    Raises
    ------
    InputError
        If sntools is not installed.
    """
    try:
        from sntools.interaction_channels import es, ibd
    except ImportError:
        raise InputError(
            "sn1987a needs sntools; install it: pip install 'mcsn[detectors]' (or pip install sntools)"
        ) from None
    return tuple(_leptons(name, module, neutrino_energy) for name, module in (("ibd", ibd), ("es", es)))


def _leptons(channel: str, module: ModuleType, neutrino_energy: Array) -> Leptons:
    """Return the leptons of one of sntools' channels."""
    node, node_weight = np.polynomial.legendre.leggauss(_NODES)
    energy, weight = np.full((2, len(FLAVOURS), len(neutrino_energy), _NODES), _LOWEST)
    weight[:] = 0.0
    for i, flavour in enumerate(FLAVOURS):
        if _NAMES[flavour] not in module.possible_flavors:
            continue
        reaction = module.Channel(_NAMES[flavour])
        for j, above in enumerate(neutrino_energy):
            if not _LOWEST < above < _MOST:
                continue
            low, high = reaction.bounds_eE(above)
            low = max(low, _LOWEST)
            if high <= low:
                continue
            energy[i, j] = 0.5 * (low + high) + 0.5 * (high - low) * node
            sigma = np.array([reaction.dSigma_dE(above, at) for at in energy[i, j]])
            weight[i, j] = _ALIKE[flavour] * sigma * 0.5 * (high - low) * node_weight * _CM2_MEV2
    return Leptons(channel, energy, weight)


def effective_area(detector: Detector, made: tuple[Leptons, ...]) -> Array:
    """Return events per neutrino and cm^2 with measured energies in sight, (flavours, energies) [cm^2]."""
    total = np.zeros(made[0].energy.shape[:2])
    for part in made:
        seen = part.energy + detector.material.extra[part.channel]
        deviation = detector.deviation(seen)
        low, high = (ndtr((end - seen) / deviation) for end in detector.sight)
        total += np.sum(_weight(detector, part) * (high - low), axis=-1)
    return total


def area_at(detector: Detector, made: tuple[Leptons, ...], measured: Array) -> Array:
    """Return the same per measured energy [MeV], (flavours, energies, measured) [cm^2/MeV]."""
    total = np.zeros((*made[0].energy.shape[:2], len(measured)))
    for part in made:
        seen = (part.energy + detector.material.extra[part.channel])[..., None]
        deviation = detector.deviation(seen)
        bell = np.exp(-0.5 * ((measured - seen) / deviation) ** 2) / (np.sqrt(2.0 * np.pi) * deviation)
        total += np.einsum("fen,fenm->fem", _weight(detector, part), bell)
    low, high = detector.sight
    return np.where((measured >= low) & (measured <= high), total, 0.0)


def _weight(detector: Detector, part: Leptons) -> Array:
    """Return targets times cross section times efficiency of the nodes [cm^2]."""
    share = detector.live * detector.efficiency(part.energy)
    return detector.targets(part.channel) * share * part.weight
