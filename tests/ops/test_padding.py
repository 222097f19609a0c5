"""PAD and PADV2: numbers around a tensor, in the reference, TFLM and C."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import with_one
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops import padding

DTYPES = {np.int8: (0.5, 3), np.int16: (0.5, 0), np.int32: (None, 0), np.float32: (None, 0)}


def model(shape, paddings, dtype, value=None):
    scale, zero_point = DTYPES[dtype]
    how = dict(dtype=dtype, scale=scale, zero_point=zero_point)
    out = [n + sum(pair) for n, pair in zip(shape, paddings, strict=True)]
    constants = [dict(data=np.array(paddings, np.int32))]
    if value is not None:
        constants.append(dict(data=np.array([value], dtype), scale=scale, zero_point=zero_point))
    x, y = dict(shape=shape, **how), dict(shape=tuple(out), **how)
    return with_one("PAD" if value is None else "PADV2", x=x, y=y, constants=constants).finish()


@pytest.mark.parametrize(
    ("dtype", "value", "around"),
    [
        (np.int8, None, 3),
        (np.int8, -7, -7),
        (np.int16, None, 0),
        (np.float32, 2.5, 2.5),
        (np.int32, None, 0),
        (np.int32, -70_000, -70_000),
    ],
)
@pytest.mark.parametrize(
    ("shape", "paddings"),
    [
        ((1, 3, 4, 2), [(0, 0), (2, 1), (0, 3), (1, 4)]),
        ((2, 2, 3), [(1, 0), (0, 2), (3, 1)]),
    ],
)
def test_each_side_of_each_axis_gets_its_own_number_of_them(
    shape, paddings, dtype, value, around, tmp_path
):
    x = np.arange(1, 1 + np.prod(shape)).reshape(shape).astype(dtype)
    content = model(shape, paddings, dtype, value)
    graph, _ = comparing.everywhere(content, x[np.newaxis] if shape[0] > 1 else x, tmp_path)
    (found,) = reference.run(graph, x)
    expected = np.pad(x, paddings, constant_values=around)
    np.testing.assert_array_equal(found.reshape(expected.shape), expected)


def test_the_layer_has_the_steps_of_the_output_and_where_the_input_begins():
    graph = read(model((1, 3, 4, 2), [(0, 0), (2, 1), (0, 3), (1, 4)], np.int8))
    layer = padding.lower(graph, graph.operators[0], {"value": 3})
    # The output is 1 x 6 x 7 x 7; the input begins two rows and one number into it.
    assert {name: layer.sizes[name] for name in ("STEP_0", "STEP_1", "STEP_2")} == {
        "STEP_0": 294, "STEP_1": 49, "STEP_2": 7,
    }  # fmt: skip
    assert [layer.sizes[f"SIZE_{axis}"] for axis in range(4)] == [1, 3, 4, 2]
    assert (layer.sizes["FIRST"], layer.sizes["OUT_SIZE"]) == (2 * 49 + 1, 294)
