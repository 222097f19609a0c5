"""SPLIT, SPLIT_V, UNPACK: parts as NumPy cuts them, in the reference, TFLM and C."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal
from tinyml_kit.graph import reference
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget

SHAPE = (1, 4, 6, 2)
X = np.arange(48, dtype=np.int8).reshape(SHAPE)


def model(name, outputs, *settings, shape=SHAPE, dtype=np.int8, out_dtype=None, **options):
    """Return the Writer of a cut: its settings are constants behind x, or in front of it."""
    writer = Writer()
    how = {} if dtype in (np.float32, np.int32) else {"scale": 0.5, "zero_point": 0}
    x = writer.tensor(shape, dtype, **how)
    inputs = [x]
    for values in settings:
        values = np.array(values, np.int32)
        inputs.append(writer.tensor(values.shape, np.int32, data=values))
    if name == "SPLIT":
        inputs.reverse()
    outputs = [writer.tensor(out, out_dtype or dtype, **how) for out in outputs]
    writer.operator(name, inputs, outputs, **options)
    writer.inputs, writer.outputs = [x], outputs
    return writer


CUTS = {
    "halves": ("SPLIT", [(1, 4, 3, 2)] * 2, [2], dict(numSplits=2), np.split(X, 2, 2)),
    "thirds, named from the end": (
        "SPLIT", [(1, 4, 2, 2)] * 3, [-2], dict(numSplits=3), np.split(X, 3, 2),
    ),
    "chosen sizes": (
        "SPLIT_V", [(1, 1, 6, 2), (1, 3, 6, 2)], [[1, 3], 1], dict(numSplits=2),
        np.split(X, [1], 1),
    ),
    "one size left open": (
        "SPLIT_V", [(1, 4, 1, 2), (1, 4, 3, 2), (1, 4, 2, 2)], [[1, -1, 2], 2], dict(numSplits=3),
        np.split(X, [1, 4], 2),
    ),
    "single elements": (
        "UNPACK", [(1, 4, 6)] * 2, [], dict(axis=-1, num=2), [X[..., 0], X[..., 1]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32, np.int32])
@pytest.mark.parametrize("cut", CUTS)
def test_parts_are_numpys(cut, dtype, tmp_path):
    name, outputs, settings, options, expected = CUTS[cut]
    content = model(name, outputs, *settings, dtype=dtype, **options).finish()
    x = X.astype(dtype)
    graph, _ = comparing.everywhere(content, x, tmp_path)
    for got, wanted in zip(reference.run(graph, x), expected, strict=True):
        np.testing.assert_array_equal(got, wanted)


def test_all_parts_lie_beside_each_other_in_memory():
    graph = read(model("UNPACK", [(1, 4, 6)] * 2, axis=3, num=2).finish())
    made = plan(graph)
    places = sorted(made.offsets[index] for index in (0, *graph.outputs))
    assert (made.size, made.in_place, places) == (96, {}, [0, 48, 72])


def test_the_budget_counts_all_parts():
    graph = read(model("SPLIT_V", [(1, 1, 6, 2), (1, 3, 6, 2)], [1, 3], 1, numSplits=2).finish())
    (row,) = budget.as_dict(graph, [])["operators"]
    assert (row["output_shape"], row["output_bytes"]) == ([1, 1, 6, 2], 48)


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (model("SPLIT", [SHAPE], 2, numSplits=4), "an axis of 6 cannot be cut into 4 equal parts"),
        (model("SPLIT", [SHAPE], 4, numSplits=2), "axis 4 is outside a tensor of 4 dimensions"),
        (model("SPLIT", [SHAPE], [1, 2], numSplits=2), "it names 2 axes, expected one"),
        (model("SPLIT", [(1, 4, 3, 2)], 2, numSplits=2), "it has 1 outputs, expected 2"),
        (
            model("SPLIT", [(1, 4, 2, 2), (1, 4, 4, 2)], 2, numSplits=2),
            "has shape (1, 4, 2, 2), but its inputs give (1, 4, 3, 2)",
        ),
        (
            model("SPLIT_V", [SHAPE], [7, -2], 2, numSplits=2),
            "an axis of 6 cannot be cut into parts of [7, -2]",
        ),
        (
            model("UNPACK", [(1, 4, 6)], axis=3, num=1),
            "an axis of 2 cannot be cut into 1 elements",
        ),
        (
            model("UNPACK", [(1, 4, 6)] * 2, axis=3, num=2, out_dtype=np.float32),
            "it mixes float32 and int8, expected one type",
        ),
        (
            model("UNPACK", [(1, 4, 6)] * 2, axis=3, num=2, dtype=np.int64),
            "it moves int64, which the interpreter does not; it takes int8, int16, float32, int32",
        ),
    ],
)
def test_what_does_not_fit_is_refused(writer, message):
    assert message in refusal(writer)


def test_an_operator_without_outputs_or_with_one_tensor_twice_is_refused():
    writer = model("UNPACK", [(1, 4, 6)] * 2, axis=3, num=2)
    writer.operators[0].outputs = writer.operators[0].outputs[:0]
    assert "it has 0 outputs, expected 1 to 1024" in refusal(writer)
    writer = model("UNPACK", [(1, 4, 6)] * 2, axis=3, num=2)
    writer.operators[0].outputs[1] = writer.operators[0].outputs[0]
    assert "is written twice" in refusal(writer)
