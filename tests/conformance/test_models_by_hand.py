"""Models made by hand: every tensor as in TFLM, in NumPy, in compiled C and on boards."""

import numpy as np
import pytest

from tests.support import comparing, corpus, models_by_hand, random_graphs
from tinyml_kit.codegen.c.targets import CORTEX_M4
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.qemu import emulated

every_model = pytest.mark.parametrize(
    ("add", "dtype"),
    corpus.BY_HAND,
    ids=lambda value: value.__name__,
)


def prepared(add, dtype):
    """Return a file, inputs, its Graph, TFLM's Run and whether all has to be equal to the bit."""
    model = models_by_hand.make(add, dtype)
    inputs = random_graphs.inputs(model, 6)
    return model.content, inputs, *comparing.oracle(model.content, inputs), dtype != np.float32


def assert_equal_on(rung, prepared, folder, **options):
    content, inputs, graph, expected, exact = prepared
    try:
        built = rung.build(content, folder, **options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    got = rung.run(built, inputs, intermediates=True)
    assert got.intermediates
    comparing.assert_equal(graph, expected, got, exact)


@every_model
def test_the_reference_and_compiled_c_agree_with_the_interpreter(add, dtype, tmp_path):
    content, inputs, graph, expected, exact = prepared(add, dtype)
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs), exact)
    got = comparing.c_run(content, graph, inputs, tmp_path, optimize="-O0")
    comparing.assert_equal(graph, expected, got, exact)


@pytest.mark.parametrize("board", [simavr, emulated])
@every_model
def test_boards_agree_with_the_interpreter(board, add, dtype, tmp_path):
    assert_equal_on(board, prepared(add, dtype), tmp_path)


TWINS = (models_by_hand.fused_poolings, models_by_hand.sums_beyond_24_bits)


@pytest.mark.parametrize("add", TWINS)
def test_the_c_twins_of_the_avrs_assembly_agree_with_it(add, tmp_path):
    assert_equal_on(simavr, prepared(add, np.int8), tmp_path, define=("PORTABLE_KERNELS",))


@pytest.mark.parametrize(
    "add",
    [
        models_by_hand.fused_poolings,
        models_by_hand.depthwise_convolutions,
        models_by_hand.filters_of_every_size,
        models_by_hand.sums_beyond_32_bits,
        models_by_hand.repeated_operands,
        models_by_hand.filters_two_in_a_halfword,
    ],
)
def test_the_c_twins_of_the_cortex_m4s_assembly_agree_with_it(add, tmp_path):
    # With the sanitizers: a twin must not let signed numbers overflow, as the instructions may.
    options = {"compiler": "gcc", "optimize": "-O1", "sanitize": True}
    assert_equal_on(native, prepared(add, np.int8), tmp_path, **options, target=CORTEX_M4)
