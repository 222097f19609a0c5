"""The types that operators move and compare are those that the interpreter does, and no others."""

import itertools

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import with_many
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError

TYPES = (np.int8, np.uint8, np.int16, np.int32, np.uint32, np.int64, np.uint64, np.bool_,
         np.float32)  # fmt: skip
PLAIN = (np.uint8, np.uint32, np.int64, np.uint64, np.bool_)
SHAPE = (1, 3, 4)
COMPARED = ("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")
BOTH = {name: getattr(np, name.lower()) for name in (*COMPARED, "MAXIMUM", "MINIMUM")}


def integers(*values):
    return dict(data=np.array(values, np.int32))


# {name: (further inputs, settings, what NumPy makes of it)}
MOVES = {
    "RESHAPE": ([integers(1, 4, 3)], {}, lambda x: x.reshape(1, 4, 3)),
    "SQUEEZE": ([], {"squeezeDims": [0]}, lambda x: x[0]),
    "EXPAND_DIMS": ([integers(0)], {}, lambda x: x[None]),
    "SLICE": ([integers(0, 1, 1), integers(1, 2, 3)], {}, lambda x: x[:, 1:3, 1:]),
    "STRIDED_SLICE": (
        [integers(0, 0, 0), integers(1, 3, 4), integers(1, 2, 1)], {}, lambda x: x[:, ::2],
    ),
    "BROADCAST_TO": ([integers(2, 3, 4)], {}, lambda x: np.broadcast_to(x, (2, 3, 4))),
    "REVERSE_V2": ([integers(1)], {}, lambda x: x[:, ::-1]),
    "TRANSPOSE": ([integers(0, 2, 1)], {}, lambda x: x.transpose(0, 2, 1)),
    "GATHER": ([integers(2, 0)], {"axis": 1}, lambda x: x[:, [2, 0]]),
    "PAD": ([integers([0, 0], [1, 0], [0, 2])], {}, lambda x: np.pad(x, [(0, 0), (1, 0), (0, 2)])),
    "MIRROR_PAD": (
        [integers([0, 0], [1, 0], [0, 2])], {},
        lambda x: np.pad(x, [(0, 0), (1, 0), (0, 2)], mode="reflect"),
    ),
}  # fmt: skip
JOINS = {
    "CONCATENATION": ({"axis": 1}, lambda x, y: np.concatenate([x, y], 1)),
    "PACK": ({"axis": 0, "valuesCount": 2}, lambda x, y: np.stack([x, y])),
    **{name: ({}, function) for name, function in BOTH.items()},
}
# The interpreter prepares no scales for it: what it answers follows from nothing.
UNPREPARED = ("GREATER", np.int16)


def side(shape, dtype):
    scale = 0.5 if np.dtype(dtype).name in ("int8", "uint8", "int16") else None
    return dict(shape=shape, dtype=dtype, scale=scale)


def numbers(dtype, seed):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 2 if dtype == np.bool_ else 100, SHAPE).astype(dtype)


def case(name, dtype):
    """Return a model's bytes, its inputs, and NumPy's answer."""
    x, y = numbers(dtype, 1), numbers(dtype, 2)
    if name in MOVES:
        others, settings, function = MOVES[name]
        inputs, expected = [x], function(x)
    else:
        settings, function = JOINS[name]
        others, inputs, expected = [side(SHAPE, dtype)], [x, y], function(x, y)
    out = side(expected.shape, expected.dtype)
    return with_many(name, [side(SHAPE, dtype), *others], out, **settings), inputs, expected


def takes(content, inputs):
    """Tell whether the interpreter runs a model."""
    try:
        tflm.run(tflm.build(content), inputs)
    except DeviceError:
        return False
    return True


@pytest.mark.parametrize("name", [*MOVES, *JOINS])
def test_the_types_that_are_taken_are_those_of_the_interpreter(name):
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    for dtype in TYPES:
        content, inputs, expected = case(name, dtype)
        if not takes(content, inputs) or (name, dtype) == UNPREPARED:
            with pytest.raises(GraphError):
                read(content)
            continue
        (got,) = comparing.require_equal(content, inputs)
        assert got.dtype == expected.dtype and got.ravel().tolist() == expected.ravel().tolist()


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        *itertools.product(("RESHAPE", "BROADCAST_TO"), PLAIN),
        *itertools.product(("CONCATENATION", "EQUAL"), (np.int64, np.bool_)),
        *itertools.product(("SLICE", "SQUEEZE", "STRIDED_SLICE"), (np.bool_,)),
        *itertools.product(("PACK", "GREATER", "MAXIMUM"), (np.int64,)),
        ("REVERSE_V2", np.uint8),
    ],
)
def test_types_without_a_scale_are_moved_and_compared_in_c(name, dtype, tmp_path):
    content, inputs, _ = case(name, dtype)
    comparing.everywhere(content, inputs, tmp_path)


def test_comparing_int16_is_refused_with_what_can_be_done():
    for name in COMPARED:
        with pytest.raises(GraphError, match="prepares no scales; compare int8 or float32."):
            read(case(name, np.int16)[0])


def test_numbers_beyond_32_bits_are_compared_whole(tmp_path):
    one, truth = side((1, 3), np.int64), side((1, 3), np.bool_)
    x, y = np.array([[2**40, -(2**40), 7]]), np.array([[2**40 + 1, 0, 7]])
    for name, expected in (
        ("LESS", [True, True, False]), ("EQUAL", [False, False, True]),
    ):  # fmt: skip
        content = with_many(name, [one, dict(data=y)], truth)
        _, run = comparing.everywhere(content, x, tmp_path / name)
        assert run.outputs[0].ravel().tolist() == expected
