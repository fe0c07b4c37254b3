"""How every figure of a report looks: one face, colours that colour-blind people tell apart, readable sizes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# The palette of M. Okabe and K. Ito, "Color Universal Design" (2008), without its yellow, which is faint on white.
COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES: Final = ("-", "--", ":", "-.")
MAP: Final = "cividis"  # even in lightness, for every kind of sight
GREY: Final = "#595959"
FONT: Final = "DejaVu Sans"  # comes with matplotlib
_LOOK: Final[dict[Any, Any]] = {
    "font.family": FONT,
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#E0E0E0",
    "legend.frameon": False,
    "text.parse_math": False,  # a $ in somebody's label is a $
    "savefig.dpi": 120,
}


def look() -> AbstractContextManager[Any]:
    """Return the context in which figures are made and saved."""
    import matplotlib as mpl

    return mpl.rc_context(_LOOK)


def canvas(title: str, *, width: float = 8.0, height: float = 5.0) -> tuple[Figure, Axes]:
    """Return an empty figure (inches) with its title. It is no part of a window system: Agg draws it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(plain(title), loc="left")
    return figure, axes


def save(figure: Figure, path: Path) -> None:
    """Write a PNG that is the same for the same figures (no date, no version in it)."""
    figure.savefig(path, format="png", metadata={"Software": None})


def line_style(at: int) -> dict[str, Any]:
    """Return colour and dash of the curve number `at`: no two of the first 28 look alike."""
    dash, colour = tuple(product(DASHES, COLOURS))[at % (len(DASHES) * len(COLOURS))]
    return {"color": colour, "linestyle": dash}


def plain(text: str) -> str:
    """Return `text` with a box for every character that the font does not draw."""
    known = _glyphs()
    return "".join(sign if ord(sign) in known or sign == "\n" else "\u25a1" for sign in text)


def plain_numbers(axis: Axis, marks: tuple[int, ...] = (1, 2, 5)) -> None:
    """Write the marks of a logarithmic axis, `marks` times each power of ten, as ordinary numbers."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    axis.set_major_locator(LogLocator(subs=marks))
    axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    axis.set_minor_formatter(NullFormatter())


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(FONT)).get_charmap())
