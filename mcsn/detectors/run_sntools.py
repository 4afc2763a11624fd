"""sntools with one detector more, Kamiokande-II.

As in `python -m mcsn.detectors.run_sntools burst.txt --format gamma -d KamiokandeII`; all options are those
of sntools. It draws events in the whole volume, before any efficiency.
"""

from sntools import genevts
from sntools.detectors import Detector

from mcsn.detectors.kamiokande2 import KamiokandeII


def main() -> None:
    """Run sntools; it takes its options from the command line and ends the program on wrong ones."""
    genevts.supported_detectors.append(KamiokandeII.__name__)
    genevts.Detector = lambda name: KamiokandeII() if name == KamiokandeII.__name__ else Detector(name)
    genevts.main()


if __name__ == "__main__":
    main()
