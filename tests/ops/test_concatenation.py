"""CONCATENATION: tensors side by side along an axis, in the reference, TFLM and C."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal
from tinyml_kit.graph import reference

DTYPES = {np.int8: (0.5, 3), np.int16: (0.5, 0), np.float32: (None, 0)}


def model(shapes, out, axis, dtype, constant=None):
    """Return a Writer; `constant`, if given, is put between the inputs."""
    scale, zero_point = DTYPES[dtype]
    writer, how = Writer(), (dtype, scale, zero_point)
    parts = [writer.tensor(shape, *how) for shape in shapes]
    writer.inputs = list(parts)
    if constant is not None:
        parts.insert(1, writer.tensor(constant.shape, *how, data=constant))
    y = writer.tensor(out, *how)
    writer.operator("CONCATENATION", parts, [y], axis=axis)
    writer.outputs = [y]
    return writer


def numbers(shape, first, dtype):
    return (first + np.arange(np.prod(shape))).reshape(shape).astype(dtype)


@pytest.mark.parametrize("dtype", list(DTYPES))
@pytest.mark.parametrize(
    ("one", "other", "axis"),
    [
        ((1, 2, 3, 4), (1, 5, 3, 4), 1), ((1, 2, 3, 4), (1, 2, 1, 4), 2),
        ((1, 2, 3, 4), (1, 2, 3, 2), 3), ((1, 2, 3, 4), (1, 2, 3, 2), -1), ((1, 6), (1, 5), 1),
    ],
)  # fmt: skip
def test_tensors_lie_side_by_side(one, other, axis, dtype, tmp_path):
    x, y = numbers(one, 1, dtype), numbers(other, 60, dtype)
    expected = np.concatenate([x, y], axis)
    content = model([one, other], expected.shape, axis, dtype).finish()
    graph, _ = comparing.everywhere(content, [x, y], tmp_path)
    np.testing.assert_array_equal(reference.run(graph, [x, y])[0], expected)


def test_a_constant_may_lie_between(tmp_path):
    x, y, z = (
        numbers((1, 2, 3), 1, np.int8),
        numbers((1, 2, 3), 50, np.int8),
        np.full((1, 1, 3), -9, np.int8),
    )
    expected = np.concatenate([x, z, y], 1)
    content = model([x.shape, y.shape], expected.shape, 1, np.int8, z).finish()
    graph, _ = comparing.everywhere(content, [x, y], tmp_path)
    np.testing.assert_array_equal(reference.run(graph, [x, y])[0], expected)


@pytest.mark.parametrize(
    ("shapes", "out", "axis"),
    [
        ([(1, 2), (1, 3)], (1, 6), 1),
        ([(1, 2), (1, 3)], (1, 4), 1),
        ([(1, 2, 2), (1, 3, 3)], (1, 5, 2), 1),
        ([(1, 2), (1, 3)], (1, 5), 2),
        ([(1, 2), (1, 3)], (1, 5), -3),
    ],
)
def test_what_does_not_fit_is_refused(shapes, out, axis):
    assert "CONCATENATION" in refusal(model(shapes, out, axis, np.int8))
