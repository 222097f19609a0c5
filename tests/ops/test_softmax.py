"""SOFTMAX at the limits of what its sum and its table hold."""

import numpy as np
import pytest

from tinyml_kit.graph.model import GraphError, Quantization, Tensor
from tinyml_kit.ops import softmax


def params(shape, scale=0.1, beta=1.0, out_scale=1 / 256, out_zero_point=-128):
    def tensor(index, scale, zero_point):
        how = Quantization(np.float32([scale]), np.array([zero_point]))
        return Tensor(index, "", shape, np.dtype(np.int8), how)

    x, y = tensor(0, scale, 0), tensor(1, out_scale, out_zero_point)
    return softmax.params_of({"beta": beta}, [x], y)


def test_the_last_axis_alone_is_summed_and_so_its_length_is_limited():
    most = softmax.MOST_CLASSES
    for shape in ((1, most), (most + 1, 2), (2, most + 1, most)):
        assert len(params(shape)["exponentials"]) == 256
    with pytest.raises(GraphError, match=f"its sum holds {most} terms, not {most + 1}"):
        params((1, most + 1))


def test_an_output_of_other_steps_than_a_probability_is_refused():
    for how in ({"out_scale": 1 / 255}, {"out_zero_point": -127}):
        with pytest.raises(GraphError, match="its output needs the scale 1/256 and the zero point"):
            params((1, 3), **how)


def test_a_product_of_beta_and_scale_that_vanishes_is_refused():
    assert params((1, 3), scale=2.0**-26 * 1.01)["exponentials"][0] > 0
    for how in ({"scale": 2.0**-26}, {"beta": 0.0}):
        with pytest.raises(GraphError, match="its beta times the scale of its input is too small"):
            params((1, 3), **how)
