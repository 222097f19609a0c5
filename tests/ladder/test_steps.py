"""Steps are counted before a DEQUANTIZE or a SOFTMAX at the end of a model."""

import numpy as np
import pytest

from tests.support.flatbuffer import Writer
from tinyml_kit import ladder
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.divergence import Comparison
from tinyml_kit.ladder.steps import Counted, counted, steps
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import Run
from tinyml_kit.rungs.registry import LITERT_STEPS

INT8 = dict(shape=(1, 4), dtype=np.int8)
PROBABILITY = INT8 | dict(scale=1 / 256, zero_point=-128)


def model(*names, reshaped=False):
    """Return the Graph of RELU and these operators behind it, on int8 numbers with scale 0.25."""
    writer = Writer()
    last = writer.tensor(**INT8, scale=0.25)
    writer.inputs = [last]
    for name in ("RELU", *names):
        how = {"SOFTMAX": PROBABILITY, "DEQUANTIZE": dict(shape=(1, 4), dtype=np.float32)}
        output = writer.tensor(**how.get(name, INT8 | dict(scale=0.25)))
        settings = {"beta": 1.0} if name == "SOFTMAX" else {}
        writer.operator(name, [last], [output], **settings)
        last = output
    if reshaped:
        kind = writer.tensors[last]
        output = writer.tensor((4,), np.float32 if names[-1] == "DEQUANTIZE" else np.int8)
        writer.tensors[output].quantization = kind.quantization
        shape = writer.tensor((1,), np.int32, data=np.array([4], np.int32))
        writer.operator("RESHAPE", [last, shape], [output])
        last = output
    writer.outputs = [last]
    return read(writer.finish())


def place(*names, **how):
    graph = model(*names, **how)
    return counted(graph, graph.outputs[0])


def judged(graph, expected, got, between=None):
    """Return a Comparison of two outputs, with (expected, got) of tensors between."""
    comparison = Comparison(graph)
    inside = [
        None if between is None else {i: np.array([v[k]], np.int8) for i, v in between.items()}
        for k in (0, 1)
    ]
    kind = graph.tensors[graph.outputs[0]].dtype
    runs = [
        Run([np.array([values], kind)], "measured", one)
        for values, one in zip((expected, got), inside, strict=True)
    ]
    comparison.add(0, *runs, every_layer=False)
    return comparison


def test_steps_of_an_int8_output_are_its_own():
    assert place() == Counted(1.0)
    assert steps(place(), (np.array([[3, 4]]), np.array([[3, 21]])), (None, None)) == 17


def test_a_pure_int8_model_that_is_off_by_17_differs():
    found = judged(model(), [0, 0, 0, 0], [0, 17, 0, 0])
    assert not found.within(LITERT_STEPS) and found.within(17)


@pytest.mark.parametrize("reshaped", [False, True])
def test_a_float_output_has_the_steps_of_the_int8_numbers_before_its_dequantize(reshaped):
    graph = model("DEQUANTIZE", reshaped=reshaped)
    assert counted(graph, graph.outputs[0]) == Counted(0.25)
    found = judged(graph, [0, 1.0, 0, 0], [0, 1.25, 0, 0])
    assert found.within(1) and not found.within(0)
    assert not judged(graph, [0, 1.0, 0, 0], [0, 5.25, 0, 0]).within(16)
    assert not judged(graph, [0, 1.0, 0, 0], [0, np.nan, 0, 0]).within(255)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_finite_number_is_no_step_from_its_like(value):
    graph = model("DEQUANTIZE")
    assert judged(graph, [0, value, 0, 0], [0, value, 0, 0]).within(0)
    assert not judged(graph, [0, value, 0, 0], [0, 1.0, 0, 0]).within(255)
    assert not judged(graph, [0, 1.0, 0, 0], [0, value, 0, 0]).within(255)


def test_a_model_of_floats_has_no_steps():
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.float32) for _ in range(2))
    writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    assert counted(graph, y) == Counted(None)
    assert not judged(graph, [0, 1.0, 0, 0], [0, 1.01, 0, 0]).within(255)


def test_before_a_softmax_the_steps_of_its_inputs_count():
    graph = model("SOFTMAX")
    # A step of 0.25 changes a probability by up to 0.125, which is 32 steps of 1/256.
    assert counted(graph, graph.outputs[0]) == Counted(1.0, 1, 32)
    between = {1: ([0, 8, 0, 0], [0, 9, 0, 0])}
    assert judged(graph, [0, 50, 0, 0], [0, 82, 0, 0], between).within(1)
    # What its inputs do not explain is its own: here one step, and nothing at all.
    found = judged(graph, [0, 50, 0, 0], [0, 85, 0, 0], between)
    assert found.within(3) and not found.within(2)
    same = {1: ([0, 8, 0, 0], [0, 8, 0, 0])}
    assert not judged(graph, [0, 50, 0, 0], [0, 82, 0, 0], same).within(31)
    # Without a look at them, the output's own steps count.
    assert not judged(graph, [0, 50, 0, 0], [0, 82, 0, 0]).within(31)


def test_a_softmax_before_a_dequantize_is_found():
    graph = model("SOFTMAX", "DEQUANTIZE")
    assert counted(graph, graph.outputs[0]) == Counted(1 / 256, 1, 32)


def test_litert_agrees_on_a_model_that_ends_in_floats(real_data):
    case = real_data / "cases" / "litert_float_ends"
    row = ladder.run(case / "toycar_float_ends.tflite", np.load(case / "xf.npy"), ["litert"])
    assert row["litert"].status == "within-tolerance"


def test_the_stated_tolerance_holds_on_models_made_by_others(real_data):
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    rng = np.random.default_rng(5)
    paths = sorted((real_data / "models").glob("[!h]*_int8.tflite"))
    for path in [*paths, real_data / "models/mlperf_tiny/pretrainedResnet_quant.tflite"]:
        graph = read(path)
        shapes = [graph.tensors[index].shape for index in graph.inputs]
        inputs = [rng.integers(-128, 128, (30, *shape[1:]), np.int8) for shape in shapes]
        result = ladder.run(path, inputs, ["litert", "litert-reference"])
        assert result.agrees, str(result)
