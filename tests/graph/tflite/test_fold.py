"""What is computed when a file is read: arithmetic of shapes, constants, and open shapes."""

import numpy as np
import pytest

from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal, with_one
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read


def arithmetic(name, inputs, out, dtype=np.int32, **options):
    """Return a Writer with a RELU, and an operator on constants, and the number of its output."""
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.int8, 0.5) for _ in range(2))
    writer.operator("RELU", [x], [y])
    numbers = [np.asarray(values) for values in inputs]
    numbers = [v.astype(np.int32) if v.dtype == np.int64 else v for v in numbers]
    constants = [writer.tensor(v.shape, v.dtype, data=v) for v in numbers]
    outputs = [writer.tensor(shape, dtype) for shape in (out if isinstance(out, list) else [out])]
    writer.operator(name, constants, outputs, **options)
    writer.inputs, writer.outputs = [x], [y]
    return writer, outputs


SIZES = [1, 14, 4]
CASES = {
    "GATHER": ([SIZES, [0, 2]], (2,), {}, [1, 4]),
    "SLICE": ([SIZES, [1], [-1]], (2,), {}, [14, 4]),
    "STRIDED_SLICE": ([SIZES, [0], [3], [2]], (2,), {}, [1, 4]),
    "CONCATENATION": ([SIZES, [8]], (4,), dict(axis=0), [1, 14, 4, 8]),
    "PACK": ([3, 4], (2,), dict(valuesCount=2), [3, 4]),
    "CAST": ([SIZES], (3,), {}, SIZES),
    "RESHAPE": ([SIZES, [3, 1]], (3, 1), {}, [[1], [14], [4]]),
    "EXPAND_DIMS": ([5, 0], (1,), {}, [5]),
    "SQUEEZE": ([[5]], (), {}, 5),
    "ADD": ([SIZES, 1], (3,), {}, [2, 15, 5]),
    "SUB": ([SIZES, SIZES], (3,), {}, [0, 0, 0]),
    "MUL": ([SIZES, [2]], (3,), {}, [2, 28, 8]),
    "DIV": ([[-7, 7], 2], (2,), {}, [-3, 3]),
    "FLOOR_DIV": ([[-7, 7], 2], (2,), {}, [-4, 3]),
    "FLOOR_MOD": ([[-7, 7], 2], (2,), {}, [1, 1]),
    "MAXIMUM": ([SIZES, 4], (3,), {}, [4, 14, 4]),
    "MINIMUM": ([SIZES, 4], (3,), {}, [1, 4, 4]),
    "BROADCAST_ARGS": ([[1, 4], SIZES], (3,), {}, [1, 14, 4]),
    "SUM": ([SIZES, 0], (), {}, 19),
    "REDUCE_PROD": ([SIZES, [0]], (1,), dict(keepDims=True), [56]),
    "REDUCE_MAX": ([SIZES, [-1]], (), {}, 14),
    "REDUCE_MIN": ([SIZES, [0]], (), {}, 1),
    "FILL": ([[2, 2], 7], (2, 2), {}, [[7, 7], [7, 7]]),
}


@pytest.mark.parametrize("name", CASES)
def test_arithmetic_of_shapes_is_computed_ahead(name):
    inputs, out, options, expected = CASES[name]
    writer, (folded,) = arithmetic(name, inputs, out, **options)
    graph = read(writer.finish())
    assert [operator.name for operator in graph.operators] == ["RELU"]
    assert graph.tensors[folded].data.dtype == np.int32
    assert graph.tensors[folded].data.tolist() == expected


def test_a_shape_is_cut_into_its_sizes():
    writer, folded = arithmetic("UNPACK", [SIZES], [(), (), ()], num=3)
    graph = read(writer.finish())
    assert [graph.tensors[index].data.item() for index in folded] == SIZES


def test_zeros_of_a_shape_are_a_constant():
    writer, (folded,) = arithmetic("FILL", [[1, 3], np.float32(0.5)], (1, 3), np.float32)
    assert read(writer.finish()).tensors[folded].data.tolist() == [[0.5, 0.5, 0.5]]


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.int64, np.float32])
def test_zeros_like_an_input_are_a_constant_whatever_they_stand_for(dtype):
    x = dict(shape=(2, 3), dtype=dtype, scale=0.5 if dtype == np.int8 else None, zero_point=7)
    graph = read(with_one("ZEROS_LIKE", x=x, y=x).finish())
    assert not graph.operators
    assert graph.tensors[1].data.dtype == dtype and not graph.tensors[1].data.any()


def test_zeros_like_something_else_are_refused():
    said = refusal(with_one("ZEROS_LIKE", y=dict(shape=(2, 3))))
    assert "its output is int8 of shape (2, 3), unlike its input" in said


def test_shapes_that_do_not_fit_each_other_are_refused():
    writer, _ = arithmetic("BROADCAST_ARGS", [[2, 4], SIZES], (3,))
    assert "it does not fit its inputs" in refusal(writer)


def test_weights_of_16_bits_become_float32():
    half = np.float16([0.1, -2, 65504])
    writer, (folded,) = arithmetic("DEQUANTIZE", [half], (3,), np.float32)
    data = read(writer.finish()).tensors[folded].data
    assert data.dtype == np.float32
    np.testing.assert_array_equal(data, half.astype(np.float32))


def test_what_is_moved_or_computed_from_constants_alone_is_a_constant():
    writer = Writer()
    x, y = (writer.tensor((1, 2, 2), np.float32) for _ in range(2))
    table = writer.tensor((1, 2, 2), np.float32, data=np.float32([[[1, 2], [3, 4]]]))
    turned, clipped = (writer.tensor((1, 2, 2), np.float32) for _ in range(2))
    order = writer.tensor((3,), np.int32, data=np.int32([0, 2, 1]))
    writer.operator("TRANSPOSE", [table, order], [turned])
    writer.operator("RELU6", [turned], [clipped])
    writer.operator("ADD", [x, clipped], [y])
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    assert [operator.name for operator in graph.operators] == ["ADD"]
    (got,) = reference.run(graph, np.zeros((1, 2, 2), np.float32))
    assert got.tolist() == [[[1, 3], [2, 4]]]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (arithmetic("FLOOR_DIV", [SIZES, 0], (3,)), "it divides by 0"),
        (arithmetic("DIV", [SIZES, [1, 0, 1]], (3,)), "it divides by 0"),
        (arithmetic("MUL", [[2**31 - 1], 2], (1,)), "its result does not fit into int32"),
        (arithmetic("ADD", [SIZES, [1, 2]], (3,)), "it does not fit its inputs"),
        (arithmetic("GATHER", [SIZES, [3]], (1,)), "it does not fit its inputs"),
        (
            arithmetic("PACK", [3, 4], (3,), valuesCount=2),
            "gives 2 numbers, but its output holds 3",
        ),
        (arithmetic("UNPACK", [SIZES], [(), ()], num=2), "it gives 3 arrays, but has 2 outputs"),
        (
            arithmetic("FILL", [[2, 2], 7], (3,)),
            "it fills [2, 2] with 1 numbers, but its output is (3,)",
        ),
        (
            arithmetic("FILL", [[2], np.float32(1)], (2,)),
            "it gives float32, but its output is int32",
        ),
    ],
)
def test_arithmetic_that_does_not_fit_is_refused(case, message):
    assert message in refusal(case[0])


def test_halves_that_are_no_constants_are_refused():
    writer = Writer()
    x, y = writer.tensor((1, 4), np.float16), writer.tensor((1, 4), np.float32)
    writer.operator("DEQUANTIZE", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    said = refusal(writer)
    assert "tensor 0 (t0) is FLOAT16 and no constant, which is not supported; convert to" in said


def opened(asked, signature, stored=(1, 1), depth=2):
    """Return the Writer of a RESHAPE of (1, 3, 2) and a dense layer, with open sizes between."""
    writer = Writer()
    x, flat = writer.tensor((1, 3, 2), np.float32), writer.tensor(stored, np.float32)
    y = writer.tensor((1, 4), np.float32)
    shape = writer.tensor((len(asked),), np.int32, data=np.array(asked, np.int32))
    weights = writer.tensor((4, depth), np.float32, data=np.ones((4, depth), np.float32))
    writer.tensors[flat].shapeSignature = np.array(signature, np.int32)
    writer.tensors[y].shapeSignature = np.array([-1, 4], np.int32)
    writer.operator("RESHAPE", [x, shape], [flat])
    writer.operator("FULLY_CONNECTED", [flat, weights, None], [y])
    writer.inputs, writer.outputs = [x], [y]
    return writer


@pytest.mark.parametrize("asked", [[3, 2], [-1, 2]])
def test_sizes_that_were_left_open_are_those_that_the_inputs_give(asked):
    graph = read(opened(asked, [-1, -1]).finish())
    assert [graph.tensors[index].shape for index in (1, 2)] == [(3, 2), (3, 4)]
    (got,) = reference.run(graph, np.arange(6, dtype=np.float32).reshape(1, 3, 2))
    assert got.tolist() == [[[1.0] * 4, [5.0] * 4, [9.0] * 4]]


@pytest.mark.parametrize(
    ("asked", "signature"),
    [([3, 2], []), ([3, 2], [1, -1]), ([3, 2], [-1, -1, -1]), ([4, 2], [-1, -1])],
)
def test_a_shape_that_is_not_open_or_does_not_fit_is_refused(asked, signature):
    assert "shape (1, 3, 2) cannot become (1, 1)" in refusal(opened(asked, signature))


@pytest.mark.parametrize("ahead", [False, True])
def test_what_is_computed_ahead_is_not_written_into_a_state_that_an_operator_wrote(ahead):
    writer, _ = arithmetic("ADD", [[1, 2], [3, 4]], (2,))
    constants = list(writer.operators[-1].inputs)
    x = writer.tensor((2,), np.int32)
    memory = writer.tensor((2,), np.int32, variable=True)
    writer.inputs.append(x)
    writer.operator("ADD", [x, x], [memory])
    writer.operator("ADD", constants if ahead else [x, x], [memory])
    if ahead:
        assert f"tensor {memory} (t{memory}) is written twice" in refusal(writer)
    else:
        read(writer.finish())
