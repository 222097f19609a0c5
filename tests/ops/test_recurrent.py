"""SVDF and UNIDIRECTIONAL_SEQUENCE_LSTM: numbers worked out by hand, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing, random_graphs, random_recurrent
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.ops.operators import macs


def svdf(state=None, bias=True, activation=0, y=(1, 1), **tensors):
    """Return a Writer of a float32 SVDF of two filters that remember three answers each."""
    writer, given = Writer(), {}
    known = dict(
        x=dict(shape=(1, 2), dtype=np.float32),
        features=dict(data=np.array([[1, 0], [0, 10]], np.float32)),
        times=dict(data=np.array([[1, 2, 3], [1, 1, 1]], np.float32)),
        bias=dict(data=np.array([1000], np.float32)),
        state=dict(shape=(1, 6), dtype=np.float32, variable=True) | (state or {}),
    )
    for name, how in known.items():
        how = how | tensors.get(name, {})
        data = how.get("data")
        shape = {} if data is None else {"shape": data.shape, "dtype": data.dtype}
        given[name] = writer.tensor(**(shape | how))
    inputs = [given[name] if name != "bias" or bias else None for name in known]
    out = writer.tensor(y, np.float32)
    writer.operator("SVDF", inputs, [out], rank=2, fusedActivationFunction=activation)
    writer.inputs, writer.outputs = [given["x"]], [out]
    return writer


def test_an_answer_is_weighed_by_how_long_ago_it_was_given():
    x = np.zeros((1, 4, 2), np.float32)
    x[0, 0] = 1, 2
    content = svdf().finish()
    graph, expected = comparing.oracle(content, [x])
    got = comparing.reference_run(graph, [x])
    comparing.assert_equal(graph, expected, got)
    # 1 times 3, 2, 1, and 20 times 1, for three steps; then both are forgotten.
    assert got.outputs[0].ravel().tolist() == [1023, 1022, 1021, 1000]
    assert macs(graph, graph.operators[0]) == 10
    assert plan(graph).state_bytes == 24


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (dict(bias=False), "it has no bias, which the interpreter needs"),
        (dict(state=dict(variable=False)), "neither computed before nor a constant"),
        (dict(state=dict(shape=(1, 5))), "its state is (1, 5), expected (1, 6)"),
        (dict(state=dict(dtype=np.int8, scale=1.0)), "its state is int8 and its weights of it"),
        (dict(features=dict(data=np.ones((3, 2), np.float32))), "weights (3, 2) and (2, 3) do not"),
        (dict(x=dict(dtype=np.int32)), "it computes with int32, float32 and float32"),
        (dict(activation=4), "the fused activation number 4 is not supported"),
    ],
)
def test_what_no_svdf_has_is_refused(how, said):
    assert said in refusal(svdf(**how))


def test_weights_of_svdf_are_constant():
    writer = svdf()
    writer.tensors[1].buffer = 0
    writer.inputs.append(1)
    assert "its weights, tensor 1, have to be constant" in refusal(writer)


def lstm(seed=1, dtype=np.int8):
    """Return a Writer of a model whose first operator is an LSTM."""
    maker = random_recurrent.Maker(seed, dtype)
    random_recurrent.lstm(maker)
    random_recurrent.finished(maker, seed)
    return maker.writer


def changed(place=None, index=None, dtype=np.int8, **settings):
    """Return what is said of an LSTM with another input, or other settings."""
    writer = lstm(dtype=dtype)
    (operator,) = writer.operators
    if place is not None:
        operator.inputs[place] = index
    for name, value in settings.items():
        setattr(operator.builtinOptions, name, value)
    return refusal(writer)


def test_a_plain_lstm_is_what_the_interpreter_computes():
    assert "its input 2 is missing; convert a plain LSTM." in changed(2, -1)
    said = changed(9, 1)
    assert "its input 9 is there, which the interpreter ignores; convert a plain LSTM." in said
    assert "its activation is not TANH" in changed(fusedActivationFunction=1)
    assert "its clip is -1.0, expected at least 0" in changed(cellClip=-1.0)
    assert "its clip is inf, expected a finite number" in changed(cellClip=np.inf)


def test_several_sequences_step_by_step_are_refused():
    writer = lstm(next(s for s in range(99) if lstm(s).tensors[0].shape[0] == 2))
    writer.tensors[0].shape = np.array([1, 2, writer.tensors[0].shape[2]], np.int32)
    writer.operators[0].builtinOptions.timeMajor = True
    assert "it takes several sequences step by step; convert it batch by batch." in refusal(writer)


def test_states_are_variables_of_their_own():
    hidden, cell = lstm().operators[0].inputs[18:20].tolist()
    assert "one of its states is left out, or is used for something else" in changed(18, -1)
    assert "one of its states is left out, or is used for something else" in changed(18, cell)
    assert hidden != cell


def test_types_and_shapes_of_an_lstm_have_to_fit():
    writer = lstm()
    cell = writer.operators[0].inputs[19]
    writer.tensors[cell].type = writer.tensors[0].type
    assert "its cells are int8, expected int16" in refusal(writer)
    writer = lstm()
    writer.tensors[cell].shape = np.array([1, 99], np.int32)
    assert "its state holds 99 numbers, expected" in refusal(writer)
    weights = lstm().operators[0].inputs[1]
    bias = lstm().operators[0].inputs[12]
    assert f"tensor {weights} has to be a constant of int32" in changed(12, weights)
    assert f"tensor {bias} has to be a constant of int8" in changed(2, bias)


def test_scales_of_an_lstm_have_to_fit():
    cell, out = lstm().operators[0].inputs[19], lstm().operators[0].outputs[0]
    for scale in (1.0, 1e-12):
        writer = lstm()
        writer.tensors[cell].quantization.scale = np.array([scale], np.float32)
        assert f"the scale of its cells is {scale:g}, expected 2^-27 to 2^-8" in refusal(writer)
    writer = lstm()
    writer.tensors[out].quantization.scale = np.array([0.5], np.float32)
    assert "its hidden state and its output are quantised differently" in refusal(writer)


def test_an_lstm_counts_each_weight_at_each_step():
    graph = read(lstm().finish())
    operator = graph.operators[0]
    weights = [graph.tensors[operator.inputs[place]].size for place in range(1, 9)]
    steps = graph.tensors[operator.outputs[0]].size // graph.tensors[operator.outputs[0]].shape[-1]
    assert macs(graph, operator) == steps * sum(weights)


def test_a_seed_gives_the_same_recurrent_model_twice():
    for dtype in (np.int8, np.int16, np.float32):
        first, second = (random_recurrent.recurrent(3, dtype) for _ in range(2))
        assert first == second
        one, other = (random_graphs.sequences(model, 2, 3) for model in (first, second))
        for mine, theirs in zip(one, other, strict=True):
            np.testing.assert_array_equal(mine, theirs)


def quantised_svdf():
    """Return a Writer of an int8 model whose first operator is an SVDF."""
    maker = random_recurrent.Maker(0, np.int8)
    random_recurrent.svdf(maker)
    random_recurrent.finished(maker, 0)
    return maker.writer


def test_scales_of_an_svdf_have_to_fit():
    _, features, _, bias, _ = quantised_svdf().operators[0].inputs.tolist()
    writer = quantised_svdf()
    writer.tensors[bias].quantization.scale = np.array([1.0], np.float32)
    assert "the scale of its bias has to be " in refusal(writer)
    writer = quantised_svdf()
    writer.tensors[features].quantization.zeroPoint = np.array([1])
    assert "its weights have a zero point other than 0" in refusal(writer)
    writer = lstm()
    writer.tensors[writer.operators[0].inputs[1]].quantization.zeroPoint = np.array([1])
    assert "its weights have a zero point other than 0" in refusal(writer)


@pytest.mark.parametrize(("dtype", "number"), [(np.int8, 2**31 - 1), (np.int16, 2**40)])
def test_sums_of_an_lstm_that_need_more_than_32_bits_are_not_exported(dtype, number):
    writer = lstm(dtype=dtype)
    bias = writer.tensors[writer.operators[0].inputs[13]]
    data = writer.buffers[bias.buffer].data
    writer.buffers[bias.buffer].data = np.full_like(data, number)
    with pytest.raises(ExportError, match="a sum of it may need more than 32 bits"):
        c99.source(writer.finish())


def test_a_tensor_without_elements_is_read_over_where_nothing_uses_it():
    writer = svdf()
    empty = writer.tensor((0,), np.float32)
    assert read(writer.finish()).tensors[empty].shape == ()
    writer.outputs.append(empty)
    assert "has shape (0,), expected sizes of at least 1" in refusal(writer)
