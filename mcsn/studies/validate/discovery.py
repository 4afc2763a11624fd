"""Finding cases: every file of validation/, but not of its folders, is one."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from mcsn.errors import InputError
from mcsn.scenario.document import data_folder
from mcsn.scenario.text import suggestion
from mcsn.studies.validate.case import SUBJECTS, Case

_MODULES = "mcsn_validation_"
"""Before the names of files, in `sys.modules`."""


def case_names() -> list[str]:
    """Return the names of all cases, sorted; the file of mean-chord is mean_chord.py."""
    return sorted(path.stem.replace("_", "-") for path in data_folder("validation").glob("*.py"))


def load_cases(names: Sequence[str] = ()) -> dict[str, Case]:
    """Return the cases of these names, or all, by name: by subject, then by name.

    Raises
    ------
    InputError
        If there is no such case.
    """
    known = case_names()
    for name in names:
        if name not in known:
            near = suggestion(name, known)
            raise InputError(f'"{name}": there is no such case{near}; `mcsn validate --list` shows all')
    cases = {name: _load(name) for name in names or known}
    return dict(sorted(cases.items(), key=lambda item: (SUBJECTS.index(item[1].subject), item[0])))


def _load(name: str) -> Case:
    """Return what a case's file calls CASE."""
    folder = Path(str(data_folder("validation")))
    path = folder / f"{name.replace('-', '_')}.py"
    module_name = f"{_MODULES}{path.stem}"
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # cases import the packages that lie beside them
    if module_name not in sys.modules:
        specification = importlib.util.spec_from_file_location(module_name, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        sys.modules[module_name] = module  # numba and pickle look for it there
        specification.loader.exec_module(module)
    case: Case = sys.modules[module_name].CASE
    return case
