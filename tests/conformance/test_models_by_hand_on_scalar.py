"""Models made by hand on 32-bit chips without SIMD: every tensor as in TFLM.

They reach every branch of codegen/c/scalar/kernels.
"""

import numpy as np
import pytest

from tests.support import models_by_hand, signals_by_hand
from tests.support.agreeing import assert_equal_on, prepared
from tinyml_kit.codegen.c.targets import SCALAR
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.qemu import emulated

# Signals are int16; other models of int16 have no kernels of their own on these chips.
every_model = pytest.mark.parametrize(
    ("add", "dtype"),
    [
        *((add, np.int8) for add in models_by_hand.INT8),
        *((add, np.int16) for add in signals_by_hand.MODELS),
    ],
    ids=lambda value: value.__name__,
)


@pytest.mark.parametrize("rung", ["cortex-m0plus", "riscv32"])
@every_model
def test_a_chip_without_simd_agrees_with_the_interpreter(add, dtype, rung, tmp_path):
    options = registry.rung(rung).options
    assert_equal_on(emulated, prepared(add, dtype), tmp_path, **options)


@every_model
def test_no_signed_number_overflows_on_the_way(add, dtype, tmp_path):
    options = {"compiler": "gcc", "optimize": "-O1", "sanitize": True}
    assert_equal_on(native, prepared(add, dtype), tmp_path, **options, target=SCALAR)
