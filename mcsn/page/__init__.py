"""Pages of HTML that stand alone: one style, escaped text, tables, and pictures whose text stays text."""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from importlib.resources import files as resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def page(title: str, parts: Iterable[str]) -> str:
    """Return a whole page; parts: of its body, as HTML."""
    style = resources("mcsn.page").joinpath("page.css").read_text("utf-8")
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{style}</style></head>',
        "<body><main>",
        *parts,
        "</main></body></html>",
    ]
    return "\n".join(lines) + "\n"


def prose(words: str) -> str:
    """Return text as HTML; what stands in backticks becomes code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(words))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], shown: Callable[[str], str] = prose) -> str:
    """Return a table; each cell knows its head, which a narrow screen shows beside it.

    shown: makes HTML of the text of a cell.
    """
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(
        f"<tr>{''.join(_cell(name, shown(cell)) for name, cell in zip(heads, row, strict=True))}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(head: str, value: str) -> str:
    return f'<td data-head="{escape(head)}">{value}</td>'


def pictures(figures: Iterable["Figure"], name: str) -> str:
    """Return figures side by side or below each other; name: of them, unique in a page."""
    drawn = "".join(f"<figure>{svg(figure, f'{name}-{n}')}</figure>" for n, figure in enumerate(figures))
    return f'<div class="pictures">{drawn}</div>'


def svg(figure: "Figure", prefix: str) -> str:
    """Return a figure as an element of HTML: text stays text, and its identifiers are its own."""
    import matplotlib

    from mcsn.plot import rendered

    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": prefix}):
        drawing = rendered(figure, "svg").decode()
    drawing = drawing[drawing.index("<svg") :]
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.S)
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}-", drawing)
