"""Formulas as SVG, drawn while the pages are built: a browser needs no script, no font and no network."""

from typing import Any

import ziamath
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

_PIXELS = 16.0  # of a font of 1 em

ziamath.config.svg2 = False  # no symbols that are shared: each formula stands by itself
ziamath.config.math.color = "currentColor"


def svg(latex: str, *, inline: bool) -> str:
    """Return a formula as an SVG element whose baseline is that of the text about it."""
    formula = ziamath.Latex(latex, size=_PIXELS, inline=inline)
    image = formula.svgxml()
    for side in ("width", "height"):
        image.set(side, f"{float(image.get(side, 0.0)) / _PIXELS:.3f}em")
    image.set("style", f"vertical-align:{formula.getyofst() / _PIXELS:.3f}em")
    image.set("role", "img")
    image.set("aria-label", latex)
    return ziamath.zmath.ET.tostring(image, encoding="unicode")


def write_inline(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    writer.body.append(svg(node.astext(), inline=True))
    raise nodes.SkipNode


def write_display(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own."""
    writer.body.append(f'<div class="formula">{svg(node.astext(), inline=False)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Make SVG the way to write formulas."""
    app.add_html_math_renderer("svg", (write_inline, None), (write_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
