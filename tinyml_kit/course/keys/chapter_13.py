"""Answers to the exercises on the interpreter and the exported C."""

import itertools
import re

import numpy as np

from tinyml_kit.course.keys.kinds import Number, Shown, as_array, called
from tinyml_kit.graph.model import Graph, Operator
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier

#: Operators, and what the method of TFLM's resolver that adds each one is called.
METHODS = {
    "ABS": "AddAbs", "ADD": "AddAdd", "ARG_MAX": "AddArgMax",
    "AVERAGE_POOL_2D": "AddAveragePool2D", "CONCATENATION": "AddConcatenation",
    "CONV_2D": "AddConv2D", "DEPTHWISE_CONV_2D": "AddDepthwiseConv2D",
    "DEQUANTIZE": "AddDequantize", "FULLY_CONNECTED": "AddFullyConnected",
    "HARD_SWISH": "AddHardSwish", "LEAKY_RELU": "AddLeakyRelu", "LOGISTIC": "AddLogistic",
    "MAX_POOL_2D": "AddMaxPool2D", "MEAN": "AddMean", "MUL": "AddMul", "PAD": "AddPad",
    "QUANTIZE": "AddQuantize", "RELU": "AddRelu", "RESHAPE": "AddReshape",
    "SOFTMAX": "AddSoftmax", "SUB": "AddSub", "TANH": "AddTanh",
    "TRANSPOSE_CONV": "AddTransposeConv",
}  # fmt: skip
#: The networks of the exercise on resolvers: their operators in order.
NETWORKS = {
    "the Bragg network": "CONV_2D MAX_POOL_2D CONV_2D MAX_POOL_2D CONV_2D MAX_POOL_2D CONV_2D "
    "RESHAPE FULLY_CONNECTED SOFTMAX",
    "a dense network": "FULLY_CONNECTED FULLY_CONNECTED FULLY_CONNECTED LOGISTIC",
    "a network for key words": "RESHAPE CONV_2D DEPTHWISE_CONV_2D CONV_2D DEPTHWISE_CONV_2D "
    "CONV_2D AVERAGE_POOL_2D RESHAPE FULLY_CONNECTED SOFTMAX",
    "a residual network": "QUANTIZE PAD CONV_2D CONV_2D ADD RELU MEAN FULLY_CONNECTED DEQUANTIZE",
    "a network of one layer": "FULLY_CONNECTED",
}
# What a line of C++ with a resolver may be, without spaces that mean nothing.
_ROOM = re.compile(r"(?:static )?tflite::MicroMutableOpResolver<(\d+)>resolver")
_CALL = re.compile(r"resolver\.(\w+)\(\)")


def networks() -> dict[str, Graph]:
    """Return the networks of the exercise on resolvers, and three whose operators are drawn."""
    random = np.random.default_rng(132)
    drawn = {
        f"a network with {' and '.join(names[:2])}": " ".join(names)
        for names in (random.choice(list(METHODS), 7).tolist() for _ in range(3))
    }
    return {
        name: Graph(
            name,
            (),
            tuple(Operator(i, one, (i,), (i + 1,)) for i, one in enumerate(listed.split())),
            (0,),
            (len(listed.split()),),
        )
        for name, listed in (NETWORKS | drawn).items()
    }


def wrong_resolver(function: object) -> str | None:
    """Return what is wrong with the resolvers that a function writes, or None."""
    if not callable(function):
        raise TypeError
    for name, graph in networks().items():
        text, wrong = called(function, graph)
        if not wrong and not isinstance(text, str):
            wrong = "it does not return a text."
        wrong = wrong or _wrong_lines(text, {METHODS[one.name] for one in graph.operators})
        if wrong:
            return f"For {name}: {wrong}"
    return None


def _wrong_lines(text, methods):
    """Return what is wrong with lines of C++; `methods` are those to be called, each once."""
    code = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    first, *rest = [_spaced(one) for one in code.split(";")]
    room = _ROOM.fullmatch(first)
    if not room or not rest:
        return (
            "it does not begin with the line static tflite::MicroMutableOpResolver<N> resolver; "
            "with a number for N."
        )
    *calls, left = rest
    if left:
        return f"there is no semicolon after {left[:60]}."
    added = []
    for line in calls:
        call = _CALL.fullmatch(line)
        if not call:
            return f"a compiler stops at {line[:60] or 'a lonely semicolon'}; call a method there."
        added.append(call[1])
    return _wrong_calls(added, methods, int(room[1]))


def _wrong_calls(added, methods, room):
    twice = [one for one in added if added.count(one) > 1]
    if twice:
        return f"{twice[0]} is called more than once."
    strange = [one for one in added if one not in methods]
    if strange:
        return f"{strange[0]} is no method that this network needs."
    if len(added) < len(methods):
        return f"{len(added)} operators are added, and {len(methods)} kinds are in the file."
    return None if room == len(added) else f"the room is for {room} operators."


def _spaced(line):
    """Return a line of C++ with spaces only where they part two words."""
    return re.sub(r"\s*([^\w\s])\s*", r"\1", " ".join(line.split()))


def scalings() -> np.ndarray:
    """Return (n, 3) int: sums, multipliers and shifts, with halves of both signs among them."""
    random = np.random.default_rng(1313)
    shifts = random.integers(-20, 1, 300)
    # As many small sums as large ones, up to 2**30.
    sums = random.integers(-(2**30), 2**30, 300) >> random.integers(0, 20, 300)
    common = np.stack([sums, random.integers(2**30, 2**31, 300), shifts], 1)
    # By 1/2, and then by a power of two: many of the results lie between two integers.
    small = np.arange(-40, 41)
    halves = [np.stack([small, np.full(81, 2**30), np.full(81, -by)], 1) for by in (0, 1, 2)]
    return np.concatenate([common, *halves])


def wrong_scaling(code: object) -> str | None:
    """Return what is wrong with a function `requantise` in C, or None."""
    from tinyml_kit.course import on_a_chip
    from tinyml_kit.rungs.protocol import DeviceError, RungMissing

    if not isinstance(code, str):
        raise TypeError
    plain = re.sub(r"//[^\n]*|/\*.*?\*/", " ", code, flags=re.DOTALL)
    if not re.search(r"\brequantise\s*\(", plain):
        return "There is no function requantise in it."
    if re.search(r"\b(float|double)\b|\d\.|\.\d", plain):
        return "It computes with floats, which the chip may not have."
    cases = scalings()
    try:
        made, _ = on_a_chip.results(code, "requantise(a[0], a[1], a[2])", cases)
    except RungMissing as missing:
        return f"This cannot be checked here: {missing}"
    except DeviceError as problem:
        return str(problem)
    right = multiply_by_quantized_multiplier(*cases.T)
    if (made == right).all():
        return None
    first = np.flatnonzero(made != right)[0]
    total, multiplier, shift = cases[first]
    far = (
        "far off; do 32 bits hold the product?"
        if abs(made[first] - right[first]) > 1
        else "off by one."
    )
    return (
        f"{(made != right).sum()} of {len(cases)} results are wrong. For the sum {total}, the "
        f"multiplier {multiplier} and the shift {shift}, it is {far}"
    )


def worst_moment(tensors: np.ndarray) -> int:
    """Return the most bytes alive at once; tensors (n, 3): bytes, first and last step."""
    size, first, last = np.asarray(tensors).T
    return max(int(size[(first <= step) & (step <= last)].sum()) for step in np.unique(first))


def place(tensors: np.ndarray) -> np.ndarray:
    """Return the offset of each tensor: the largest first, each at the lowest gap that it fits."""
    offsets = np.zeros(len(tensors), int)
    placed: list[int] = []
    for one in np.argsort(-tensors[:, 0], kind="stable"):
        size, first, last = tensors[one]
        for other in sorted(placed, key=lambda other: offsets[other]):
            begins, ends = tensors[other, 1:]
            if begins > last or first > ends:
                continue
            if offsets[one] + size <= offsets[other]:
                break
            offsets[one] = max(offsets[one], offsets[other] + tensors[other, 0])
        placed.append(one)
    return offsets


def memories() -> dict[str, np.ndarray]:
    """Return networks' tensors, (n, 3) each: bytes, the first and the last step."""
    sizes = [10_000, 27_648, 6912, 5808, 1452, 972, 243, 75, 75, 3, 3]
    chain = [[size, max(k - 1, 0), min(k, 9)] for k, size in enumerate(sizes)]
    skip = [[400, 0, 3], [100, 1, 2], [300, 2, 3], [50, 3, 4], [250, 4, 5]]
    apart = [[10, 0, 0], [700, 5, 5], [10, 9, 9]]
    random = np.random.default_rng(12)
    first = random.integers(0, 12, 24)
    many = np.stack([random.integers(1, 5000, 24), first, first + random.integers(0, 5, 24)], 1)
    named = {
        "the Bragg network": chain,
        "a network whose input is read twice": skip,
        "three tensors that never meet": apart,
        "24 tensors": many,
        "one tensor": [[8, 2, 2]],
    }
    return {name: np.array(one) for name, one in named.items()}


def wrong_plan(function: object) -> str | None:
    """Return what is wrong with a function that places tensors, or None."""
    if not callable(function):
        raise TypeError
    for name, tensors in memories().items():
        offsets, wrong = called(function, tensors)
        wrong = wrong or _wrong_places(as_array(offsets), tensors)
        if wrong:
            return f"For {name}: {wrong}"
    return None


def _wrong_places(offsets, tensors):
    count = len(tensors)
    if offsets is None or offsets.shape != (count,):
        return f"it does not return {count} numbers, a place for each tensor."
    if (offsets != np.floor(offsets)).any() or (offsets < 0).any():
        return "a place is a whole number of bytes, and at least 0."
    sizes, first, last = tensors.T
    for one, other in itertools.combinations(range(count), 2):
        together = max(first[one], first[other]) <= min(last[one], last[other])
        begin, end = max(offsets[one], offsets[other]), min((offsets + sizes)[[one, other]])
        if together and begin < end:
            return (
                f"tensors {one} and {other} are alive at the same time, and share "
                f"{end - begin:,.0f} bytes."
            )
    taken, allowed = int((offsets + sizes).max()), int(worst_moment(tensors) * 1.1)
    if taken > allowed:
        return f"the plan takes {taken:,} bytes, and at most {allowed:,} are allowed."
    return None


def first_difference(good: dict, bad: dict) -> tuple[int, int]:
    """Return the first layer that differs and the place in it, counted flat; (-1, -1) if none."""
    for layer in sorted(good):
        different = np.flatnonzero(good[layer] != bad[layer])
        if len(different):
            return layer, int(different[0])
    return -1, -1


def traces() -> list[tuple[str, dict, dict]]:
    """Return pairs of layers' outputs, {number of the layer: array}, each with a description."""
    random = np.random.default_rng(4)
    shapes = {7: (1, 3), 2: (1, 4, 4, 2), 4: (1, 2, 2, 2), 5: (1, 8)}
    good = {k: random.integers(-128, 128, shape).astype(np.int8) for k, shape in shapes.items()}
    made = [("two equal programs", good, {k: v.copy() for k, v in good.items()})]
    for name, changes in {
        "a fault in the last layer": [(7, 1)],
        "a fault that goes on": [(4, 6), (5, 2), (7, 0)],
        "a fault in the first number": [(2, 0), (4, 3), (5, 1)],
        "two wrong numbers in one layer": [(5, 3), (5, 6)],
    }.items():
        bad = {layer: values.copy() for layer, values in good.items()}
        for layer, place in changes:
            bad[layer].flat[place] ^= 1
        made.append((name, {k: v.copy() for k, v in good.items()}, bad))
    return made


def wrong_search(function: object) -> str | None:
    """Return what is wrong with a function that looks for the first difference, or None."""
    if not callable(function):
        raise TypeError
    for name, good, bad in traces():
        right = first_difference(good, bad)
        found, wrong = called(function, good, bad)
        if wrong:
            return f"On {name}: {wrong}"
        if np.shape(found) != (2,):
            return f"On {name}: it does not return two numbers, a layer and a place."
        if tuple(found) != right:
            what = "layer" if found[0] != right[0] else "place"
            return f"On {name}: the {what} is not right."
    return None


KEYS = {
    "13-operators": Number(
        5,
        tolerance=0,
        hint="A layer that only scales numbers can be folded into the one before it, and a layer "
        "that works in training alone is not in the file. Flattening and softmax are operators.",
        because="CONV_2D, MAX_POOL_2D, RESHAPE, FULLY_CONNECTED, SOFTMAX. The batch normalisation "
        "went into the weights, ReLU is an activation, dropout is gone.",
        mistakes={
            4: "Which layer did you leave out because it has no weights?",
            8: "Not every layer of Keras becomes an operator.",
        },
    ),
    "13-resolver": Shown(
        wrong_resolver,
        form="a function that takes a graph and returns the resolver's lines as a text",
        hint="Each kind of operator once. In its name, each word begins with a capital: "
        "DEPTHWISE_CONV_2D becomes AddDepthwiseConv2D.",
        because="The resolver follows from the file, so a program should write it.",
    ),
    "13-requantise": Shown(
        wrong_scaling,
        form="the function as a text, in C",
        hint="The product needs an int64_t. Round a half up when you divide by 2^31, and away from "
        "zero when you shift. Write both as the chapter's function in Python does.",
        because="On the emulated Cortex-M4 it equals TFLM's arithmetic on all sums, to the bit.",
    ),
    "13-arena": Shown(
        wrong_plan,
        form="a function that takes an array and returns a place for each of its rows",
        hint="Two tensors may share bytes if the last step of one comes before the first step of "
        "the other. Place the largest first, each at the lowest gap among those that live at the "
        "same time as it.",
        because="So TFLM and the kit plan, too; no plan can do with less than the worst moment.",
    ),
    "13-first": Shown(
        wrong_search,
        form="a function that takes two dictionaries and returns a layer and a place",
        hint="Go through the layers from the smallest number on, and count the place in the array "
        "made flat. If nothing differs, return (-1, -1).",
        because="Everything before that layer is equal, so the fault is in it.",
    ),
}
