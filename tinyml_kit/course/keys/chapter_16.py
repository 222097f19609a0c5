"""Answers to the exercises on circuits. Verilog is simulated, on numbers that the check keeps."""

import re
from collections.abc import Iterator

import numpy as np

from tinyml_kit.course import verilog
from tinyml_kit.course.keys.kinds import Function, Shown, on_board

#: The requantiser of exercise 2: factor, places behind the point, zero point.
FACTOR, PLACES, ZERO = 5_213, 20, -128
#: Pixels in a row of exercise 4, and cycles that a product of exercise 5 may take.
ROW, PATIENCE = 16, 12


def simulated(answer: object, inputs: dict[str, np.ndarray], gives: dict[str, int]) -> dict | str:
    """Return what a reader's module gives, or a sentence about why it gives nothing.

    gives : the bits of each output that it has to have; negative for one without a sign
    """
    if not isinstance(answer, str):
        raise TypeError("the module is a text")
    found, wrong = on_board(lambda: verilog.ports(answer))
    if wrong:
        return wrong
    outputs = {port.name: port.bits if port.signed else -port.bits
               for port in found if not port.is_input}  # fmt: skip
    for name, bits in gives.items():
        if outputs.get(name) != bits:
            kind = "signed bits" if bits > 0 else "bits without a sign"
            return (
                f"The module has no output {name} of {abs(bits)} {kind}; leave its head as it is."
            )
    made, wrong = on_board(lambda: verilog.simulate(answer, inputs))
    return wrong or made


def sums_of(x: np.ndarray, low: int = -2048, high: int = 2047) -> np.ndarray:
    """Return what a saturating accumulator shows in each cycle of its inputs, first 0."""
    found, total = [], 0
    for one in x.tolist():
        found.append(total)
        total = min(max(total + one, low), high)
    return np.array(found)


def accumulator_fault(answer: object) -> str | None:
    """Return what is wrong with a saturating accumulator in Verilog, or None."""
    draw = np.random.default_rng(161)
    drift = np.repeat([100, -100, 3, -3], 60)
    x = np.clip(drift + draw.integers(-60, 61, 240), -128, 127)
    x = np.concatenate([x, np.full(40, 127), np.full(70, -128), [1, -1, 127, -128] * 4, [5, 0, 0]])
    reset = np.zeros(len(x), int)
    reset[[0, 300]] = 1
    made = simulated(answer, {"x": x, "reset": reset}, {"sum": 12})
    if isinstance(made, str):
        return made
    # The reset of a cycle is seen in the next one.
    right = np.concatenate([sums_of(x[1:300]), sums_of(x[301:])])
    shown = np.concatenate([made["sum"][1:300], made["sum"][301:]])
    wrong = np.flatnonzero(shown != right)
    if not len(wrong):
        return None
    first = wrong[0]
    if first in (0, 299):
        return f"After a reset the sum is {shown[first]}, not 0."
    before, added = right[first - 1], (np.concatenate([x[1:300], x[301:]]))[first - 1]
    return f"At a sum of {before} comes {added}, and the next sum is {shown[first]}."


def requantised(sums: np.ndarray) -> np.ndarray:
    """Return the outputs of exercise 2: scaled, rounded to the nearest, moved, kept in range."""
    return np.clip(((sums * FACTOR + (1 << PLACES - 1)) >> PLACES) + ZERO, -128, 127)


def requantiser_fault(answer: object) -> str | None:
    """Return what is wrong with a requantiser in Verilog, or None."""
    sums = np.unique(np.r_[-60_000:60_000:7, -40:40, np.arange(-3000, 55_000, 101)])
    edges = -(-((np.arange(-2, 260) << PLACES) - (1 << PLACES - 1)) // FACTOR)
    sums = np.unique(np.concatenate([sums, edges, edges - 1]))
    sums = sums[np.abs(sums) < 60_000]
    made = simulated(answer, {"sum": sums}, {"out": 8})
    if isinstance(made, str):
        return made
    right = requantised(sums)
    wrong = np.flatnonzero(made["out"] != right)
    if not len(wrong):
        return None
    worst = wrong[np.argmax(np.abs(made["out"] - right)[wrong])]
    distance = abs(made["out"][worst] - right[worst])
    return (
        f"{len(wrong):,} of {len(sums):,} outputs are wrong. The worst is that of the sum "
        f"{sums[worst]:,}: it is {made['out'][worst]}, off by {distance}."
    )


def cycles_of_a_frame(width: int, height: int, kernel: int, filters: int, lanes: int) -> int:
    """Return the cycles from frame to frame of a convolution whose window stands still for groups.

    A pixel takes a cycle, one that completes a window takes one for each group of filters.
    """
    windows = (width - kernel + 1) * (height - kernel + 1)
    return width * height + windows * (filters // lanes - 1)


def foldings() -> Iterator[tuple[int, int, int, int, int]]:
    """Yield width, height, kernel, filters, lanes."""
    yield from ((28, 28, 3, 8, 8), (28, 28, 3, 8, 2), (10, 7, 5, 6, 1), (100, 100, 5, 3, 3))
    yield from ((16, 9, 3, 4, 2), (100, 100, 5, 3, 1), (3, 3, 3, 4, 1))


def rows_fault(answer: object) -> str | None:
    """Return what is wrong with differences of rows in Verilog, or None."""
    draw = np.random.default_rng(162)
    take = np.concatenate([np.ones(40, int), draw.integers(0, 2, 160)])
    pixel = draw.integers(0, 256, 200)
    pixel[[3, 19, 20]], pixel[[4, 36]] = 255, 0
    made = simulated(answer, {"take": take, "pixel": pixel}, {"valid": -1, "difference": 9})
    if isinstance(made, str):
        return made
    places = np.flatnonzero(take)
    expected = np.zeros(200, int)
    expected[places[ROW:]] = 1
    wrong = np.flatnonzero(made["valid"][1:] != expected[:-1])
    if len(wrong):
        return f"In cycle {wrong[0] + 1}, valid is {made['valid'][wrong[0] + 1]}."
    if made["valid"][0]:
        return "In cycle 0, before any pixel came, valid is 1."
    seen = pixel[places]
    for number in range(ROW, len(places) - (places[-1] == 199)):
        shown = made["difference"][places[number] + 1]
        if shown != seen[number] - seen[number - ROW]:
            return (
                f"Pixel {number} is {seen[number]}, the one above it {seen[number - ROW]}, and the "
                f"difference is {shown}."
            )
    return None


def product_fault(answer: object) -> str | None:
    """Return what is wrong with a multiplier without `*`, or None."""
    if isinstance(answer, str) and re.search(r"\*(?![*/)])", _plain(answer)):
        return "There is a * in it."
    draw = np.random.default_rng(163)
    ends = np.array([-128, -127, -1, 0, 1, 2, 127])
    pairs = np.array(
        [(a, b) for a in ends for b in ends] + draw.integers(-128, 128, (80, 2)).tolist()
    )
    gap = PATIENCE + 2
    inputs = {"start": np.zeros(gap * len(pairs), int)}
    inputs["start"][::gap] = 1
    # Beside the cycle in which it starts, the inputs are others.
    for name, column in zip("ab", pairs.T, strict=True):
        inputs[name] = draw.integers(-128, 128, gap * len(pairs))
        inputs[name][::gap] = column
    made = simulated(answer, inputs, {"done": -1, "y": 16})
    if isinstance(made, str):
        return made
    done = made["done"].reshape(-1, gap)
    y = made["y"].reshape(-1, gap)
    for number, (a, b) in enumerate(pairs.tolist()):
        at = np.flatnonzero(done[number, 1 : PATIENCE + 1])
        if not len(at):
            return f"For {a} times {b}, done is not 1 within {PATIENCE} cycles."
        if y[number, 1 + at[0]] != a * b:
            return f"For {a} times {b}, y is {y[number, 1 + at[0]]} when done is 1."
    return None


def _plain(text):
    """Return Verilog without remarks, attributes and the star of a sensitivity list."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/|\(\*[^)]*?\*\)", " ", text, flags=re.DOTALL)
    return re.sub(r"@\s*(\*|\(\s*\*\s*\))", " ", text)


KEYS = {
    "16-saturate": Shown(
        accumulator_fault,
        form="a text with the module in Verilog",
        hint="Add in one bit more than the sum has, as a wire; then compare that wire with the "
        "largest and the smallest sum. Is everything that is compared signed?",
        because="One wider wire and two comparisons: that is what saturation costs in a circuit.",
    ),
    "16-mend": Shown(
        requantiser_fault,
        form="a text with the module in Verilog",
        hint="How many bits does the largest sum times the factor take? And what does a shift do "
        "to what lies just below the next number?",
        because="Half a step before the shift, and wires that hold the largest number.",
    ),
    "16-cycles": Function(
        cycles_of_a_frame,
        foldings,
        hint="Every pixel takes a cycle. Count the windows: each pixel that completes one takes a "
        "cycle for each group of filters, and the first of these is the pixel's own.",
        because="These are the cycles of the kit's circuit, known before it is built. Where a "
        "queue is full, it adds those in which a layer waits.",
    ),
    "16-rows": Shown(
        rows_fault,
        form="a text with the module in Verilog",
        hint="A memory of one row: at the place of the new pixel stands the one above it. Read it "
        "and write the new one in the same cycle, and only where take is 1. Subtract as signed "
        "numbers of nine bits.",
        because="That is a line buffer of one row. The kit's has four, and gives whole columns.",
    ),
    "16-multiply": Shown(
        product_fault,
        form="a text with the module in Verilog",
        hint="The highest bit of b counts negatively: its product is subtracted. Widen a to 16 "
        "signed bits before you shift it, and keep what you need: a and b change after the start.",
        because="In time or in space, it is the same sum of shifted numbers.",
    ),
}
