"""What a scan found, when it was run or when it is read again from its folder."""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcsn.scenario import Scenario
from mcsn.studies.scan.contours import Crossing, find_contours
from mcsn.studies.scan.folder import read_scan_folder
from mcsn.studies.scan.points import Outcome

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure


class ScanResult(NamedTuple):
    """What a scan found: made by `mcsn.run_scan`, read by `mcsn.open_scan`."""

    scenario: Scenario
    outcomes: Sequence[Outcome]
    """What became of each point: its values, its summary, and its error where it failed."""
    contours: Sequence[Crossing]
    folder: Path
    wall_s: float
    """Of the call that ran it; NaN where it was read."""

    @property
    def failed(self) -> list[Outcome]:
        """Points that have no result."""
        return [outcome for outcome in self.outcomes if outcome.error is not None]

    @property
    def dataset(self) -> "xarray.Dataset":
        """The numbers of all points as an xarray Dataset, over the keys that the scan varies.

        Variables have the names of the summary, those of tables in it dotted, as in "analytic.eq6_s". NaN
        stands where a point is not done, failed, or has no such number. An adaptive scan, whose points lie
        beside the grid, has one axis `point` in place of the keys. `to_dataframe()` makes a table of it.
        """
        from mcsn.studies.scan.dataset import scan_dataset

        return scan_dataset(self.scenario, self.outcomes)

    def picture(self) -> "Figure":
        """Return a figure of the scan, the one that `mcsn scan` saves.

        Raises
        ------
        InputError
            If the scan is over lists alone, which have no picture.
        """
        from mcsn.studies.scan.picture import picture

        return picture(self.scenario, self.outcomes)

    def __repr__(self) -> str:
        assert self.scenario.scan is not None
        scan = self.scenario.scan
        axes = " x ".join(f"{axis.key} ({len(axis.values)})" for axis in scan.axes)
        done = len(self.outcomes) - len(self.failed)
        lines = [
            f"<Scan of {self.scenario.name!r}: {done} points done of a grid of {scan.size},"
            f" {len(self.failed)} failed; {self.folder}>",
            self.scenario.title or self.scenario.name,
            f"  {axes}",
        ]
        lines += [
            f"  contour {key} = {level:g}: {sum(crossing.key == key for crossing in self.contours)} points"
            for key, level in scan.contours.items()
        ]
        return "\n".join(lines)


def open_scan(folder: str | os.PathLike[str]) -> ScanResult:
    """Read what a scan has done so far, finished or not.

    Returns
    -------
    ScanResult
        Of the points that have a result; a point that failed is as one that is not done.

    Raises
    ------
    InputError
        If no scan lies there, or a file of it cannot be read.
    """
    scenario, outcomes = read_scan_folder(folder)
    assert scenario.scan is not None
    contours = find_contours(scenario.scan, outcomes) if scenario.scan.along else []
    return ScanResult(scenario, outcomes, contours, Path(folder), math.nan)
