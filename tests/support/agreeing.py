"""Models made by hand, on any rung: every tensor as in TFLM."""

import numpy as np
import pytest

from tests.support import comparing, corpus, models_by_hand, random_graphs
from tinyml_kit.rungs.protocol import RungMissing

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
