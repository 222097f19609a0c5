"""Reading: what is refused, and how messages name it."""

import re
import tracemalloc

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from tests.support.one_operator import SAME, VALID, conv, refusal, with_one
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError


def test_a_missing_file_and_a_file_of_another_kind_are_named(tmp_path):
    path = tmp_path / "m.tflite"
    assert refusal(path) == f"{path}: there is no such file; name a .tflite."
    path.write_text("a poem, longer than eight bytes", encoding="utf-8")
    assert f"{path}: this is not a .tflite file (TFL3 is missing at byte 4)" in refusal(path)
    assert "this is not a .tflite file" in refusal(b"")


def test_a_truncated_file_names_the_offset():
    assert re.search(r"(at byte|offset) \d+", refusal(conv().finish()[:100]))


def test_another_version_of_the_schema_is_refused():
    writer = conv()
    content = bytearray(writer.finish())
    model = schema.Model.GetRootAs(content, 0)
    at = model._tab.Pos + model._tab.Offset(4)
    content[at] = 4
    assert "the schema is version 4" in refusal(bytes(content))


def with_subgraphs(count, *signatures):
    """Return a file with a subgraph several times, and signatures of these names."""
    model = schema.ModelT.InitFromPackedBuf(conv().finish())
    model.subgraphs *= count
    model.signatureDefs = [
        schema.SignatureDefT(signatureKey=name, subgraphIndex=number)
        for number, name in enumerate(signatures)
    ]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def test_several_signatures_are_named():
    assert refusal(with_subgraphs(2, "infer", "train")) == (
        "the model: the model has 2 signatures (infer, train); convert it with one of them alone."
    )
    many = refusal(with_subgraphs(7, *"abcdefg"))
    assert "7 signatures (a, b, c, d, e and 2 more); convert" in many


@pytest.mark.parametrize("signatures", [(), ("infer",)])
def test_a_subgraph_that_nothing_runs_is_refused(signatures):
    assert refusal(with_subgraphs(3, *signatures)) == (
        "the model: no operator runs subgraph 1, 2 of the 3 in the model; convert a model that has "
        "one."
    )


@pytest.mark.parametrize("name", ["IF", "WHILE", "CALL"])
def test_control_flow_is_refused_by_name(name):
    writer = conv()
    writer.codes = [getattr(schema.BuiltinOperator, name)]
    said = refusal(writer)
    assert f"operator 0 ({name} version 1): is not supported; control flow needs an inter" in said
    assert said.endswith("unroll loops (unroll=True) and take out branches.")


def opened(shape, signature):
    """Return a Writer of a RELU whose input has open sizes, as -1."""
    writer = with_one("RELU", x=dict(shape=shape), y=dict(shape=shape))
    writer.tensors[0].shapeSignature = np.array(signature, np.int32)
    return writer


@pytest.mark.parametrize(
    ("shape", "signature", "listed", "which"),
    [
        ((1, 1, 1, 3), (-1, -1, -1, 3), "open, open, open, 3", "height and width are"),
        ((1, 1, 9, 3), (1, -1, 9, 3), "1, open, 9, 3", "height is"),
        ((1, 1, 6), (-1, -1, 6), "open, open, 6", "the number of steps is"),
        ((1, 1), (-1, -1), "open, open", "dimension 1 is"),
        ((1, 2, 2, 2, 1), (1, 2, -1, -1, -1), "1, 2, open, open, open",
         "dimension 2, dimension 3 and dimension 4 are"),
    ],
)  # fmt: skip
def test_an_input_of_open_size_is_refused(shape, signature, listed, which):
    assert refusal(opened(shape, signature)) == (
        f"the model: the model's input 0, ({listed}): {which} open; convert with a fixed input "
        "size."
    )


@pytest.mark.parametrize("signature", [(-1, 4, 4, 2), (1, 4, 4, 2), ()])
def test_an_open_batch_alone_is_one(signature):
    writer = opened((1, 4, 4, 2), signature)
    assert read(writer.finish()).tensors[0].shape == (1, 4, 4, 2)


def test_open_sizes_behind_the_input_follow_from_it():
    writer = opened((1, 4, 4, 2), (1, 4, 4, 2))
    writer.tensors[1].shapeSignature = np.array([-1, -1, 4, 2], np.int32)
    assert read(writer.finish()).tensors[1].shape == (1, 4, 4, 2)


@pytest.mark.parametrize("name", ["dyn_conv1d", "dyn_same"])
def test_real_models_of_open_size_are_refused(real_data, name):
    said = refusal(real_data / "cases" / "open_dimensions" / f"{name}.tflite")
    assert said.endswith("open; convert with a fixed input size.")


def test_an_unsupported_operator_is_named_with_its_version_and_place():
    writer = conv()
    writer.codes = [schema.BuiltinOperator.LSH_PROJECTION]
    said = "the model: operator 0 (LSH_PROJECTION version 1): is not supported; the interpreter"
    assert said in refusal(writer)


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("RELU_N1_TO_1", "the interpreter does not have it; compute it with MAXIMUM and MINIMUM."),
        ("RELU_0_TO_1", "the interpreter does not have it; compute it with MAXIMUM and MINIMUM."),
        (
            "POW",
            "the interpreter does not have it either; the kit knows FULLY_CONNECTED, ",
        ),
    ],
)
def test_what_the_interpreter_does_not_have_is_said_to_be_so(name, cure):
    writer = with_one(name)
    assert f"operator 0 ({name} version 1): is not supported; {cure}" in refusal(writer)
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    with pytest.raises(DeviceError) as caught:
        tflm.run(tflm.build(writer.finish()), np.zeros((1, 4, 4, 2), np.int8))
    assert "Didn't find op for builtin" in str(caught.value)


def test_a_fault_without_a_cure_of_its_own_gets_the_usual_one():
    said = refusal(conv(y=dict(shape=(1, 4, 4, 3))))
    assert said.endswith("but its inputs give (1, 4, 4, 2); convert the model again.")


def test_a_type_that_is_not_supported_is_named_with_the_operator_that_uses_it():
    writer = conv()
    writer.tensors[0].type = schema.TensorType.COMPLEX64
    message = "operator 0 (CONV_2D version 1): tensor 0 (t0) is COMPLEX64, which is not supported"
    assert message in refusal(writer)
    # What computes with it says more, where that is not supported either.
    writer.codes = [schema.BuiltinOperator.LSH_PROJECTION]
    assert "operator 0 (LSH_PROJECTION version 1): is not supported" in refusal(writer)


def test_an_operator_of_a_newer_version_is_refused(monkeypatch):
    make = schema.OperatorCodeT
    monkeypatch.setattr(schema, "OperatorCodeT", lambda **fields: make(**fields, version=99))
    assert "operator 0 (CONV_2D version 99): is not supported in that version" in refusal(conv())


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (conv(y=dict(shape=(1, 4, 4, 3))), r"\(1, 4, 4, 3\), but its inputs give \(1, 4, 4, 2\)"),
        (conv(y=dict(shape=(1, 2, 2, 2))), r"its inputs give \(1, 4, 4, 2\)"),
        (conv(strideW=0), r"its stride is \(1, 0\), expected at least 1"),
        (conv(dilationWFactor=2**15), r"its dilation is \(1, 32768\), expected at most 32767"),
        (conv(padding=2), "its padding is number 2"),
        (conv(fusedActivationFunction=4), "fused activation number 4 is not supported"),
        (conv(padding=VALID, dilationHFactor=2), "a window of 5 does not fit into 4"),
        (conv(weights=dict(data=np.ones((2, 3, 3, 3), np.int8))), "2 channels do not fit weights"),
        (conv(weights=dict(zero_point=1)), "a zero point other than 0"),
        (conv(weights=dict(scale=np.array([0.1, 0.2]), axis=3)), "one scale, or 2 along axis 0"),
        (conv(weights=dict(data=np.ones((2, 3, 3, 2), np.float32))), "it mixes int8 and float32"),
        (conv(bias=dict(data=np.zeros(3, np.int32))), "its bias is 3 numbers of int32"),
        (conv(x=dict(scale=None)), r"tensor 0 \(t0\) needs one scale"),
        (conv(x=dict(zero_point=200)), "zero point 200, outside int8"),
        (conv(x=dict(scale=np.nan)), r"tensor 0 \(t0\) has a scale that is not finite"),
        (conv(x=dict(scale=-1.0)), "a scale that is not finite and positive"),
        (conv(x=dict(scale=np.array([1.0, 2.0, 3.0]))), "3 scales along axis 0 of shape"),
        (conv(x=dict(scale=3e38), y=dict(scale=1e-38)), "too large for 32 bits"),
        (conv(x=dict(shape=(1, 4, 8))), "expected 4 sizes"),
        (conv(x=dict(shape=(1, 4, 0, 2))), r"shape \(1, 4, 0, 2\), expected sizes of at least 1"),
        (conv(x=dict(dtype=np.int32)), "it mixes int32 and int8"),
        (with_one("SOFTMAX", beta=1.0), "its output needs the scale 1/256"),
        (with_one("SOFTMAX", beta=np.nan), "its beta is nan"),
        (with_one("LOGISTIC"), "its output needs the zero point -128"),
        (with_one("DEQUANTIZE"), "int8 to int8 is not supported"),
        (with_one("QUANTIZE", y=dict(dtype=np.float32)), "int8 to float32 is not supported"),
        (with_one("RESHAPE", y=dict(shape=(1, 31))), "cannot become"),
        (with_one("SQUEEZE", y=dict(shape=(4, 2, 4))), "cannot become"),
        (with_one("CONCATENATION", axis=4), "axis 4 is outside a tensor of 4 dimensions"),
        (with_one("CONCATENATION", axis=1, fusedActivationFunction=1), "an activation fused"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_operator_or_tensor(writer, message):
    with pytest.raises(GraphError, match=message):
        read(writer.finish())


def test_what_is_padded_with_has_to_mean_what_the_output_means():
    paddings = dict(data=np.zeros((4, 2), np.int32))
    good = dict(data=np.array([1], np.int8), scale=0.5, zero_point=3)
    assert read(with_one("PADV2", constants=[paddings, good]).finish())
    for change in (dict(scale=0.25), dict(zero_point=4)):
        writer = with_one("PADV2", constants=[paddings, good | change])
        assert "the value it pads with is quantised differently" in refusal(writer)
    writer = with_one("PADV2", constants=[paddings, dict(data=np.array([1], np.float32))])
    assert "it mixes float32 and int8" in refusal(writer)


def test_weights_of_int8_alone_are_called_by_their_name():
    said = refusal(conv(x=dict(dtype=np.float32), y=dict(dtype=np.float32)))
    assert "it mixes float32 and int8 and float32; this is dynamic range quantisation; give" in said


def test_pooling_needs_one_quantisation_for_input_and_output():
    settings = dict(strideH=1, strideW=1, filterHeight=2, filterWidth=2, padding=SAME)
    for name in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
        assert read(with_one(name, **settings).finish())
        other = with_one(name, y=dict(zero_point=4), **settings)
        assert "its input and output are quantised differently" in refusal(other)


def test_a_tensor_that_is_never_computed_is_refused():
    writer = conv()
    writer.operators[0].inputs = np.array([3, 1, 2], np.int32)
    assert "its input, tensor 3, is neither computed before nor a constant" in refusal(writer)
    writer = conv()
    writer.outputs = [1, 9]
    assert "the model names tensor 9 of 4" in refusal(writer)


def test_a_tensor_that_two_operators_write_is_refused():
    writer = conv()
    writer.operator("RELU", [0], [3])
    assert "operator 1 (RELU version 1): tensor 3 (t3) is written twice" in refusal(writer)
    writer = conv()
    writer.operators[0].outputs = np.array([0], np.int32)
    assert "tensor 0 (t0) is written twice" in refusal(writer)


def test_settings_of_another_operator_are_refused():
    writer = conv()
    writer.operators[0].builtinOptionsType = schema.BuiltinOptions.AddOptions
    writer.operators[0].builtinOptions = schema.AddOptionsT()
    assert "its settings are of type 11, not its own" in refusal(writer)
    writer.operators[0].builtinOptions = None
    writer.operators[0].builtinOptionsType = 0
    assert "operator 0 (CONV_2D version 1): its settings are missing" in refusal(writer)


def test_constants_have_to_be_as_long_as_their_shape_says():
    writer = conv()
    writer.tensors[1].shape = np.array([2, 3, 3, 2**30], np.int32)
    assert "tensor 1 (t1) has 36 bytes of data, but a shape" in refusal(writer)


def test_a_constant_stored_behind_the_model_is_refused():
    writer = conv()
    writer.buffers[1] = schema.BufferT(offset=2**20, size=36)
    assert "tensor 1 (t1) is stored behind the model" in refusal(writer)


def test_a_tensor_of_nine_dimensions_is_refused():
    writer = with_one("RELU", x=dict(shape=(1,) * 9), y=dict(shape=(1,) * 9))
    assert "tensor 0 (t0) has 9 dimensions, more than 8" in refusal(writer)


def test_shapes_that_ask_for_more_memory_than_any_board_has_are_refused():
    writer = with_one("RELU", x=dict(shape=(1, 2**26)), y=dict(shape=(1, 2**26)))
    assert "the tensors need 134217728 bytes of memory" in refusal(writer)


def test_a_model_without_a_subgraph_is_refused():
    builder = flatbuffers.Builder(64)
    builder.Finish(schema.ModelT(version=3).Pack(builder), b"TFL3")
    assert "the model has no subgraph" in refusal(bytes(builder.Output()))


def test_a_model_whose_input_is_state_is_refused():
    writer = conv()
    writer.tensors[0].isVariable = True
    assert "the model's input 0 is a variable" in refusal(writer)


def test_state_that_is_a_constant_is_refused():
    writer = conv()
    writer.tensors[1].isVariable = True
    assert "tensor 1 (t1) is a variable and has data" in refusal(writer)


def test_a_sparse_tensor_is_refused():
    writer = conv()
    writer.tensors[1].sparsity = schema.SparsityParametersT()
    assert "tensor 1 (t1) is sparse, which is not supported" in refusal(writer)


def offsets(builder, tables):
    builder.StartVector(4, len(tables), 4)
    for table in reversed(tables):
        builder.PrependUOffsetTRelative(table)
    return builder.EndVector()


def sharing(count, name):
    """Return a file of `count` tensors, all of them one table with one name."""
    builder = flatbuffers.Builder(1024)
    text = builder.CreateString(name)
    schema.TensorStart(builder)
    schema.TensorAddName(builder, text)
    tensors = offsets(builder, [schema.TensorEnd(builder)] * count)
    schema.SubGraphStart(builder)
    schema.SubGraphAddTensors(builder, tensors)
    subgraphs = offsets(builder, [schema.SubGraphEnd(builder)])
    schema.BufferStart(builder)
    buffers = offsets(builder, [schema.BufferEnd(builder)])
    schema.ModelStart(builder)
    schema.ModelAddVersion(builder, 3)
    schema.ModelAddSubgraphs(builder, subgraphs)
    schema.ModelAddBuffers(builder, buffers)
    builder.Finish(schema.ModelEnd(builder), b"TFL3")
    return bytes(builder.Output())


def test_many_tensors_that_share_one_long_name_do_not_fill_the_memory():
    content = sharing(5000, "x" * 100_000)
    tracemalloc.start()
    message = refusal(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "the file is damaged" in message
    assert peak < 10 * len(content)


def test_more_tables_than_any_small_model_has_are_refused():
    assert "Tensors: 20000 entries are more than the 10000 allowed" in refusal(sharing(20000, "x"))


@pytest.mark.parametrize("name", ["hostile_malicious", "hostile_int32_max_dim"])
def test_hostile_models_are_refused(real_data, name):
    path = real_data / "models" / f"{name}.tflite"
    assert str(path) in refusal(path)
    # Not only for want of the file's mark: their shapes overflow 32 bits.
    content = path.read_bytes()
    message = refusal(content[:4] + b"TFL3" + content[8:])
    assert "tensor 1 (weight) has" in message and "bytes of data, but a shape" in message
