"""The rung litert: near TFLM, in both its kinds of kernels, and silent."""

import numpy as np
import pytest

from tests.support import random_graphs
from tinyml_kit.rungs.interpreters import litert
from tinyml_kit.rungs.protocol import DeviceError


@pytest.fixture(scope="module")
def model():
    # A dense layer, all of whose accumulators are exact.
    return random_graphs.make(23)


@pytest.mark.parametrize("resolver", ["AUTO", "BUILTIN_REF"])
def test_outputs_do_not_depend_on_keeping_the_intermediates(resolver, model):
    built = litert.build(model.content, resolver=resolver)
    inputs = random_graphs.inputs(model, 10)
    plain, kept = litert.run(built, inputs), litert.run(built, inputs, intermediates=True)
    assert plain.intermediates is None and plain.seconds.shape == (10,)
    for one, other in zip(plain.outputs, kept.outputs, strict=True):
        np.testing.assert_array_equal(one, other)


def test_nothing_is_written_to_standard_error(model, capfd):
    litert.run(litert.build(model.content), random_graphs.inputs(model, 5))
    assert capfd.readouterr() == ("", "")


def test_a_model_that_it_does_not_take_is_one_sentence():
    with pytest.raises(DeviceError, match="^model: LiteRT does not run it: ") as refused:
        litert.build(b"no model at all")
    assert "\n" not in str(refused.value)
