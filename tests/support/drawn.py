"""A figure in words and numbers: everything that was drawn, for comparison with a recorded text.

A change of a picture shows as changed lines. Nothing here depends on pixels or fonts.
`waves` and `frame` are data to draw.
"""

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

LISTED = 12  # longer arrays are summed up


def waves(*shape: int) -> np.ndarray:
    """Return an array between -1 and 1 without a pattern that a fault would keep."""
    places = np.arange(np.prod(shape))
    return (np.sin(0.7 * places) * np.cos(0.013 * places**1.5)).reshape(shape)


def frame(height: int = 60, width: int = 80) -> np.ndarray:
    """Return an int16 frame of noise with one bright pixel."""
    noise = np.rint(5 + 3 * waves(height, width)).astype(np.int16)
    noise[20, 15] = 900
    return noise


def drawn(figure: Figure) -> str:
    """Return what a figure shows: its size and alt text, then each panel with all its artists."""
    figure.draw_without_rendering()
    width, height = figure.get_size_inches()
    lines = [f"figure {number(width)} × {number(height)} in: {figure.get_label()}"]
    lines += [f"  {_legend(legend)}" for legend in figure.legends]
    if figure.get_supxlabel():
        lines.append(f"  below: {figure.get_supxlabel()}")
    for axes in figure.axes:
        lines += _axes(axes)
    return "\n".join(lines) + "\n"


def number(value) -> str:
    """Return a number with five digits; what differs from 0 by rounding alone is 0."""
    value = float(value)
    return "0" if abs(value) < 1e-7 else f"{value:.5g}"


def numbers(values) -> str:
    """Return an array as its numbers, or of a long one its shape, ends, extremes and sum."""
    values = np.ma.filled(np.ma.asarray(values, float), np.nan)
    if values.size <= LISTED:
        return f"[{' '.join(map(number, values.ravel()))}]"
    flat = values[np.isfinite(values)]
    told = {"first": flat[0], "last": flat[-1], "min": flat.min(), "max": flat.max()}
    told["sum"] = flat.sum()
    # Another one for the same numbers in another order.
    told["weighted"] = (flat * np.cos(np.arange(flat.size) / flat.size * np.pi)).sum() / flat.size
    said = " ".join(f"{name} {number(value)}" for name, value in told.items())
    return f"[{' × '.join(map(str, values.shape))}, {values.size - flat.size} not finite: {said}]"


def _colour(colour):
    if isinstance(colour, str) and colour == "none":
        return colour
    return to_hex(colour, keep_alpha=True)


def _axes(axes):
    spec, found = axes.get_subplotspec(), ["panel"]
    if spec is not None:
        grid = spec.get_gridspec()
        found.append(f"{spec.num1 + 1} of {grid.nrows} × {grid.ncols}")
        if len(set(grid.get_width_ratios())) > 1:
            found.append(f"width {numbers(grid.get_width_ratios())}")
    if hasattr(axes, "_colorbar"):
        found.append(f"bar {axes._colorbar.orientation}, extend {axes._colorbar.extend}")
        found.append(f"shrink {axes._colorbar_info['shrink']}")
    found.append(f"aspect {axes.get_aspect()}" if axes.axison else "no axis")
    yield " | ".join(found)
    for where, title in (("", axes.title), ("left ", axes._left_title)):
        if title.get_text():
            yield f"  {where}title {_text(title)}"
    if axes.axison:
        yield from _ticks("x", axes.xaxis, axes.get_xscale(), axes.get_xlim())
        yield from _ticks("y", axes.yaxis, axes.get_yscale(), axes.get_ylim())
        shown = [name for name, spine in axes.spines.items() if spine.get_visible()]
        yield f"  spines {' '.join(shown)}"
    if axes.get_legend():
        yield f"  {_legend(axes.get_legend())}"
    known = {axes.title, axes._left_title, axes._right_title, axes.patch, *axes.spines.values()}
    for artist in axes.get_children():
        if artist in known or artist in (axes.xaxis, axes.yaxis) or not artist.get_visible():
            continue
        if artist in axes.child_axes:
            yield from ("  " + line for line in _axes(artist))
        elif not isinstance(artist, Legend):
            yield f"  {_artist(artist)}"


def _ticks(name, axis, scale, limits):
    low, high = sorted(limits)
    yield f"  {name} {scale} {numbers(limits)} {axis.get_label_text()!r}"
    ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    written = [f"{number(tick.get_loc())} {tick.label1.get_text()!r}" for tick in ticks]
    yield f"    ticks {', '.join(written)}; {len(axis.get_minorticklocs())} minor"
    if ticks:
        label, line = ticks[0].label1, ticks[0].gridline
        length = number(ticks[0].tick1line.get_markersize())
        grid = f", grid {_colour(line.get_color())}" if line.get_visible() else ""
        turned = f"turned by {number(label.get_rotation())}, {label.get_ha()}"
        yield f"    labels {number(label.get_size())} pt, {turned}; lines {length} pt{grid}"


def _legend(legend):
    anchor = legend._bbox_to_anchor
    box = None if anchor is None else anchor._bbox  # in shares of the panel
    texts = [text.get_text() for text in legend.get_texts()]
    size = number(legend.get_texts()[0].get_size()) if texts else ""
    at = "" if box is None else f" at {numbers(box.bounds)}"
    frame = "framed" if legend.get_frame_on() else "no frame"
    return f"legend {legend._loc}{at}, {legend._ncols} columns, {size} pt, {frame}: {texts}"


def _artist(artist):
    order = number(artist.get_zorder())
    alpha = "" if artist.get_alpha() is None else f" alpha {number(artist.get_alpha())}"
    where = "" if artist.get_clip_on() else " not clipped"
    if isinstance(artist, Text):
        return f"text {_text(artist)}{alpha}"
    if isinstance(artist, Line2D):
        x, y = (numbers(_plain(part)) for part in artist.get_data())
        how = f"{artist.get_linestyle()} {number(artist.get_linewidth())} pt"
        dashes = numbers(artist._dash_pattern[1] or [])
        mark = f"{artist.get_marker()!r} {number(artist.get_markersize())}"
        colours = " ".join(
            _colour(colour)
            for colour in (
                artist.get_color(), artist.get_markerfacecolor(), artist.get_markeredgecolor()
            )
        )  # fmt: skip
        edge = number(artist.get_markeredgewidth())
        return (
            f"line {how} {dashes} marker {mark} edge {edge} {colours} order {order}"
            f"{alpha} {artist.get_drawstyle()} {_label(artist)} x {x} y {y}"
        )
    if isinstance(artist, AxesImage):
        return (
            f"image {_mapped(artist)} {artist.get_interpolation()} {numbers(artist.get_extent())}"
        )
    if hasattr(artist, "get_paths"):
        return _collection(artist, order, alpha)
    corners = artist.get_patch_transform().transform(artist.get_path().vertices)
    colours = f"{_colour(artist.get_facecolor())} {_colour(artist.get_edgecolor())}"
    width = number(artist.get_linewidth())
    return (
        f"{type(artist).__name__} {colours} {width} pt {artist.get_linestyle()} hatch "
        f"{artist.get_hatch()!r} order {order}{alpha}{where} {_label(artist)} "
        f"{numbers(corners)}"
    )


def _label(artist):
    label = str(artist.get_label())
    return "unnamed" if label.startswith("_") else repr(label)


def _plain(values):
    """Return a line's numbers; words on an axis of categories are numbered."""
    values = np.asarray(values)
    return values if values.dtype.kind in "iufb" else np.arange(len(values))


def _collection(artist, order, alpha):
    corners = [path.vertices for path in artist.get_paths()]
    corners = np.concatenate(corners) if corners else np.zeros((0, 2))
    colours = [
        " ".join(dict.fromkeys(map(_colour, found)))
        for found in (artist.get_facecolor(), artist.get_edgecolor())
    ]
    how = " and ".join(colours)
    if artist.get_array() is not None:  # its values give the colours
        how = f"{_mapped(artist)} edges {colours[1]}"
    sizes = f" sizes {numbers(artist.get_sizes())}" if hasattr(artist, "get_sizes") else ""
    widths = numbers(sorted(set(np.ravel(artist.get_linewidth()))))
    dashes = ", ".join(dict.fromkeys(numbers(style[1] or []) for style in artist.get_linestyle()))
    return (
        f"{type(artist).__name__} {how} {widths} pt {dashes} order {order}{alpha}{sizes} "
        f"at {numbers(artist.get_offsets())} {numbers(corners)}"
    )


def _mapped(artist):
    norm = artist.norm
    width = f" linear within {number(norm.linear_width)}" if hasattr(norm, "linear_width") else ""
    colours = artist.cmap
    shades = f"{colours.name} of {colours.N}, {numbers(colours([0.0, 0.3, 1.0]))}"
    bad = to_hex(colours.get_bad(), keep_alpha=True)
    limits = numbers([norm.vmin, norm.vmax])
    return (
        f"{shades}, bad {bad}, {type(norm).__name__} {limits}{width} {numbers(artist.get_array())}"
    )


def _text(text):
    place = numbers(text.get_position())
    moved = f" from {numbers(text.xy)}" if isinstance(text, Annotation) else ""
    box = text.get_bbox_patch()
    framed = ""
    if box is not None:
        pad = number(box.get_boxstyle().pad)
        colours = f"{_colour(box.get_facecolor())} {_colour(box.get_edgecolor())}"
        framed = f" in a box {colours} pad {pad}"
    how = (
        f"{number(text.get_size())} pt {_colour(text.get_color())} {text.get_ha()} {text.get_va()}"
    )
    return f"{text.get_text()!r} {place}{moved} {how}{framed}"
