"""GATHER, GATHER_ND, EMBEDDING_LOOKUP: slices chosen by constants and by what is computed."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal, with_many
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import TargetTooSmall

X = np.arange(24, dtype=np.int8).reshape(1, 2, 3, 4)


def model(x, indices, out, dtype=np.int8, known="indices", **options):
    """Return the Writer of a GATHER; `known` says which of both are constants."""
    writer = Writer()
    how = {} if dtype == np.float32 else {"scale": 0.5, "zero_point": 0}
    table = writer.tensor(x.shape, dtype, **how, data=x.astype(dtype) if "table" in known else None)
    indices = np.asarray(indices)
    data = indices if "indices" in known else None
    numbers = writer.tensor(indices.shape, indices.dtype, data=data)
    y = writer.tensor(out, dtype, **how)
    writer.operator("GATHER", [table, numbers], [y], **options)
    writer.outputs = [y]
    writer.inputs = [
        index for index, name in ((table, "table"), (numbers, "indices")) if name not in known
    ]
    return writer


def int32(*numbers):
    return np.array(numbers, np.int32)


CASES = {
    "rows": (int32(1, 0, 1), X[:, [1, 0, 1]], dict(axis=1)),
    "channels, counted from the end": (int32(3, 0), X[..., [3, 0]], dict(axis=-1)),
    "a single one": (np.array(2, np.int32), X[:, :, 2], dict(axis=2)),
    "two axes of them": (int32([0, 2], [1, 1]), X[:, :, [[0, 2], [1, 1]]], dict(axis=2)),
    "one of each batch": (
        int32([[2, 0], [1, 1]]),
        np.stack([X[0, 0][[2, 0]], X[0, 1][[1, 1]]])[None],
        dict(axis=2, batchDims=2),
    ),
}


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize("case", CASES)
def test_slices_are_numpys(case, dtype, tmp_path):
    indices, expected, options = CASES[case]
    content = model(X, indices, expected.shape, dtype, **options).finish()
    graph, _ = comparing.everywhere(content, X.astype(dtype), tmp_path)
    (got,) = reference.run(graph, X.astype(dtype))
    np.testing.assert_array_equal(got.reshape(expected.shape), expected)


@pytest.mark.parametrize("known", ["", "table"])
def test_indices_may_be_an_input_of_a_tensor_and_of_a_constant(known, tmp_path):
    indices = int32([3, 0], [1, 2])
    content = model(X[0, 0], indices[:1], (3, 1, 2), known=known, axis=1).finish()
    table = np.stack([X[0, 0], X[0, 0] + 7])
    inputs = [indices] if known else [table, indices]
    graph, _ = comparing.everywhere(content, inputs, tmp_path)
    (got,) = reference.run(graph, inputs)
    np.testing.assert_array_equal(got[0].reshape(3, 2), X[0, 0][:, [3, 0]])


def test_a_computed_index_outside_counts_as_the_nearest_inside(tmp_path):
    content = model(X[0, 0], int32([0, 0]), (1, 2, 4), known="table", axis=0).finish()
    graph, inputs = read(content), [int32([-5, 99])]
    expected = comparing.reference_run(graph, inputs)
    assert expected.outputs[0].tolist() == [[X[0, 0, 0].tolist(), X[0, 0, 2].tolist()]]
    comparing.assert_equal(graph, expected, comparing.c_run(content, graph, inputs, tmp_path))


def test_a_constant_with_more_elements_than_a_chip_can_count_is_refused_there():
    words = np.zeros((1, 2**13, 4), np.int8)
    content = model(words, int32(0), (1, 1, 4), known="table", axis=1).finish()
    assert c99.source(content)
    with pytest.raises(TargetTooSmall, match="ELEMENTS is 32768, more than avr can count"):
        c99.source(content, target=AVR)


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (model(X, int32(2), (1, 1, 3, 4), axis=1), "one of its indices is outside an axis of 2"),
        (model(X, int32(-1), (1, 1, 3, 4), axis=1), "one of its indices is outside an axis of 2"),
        (model(X, np.array([1]), (1, 1, 3, 4), axis=1), "its indices are int64, expected int32"),
        (model(X, int32(1), (1, 1, 3, 4), axis=4), "axis 4 is outside a tensor of 4 dimensions"),
        (model(X, int32(1), (1, 2, 3, 4), axis=1), "but its inputs give (1, 1, 3, 4)"),
        (
            model(X, int32([1]), (1, 1, 3, 4), axis=1, batchDims=2),
            "it has 2 axes of batches, expected 0 to 1",
        ),
        (
            model(X, int32([1], [1]), (1, 2, 1, 4), axis=2, batchDims=1),
            "the batches of (1, 2, 3, 4) and of its indices (2, 1) differ",
        ),
        (
            model(X, int32(1), (1, 1, 3, 4), np.int16, axis=1),
            "it moves int16, which the interpreter does not; it takes int8, float32",
        ),
    ],
)
def test_what_does_not_fit_is_refused(writer, message):
    assert message in refusal(writer)


def side(shape, dtype=np.int8):
    return dict(shape=shape, dtype=dtype, scale=None if dtype == np.float32 else 0.5)


def places(indices, out, x=(1, 2, 3, 4), dtype=np.int8):
    return with_many("GATHER_ND", [side(x, dtype), indices], side(out, dtype))


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize(
    ("indices", "expected"),
    [
        (int32([0, 1], [0, 0]), X[[0, 0], [1, 0]]),
        (int32([[0, 1, 2, 3]], [[0, 0, 1, 0]]), np.array([[23], [4]])),
        (int32(0, 1, 2), X[0, 1, 2]),
        (int32([0]), X),
    ],
)
def test_several_numbers_choose_a_slice(indices, expected, dtype, tmp_path):
    content = places(dict(data=indices), expected.shape, dtype=dtype)
    _, run = comparing.everywhere(content, X.astype(dtype), tmp_path)
    assert run.outputs[0].ravel().tolist() == expected.ravel().tolist()


def test_the_place_that_several_numbers_give_has_to_lie_inside(tmp_path):
    content = places(dict(shape=(1, 2), dtype=np.int32), (1,), (3, 2))
    x = np.arange(6, dtype=np.int8).reshape(1, 3, 2)
    # 3 · 2 - 1 = 5 is a place, which the interpreter takes, too.
    inputs = [np.repeat(x, 4, 0), int32([[2, 1]], [[3, -1]], [[0, 0]], [[1, 1]])]
    _, run = comparing.everywhere(content, inputs, tmp_path)
    assert run.outputs[0].ravel().tolist() == [5, 5, 0, 3]
    graph, beyond = read(content), int32([[9, 9]], [[-1, 0]], [[2**31 - 1, 0]])
    inputs = [np.repeat(x, 3, 0), beyond]
    expected = comparing.reference_run(graph, inputs)
    assert expected.outputs[0].ravel().tolist() == [5, 0, 0]
    comparing.assert_equal(graph, expected, comparing.c_run(content, graph, inputs, tmp_path / "c"))


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_rows_of_a_table_are_looked_up(dtype, tmp_path):
    scale = None if dtype == np.float32 else 0.5
    table = dict(data=np.arange(6).reshape(3, 2).astype(dtype), scale=scale)
    rows = dict(shape=(2,), dtype=np.int32)
    content = with_many("EMBEDDING_LOOKUP", [rows, table], side((2, 2), dtype))
    _, run = comparing.everywhere(content, int32([2, 0], [1, 1]), tmp_path)
    assert run.outputs[0].reshape(2, 4).tolist() == [[4, 5, 0, 1], [2, 3, 2, 3]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (places(dict(data=int32([0, 2])), (1, 3, 4)), "one of its indices is outside shape (1, 2"),
        (places(dict(data=np.array([[0]])), (1, 2, 3, 4)), "its indices are int64, expected int32"),
        (places(dict(data=int32([0] * 5)), (1,)), "it has 5 indices for each slice of shape (1, 2"),
        (places(dict(data=int32([0, 1])), (1, 4)), "but its inputs give (1, 3, 4)"),
        (
            with_many("EMBEDDING_LOOKUP", [dict(data=int32([1])), side((3, 2))], side((1, 1, 2))),
            "has shape (1, 1), expected 1 sizes",
        ),
        (
            with_many("EMBEDDING_LOOKUP", [dict(data=int32(1)), side((3,))], side((1,))),
            "its table has shape (3,), expected at least 2 sizes",
        ),
        (
            with_many(
                "EMBEDDING_LOOKUP", [dict(data=int32(1)), side((3, 2))], side((1, 2), np.float32)
            ),
            "it turns int8 into float32, which the kit does not; convert with full integers, or",
        ),
    ],
)
def test_places_that_do_not_fit_are_refused(content, message):
    assert message in refusal(content)
