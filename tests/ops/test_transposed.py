"""TRANSPOSE_CONV: sums worked out by hand, and what is refused."""

import numpy as np

from tests.support import comparing
from tests.support.flatbuffer import PADDINGS, Writer
from tests.support.one_operator import refusal
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.operators import macs


def spread(x, filters, out, stride=(2, 2), padding="VALID", bias=None, dtype=np.float32):
    """Return a Writer of a TRANSPOSE_CONV from shape `x` to shape `out`."""
    writer, scale = Writer(), None if dtype == np.float32 else 1.0
    shape = np.array(out, np.int32)
    named = writer.tensor(shape.shape, np.int32, data=shape)
    filters = np.asarray(filters)
    weights = writer.tensor(filters.shape, filters.dtype, scale, data=filters)
    source = writer.tensor(x, dtype, scale)
    inputs = [named, weights, source]
    if bias is not None:
        inputs.append(writer.tensor(bias.shape, bias.dtype, scale, data=bias))
    y = writer.tensor(out, dtype, scale)
    options = {"strideH": stride[0], "strideW": stride[1], "padding": PADDINGS[padding]}
    writer.operator("TRANSPOSE_CONV", inputs, [y], **options)
    writer.inputs, writer.outputs = [source], [y]
    return writer


ROW = np.array([[[[1], [10], [100]]]], np.float32)


def answer(content, x):
    graph, expected = comparing.oracle(content, [x])
    got = comparing.reference_run(graph, [x])
    comparing.assert_equal(graph, expected, got)
    return got.outputs[0].ravel().tolist()


def test_windows_that_overlap_add_up():
    x = np.array([[[[1], [2], [3]]]], np.float32)
    content = spread(x.shape, ROW, (1, 1, 7, 1), (1, 2)).finish()
    assert answer(content, x) == [1, 10, 102, 20, 203, 30, 300]


def test_same_padding_cuts_the_windows_at_both_ends():
    x = np.array([[[[1], [2], [3]]]], np.float32)
    content = spread(x.shape, ROW, (1, 1, 3, 1), (1, 1), "SAME").finish()
    assert answer(content, x) == [12, 123, 230]


def test_there_are_gaps_where_the_stride_is_longer_than_the_filter():
    x = np.array([[[[1], [2]]]], np.float32)
    content = spread(x.shape, ROW[:, :, :1], (1, 1, 5, 1), (1, 4)).finish()
    assert answer(content, x) == [1, 0, 0, 0, 2]


def test_a_mac_is_counted_for_each_pixel_and_each_weight():
    graph = read(spread((1, 1, 3, 1), ROW, (1, 1, 7, 1), (1, 2)).finish())
    assert macs(graph, graph.operators[0]) == 9


def test_shapes_have_to_fit():
    said = refusal(spread((1, 1, 3, 1), ROW, (1, 1, 9, 1), (1, 2)))
    assert "weights (1, 1, 3, 1) do not spread (1, 1, 3, 1) over (1, 1, 9, 1)" in said
    assert "do not spread" in refusal(spread((1, 1, 3, 2), ROW, (1, 1, 7, 1), (1, 2)))


def test_int16_needs_a_bias_of_64_bits():
    filters = ROW.astype(np.int8)
    how = dict(x=(1, 1, 3, 1), filters=filters, out=(1, 1, 7, 1), stride=(1, 2), dtype=np.int16)
    said = refusal(spread(**how))
    assert "it computes with int16 and has no bias, which the interpreter needs" in said
    said = refusal(spread(**how, bias=np.zeros(1, np.int32)))
    assert "its bias is 1 numbers of int32, expected 1 of int64" in said
    assert read(spread(**how, bias=np.zeros(1, np.int64)).finish())
