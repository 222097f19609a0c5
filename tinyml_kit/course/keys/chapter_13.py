"""Answers to the exercises on the interpreter and the exported C."""

import re
from types import SimpleNamespace

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Number, Shown, called
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier

#: The networks of the exercise on resolvers: the operators in their order, and what is to be added.
NETWORKS = {
    "the Bragg network": (
        "CONV_2D MAX_POOL_2D CONV_2D MAX_POOL_2D CONV_2D MAX_POOL_2D CONV_2D RESHAPE "
        "FULLY_CONNECTED SOFTMAX",
        "AddConv2D AddMaxPool2D AddReshape AddFullyConnected AddSoftmax",
    ),
    "a dense network": (
        "FULLY_CONNECTED FULLY_CONNECTED FULLY_CONNECTED LOGISTIC",
        "AddFullyConnected AddLogistic",
    ),
    "a network for key words": (
        "RESHAPE CONV_2D DEPTHWISE_CONV_2D CONV_2D DEPTHWISE_CONV_2D CONV_2D AVERAGE_POOL_2D "
        "RESHAPE FULLY_CONNECTED SOFTMAX",
        "AddReshape AddConv2D AddDepthwiseConv2D AddAveragePool2D AddFullyConnected AddSoftmax",
    ),
    "a residual network": (
        "QUANTIZE PAD CONV_2D CONV_2D ADD RELU MEAN FULLY_CONNECTED DEQUANTIZE",
        "AddQuantize AddPad AddConv2D AddAdd AddRelu AddMean AddFullyConnected AddDequantize",
    ),
}


def wrong_resolver(function: object) -> str | None:
    """Return what is wrong with the resolvers that a function writes, or None."""
    if not callable(function):
        raise TypeError
    for name, (operators, methods) in NETWORKS.items():
        graph = SimpleNamespace(
            operators=[
                SimpleNamespace(name=one, index=i) for i, one in enumerate(operators.split())
            ]
        )
        text, wrong = called(function, graph)
        if not wrong and not isinstance(text, str):
            wrong = "it does not return a text."
        wrong = wrong or _wrong_lines(text, methods.split())
        if wrong:
            return f"For {name}: {wrong}"
    return None


def _wrong_lines(text, methods):
    added = re.findall(r"\bresolver\.(\w+)\(\)\s*;", text)
    twice = [one for one in added if added.count(one) > 1]
    if twice:
        return f"{twice[0]} is called more than once."
    strange = [one for one in added if one not in methods]
    if strange:
        return f"{strange[0]} is no method that this network needs."
    if len(added) < len(methods):
        return f"{len(added)} operators are added, and {len(methods)} kinds are in the file."
    room = re.findall(r"\btflite::MicroMutableOpResolver<\s*(\d+)\s*>\s+resolver\s*;", text)
    if len(room) != 1:
        return "there is no line static tflite::MicroMutableOpResolver<N> resolver; with a number."
    return None if int(room[0]) == len(added) else f"the room is for {room[0]} operators."


def scalings() -> np.ndarray:
    """Return (n, 3) int: sums, multipliers and shifts, with halves of both signs among them."""
    random = np.random.default_rng(1313)
    shifts = random.integers(-12, 1, 300)
    sums = random.integers(-(2**20), 2**20, 300)
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
    if "requantise" not in code:
        return "There is no function requantise in it."
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


def least(tensors: np.ndarray) -> int:
    """Return the bytes of the worst moment; tensors (n, 3): bytes, first and last step."""
    size, first, last = np.asarray(tensors).T
    return max(int(size[(first <= step) & (step <= last)].sum()) for step in np.unique(first))


def tensors() -> list[tuple]:
    """Return networks' tensors, each with bytes, the first and the last step."""
    random = np.random.default_rng(7)
    first = random.integers(0, 9, 12)
    many = np.stack([random.integers(1, 5000, 12), first, first + random.integers(0, 5, 12)], 1)
    chain = [[100, 0, 1], [300, 1, 2], [40, 2, 3], [10, 3, 3]]
    skip = [[100, 0, 3], [100, 1, 2], [100, 2, 3], [50, 3, 4]]
    apart = [[10, 0, 0], [700, 5, 5], [10, 9, 9]]
    return [(np.array(one),) for one in (chain, skip, apart, many, [[8, 2, 2]])]


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
        hint="ReLU is part of the convolution, but flattening and softmax are operators.",
        because="CONV_2D, MAX_POOL_2D, RESHAPE, FULLY_CONNECTED, SOFTMAX.",
        mistakes={4: "Which Keras layer did you leave out because it has no weights?"},
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
    "13-arena": Function(
        least,
        tensors,
        hint="Take each step in turn, add the bytes of all tensors that are alive then, and keep "
        "the largest sum. The last step belongs to the life of a tensor.",
        because="No plan can do with less; a good one needs no more.",
    ),
    "13-first": Shown(
        wrong_search,
        form="a function that takes two dictionaries and returns a layer and a place",
        hint="Go through the layers from the smallest number on, and count the place in the array "
        "made flat. If nothing differs, return (-1, -1).",
        because="Everything before that layer is equal, so the fault is in it.",
    ),
}
