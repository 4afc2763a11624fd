"""The ECSV table that snewpy reads as `Nakazato_2013`, and sntools as `SNEWPY-Nakazato_2013`.

Sources: the reader, `snewpy.models.base.PinchedModel`; for ECSV, Astropy Proposal for Enhancement 6.
"""

import json

from mcsn.exports.rows import lines, rows_of
from mcsn.signal.moments import Moments

_NAMES = ("NU_E", "NU_E_BAR", "NU_X", "NU_X_BAR")
"""What snewpy calls the flavours, in our order."""


def text(moments: Moments, title: str) -> str:
    """Return the content of the file."""
    rows = rows_of(moments)
    columns, fields = [rows.time], ["{name: TIME, unit: s, datatype: float64}"]
    for i, name in enumerate(_NAMES):
        for symbol, unit, values in (
            ("L", "erg / s", rows.luminosity),
            ("E", "MeV", rows.mean_energy),
            ("ALPHA", "''", rows.alpha),
        ):
            columns.append(values[i])
            fields.append(f"{{name: {symbol}_{name}, unit: {unit}, datatype: float64}}")
    header = ["%ECSV 1.0", "---", "datatype:", *(f"- {field}" for field in fields)]
    header += ["meta:", f"  title: {json.dumps(title)}", "schema: astropy-2.0"]
    names = " ".join(field.split(",")[0].removeprefix("{name: ") for field in fields)
    return "".join(f"# {line}\n" for line in header) + names + "\n" + lines(columns, " ")
