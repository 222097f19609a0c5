"""MIRROR_PAD: what NumPy calls reflect and symmetric, in the reference, TFLM and C."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_one
from tinyml_kit.graph import reference


def model(shape, paddings, out, mode, dtype=np.int8):
    how = dict(dtype=dtype, scale=None if dtype == np.float32 else 0.5, zero_point=0)
    constants = [dict(data=np.array(paddings, np.int32))]
    x, y = dict(shape=shape, **how), dict(shape=out, **how)
    return with_one("MIRROR_PAD", x=x, y=y, constants=constants, mode=mode)


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize(("mode", "numpys"), [(0, "reflect"), (1, "symmetric")])
@pytest.mark.parametrize(
    ("shape", "paddings"),
    [
        ((1, 3, 4, 2), [[0, 0], [2, 1], [0, 3], [1, 0]]),
        ((1, 5), [[0, 0], [4, 4]]),
    ],
)
def test_the_edges_are_mirrors(shape, paddings, mode, numpys, dtype, tmp_path):
    x = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    expected = np.pad(x, paddings, numpys)
    content = model(shape, paddings, expected.shape, mode, dtype).finish()
    graph, _ = comparing.everywhere(content, x, tmp_path)
    np.testing.assert_array_equal(reference.run(graph, x)[0], expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((1, 3), [[0, 0], [3, 0]], (1, 6), 0), "3 more elements than an axis of 3 has to mirror"),
        (((1, 3), [[0, 0], [0, 4]], (1, 7), 1), "4 more elements than an axis of 3 has to mirror"),
        (((1, 3), [[0, 0], [1, 0]], (1, 3), 1), "but its inputs give (1, 4)"),
        (((1, 3), [[0, 0], [1, 0]], (1, 4), 2), "its mode is number 2, neither reflect nor symm"),
        (((1, 3), [[1, 0]], (1, 4), 1), "its paddings are not 2 pairs of sizes of at least 0"),
        (((1,) * 5, [[0, 0]] * 5, (1,) * 5, 1), "shape (1, 1, 1, 1, 1) has more than 4 dimensions"),
        (((1, 3), [[0, 0], [1, 0]], (1, 4), 1, np.int16), "it takes int8, float32"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    assert message in refusal(model(*arguments))
