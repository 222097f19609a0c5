"""What is just accepted in reading, and what just is not: files and tensors."""

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from tests.support.flatbuffer import Writer
from tests.support.one_operator import conv, refusal, with_one
from tests.support.stateful import accumulator
from tinyml_kit.graph.tflite import read
from tinyml_kit.graph.tflite.reader import LARGEST
from tinyml_kit.ops.operators import OPERATORS


def packed(change, content=None):
    """Return the bytes of a model, by default a small one, after a change to its objects."""
    model = schema.ModelT.InitFromPackedBuf(content or conv().finish())
    change(model)
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def chain(*names, shape=(1, 4), **quantised):
    """Return a Writer with operators one after the other."""
    writer = Writer()
    quantised = dict(scale=0.5) | quantised
    indices = [writer.tensor(shape, np.int8, **quantised) for _ in range(len(names) + 1)]
    for name, x, y in zip(names, indices, indices[1:], strict=False):
        writer.operator(name, [x], [y])
    writer.inputs, writer.outputs = indices[:1], indices[-1:]
    return writer


# --- the file ---


def test_a_file_says_what_it_is_in_its_second_four_bytes():
    for content in (b"", b"\0\0\0\0TFL", b"\0\0\0\0TFL2" + bytes(20), b"TFL3\0\0\0\0" + bytes(20)):
        assert "this is not a .tflite file (TFL3 is missing at byte 4)" in refusal(content)
    assert "; the file is empty." in refusal(b"")
    for beginning in (b"PK\3\4", b"\x89HDF\r\n"):  # of .keras and of .h5
        said = refusal(beginning + bytes(20))
        assert "if it is a Keras model, convert it with tf.lite.TFLiteConverter first." in said
    # Eight bytes are enough to say so, and not enough for a model.
    assert "TFL3 is missing" not in refusal(b"\0\0\0\0TFL3")


def test_a_model_has_one_subgraph():
    empty = packed(lambda model: model.subgraphs.clear())
    assert "the model has no subgraph; convert it again." in refusal(empty)


def test_old_files_name_their_operators_in_one_byte_only():
    def old(model):
        model.operatorCodes[0].builtinCode = 0

    (operator,) = read(packed(old)).operators
    assert operator.name == "CONV_2D"


def test_new_files_may_leave_the_old_byte_empty():
    def new(model):
        model.operatorCodes[0].deprecatedBuiltinCode = 0

    (operator,) = read(packed(new)).operators
    assert operator.name == "CONV_2D"


def test_an_operator_is_of_a_kind_that_the_file_lists():
    writer = conv()
    writer.operators[0].opcodeIndex = 1
    assert "operator 0 is of kind 1 of 1" in refusal(writer)


@pytest.mark.parametrize("name", OPERATORS)
def test_versions_from_1_to_the_newest_known_are_taken(name):
    custom = OPERATORS[name].custom
    builtin = getattr(schema.BuiltinOperator, "CUSTOM" if custom else name)
    # An operator on variables is looked at once it has one; of the others only the name counts.
    on_variables = name in ("READ_VARIABLE", "ASSIGN_VARIABLE")
    content = accumulator() if on_variables else chain("SVDF", "RELU").finish()

    def version(number):
        def change(model):
            codes = {code.builtinCode: code for code in model.operatorCodes}
            code = codes[builtin if on_variables else schema.BuiltinOperator.SVDF]
            code.builtinCode, code.deprecatedBuiltinCode = builtin, 0
            code.customCode, code.version = custom, number
            if OPERATORS[name].outputs[0] == 2:
                model.subgraphs[0].operators[0].outputs = np.array([1, 2], np.int32)

        return refusal(packed(change, content))

    newest = OPERATORS[name].version
    said = f"is not supported in that version; the kit knows {newest}"
    for number in (0, newest + 1):
        assert said in version(number)


def test_the_oldest_and_the_newest_version_are_taken():
    for name in ("RELU", "TANH", "SQUEEZE"):
        kind = OPERATORS[name]
        for number in (1, kind.version):

            def change(model, number=number):
                model.operatorCodes[0].version = number

            assert read(packed(change, chain(name, scale=1 / 128).finish()))


def test_inputs_and_outputs_of_the_model_are_all_there():
    for inputs, outputs in (([], [3]), ([0], []), ([-1], [3]), ([0], [-1]), ([0, -1], [3])):
        writer = conv()
        writer.inputs, writer.outputs = inputs, outputs
        assert "the model needs an input and an output" in refusal(writer)


def test_a_tensor_is_one_input_of_the_model_only():
    writer = conv()
    writer.inputs = [0, 0]
    assert "one tensor is two inputs of the model" in refusal(writer)


def test_a_constant_is_not_an_input_of_the_model():
    writer = conv()
    writer.inputs = [0, 1]
    assert "the model's input 1 is a constant" in refusal(writer)


def test_an_output_of_the_model_is_computed_or_a_constant():
    writer = conv()
    writer.tensor((1, 4), np.int8, 0.5)
    writer.outputs = [3, 4]
    assert "the model's output, tensor 4, is neither computed before" in refusal(writer)
    writer.outputs = [3, 1]
    assert read(writer.finish()).outputs == (3, 1)


def test_tensors_are_named_by_numbers_from_0_and_left_out_by_minus_1():
    for index in (-2, 4):
        writer = conv()
        writer.operators[0].inputs = np.array([0, 1, index], np.int32)
        assert f"it names tensor {index} of 4" in refusal(writer)
    writer.operators[0].inputs = np.array([0, 1, -1], np.int32)
    assert read(writer.finish()).operators[0].inputs == (0, 1, None)


@pytest.mark.parametrize(("inputs", "taken"), [(1, False), (2, True), (3, True), (4, False)])
def test_an_operator_has_as_many_inputs_as_its_kind(inputs, taken):
    writer = conv()
    writer.operators[0].inputs = np.array([0, 1, 2, 2][:inputs], np.int32)
    if taken:
        assert read(writer.finish())
    else:
        assert f"it has the inputs {(0, 1, 2, 2)[:inputs]}, expected 3" in refusal(writer)


@pytest.mark.parametrize("place", [0, 1])
def test_only_what_comes_after_two_inputs_may_be_left_out(place):
    writer = conv()
    writer.operators[0].inputs[place] = -1
    assert "it has the inputs" in refusal(writer)


def test_an_operator_has_one_output():
    for outputs in ([], [3, 4], [-1]):
        writer = conv()
        writer.tensor((1, 4), np.int8, 0.5)
        writer.operators[0].outputs = np.array(outputs, np.int32)
        assert f"it has {len(outputs)} outputs, expected one" in refusal(writer)


def test_an_operator_does_not_write_over_a_constant():
    writer = conv(bias=dict(scale=0.05))
    y = writer.tensor((2,), np.int8, 0.5, 3, data=np.zeros(2, np.int8))
    writer.operator("RELU", [y], [y])
    assert f"operator 1 (RELU version 1): tensor {y} (t{y}) is written twice" in refusal(writer)


@pytest.mark.parametrize(
    ("shape", "dtype", "taken"),
    [((3,), np.int32, True), ((2,), np.int32, False), ((4,), np.int32, False),
     ((3,), np.float32, False)],
)  # fmt: skip
def test_a_shape_that_is_folded_fits_its_tensor(shape, dtype, taken):
    writer = chain("RELU", shape=(1, 2, 3))
    folded = writer.tensor(shape, dtype)
    writer.operator("SHAPE", [0], [folded])
    if taken:
        assert read(writer.finish()).tensors[folded].data.tolist() == [1, 2, 3]
    else:
        said = f"it gives 3 numbers, but its output holds {shape[0]}"
        if dtype == np.float32:
            said = "it gives int64, but its output is float32"
        assert f"operator 1 (SHAPE version 1): {said}" in refusal(writer)


@pytest.mark.parametrize(("count", "taken"), [(64, True), (65, False)])
def test_only_constants_as_small_as_a_shape_are_computed_ahead(count, taken):
    writer = chain("RELU")
    sizes = writer.tensor((count,), np.int32, data=np.full(count, 1, np.int32))
    axis = writer.tensor((), np.int32, data=np.array(0, np.int32))
    product = writer.tensor((), np.int32)
    writer.operator("REDUCE_PROD", [sizes, axis], [product])
    if taken:
        assert read(writer.finish()).tensors[product].data == 1
    else:
        said = "only shapes are computed ahead; its input is not a small constant"
        assert said in refusal(writer)


def test_tensors_take_up_to_64_mb_together():
    writer = chain("RELU", shape=(1, LARGEST // 2))
    assert read(writer.finish())
    # The constant itself is not counted, what it makes the output longer by is.
    more = writer.tensor((1, 1), np.int8, 0.5, data=np.zeros((1, 1), np.int8))
    y = writer.tensor((1, LARGEST // 2 + 1), np.int8, 0.5)
    writer.operators.clear()
    writer.codes.clear()
    writer.tensors[1] = writer.tensors[y]
    writer.operator("CONCATENATION", [0, more], [1], axis=1)
    writer.tensors.pop()
    assert f"the tensors need {LARGEST + 1} bytes of memory, more than {LARGEST}" in refusal(writer)


# --- tensors ---


@pytest.mark.parametrize("axis", [0, 1, 3, -1])
def test_the_axis_of_a_biass_scales_does_not_matter(axis):
    scales = np.float32([0.1, 0.2])
    weights, bias = dict(scale=scales), dict(scale=scales * np.float32(0.5), axis=axis)
    graph = read(conv(weights=weights, bias=bias).finish())
    assert graph.tensors[graph.operators[0].inputs[2]].quantization.axis == 0
    assert "2 scales along axis 1 of shape" in refusal(conv(weights=dict(scale=scales, axis=1)))


@pytest.mark.parametrize("zero_point", [-128, 127])
def test_zero_points_go_to_both_ends_of_int8(zero_point):
    beyond = zero_point + (1 if zero_point > 0 else -1)
    for place in ("x", "y"):
        assert read(conv(**{place: dict(zero_point=zero_point)}).finish())
        said = refusal(conv(**{place: dict(zero_point=beyond)}))
        assert f"zero point {beyond}, outside int8" in said


def test_an_activation_has_one_scale():
    two = dict(scale=np.array([0.5, 0.25]), axis=3)
    assert "tensor 0 (t0) needs one scale" in refusal(conv(x=two))
    assert "tensor 3 (t3) needs one scale" in refusal(conv(y=two))
    assert "tensor 3 (t3) needs one scale" in refusal(conv(y=dict(scale=None)))


def test_no_channel_of_weights_has_a_zero_point():
    scales = dict(scale=np.array([0.1, 0.2]))
    assert read(conv(weights=scales).finish())
    for zero_point in ([0, 1], [1, 0], [1, 1]):
        writer = conv(weights=scales | dict(zero_point=np.array(zero_point)))
        assert "its weights have a zero point other than 0" in refusal(writer)


def test_tensors_of_eight_dimensions_are_taken():
    assert read(chain("RELU", shape=(1,) * 8).finish())


def test_a_scale_is_neither_0_nor_infinite():
    for scale in (0.0, np.inf):
        assert "a scale that is not finite and positive" in refusal(chain("RELU", scale=scale))


def test_as_many_scales_as_slices_along_an_axis_that_is_there():
    for change in (dict(axis=4), dict(axis=-1), dict(axis=1)):
        said = refusal(conv(weights=dict(scale=np.array([0.1, 0.2])) | change))
        assert f"2 scales along axis {change['axis']} of shape (2, 3, 3, 2)" in said


def test_every_scale_has_a_zero_point():
    writer = conv(weights=dict(scale=np.array([0.1, 0.2])))
    writer.tensors[1].quantization.zeroPoint = np.zeros(3, np.int64)
    assert "has 2 scales but 3 zero points" in refusal(writer)
    # The interpreter takes scales without any for none, and computes something else.
    writer.tensors[1].quantization.zeroPoint = None
    assert "has 2 scales but 0 zero points" in refusal(writer)


def test_data_are_as_long_as_their_shape_to_the_byte():
    for size in (1, 3):
        writer = with_one("PAD", x=dict(shape=(2,)), y=dict(shape=(2,)),
                          constants=[dict(data=np.zeros((1, 2), np.int32))])  # fmt: skip
        writer.buffers[1].data = np.zeros(size, np.int32)
        assert f"has {4 * size} bytes of data, but a shape (1, 2) of int32" in refusal(writer)


def test_a_tensors_buffer_is_one_of_the_files():
    writer = conv()
    writer.tensors[1].buffer = 3
    assert "tensor 1 (t1) is in buffer 3 of 3" in refusal(writer)
