"""A convolution and its pooling become one layer if no result changes and no work is repeated."""

import numpy as np
import pytest

from tests.support.networks import Network
from tests.support.one_operator import VALID, conv
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.lowering import fusion
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError


def groups(content):
    return [[op.name for op in group] for group in fusion.groups(read(content))]


def test_a_pooling_joins_its_convolution():
    network = Network((1, 8, 8, 1)).conv(2, 3).pool(2).conv(2, 3, "SAME").pool(2, "SAME")
    assert groups(network.finish()) == [["CONV_2D", "MAX_POOL_2D"]] * 2


def test_windows_that_overlap_would_be_computed_twice():
    network = Network((1, 9, 9, 1)).conv(2, 3).pool(3, stride=2)
    assert groups(network.finish()) == [["CONV_2D"], ["MAX_POOL_2D"]]


def test_windows_that_start_outside_the_image_are_left_to_the_pooling():
    # 5 wide in windows of 3 by "SAME": one column is missing, two windows need six.
    started_inside = Network((1, 5, 5, 1)).conv(2, 3, "SAME").pool(3, "SAME")
    assert groups(started_inside.finish()) == [["CONV_2D", "MAX_POOL_2D"]]
    started_outside = Network((1, 4, 4, 1)).conv(2, 3, "SAME").pool(3, "SAME")
    assert groups(started_outside.finish()) == [["CONV_2D"], ["MAX_POOL_2D"]]


def test_an_image_that_another_operator_needs_is_kept():
    network = Network((1, 8, 8, 1)).conv(2, 3)
    between = network.last
    network.pool(2)
    network.writer.outputs = [between, network.last]
    content = network.writer.finish()
    assert groups(content) == [["CONV_2D"], ["MAX_POOL_2D"]]


def test_an_image_whose_sums_lose_bits_is_kept():
    def network(scale):
        """Return a model of a convolution with this factor from its sums to its output.

        Its 18 weights of 1 make sums of up to 18 · 128, less than 2^12, and its bias 18 · 3.
        """
        made = conv(
            x=dict(scale=1.0), y=dict(scale=1.0), weights=dict(scale=scale), bias=dict(scale=scale)
        )
        image = made.tensors[made.outputs[0]]
        pooled = made.tensor((1, 2, 2, 2), np.int8, 1.0, image.quantization.zeroPoint[0])
        two = dict(strideH=2, strideW=2, filterHeight=2, filterWidth=2, padding=VALID)
        made.operator("MAX_POOL_2D", made.outputs, [pooled], **two)
        made.outputs = [pooled]
        return made.finish()

    # A factor of 2^k is half of 2^31, shifted to the left by k + 1.
    for scale in (0.25, 1.0, 2.0**18):
        assert groups(network(scale)) == [["CONV_2D", "MAX_POOL_2D"]]
    for scale in (2.0**19, 2.0**29):
        assert groups(network(scale)) == [["CONV_2D"], ["MAX_POOL_2D"]]


def test_the_image_between_them_takes_no_memory():
    text = c99.source(Network((1, 10, 10, 1)).conv(4, 3).pool(2).finish())["model.h"]
    # 100 for the input and 4 · 4 · 4 for the output; the image between has 256.
    assert "#define MODEL_ARENA_BYTES 164 " in text


def test_an_image_that_is_state_is_kept():
    network = Network((1, 8, 8, 1)).conv(2, 3)
    network.writer.tensors[network.last].isVariable = True
    network.pool(2)
    assert groups(network.finish()) == [["CONV_2D"], ["MAX_POOL_2D"]]


def test_an_operator_on_a_constant_is_refused():
    network = Network((1, 4)).dense(4)
    writer = network.writer
    x = writer.tensors[0].quantization
    known = writer.tensor((1, 4), np.int8, x.scale, x.zeroPoint, data=np.zeros((1, 4), np.int8))
    writer.operators[0].inputs[0] = known
    message = f"FULLY_CONNECTED: its input, tensor {known}, is a constant"
    with pytest.raises(ExportError, match=message):
        c99.source(network.finish())
