"""A model's graph as SVG: a box for each operator, a line for each tensor between two of them."""

from collections.abc import Iterator

from tinyml_kit.base.text import html
from tinyml_kit.graph.model import Graph

#: Of a box and the space below it, in pixels; a line that passes boxes goes around them on a lane.
WIDTH, HEIGHT, GAP, LANE, EDGE = 340, 40, 26, 14, 12
#: With more lanes than this, lines share the last one.
MOST_LANES = 12


def svg(graph: Graph) -> str:
    """Return an SVG element; it takes its colours from the page (classes box, end, line)."""
    boxes = [("end", _ends("input", graph, graph.inputs))]
    boxes += [
        ("box", (f"{operator.index} {operator.name}", _shapes(graph, operator.outputs)))
        for operator in graph.operators
    ]
    boxes.append(("end", _ends("output", graph, graph.outputs)))
    found = list(lines(graph))
    lanes = min(MOST_LANES, max((lane for _, _, lane in found), default=0))
    width = EDGE * 2 + WIDTH + LANE * (lanes + 1)
    height = EDGE * 2 + len(boxes) * (HEIGHT + GAP) - GAP
    parts = [
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-label="{html(graph.name)}: {len(graph.operators)} operators, from top to bottom">'
    ]
    parts += [_line(*line) for line in found]
    for place, (kind, words) in enumerate(boxes):
        parts.append(_box(place, kind, *words))
    return "\n".join([*parts, "</svg>"])


def lines(graph: Graph) -> Iterator[tuple[int, int, int]]:
    """Yield (from place, to place, lane) for each line; lane 0 is straight down.

    Place 0 is the inputs, place k + 1 operator k, and the last one the outputs.
    """
    place = dict.fromkeys(graph.inputs, 0)
    ends: list[tuple[int, int]] = []
    for row, operator in enumerate(graph.operators, 1):
        known = (place[index] for index in operator.inputs if index in place)
        ends += [(above, row) for above in dict.fromkeys(known)]
        place |= dict.fromkeys(operator.outputs, row)
    last = len(graph.operators) + 1
    ends += [(place[index], last) for index in graph.outputs if index in place]
    taken: list[int] = []  # the row at which each lane is free again
    for above, below in dict.fromkeys(ends):
        if below == above + 1:
            yield above, below, 0
            continue
        free = next((lane for lane, until in enumerate(taken) if until <= above), len(taken))
        taken[free : free + 1] = [below]
        yield above, below, free + 1


def _line(above, below, lane):
    middle = EDGE + WIDTH / 2
    start, end = _top(above) + HEIGHT, _top(below)
    if lane == 0:
        return f'<path class="line" d="M{middle} {start}V{end}"/>'
    right, side = EDGE + WIDTH, EDGE + WIDTH + LANE * min(lane, MOST_LANES)
    return (
        f'<path class="line" d="M{right} {start - HEIGHT / 2}H{side}V{end + HEIGHT / 2}H{right}"/>'
    )


def _box(place, kind, title, below):
    top, middle = _top(place), EDGE + WIDTH / 2
    return (
        f'<g class="{kind}"><rect x="{EDGE}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<text x="{middle}" y="{top + 17}">{html(title, 44)}</text>'
        f'<text class="small" x="{middle}" y="{top + 32}">{html(below, 52)}</text></g>'
    )


def _top(place):
    return EDGE + place * (HEIGHT + GAP)


def _ends(word, graph, indices):
    names = ", ".join(graph.tensors[index].title for index in indices)
    return f"{word} {names}", _shapes(graph, indices)


def _shapes(graph, indices):
    tensors = [graph.tensors[index] for index in indices]
    return ", ".join(
        f"{' × '.join(map(str, tensor.shape)) or '1'} {tensor.dtype}" for tensor in tensors
    )
