import numpy as np
import pytest

from tinyml_kit.compress import combine, interpret, quantize
from tinyml_kit.compress.checks import CompressError, NoEffect, kernels
from tinyml_kit.compress.cluster import cluster
from tinyml_kit.compress.prune import prune
from tinyml_kit.learning import classics
from tinyml_kit.learning.keras_backend import keras

QUICK = {"epochs": 1, "batch": 32}
CLUSTERS = 8


@pytest.fixture(scope="module")
def prepared(cases):
    """Return for each network its pruned, clustered, and pruned and clustered copies."""
    made = {}
    for name, case in cases.items():
        pruned, _ = prune(case.model, case.x, case.y, sparsity=0.6, **QUICK)
        how = QUICK | {"clusters": CLUSTERS}
        clustered, _ = cluster(case.model, case.x, case.y, **how)
        both, _ = cluster(pruned, case.x, case.y, keep_zeros=True, **how)
        made[name] = {"pruned": pruned, "clustered": clustered, "both": both}
    return made


@pytest.fixture(params=("bragg", "digits", "dense"))
def name(request):
    return request.param


def int8_weights(aware, case):
    tflite, record = quantize.to_tflite(aware, "int8", case.x, 60, per_channel=False)
    assert record.stored.keys() == {"int8"}
    return list(interpret.weights(tflite).values())


def test_pqat_keeps_zeros_down_to_the_file(cases, prepared, name):
    case = cases[name]
    aware, record = combine.pqat(prepared[name]["pruned"], case.x, case.y, **QUICK)
    assert record.sparsity == pytest.approx(0.6, abs=0.01)
    for stored in int8_weights(aware, case):
        assert (stored == 0).mean() >= 0.59


def test_cqat_keeps_clusters_down_to_the_file(cases, prepared, name):
    case = cases[name]
    aware, record = combine.cqat(prepared[name]["clustered"], case.x, case.y, **QUICK)
    assert max(record.by_layer.values()) <= CLUSTERS
    for stored, kernel in zip(int8_weights(aware, case), kernels(aware).values(), strict=True):
        # A convolution trained filter by filter keeps a scale each, and more values in the file.
        most = CLUSTERS * (kernel.shape[-1] if kernel.ndim == 4 else 1)
        assert len(np.unique(stored)) <= most


def test_pcqat_keeps_both(cases, prepared, name):
    case = cases[name]
    aware, record = combine.pcqat(prepared[name]["both"], case.x, case.y, **QUICK)
    assert max(record.by_layer.values()) <= CLUSTERS
    assert record.sparsity == pytest.approx(0.6, abs=0.02)
    for stored in int8_weights(aware, case):
        assert (stored == 0).mean() >= 0.58


def test_plain_aware_training_loses_both(cases, prepared):
    # This is what the three functions are for.
    case = cases["digits"]
    aware, _ = quantize.qat(prepared["digits"]["both"], case.x, case.y, **QUICK)
    assert all((kernel == 0).mean() < 0.1 for kernel in kernels(aware).values())
    assert all(len(np.unique(kernel)) > CLUSTERS for kernel in kernels(aware).values())


def separate(case):
    """Return a trained network whose ReLU is a layer of its own."""
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(8, 3, name="conv"),
            keras.layers.ReLU(),
            keras.layers.MaxPool2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax", name="classes"),
        ],
        name="separate",
    )
    model.set_weights(case.model.get_weights())
    return model


def test_a_relu_of_its_own_loses_zeros_and_the_error_says_so(digits):
    pruned, _ = prune(separate(digits), digits.x, digits.y, **QUICK)
    with pytest.raises(NoEffect, match="fuse ReLU into its layer"):
        combine.pqat(pruned, digits.x, digits.y, **QUICK)


def test_a_relu_of_its_own_loses_clusters_and_the_error_says_so(digits):
    clustered, _ = cluster(separate(digits), digits.x, digits.y, clusters=8, **QUICK)
    with pytest.raises(NoEffect, match="conv has 72 different weights instead of 8; fuse ReLU"):
        combine.cqat(clustered, digits.x, digits.y, **QUICK)


@pytest.mark.parametrize(
    ("technique", "says"),
    [(combine.pqat, "prune it first"), (combine.cqat, "cluster it first"),
     (combine.pcqat, "cluster it first")],
)  # fmt: skip
def test_nothing_to_keep_is_refused(digits, technique, says):
    with pytest.raises(CompressError, match=says):
        technique(digits.model, digits.x, digits.y)


def with_values(inputs, units, number):
    """Return a network whose first layer has `number` different weights."""
    model = classics.dense(units, inputs=inputs, classes=200)
    kernel = np.arange(inputs * units).reshape(inputs, units) % number
    model.layers[0].set_weights([kernel.astype(np.float32), np.zeros(units)])
    return model


@pytest.mark.parametrize(
    ("inputs", "units", "most"),
    # At most 64 values; and fewer than half of 4 · 2 weights and 2 biases.
    [(64, 20, 64), (4, 2, 4)],
)
def test_a_layer_of_few_values_is_clustered_and_of_one_more_is_not(inputs, units, most):
    found = combine._few_valued(with_values(inputs, units, most))
    assert found["hidden1"] == most
    assert "hidden1" not in combine._few_valued(with_values(inputs, units, most + 1))
