"""SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND, with numbers worked out by hand and TFLM's bits."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read

IMAGE = np.arange(1, 17, dtype=np.int8).reshape(1, 4, 4, 1)


def chain(shape, block, margins, between, crops=None, out=None, dtype=np.int8, zero_point=0):
    """Return the Writer of both, or of the first alone if there are no crops."""
    writer = Writer()
    how = {} if dtype == np.float32 else {"scale": 0.5, "zero_point": zero_point}
    x, middle = (writer.tensor(one, dtype, **how) for one in (shape, between))

    def integers(values):
        values = np.array(values, np.int32)
        return writer.tensor(values.shape, np.int32, data=values)

    block = integers(block)
    writer.operator("SPACE_TO_BATCH_ND", [x, block, integers(margins)], [middle])
    writer.inputs, writer.outputs = [x], [middle]
    if crops is not None:
        y = writer.tensor(out, dtype, **how)
        writer.operator("BATCH_TO_SPACE_ND", [middle, block, integers(crops)], [y])
        writer.outputs = [middle, y]
    return writer


NONE = [[0, 0], [0, 0]]


def test_each_place_of_a_block_becomes_an_image():
    graph = read(chain((1, 4, 4, 1), [2, 2], NONE, (4, 2, 2, 1)).finish())
    (got,) = reference.run(graph, IMAGE)
    assert got.reshape(4, 4).tolist() == [
        [1, 3, 9, 11], [2, 4, 10, 12], [5, 7, 13, 15], [6, 8, 14, 16],
    ]  # fmt: skip


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize(
    ("shape", "block", "margins", "between", "crops", "out"),
    [
        ((1, 4, 4, 1), [2, 2], NONE, (4, 2, 2, 1), NONE, (1, 4, 4, 1)),
        ((1, 4, 4, 1), [3, 2], [[1, 1], [2, 0]], (6, 2, 3, 1), [[1, 1], [2, 0]], (1, 4, 4, 1)),
        ((1, 4, 4, 1), [1, 3], [[0, 0], [0, 2]], (3, 4, 2, 1), [[0, 3], [1, 2]], (1, 1, 3, 1)),
        ((1, 8, 2), [4], [[2, 2]], (4, 3, 2), [[3, 1]], (1, 8, 2)),
    ],
)
def test_both_are_the_interpreters(shape, block, margins, between, crops, out, dtype, tmp_path):
    content = chain(shape, block, margins, between, crops, out, dtype).finish()
    x = np.arange(1, 17).reshape(shape).astype(dtype)
    _, run = comparing.everywhere(content, x, tmp_path)
    if margins == crops:
        np.testing.assert_array_equal(run.outputs[1].reshape(shape), x)


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (
            chain((1, 4, 4, 1), [2, 2], [[1, 1], [0, 0]], (4, 3, 2, 1), zero_point=-128),
            "it pads int8 whose zero point is -128, where the interpreter pads with 0; convert "
            "with a batch of 1, which leaves dilation inside CONV_2D.",
        ),
        (
            chain((1, 4, 4, 1), [3, 2], NONE, (6, 1, 2, 1)),
            "4 x 4 padded pixels do not fill blocks of 3 x 2",
        ),
        (chain((1, 4, 4, 1), [2, 2], NONE, (4, 2, 1, 1)), "but its inputs give (4, 2, 2, 1)"),
        (chain((1, 4, 4, 1), [2], NONE, (2, 2, 4, 1)), "no block and margins of 2 dimensions"),
        (chain((1, 4, 4, 1), [2, 0], NONE, (4, 2, 2, 1)), "its block has a size below 1"),
        (chain((1, 4), [2, 2], NONE, (4, 1)), "its input has shape (1, 4), expected 3 or 4 sizes"),
        (
            chain((1, 4, 4, 1), [2, 2], NONE, (4, 2, 2, 1), NONE, (1, 4, 3, 1)),
            "has shape (1, 4, 3, 1), but its inputs give (1, 4, 4, 1)",
        ),
        (
            chain((1, 4, 4, 1), [2, 2], NONE, (4, 2, 2, 1), NONE, (1, 4, 4, 1), np.int16),
            "it moves int16, which the interpreter does not; it takes int8, float32",
        ),
    ],
)
def test_what_does_not_fit_is_refused(writer, message):
    assert message in refusal(writer)


def test_images_that_do_not_fill_a_block_are_refused():
    writer = chain((1, 4, 4, 1), [2, 2], NONE, (4, 2, 2, 1), NONE, (1, 6, 4, 1))
    other = writer.tensor((2,), np.int32, data=np.array([3, 2], np.int32))
    writer.operators[1].inputs[1] = other
    assert "4 images do not fill blocks of 3 x 2" in refusal(writer)
