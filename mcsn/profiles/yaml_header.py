"""What Astropy writes about columns, in YAML: in front of an ECSV file, or beside a table in HDF5."""

from collections.abc import Iterable
from typing import Any


def column_units(lines: Iterable[str]) -> tuple[dict[str, str | None], str]:
    """Read what the YAML says about columns.

    Parameters
    ----------
    lines : iterable of str
        The YAML, without marks of comments.

    Returns
    -------
    dict
        The unit of each column, None where there is none.
    str
        The delimiter.

    Raises
    ------
    ValueError
        If it is not such YAML; the message says why.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        """What we do not know, as `!astropy.units.Unit`, is nothing to us."""

    Loader.add_multi_constructor("", lambda *_: None)
    try:
        header = yaml.load("\n".join(lines), Loader)
    except Exception as error:  # what is no number, date or truth value meets PyYAML in many ways
        problem = str(getattr(error, "problem", None) or error) or type(error).__name__
        mark = getattr(error, "problem_mark", None)
        where = f" in its line {mark.line + 1}" if mark else ""
        raise ValueError(f"its header is not valid YAML{where}: {problem.splitlines()[0][:100]}") from None
    if not isinstance(header, dict) or not isinstance(header.get("datatype"), list):
        raise ValueError('its header has no list "datatype"')
    units: dict[str, str | None] = {}
    for column in header["datatype"]:
        if not isinstance(column, dict) or not isinstance(column.get("name"), str):
            raise ValueError('an entry of "datatype" in its header has no name in quotes')
        units[column["name"]] = _text(column.get("unit"))
    delimiter = header.get("delimiter", " ")
    if delimiter not in (" ", ","):
        raise ValueError("the delimiter in its header must be a blank or a comma")
    return units, delimiter


def _text(unit: Any) -> str | None:
    return str(unit) if isinstance(unit, str | int | float) else None
