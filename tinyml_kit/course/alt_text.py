"""What a figure shows, in words, for readers who use a screen reader.

JupyterLab draws an `image/png` output without alt text, whatever the output's metadata say. A
Figure is therefore shown as HTML, `<img alt="...">`, with the words beside it for programs that
look for them there (nbconvert and VS Code read the metadata given here).

The picture is sharp on every screen: a drawing of lines is SVG, and one with images in it has twice
the pixels that it is shown with. A smaller `image/png` beside it is for programs that show no HTML.

The author of a figure can describe it better than a program: `describe(figure, "...")`. Without
such a description, titles, axes, legends and the ends of each line are read out.
"""

import base64
import io
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from tinyml_kit.base.text import html_text

#: At most this many curves or bars of a panel are read out; more would tire the listener.
READ_OUT = 8
COLOURS = 128
#: A drawing whose SVG is longer has so many points that pixels are better.
LARGEST_SVG = 60_000
#: Marks a figure that `as_pixels` was called for.
PIXELS = "shown as pixels"


def describe(figure: Figure, text: str) -> Figure:
    """Attach a description of one or two sentences to a figure, and return the figure."""
    figure.set_label(" ".join(text.split()))
    return figure


def as_pixels(figure: Figure) -> Figure:
    """Have a notebook show a drawing in pixels, because its outlines take more room; return it."""
    figure.set_gid(PIXELS)
    return figure


def alt_text(figure: Figure) -> str:
    """Return the description of a figure: the attached one, or one read off its panels."""
    if figure.get_label():
        return str(figure.get_label())
    panels = [panel for panel in figure.axes if panel.get_label() != "<colorbar>"]
    told = [_panel(panel) for panel in panels if panel.get_visible()]
    if len(told) < 2:
        return "".join(told) or "An empty figure."
    numbered = (f"Panel {number}: {text}" for number, text in enumerate(told, 1))
    return f"{len(told)} panels. " + " ".join(numbered)


def mimebundle(
    figure: Figure, include: object = None, exclude: object = None
) -> tuple[dict[str, str], dict]:
    """Return a figure as Jupyter shows it: (data, metadata), each by media type."""
    text = alt_text(figure)
    kind, picture = _sharp(figure)
    small = png(figure, figure.dpi)
    width = Image.open(io.BytesIO(small)).width
    source = (
        f'<img alt="{html_text(text)}" style="max-width: 100%" width="{width}" '
        f'src="data:image/{kind};base64,{base64.b64encode(picture).decode()}">'
    )
    data = {"text/html": source, "image/png": base64.b64encode(small).decode(), "text/plain": text}
    return data, {"image/png": {"alt": text}, "vscode_altText": text}


def png(figure: Figure, dpi: float) -> bytes:
    """Return a figure as the bytes of a PNG file of few colours."""
    drawn = io.BytesIO()
    FigureCanvasAgg(figure).print_figure(drawn, dpi=dpi, bbox_inches="tight")
    packed = io.BytesIO()
    image = Image.open(drawn).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def svg(figure: Figure) -> bytes:
    """Return a figure as the bytes of an SVG file, the same ones each time."""
    drawn = io.BytesIO()
    with rc_context({"svg.hashsalt": "tinyml-kit"}):
        FigureCanvasSVG(figure).print_figure(
            drawn, format="svg", bbox_inches="tight", metadata={"Date": None}
        )
    return drawn.getvalue()


def _sharp(figure):
    """Return a figure's kind of picture and its bytes."""
    outlines = figure.get_gid() != PIXELS
    if outlines and not any(panel.images or panel.collections for panel in figure.axes):
        drawn = svg(figure)
        if len(drawn) <= LARGEST_SVG:
            return "svg+xml", drawn
    return "png", png(figure, 2 * figure.dpi)


def register(shell: Any) -> None:
    """Let a notebook's shell show figures with alt text; calling it twice does no harm."""
    shell.display_formatter.mimebundle_formatter.for_type(Figure, mimebundle)


def _panel(panel):
    parts = [_sentence(panel.get_title())] if panel.get_title() else []
    horizontal, vertical = panel.get_xlabel(), panel.get_ylabel()
    if horizontal or vertical:
        parts.append(_sentence(f"{vertical or 'values'} over {horizontal or 'position'}"))
    parts += [_image(image, panel) for image in panel.images]
    lines = [line for line in panel.lines if len(line.get_xdata(orig=False)) > 2]
    parts += [_line(line) for line in lines[:READ_OUT]]
    parts += _row_by_row(panel)
    if panel.containers:
        parts.append(_bars(panel))
    if not parts:
        words = [text.get_text() for text in panel.texts if text.get_text()]
        parts = [_sentence("a drawing with the words " + ", ".join(words))] if words else []
    return " ".join(parts) or "A drawing."


def _sentence(text):
    text = " ".join(text.split()).rstrip(".")
    return f"{text}."


def _line(line):
    y = np.asarray(line.get_ydata(orig=False), float)
    y = y[np.isfinite(y)]
    name = line.get_label()
    points = line.get_linestyle() == "None"
    name = (f"{len(y)} points" if points else "a line") if name.startswith("_") else name
    if not len(y):
        return f"{name}: no values."
    if points:
        return f"{name}: between {y.min():.3g} and {y.max():.3g}."
    return f"{name}: from {y[0]:.3g} to {y[-1]:.3g}, between {y.min():.3g} and {y.max():.3g}."


def _row_by_row(panel):
    """Read out single points in named rows, as in a table drawn as a figure."""
    single = [line.get_xydata()[0] for line in panel.lines if len(line.get_xdata()) == 1]
    # Panels that share their rows name them only in the first panel.
    rows = panel.get_shared_y_axes().get_siblings(panel)
    named = max(rows, key=lambda axes: sum(len(t.get_text()) for t in axes.get_yticklabels()))
    places = zip(named.get_yticks(), named.get_yticklabels(), strict=True)
    names = {place: " ".join(text.get_text().split()) for place, text in places}
    return [f"{names[y]}: {x:.3g}." for x, y in single if names.get(y)]


def _bars(panel):
    bars = [bar for container in panel.containers for bar in container]
    upright = bool(panel.get_xticklabels()) and len({bar.get_y() for bar in bars}) == 1
    values = [bar.get_height() if upright else bar.get_width() for bar in bars]
    ticks = panel.get_xticklabels() if upright else panel.get_yticklabels()
    names = [tick.get_text() for tick in ticks]
    if len(bars) > READ_OUT or len(names) != len(bars):
        return f"{len(bars)} bars, between {min(values):.3g} and {max(values):.3g}."
    return ", ".join(f"{n}: {v:.3g}" for n, v in zip(names, values, strict=True)) + "."


def _image(image, panel):
    values = np.ma.masked_invalid(np.ma.asarray(image.get_array()))
    rows, columns = values.shape[:2]
    size = f"An image of {rows} × {columns} values"
    written = [text.get_text() for text in panel.texts]
    if len(written) == rows * columns <= 100:  # a matrix with its numbers in it
        names = [tick.get_text() for tick in panel.get_yticklabels()]
        names = names if len(names) == rows else range(rows)
        lines = (" ".join(written[columns * row :][:columns]) for row in range(rows))
        told = "; ".join(f"{name}: {line}" for name, line in zip(names, lines, strict=True))
        return f"{rows} × {columns} numbers, row by row: {told}."
    if values.count() == 0:
        return f"{size}, none of them a number."
    return f"{size} between {values.min():.3g} and {values.max():.3g}."
