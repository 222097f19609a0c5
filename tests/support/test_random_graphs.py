"""The generator itself: the same seed, the same model; every operator; nothing TFLM refuses."""

from collections import Counter

import numpy as np
import pytest

from tests.support import random_graphs, random_operators
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops import lstm, operators, svdf, variables
from tinyml_kit.rungs.interpreters import tflm

SEEDS = [*range(200), *random_graphs.later(20)]
# Those of streams are drawn in models of their own, which run on sequences.
STREAMS = {spec.name for family in (svdf, lstm, variables) for spec in family.SPECS}
# Custom operators are in models made by hand.
APART = STREAMS | set(operators.CUSTOM.values())
OPERATORS = [name for name in operators.OPERATORS if name not in APART]


def test_a_seed_gives_the_same_model_and_inputs_twice():
    for seed in (0, 7, 111):
        first, second = random_graphs.make(seed), random_graphs.make(seed)
        assert first == second
        for one, other in zip(
            random_graphs.inputs(first), random_graphs.inputs(second), strict=True
        ):
            np.testing.assert_array_equal(one, other)


def test_two_seeds_give_two_models():
    assert len({random_graphs.make(seed).content for seed in SEEDS}) == len(SEEDS)


def test_every_operator_of_the_kit_is_drawn_in_the_houses_order():
    assert list(random_operators.OPERATORS) == OPERATORS


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32])
def test_every_operator_occurs_often(dtype):
    counts = Counter(name for seed in SEEDS for name in random_graphs.make(seed, dtype).operators)
    names = random_graphs.INT16 if dtype == np.int16 else OPERATORS
    assert min(counts[name] for name in names) >= 20


@pytest.mark.parametrize(("seed", "dtype"), [(91, np.int8), (40, np.int16), (41, np.float32)])
def test_a_model_with_state_may_remember_a_tensor_of_one_axis(seed, dtype):
    graph = read(random_graphs.stateful(seed, dtype).content)
    assert 1 in {len(graph.tensors[index].shape) for index in graph.states}


def test_models_have_several_inputs_and_outputs_and_branches():
    models = [random_graphs.make(seed) for seed in SEEDS]
    assert max(len(model.inputs) for model in models) in (3, 4)
    assert sum(len(model.inputs) > 1 for model in models) >= 40


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32])
def test_the_interpreter_takes_every_model(dtype):
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    alive = 0
    for seed in SEEDS:
        model = random_graphs.make(seed, dtype)
        run = tflm.run(tflm.build(model.content), random_graphs.inputs(model, 10), True)
        values = [*run.intermediates.values(), *run.outputs]
        assert all(np.isfinite(value).all() for value in values if value.dtype == np.float32)
        # A tensor that never changes would hide what came before it.
        alive += np.mean([value.min() < value.max() for value in values])
    assert alive / len(SEEDS) > 0.8
