"""FILL with a number that is computed: by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many


def model(shape, value=(), dtype=np.float32, out=None, dims=None):
    scale = 0.5 if dtype in (np.int8, np.int16) else None
    given = dict(shape=value, dtype=dtype, scale=scale)
    dims = dims or dict(data=np.array(out or shape, np.int32))
    return with_many("FILL", [dims, given], given | dict(shape=shape))


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.float32])
def test_a_number_is_put_everywhere(dtype, tmp_path):
    x = np.array([3, 100], dtype)
    _, run = comparing.everywhere(model((2, 3), dtype=dtype), x, tmp_path)
    assert run.outputs[0].tolist() == [[[3] * 3] * 2, [[100] * 3] * 2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (model((2, 3), (1,)), "it fills with a tensor of shape (1,), expected a single number"),
        (model((2, 3), out=(2, 4)), "its inputs give (2, 4)"),
        (model((2, 3), dtype=np.int16), "it moves int16, which the interpreter does not"),
        (
            model((2,), dims=dict(shape=(1,), dtype=np.int32)),
            "its input 1 has to be a constant",
        ),
    ],
)
def test_what_does_not_fit_is_refused(content, message):
    assert message in refusal(content)
