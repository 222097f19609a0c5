"""STRIDED_SLICE against NumPy's own slices, through the file, on the reference and in C."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal, with_one
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read


def model(shape, begin, end, strides, out, dtype=np.int8, **masks):
    """Return the Writer of a slice of an input."""
    writer = Writer()
    how = {} if dtype == np.float32 else {"scale": 0.5, "zero_point": 3}
    x, y = writer.tensor(shape, dtype, **how), writer.tensor(out, dtype, **how)
    bounds = [
        writer.tensor((len(v),), np.int32, data=np.array(v, np.int32))
        for v in (begin, end, strides)
    ]
    writer.operator("STRIDED_SLICE", [x, *bounds], [y], **masks)
    writer.inputs, writer.outputs = [x], [y]
    return writer


AXES = st.tuples(
    st.integers(1, 5), st.integers(-7, 7), st.integers(-7, 7), st.sampled_from([1, 2, 3, -1, -2])
)


@settings(deadline=None)
@given(st.lists(AXES, min_size=1, max_size=3), st.integers(0, 7), st.integers(0, 7))
def test_a_slice_is_numpys(axes, begin_mask, end_mask):
    # A leading 1 is the batch.
    shape = (1, *(size for size, *_ in axes))
    begin, end, strides = (
        [first, *(axis[place] for axis in axes)] for place, first in ((1, 0), (2, 1), (3, 1))
    )
    index = tuple(
        slice(
            None if (begin_mask << 1) >> axis & 1 else first,
            None if (end_mask << 1) >> axis & 1 else last,
            step,
        )
        for axis, (first, last, step) in enumerate(zip(begin, end, strides, strict=True))
    )
    x = np.arange(np.prod(shape), dtype=np.int8).reshape(shape)
    expected = x[index]
    out = expected.shape if expected.size else shape
    writer = model(
        shape, begin, end, strides, out, beginMask=begin_mask << 1, endMask=end_mask << 1
    )
    if not expected.size:
        assert "it keeps nothing of shape" in refusal(writer)
        return
    (got,) = reference.run(read(writer.finish()), x)
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize(
    ("begin", "end", "strides", "out", "masks"),
    [
        ([0, 1, 0, 0], [1, 4, 3, 2], [1, 1, 1, 1], (1, 3, 3, 2), {}),
        ([0, -1, 2, 0], [1, -6, -4, 2], [1, -2, -1, 1], (1, 3, 3, 2), {}),
        ([0, 2, 0, 0], [1, 3, 9, 9], [1, 1, 1, 1], (1, 1, 3, 2), {}),
        ([0, 2, 1, 0], [0, 3, 2, 0], [1] * 4, (1, 2), {"shrinkAxisMask": 6, "endMask": 9}),
        # The mask takes precedence over the first element, even of an axis that is left out.
        ([0, 2, 1, 0], [1, 3, 3, 2], [1] * 4, (1, 2, 2), {"shrinkAxisMask": 2, "beginMask": 2}),
    ],
)
def test_the_interpreter_and_c_agree(begin, end, strides, out, masks, dtype, tmp_path):
    content = model((1, 5, 3, 2), begin, end, strides, out, dtype, **masks).finish()
    inputs = np.random.default_rng(0).integers(-128, 128, (4, 5, 3, 2)).astype(dtype)
    comparing.everywhere(content, inputs, tmp_path)


@pytest.mark.parametrize(
    ("arguments", "masks", "message"),
    [
        (([0, 9, 0], [1, 9, 3], [1] * 3, (1, 3)), {"shrinkAxisMask": 2}, "outside an axis of 5"),
        (([0, 0, 0], [1, 5, 3], [1, 0, 1], (1, 5, 3)), {}, "its bounds do not fit its input"),
        (([0] * 4, [1] * 4, [1] * 4, (1, 1, 1)), {}, "its bounds do not fit its input"),
        (([0, 0], [1, 5], [1, 1], (1, 5, 3)), {}, "its bounds are for 2 axes, expected 3"),
        (([0] * 3, [1, 5, 3], [1] * 3, (1, 4, 3)), {}, "has shape (1, 4, 3), but its inputs give"),
        (
            ([0] * 3, [1, 5, 3], [1] * 3, (1, 5, 3)),
            {"newAxisMask": 1},
            "slice every axis by itself and add axes by a reshape.",
        ),
        (([0] * 2, [1, 9], [1] * 2, (1, 5, 3)), {"ellipsisMask": 1}, "its ellipsis and new axes"),
        (
            ([0, 1, 0], [1, 2, 3], [1, -1, 1], (1, 3)),
            {"shrinkAxisMask": 2},
            "it takes one element of an axis with a negative stride",
        ),
        (([0] * 3, [1, 5, 3], [1] * 3, (1, 5, 3)), {"offset": True}, "are distances"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, masks, message):
    assert message in refusal(model((1, 5, 3), *arguments, **masks))


def test_more_than_four_dimensions_are_refused():
    writer = model((1, 2, 1, 1, 2), [0] * 5, [9] * 5, [1] * 5, (1, 2, 1, 1, 2))
    assert "shape (1, 2, 1, 1, 2) has more than 4 dimensions" in refusal(writer)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32, np.int32])
@pytest.mark.parametrize(("begin", "size"), [([0, 1, 2], [1, 3, 1]), ([0, 0, 1], [-1, 4, -1])])
def test_a_part_of_so_many_elements_is_the_interpreters(begin, size, dtype, tmp_path):
    x = np.arange(15).reshape(1, 5, 3).astype(dtype)
    ends = [None if n == -1 else at + n for at, n in zip(begin, size, strict=True)]
    expected = x[tuple(map(slice, begin, ends))]
    content = part(begin, size, expected.shape, dtype).finish()
    _, run = comparing.everywhere(content, x, tmp_path)
    np.testing.assert_array_equal(run.outputs[0].reshape(expected.shape), expected)


def part(begin, size, out, dtype=np.int8):
    """Return the Writer of a SLICE of an input of shape (1, 5, 3)."""
    how = dict(dtype=dtype, scale=0.5 if np.dtype(dtype).kind == "i" else None, zero_point=0)
    constants = [dict(data=np.array(values, np.int32)) for values in (begin, size)]
    x, y = dict(shape=(1, 5, 3), **how), dict(shape=out, **how)
    return with_one("SLICE", x=x, y=y, constants=constants)


@pytest.mark.parametrize(
    ("begin", "size", "message"),
    [
        ([0, 1], [1, 3], "its bounds are for 2 axes, expected 3"),
        ([0, 3, 0], [1, 3, 3], "3 elements from 3 on are outside an axis of 5"),
        ([0, -1, 0], [1, 1, 3], "1 elements from -1 on are outside an axis of 5"),
        ([0, 5, 0], [1, -1, 3], "0 elements from 5 on are outside an axis of 5"),
        ([0, 0, 0], [1, 5, 2], "has shape (1, 3, 3), but its inputs give (1, 5, 2)"),
    ],
)
def test_a_part_that_does_not_fit_is_refused(begin, size, message):
    assert message in refusal(part(begin, size, (1, 3, 3)))
