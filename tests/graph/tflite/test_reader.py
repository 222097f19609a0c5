"""Reading: what a file says becomes a Graph."""

import subprocess
import sys
import time

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.flatbuffer import OPTIONS, Writer
from tests.support.one_operator import conv, refusal, with_one
from tinyml_kit.graph.tflite import read


def test_a_file_becomes_tensors_and_operators():
    content = conv(
        strideW=2,
        fusedActivationFunction=1,
        y=dict(shape=(1, 4, 2, 2), scale=0.25, zero_point=-128),
        weights=dict(scale=np.array([0.1, 0.2])),
    ).finish()
    graph = read(content)
    assert (graph.inputs, graph.outputs) == ((0,), (3,))
    x, weights, bias, y = graph.tensors
    assert (x.index, x.name, x.shape, x.dtype, x.data) == (0, "t0", (1, 4, 4, 2), np.int8, None)
    assert (x.quantization.scale.tolist(), x.quantization.axis) == ([0.5], None)
    assert (y.quantization.zero_point.tolist(), y.nbytes) == ([-128], 16)
    assert weights.quantization.axis == 0
    np.testing.assert_allclose(weights.quantization.scale, [0.1, 0.2])
    np.testing.assert_array_equal(weights.data, np.ones((2, 3, 3, 2)))
    assert (bias.dtype, bias.data.tolist()) == (np.int32, [0, 0])
    (operator,) = graph.operators
    assert (operator.name, operator.inputs, operator.outputs) == ("CONV_2D", (0, 1, 2), (3,))
    assert operator.options == {
        "stride": (1, 2),
        "dilation": (1, 1),
        "padding": "SAME",
        "activation": "RELU",
    }
    assert graph.producer(3) == operator and graph.consumers(0) == [operator]
    assert graph.producer(0) is None


def test_constants_share_the_files_memory_and_cannot_be_written_to():
    content = conv().finish()
    weights = read(content).tensors[1].data
    assert np.shares_memory(weights, np.frombuffer(content, np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        weights[:] = 0


def test_settings_stored_as_constants_become_options():
    x, y = dict(shape=(1, 5, 3)), dict(shape=(1, 3))
    axes = dict(data=np.array([-2], np.int32))
    (operator,) = read(with_one("MEAN", x=x, y=y, constants=[axes]).finish()).operators
    assert (operator.inputs, operator.options) == ((0,), {"axes": (1,), "keep_dims": False})

    paddings = dict(data=np.array([[0, 0], [1, 2], [0, 1]], np.int32))
    (operator,) = read(
        with_one("PAD", x=x, y=dict(shape=(1, 8, 4)), constants=[paddings]).finish()
    ).operators
    assert operator.options == {"paddings": ((0, 0), (1, 2), (0, 1))}

    value = dict(data=np.array([-7], np.int8), scale=0.5, zero_point=3)
    (operator,) = read(
        with_one("PADV2", x=x, y=dict(shape=(1, 8, 4)), constants=[paddings, value]).finish()
    ).operators
    assert (operator.inputs, operator.options["value"]) == ((0,), -7)


def test_flatten_of_an_unknown_batch_is_folded_into_one_reshape():
    writer = Writer()
    x = writer.tensor((1, 2, 3), np.int8, 0.5)
    shape, batch, target = (writer.tensor(s, np.int32) for s in ((3,), (), (2,)))
    y = writer.tensor((1, 6), np.int8, 0.5)
    begin, end, step, rest = (
        writer.tensor(np.shape(v), np.int32, data=np.array(v, np.int32)) for v in ([0], [1], [1], 6)
    )
    writer.operator("SHAPE", [x], [shape])
    writer.operator("STRIDED_SLICE", [shape, begin, end, step], [batch], shrinkAxisMask=1)
    writer.operator("PACK", [batch, rest], [target], valuesCount=2)
    writer.operator("RESHAPE", [x, target], [y], newShape=[-1, 6])
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    (operator,) = graph.operators
    assert (operator.index, operator.name, operator.inputs) == (0, "RESHAPE", (x,))
    assert graph.tensors[target].data.tolist() == [1, 6]
    # What SHAPE cannot know in advance has to be refused.
    writer.operators[2].inputs = np.array([x, rest], np.int32)
    assert "operator 2 (PACK version 1): it mixes int32 and int8" in refusal(writer)


def test_several_inputs_and_outputs_keep_their_order():
    writer = Writer()
    a, b, c, d = (writer.tensor((1, 3), np.int8, 0.5) for _ in range(4))
    writer.operator("ADD", [b, a], [c])
    writer.operator("RELU", [c], [d])
    writer.inputs, writer.outputs = [b, a], [d, c]
    graph = read(writer.finish())
    assert (graph.inputs, graph.outputs) == ((b, a), (d, c))


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize("seed", random_graphs.each_first())
def test_random_models_of_every_operator_are_read(seed, dtype):
    model = random_graphs.make(seed, dtype)
    graph = read(model.content)
    names = list(model.operators)
    if "SHAPE" in names:
        # It begins three operators that are computed ahead.
        first = names.index("SHAPE")
        del names[first : first + 3]
    assert [operator.name for operator in graph.operators] == names
    assert [graph.tensors[i].shape for i in graph.inputs] == [v.shape for v in model.inputs]


def test_a_model_of_a_megabyte_takes_less_than_a_tenth_of_a_second_of_the_processor():
    writer = Writer()
    x, size = writer.tensor((1, 512), np.int8, 0.5), 512
    writer.inputs = [x]
    for _ in range(4):
        weights = writer.tensor((512, 512), np.int8, np.full(512, 0.01), 0, 0,
                                np.ones((512, 512), np.int8))  # fmt: skip
        y = writer.tensor((1, size), np.int8, 0.5)
        writer.operator("FULLY_CONNECTED", [x, weights, None], [y])
        x = y
    writer.outputs = [x]
    content = writer.finish()
    assert len(content) > 1_000_000
    times = []
    for _ in range(3):
        start = time.process_time()
        read(content)
        times.append(time.process_time() - start)
    assert min(times) < 0.1


def test_reading_does_not_import_tensorflow():
    code = "import sys, tinyml_kit.graph.tflite; assert 'tensorflow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_operator_of_the_kit_has_its_settings_table_in_the_writer():
    from tinyml_kit.ops.operators import OPERATORS

    for name, spec in OPERATORS.items():
        assert spec.table is None or OPTIONS[name] == spec.table


def test_models_made_by_others_are_read(real_data):
    operators = {
        "hello_world_int8": 3, "image_example1_int8": 8, "kws_ref_int8": 13,
        "micro_speech_int8": 4, "mnist_arduino_int8": 6, "mnist_valid_int8": 6,
        "simple_add_int8": 1,
    }  # fmt: skip
    for name, count in operators.items():
        graph = read(real_data / "models" / f"{name}.tflite")
        assert (graph.name, len(graph.operators)) == (name, count)
