"""Detectors of supernova neutrinos: those of sntools, of SNOwGLoBES (through snewpy), and Kamiokande-II."""

from mcsn.detectors.detector import Detector, Response
from mcsn.errors import InputError

__all__ = ["Detector", "Response", "detector_names", "open_detector"]

try:
    from mcsn.detectors import from_snowglobes, from_sntools, kamiokande2
except ModuleNotFoundError:
    raise InputError(
        "detectors need sntools and snewpy, which are not installed: pip install 'mcsn[detectors]'"
    ) from None


def detector_names() -> tuple[str, ...]:
    """Return the names that `open_detector` knows."""
    return (kamiokande2.NAME, *from_sntools.names(), *from_snowglobes.NAMES)


def open_detector(name: str) -> Detector:
    """Return a detector; InputError if there is none of this name."""
    if name == kamiokande2.NAME:
        return kamiokande2.kamiokande2()
    if name in from_sntools.names():
        return from_sntools.sntools_detector(name)
    if name in from_snowglobes.NAMES:
        return from_snowglobes.snowglobes_detector(name)
    raise InputError(f'detector "{name}": must be one of {", ".join(detector_names())}')
