"""Every operator on a simulated ATmega: int8 to the bit, float32 but for its own exp."""

import shutil

import numpy as np
import pytest

from tests.support import random_graphs
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.interpreters import reference

if not (shutil.which("avr-gcc") and shutil.which("simavr")):
    pytest.skip("toolchain: avr-gcc or simavr is not installed", allow_module_level=True)


def both(seed, dtype, folder):
    """Return the outputs of the simulated chip and of the reference."""
    model = random_graphs.make(seed, np.dtype(dtype))
    inputs = random_graphs.inputs(model, 5)
    expected = reference.run(reference.build(model.content, folder), inputs)
    run = simavr.run(simavr.build(model.content, folder / "avr", "atmega1284p"), inputs)
    return zip(run.outputs, expected.outputs, strict=True)


@pytest.mark.parametrize("seed", random_graphs.each_first())
def test_an_int8_model_gives_the_references_bits(seed, tmp_path):
    exact = random_graphs.make(seed).exact
    for ours, theirs in both(seed, np.int8, tmp_path):
        if exact or ours.dtype != np.float32:
            np.testing.assert_array_equal(ours, theirs)
        else:
            np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=1e-6)


# These hold each operator of float32 once at least.
@pytest.mark.parametrize("seed", [0, 1, 4, 7, 10, 11, 14, 17, 18, 19, *random_graphs.later(1)])
def test_a_float_model_is_as_near_as_single_precision_goes(seed, tmp_path):
    for ours, theirs in both(seed, np.float32, tmp_path):
        # avr-libc computes exp and others with a last bit of its own; the rest are single steps.
        np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=1e-6)
