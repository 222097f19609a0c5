"""Random models: every tensor as in TFLM, in NumPy and in compiled C."""

import numpy as np
import pytest

from tests.support import comparing, corpus, random_graphs


@pytest.mark.parametrize(
    ("dtype", "seed"),
    [*((np.int8, seed) for seed in corpus.INT8), *((np.int16, seed) for seed in corpus.INT16)],
)
def test_quantised_models_are_equal_to_the_bit(dtype, seed, tmp_path):
    model = random_graphs.make(seed, dtype)
    inputs = random_graphs.inputs(model, 50)
    graph, expected = comparing.oracle(model.content, inputs)
    computed = comparing.reference_run(graph, inputs)
    comparing.assert_equal(graph, expected, computed, model.exact)
    got = comparing.c_run(model.content, graph, inputs, tmp_path, optimize="-O1")
    comparing.assert_equal(graph, expected, got, model.exact)
