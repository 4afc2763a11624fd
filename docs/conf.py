"""Sphinx: `sphinx-build -W -b html docs docs/_build` makes the documentation of mcsn, without a network."""

import sys
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

from mcsn import provenance

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

project = "mcsn"
copyright = "the mcsn developers"
release = provenance.version()

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "formulas", "scenario_keys"]
exclude_patterns = ["_build"]
nitpicky = True
smartquotes = False  # what is in quotes is typed so

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "mcsn"
html_static_path = ["static"]
html_css_files = ["mcsn.css"]
html_math_renderer = "svg"
html_show_sourcelink = False
html_copy_source = False

autodoc_typehints = "none"
nitpick_ignore_regex = [("py:.*", ".*")]  # types in docstrings are words
autodoc_member_order = "bysource"
napoleon_google_docstring = False


def setup(app: Sphinx) -> None:
    """Let blocks be of CSV."""
    app.add_lexer("csv", TextLexer)
