"""Models made by hand on an emulated Cortex-M4: every tensor as in TFLM.

They reach every branch of codegen/c/cortex_m/kernels.
"""

import numpy as np
import pytest

from tests.support import corpus
from tests.support.agreeing import assert_equal_on, every_model, prepared
from tinyml_kit.codegen.c.targets import CORTEX_M4
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.qemu import emulated


@every_model
def test_a_cortex_m4_agrees_with_the_interpreter(add, dtype, tmp_path):
    assert_equal_on(emulated, prepared(add, dtype), tmp_path)


@pytest.mark.parametrize(
    "add", [add for add, dtype in corpus.BY_HAND if dtype == np.int8], ids=lambda add: add.__name__
)
def test_the_c_twins_of_the_cortex_m4s_assembly_agree_with_it(add, tmp_path):
    # With the sanitizers: a twin must not let signed numbers overflow, as the instructions may.
    options = {"compiler": "gcc", "optimize": "-O1", "sanitize": True}
    assert_equal_on(native, prepared(add, np.int8), tmp_path, **options, target=CORTEX_M4)
