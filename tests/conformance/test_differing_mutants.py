"""Damaged models that the interpreter, Python and C once computed differently."""

import numpy as np
import pytest

from tinyml_kit import ladder
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read


@pytest.fixture
def folder(real_data):
    return real_data / "cases" / "differing_mutants"


def test_scales_without_zero_points_are_refused(folder):
    with pytest.raises(GraphError, match="has 1 scales but 0 zero points; convert the model again"):
        read(folder / "scales_without_zero_points_a.tflite")


def test_a_multiplier_of_2_to_the_15_is_computed_alike(folder):
    path = folder / "multiplier_beyond_2_15.tflite"
    inputs = np.random.default_rng(0).integers(-128, 128, (50, 14, 14, 1), dtype=np.int8)
    assert ladder.run(path, inputs, ["reference", "tflm", "c"]).agrees
