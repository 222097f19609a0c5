"""What becomes a stage of a circuit, and what is refused in one sentence."""

import numpy as np
import pytest

from tests.support.flatbuffer import ACTIVATIONS, Writer
from tests.support.networks import Network, small_network
from tests.support.one_operator import with_one
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.codegen.rtl.adding import Addition
from tinyml_kit.codegen.rtl.stages import CIRCUITS, LookUp, Softmax, forked, stages_of
from tinyml_kit.codegen.rtl.windows import Windows
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError


def test_a_pooling_goes_with_its_convolution_and_a_reshape_needs_no_stage():
    stages = stages_of(read(small_network()))
    assert [type(one) for one in stages] == [Windows, Windows, Softmax]
    assert stages[0].pool.cut
    assert stages[1].kernel == (1, 1)


def test_a_logistic_is_a_table():
    last = stages_of(read(shipped_file("two_sensor_and.tflite")))[-1]
    assert isinstance(last, LookUp)
    assert last.table.shape == (256,)


def test_outputs_of_a_relu_narrow_the_sums_behind_it():
    network = Network((1, 8, 8, 1)).conv(2, 3).conv(2, 3)
    wide = stages_of(read(network.finish()))[1]
    for operator in network.writer.operators[:1]:
        operator.builtinOptions.fusedActivationFunction = ACTIVATIONS["RELU"]
    narrow = stages_of(read(network.finish()))[1]
    assert narrow.highest - narrow.lowest < wide.highest - wide.lowest


def refusal(content):
    with pytest.raises(ExportError) as problem:
        stages_of(read(content))
    return str(problem.value)


def test_an_operator_without_a_circuit_is_refused_by_name():
    side = dict(shape=(1, 4), dtype=np.int8, scale=0.5, zero_point=0)
    assert refusal(with_one("ABS", x=side, y=side).finish()) == (
        "operator 0 ABS: there is no circuit for it; the operators that have one are "
        f"{', '.join(CIRCUITS)}."
    )


def test_float_is_refused():
    said = refusal(shipped_file("digits_article_float32.tflite").read_bytes())
    assert said == "operator 0 CONV_2D: it computes float32; quantise the model to int8."


def test_a_branch_is_refused():
    writer = Writer()
    tensors = [writer.tensor((1, 4), np.int8, 0.5, 0) for _ in range(3)]
    writer.operator("RELU", [tensors[0]], [tensors[1]])
    writer.operator("RELU", [tensors[0]], [tensors[2]])
    writer.inputs, writer.outputs = tensors[:1], tensors[1:]
    assert refusal(writer.finish()) == (
        "operator 1 RELU: it does not follow the operator before it; a circuit of the kit is one "
        "stream, and only an ADD may need earlier numbers of it again."
    )


def mean_of(shape, axes, out):
    return with_one(
        "MEAN",
        x=dict(shape=shape, dtype=np.int8, scale=0.5, zero_point=3),
        y=dict(shape=out, dtype=np.int8, scale=0.25, zero_point=-4),
        constants=[dict(data=np.array(axes, np.int32))],
        keepDims=False,
    ).finish()


def test_a_mean_over_height_and_width_is_a_window_of_ones_over_the_image():
    (stage,) = stages_of(read(mean_of((1, 3, 5, 4), (1, 2), (1, 4))))
    assert (stage.kernel, stage.groups, stage.pixels_out) == ((15, 1), 4, 1)
    assert (stage.lowest, stage.highest) == (15 * (-128 - 3), 15 * (127 - 3))


@pytest.mark.parametrize(("axes", "out"), [((3,), (1, 3, 5)), ((2,), (1, 3, 4))])
def test_a_mean_over_other_axes_is_refused(axes, out):
    assert refusal(mean_of((1, 3, 5, 4), axes, out)) == (
        "operator 0 MEAN: its mean is over other axes than height and width together."
    )


def test_an_add_of_a_constant_is_refused():
    side = dict(shape=(1, 4), dtype=np.int8, scale=0.5, zero_point=0)
    constant = dict(data=np.ones((1, 4), np.int8), scale=0.5, zero_point=0)
    assert refusal(with_one("ADD", x=side, y=side, constants=[constant]).finish()) == (
        "operator 0 ADD: it adds a constant, or a tensor of another shape."
    )


def test_an_add_knows_which_stage_gave_the_numbers_that_have_waited():
    network = Network((1, 5, 5, 2))
    image = network.last
    network.conv(2, 3, "SAME").add(image)
    stages = stages_of(read(network.finish()))
    assert [type(one) for one in stages] == [Windows, Addition]
    assert stages[1].kept == -1
    assert forked(stages) == {-1}


def test_two_inputs_and_two_outputs_are_refused():
    writer = Writer()
    x, y, z = (writer.tensor((1, 4), np.int8, 0.5, 0) for _ in range(3))
    writer.operator("RELU", [x], [y])
    writer.operator("RELU", [y], [z])
    writer.inputs, writer.outputs = [x], [y, z]
    assert "a circuit of the kit has one output" in refusal(writer.finish())
    spare = writer.tensor((1, 4), np.int8, 0.5, 0)
    writer.inputs, writer.outputs = [x, spare], [z]
    assert "the model has 2 inputs; a circuit of the kit takes one" in refusal(writer.finish())


def test_nothing_to_compute_is_refused():
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.int8, 0.5, 0) for _ in range(2))
    writer.operator("RESHAPE", [x], [y], newShape=[1, 4])
    writer.inputs, writer.outputs = [x], [y]
    assert "the model computes nothing" in refusal(writer.finish())


def test_a_batch_is_refused():
    network = Network((3, 5))
    assert "it computes a batch of 3; convert the model with 1." in refusal(batch_of(network))


def batch_of(network):
    w = network.writer.tensor((2, 5), np.int8, 0.02, 0, 0, np.ones((2, 5), np.int8))
    y = network.writer.tensor((3, 2), np.int8, 0.1, 0)
    network.writer.operator("FULLY_CONNECTED", [network.last, w], [y])
    network.writer.outputs = [y]
    return network.writer.finish()


def test_an_average_at_the_edge_is_refused():
    network = Network((1, 5, 5, 2))
    options = dict(filterHeight=2, filterWidth=2, strideH=2, strideW=2, padding=0)
    network._like("AVERAGE_POOL_2D", (1, 3, 3, 2), **options)
    assert refusal(network.finish()) == (
        "operator 0 AVERAGE_POOL_2D: a window of its average sticks out of the image; use padding "
        "VALID."
    )
