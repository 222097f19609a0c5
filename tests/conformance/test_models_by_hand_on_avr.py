"""Models made by hand on a simulated AVR: every tensor as in TFLM.

They reach every branch of codegen/c/avr/kernels.
"""

import numpy as np
import pytest

from tests.support import models_by_hand
from tests.support.agreeing import assert_equal_on, every_model, prepared
from tinyml_kit.rungs.avr import simavr


@every_model
def test_an_avr_agrees_with_the_interpreter(add, dtype, tmp_path):
    assert_equal_on(simavr, prepared(add, dtype), tmp_path)


TWINS = (
    models_by_hand.fused_poolings,
    models_by_hand.blocks_of_outputs,
    models_by_hand.sums_beyond_24_bits,
)


@pytest.mark.parametrize("add", TWINS)
def test_the_c_twins_of_the_avrs_assembly_agree_with_it(add, tmp_path):
    assert_equal_on(simavr, prepared(add, np.int8), tmp_path, define=("PORTABLE_KERNELS",))
