import numpy as np
import pytest

from tinyml_kit.compress import factorize as module
from tinyml_kit.compress.checks import CompressError, NoEffect
from tinyml_kit.compress.factorize import low_rank, separable
from tinyml_kit.learning.cost import cost
from tinyml_kit.learning.keras_backend import keras


def error(model, layer, rank):
    """Return the share of the norm beyond `rank` by numpy's own norm of the difference."""
    kernel = model.get_layer(layer).get_weights()[0]
    left, values, right = np.linalg.svd(kernel, full_matrices=False)
    nearest = (left[:, :rank] * values[:rank]) @ right[:rank]
    return np.linalg.norm(kernel - nearest) / np.linalg.norm(kernel)


@pytest.mark.parametrize(("name", "layer"), [("bragg", "classes"), ("digits", "classes"),
                                             ("dense", "hidden1")])  # fmt: skip
def test_a_dense_layer_of_low_rank_costs_less_and_loses_what_the_svd_says(cases, name, layer):
    case = cases[name]
    rank = 1 if name == "bragg" else 6
    model, record = low_rank(case.model, case.x, case.y, rank=rank, layers=[layer], epochs=0)
    assert record.ranks == {layer: rank}
    assert record.errors[layer] == pytest.approx(error(case.model, layer, rank), rel=1e-3)
    before, after = cost(case.model), cost(model)
    assert record.parameters == (before.parameters, after.parameters)
    assert after.parameters < before.parameters and after.macs < before.macs
    assert not model.get_layer(f"{layer}_in").use_bias


def test_training_mends_a_layer_of_low_rank(cases):
    case = cases["dense"]
    _, record = low_rank(case.model, case.x, case.y, rank=4, epochs=6, batch=32)
    assert record.losses[-1] < record.losses[0]


def test_the_energy_chooses_the_rank(cases):
    case = cases["dense"]
    _, record = low_rank(case.model, case.x, case.y, energy=0.8, layers=["hidden1"], epochs=0)
    values = np.linalg.svd(case.model.get_layer("hidden1").get_weights()[0], compute_uv=False)
    kept = np.cumsum(values**2) / (values**2).sum()
    rank = record.ranks["hidden1"]
    assert kept[rank - 1] >= 0.8 > (kept[rank - 2] if rank > 1 else 0)


@pytest.mark.parametrize("name", ["bragg", "digits"])
def test_a_separable_convolution_costs_less(cases, name):
    case = cases[name]
    model, record = separable(case.model, case.x, case.y, epochs=1)
    before, after = cost(case.model), cost(model)
    assert record.macs == (before.macs, after.macs) and after.macs < before.macs
    assert after.parameters < before.parameters
    assert set(record.ranks.values()) == {1}
    assert all(0 < lost < 1 for lost in record.errors.values())


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_convolution_of_full_rank_loses_nothing(digits, padding):
    # As many depthwise filters a channel as the kernel has taps: 4 of 2 x 2.
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(6, 3, activation="relu", name="first"),
            keras.layers.Conv2D(40, 2, strides=2, padding=padding, name="second"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, "softmax"),
        ]
    )
    made, record = separable(model, digits.x, digits.y, multiplier=3, layers=["second"], epochs=0)
    assert 0 < record.errors["second"] < 0.6
    kernel = model.get_layer("second").get_weights()[0]
    kernel[1, 1] = kernel[0, 0]  # three different taps are left, and rank 3 is enough
    model.get_layer("second").set_weights([kernel, model.get_layer("second").get_weights()[1]])
    made, record = separable(model, digits.x, digits.y, multiplier=3, layers=["second"], epochs=0)
    assert record.errors["second"] == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(
        made.predict(digits.test_x, verbose=0), model.predict(digits.test_x, verbose=0), atol=1e-5
    )


def test_a_dense_network_has_no_convolution_to_split(cases):
    case = cases["dense"]
    with pytest.raises(NoEffect, match="would not get smaller by splitting.*Conv2D"):
        separable(case.model, case.x, case.y)


def test_a_named_layer_that_would_grow_is_an_error(digits):
    with pytest.raises(NoEffect, match="low_rank: classes would not get smaller"):
        low_rank(digits.model, digits.x, digits.y, rank=10, layers=["classes"])


@pytest.mark.parametrize("wrong", [{"energy": 0}, {"energy": 1}, {"rank": 0}])
def test_impossible_ranks_are_refused(digits, wrong):
    with pytest.raises(CompressError, match="take an energy between 0 and 1, or a rank"):
        low_rank(digits.model, digits.x, digits.y, **wrong)


def test_a_multiplier_below_one_is_refused(digits):
    with pytest.raises(CompressError, match="multiplier=0 is too small"):
        separable(digits.model, digits.x, digits.y, multiplier=0)


def dense(kernel):
    """Return a dense layer with that kernel."""
    layer = keras.layers.Dense(kernel.shape[1], name="layer")
    layer.build((None, kernel.shape[0]))
    layer.set_weights([kernel, np.zeros(kernel.shape[1])])
    return layer


@pytest.mark.parametrize("energy", [0.1, 0.5, 0.9, 0.99])
def test_the_rank_is_the_smallest_that_keeps_the_energy(energy):
    kernel = np.random.default_rng(0).normal(size=(12, 9))
    kept = np.cumsum(np.linalg.svd(kernel)[1] ** 2) / (kernel**2).sum()
    _, rank, _ = module._split_dense(dense(kernel), None, energy)
    assert kept[rank - 1] >= energy
    assert rank == 1 or kept[rank - 2] < energy


def test_a_rank_that_keeps_just_the_energy_is_enough():
    # Four equal singular values: each keeps a quarter.
    for energy, rank in ((0.5, 2), (0.51, 3), (0.75, 3)):
        assert module._split_dense(dense(np.eye(4)), None, energy)[1] == rank


def test_the_product_of_the_two_layers_is_the_nearest_of_its_rank():
    kernel = np.random.default_rng(0).normal(size=(12, 9))
    ((_, (first,)), (_, (second, _))), _, lost = module._split_dense(dense(kernel), 4, 0.9)
    left, values, right = np.linalg.svd(kernel, full_matrices=False)
    np.testing.assert_allclose(first @ second, (left[:, :4] * values[:4]) @ right[:4], atol=1e-5)
    assert lost == pytest.approx(np.linalg.norm(values[4:]) / np.linalg.norm(values), rel=1e-5)


def test_two_layers_with_as_many_weights_as_one_are_not_smaller(digits):
    # 64 × 64: rank 32 has as many.
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(64, name="square"),
            keras.layers.Dense(10, "softmax"),
        ]
    )
    how = {"layers": ["square"], "epochs": 0}
    assert low_rank(model, digits.x, digits.y, rank=31, **how)[1].ranks == {"square": 31}
    with pytest.raises(NoEffect, match="square would not get smaller"):
        low_rank(model, digits.x, digits.y, rank=32, **how)
