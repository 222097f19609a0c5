"""TRANSPOSE, REVERSE_V2, BROADCAST_TO and blocks of pixels, with the bits of NumPy and TFLM."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_one
from tinyml_kit.graph import reference


def model(name, shape, out, *settings, dtype=np.int8, **options):
    how = dict(dtype=dtype, scale=None if np.dtype(dtype).kind == "f" else 0.5, zero_point=0)
    constants = [dict(data=np.array(values, np.int32)) for values in settings]
    return with_one(
        name, x=dict(shape=shape, **how), y=dict(shape=out, **how), constants=constants, **options
    )


def numbers(shape):
    return np.arange(np.prod(shape), dtype=np.int8).reshape(shape)


IMAGE = numbers((1, 2, 3, 4))
FIVE = numbers((1, 2, 3, 2, 2))
CASES = {
    "channels first": ("TRANSPOSE", IMAGE, IMAGE.transpose(0, 3, 1, 2), [[0, 3, 1, 2]], {}),
    "five axes": ("TRANSPOSE", FIVE, FIVE.transpose(0, 4, 2, 3, 1), [[0, 4, 2, 3, 1]], {}),
    "from the end": ("REVERSE_V2", IMAGE, IMAGE[:, :, ::-1], [[-2]], {}),
    "two axes": ("REVERSE_V2", IMAGE, IMAGE[:, ::-1, ::-1], [[2, 1]], {}),
    "rows": ("BROADCAST_TO", IMAGE[:, :1], IMAGE[:, [0, 0, 0]], [[1, 3, 3, 4]], {}),
    "new axes": (
        "BROADCAST_TO", IMAGE[0, :1, 0], np.broadcast_to(IMAGE[0, :1, 0], (1, 2, 3, 4)),
        [[1, 2, 3, 4]], {},
    ),
    "pixels of channels": (
        "DEPTH_TO_SPACE", IMAGE, IMAGE.reshape(1, 2, 3, 2, 2).swapaxes(2, 3).reshape(1, 4, 6, 1),
        [], dict(blockSize=2),
    ),
    "channels of pixels": (
        "SPACE_TO_DEPTH", numbers((1, 2, 4, 2)),
        np.array([[[[0, 1, 2, 3, 8, 9, 10, 11], [4, 5, 6, 7, 12, 13, 14, 15]]]], np.int8),
        [], dict(blockSize=2),
    ),
}  # fmt: skip
INT16 = [case for case, (name, *_) in CASES.items() if not name.endswith(("SPACE", "DEPTH"))]


@pytest.mark.parametrize(
    ("case", "dtype"),
    [(case, dtype) for case in CASES for dtype in (np.int8, np.float32)]
    + [(case, np.int16) for case in INT16],
)
def test_elements_lie_where_numpy_puts_them(case, dtype, tmp_path):
    name, x, expected, settings, options = CASES[case]
    x, expected = x.astype(dtype), expected.astype(dtype)
    content = model(name, x.shape, expected.shape, *settings, dtype=dtype, **options).finish()
    graph, _ = comparing.everywhere(content, x, tmp_path)
    np.testing.assert_array_equal(reference.run(graph, x)[0].reshape(expected.shape), expected)


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (model("TRANSPOSE", (1, 2, 3), (1, 3, 2), [0, 2, -2]), "[0, 2, -2] is no order of the 3"),
        (model("TRANSPOSE", (1, 2, 3), (1, 2, 3), [0, 2, 1]), "its inputs give (1, 3, 2)"),
        (
            model("TRANSPOSE", (1,) * 6, (1,) * 6, range(6)),
            "shape (1, 1, 1, 1, 1, 1) has more than 5 dimensions",
        ),
        (
            model("REVERSE_V2", (1, 2, 3), (1, 2, 3), [0, 2]),
            "it turns the axes [0, 2], and the interpreter only neighbours; use two of them",
        ),
        (model("REVERSE_V2", (1, 2), (1, 2), [2]), "axis 2 is outside a tensor of 2 dimensions"),
        (
            model("BROADCAST_TO", (1, 2), (1, 4), [1, 4]),
            "shape (1, 2) cannot be repeated to (1, 4)",
        ),
        (model("BROADCAST_TO", (1, 1), (1, 4), [1, 5]), "its inputs give (1, 5)"),
        (
            model("DEPTH_TO_SPACE", (1, 2, 2, 6), (1, 4, 4, 1), blockSize=2),
            "the channels of shape (1, 2, 2, 6) do not fill blocks of 2 x 2",
        ),
        (
            model("SPACE_TO_DEPTH", (1, 3, 2, 1), (1, 1, 1, 4), blockSize=2),
            "the pixels of shape (1, 3, 2, 1) do not fill blocks of 2 x 2",
        ),
        (
            model("SPACE_TO_DEPTH", (1, 2, 2, 1), (1, 1, 1, 4), blockSize=0),
            "its block is 0, expected at least 1",
        ),
        (
            model("SPACE_TO_DEPTH", (1, 2, 2, 1), (1, 1, 1, 4), blockSize=2, dtype=np.int16),
            "it moves int16, which the interpreter does not; it takes int8, float32",
        ),
    ],
)
def test_what_does_not_fit_is_refused(writer, message):
    assert message in refusal(writer)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.int32, np.float32])
def test_numbers_of_every_type_take_another_shape(dtype, tmp_path):
    x = np.arange(12).reshape(1, 3, 4).astype(dtype)
    content = model("RESHAPE", x.shape, (1, 4, 3), [1, 4, 3], dtype=dtype, newShape=[1, 4, 3])
    _, run = comparing.everywhere(content.finish(), x, tmp_path)
    np.testing.assert_array_equal(run.outputs[0].reshape(1, 4, 3), x.reshape(1, 4, 3))
