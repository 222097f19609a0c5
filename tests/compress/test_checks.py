import numpy as np
import pytest

from tests.support import student
from tinyml_kit.compress import (
    checks,
    cluster,
    combine,
    compare,
    distill,
    factorize,
    prune,
    prune_filters,
    quantize,
    techniques,
)
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.learning import classics
from tinyml_kit.learning.keras_backend import keras

TECHNIQUES = (
    quantize.qat,
    prune.prune,
    prune_filters.prune_filters,
    cluster.cluster,
    combine.pqat,
    combine.cqat,
    combine.pcqat,
    factorize.low_rank,
    factorize.separable,
    techniques.distill_narrower,
)
# What takes a network but no examples, or its examples in another order.
OTHERS = {
    "to_tflite": lambda model, x, y: quantize.to_tflite(model),
    "distill, teacher": lambda model, x, y: distill.distill(classics.digits_cnn(), model, x, y),
    "apply": lambda model, x, y: techniques.apply("int8", model, x, y),
    "compare": lambda model, x, y: compare.compare(
        model, ["int8"], compare.Examples(x, y, x, y, tuple("0123456789"))
    ),
}


def every(names_too=OTHERS):
    return [*(pytest.param(a, id=a.__name__) for a in TECHNIQUES),
            *(pytest.param(a, id=name) for name, a in names_too.items())]  # fmt: skip


@pytest.mark.parametrize("technique", every())
def test_a_model_with_no_weights_is_refused(technique, digits):
    empty = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()], name="empty")
    with pytest.raises(CompressError, match="empty has no convolution and no dense layer"):
        technique(empty, digits.x, digits.y)


@pytest.mark.parametrize("technique", every())
def test_a_keras_3_model_is_refused_with_the_way_out(technique, digits):
    # The toolkit's cluster_weights would return None for it, without a word.
    keras3 = pytest.importorskip("keras")
    assert keras3.__version__.startswith("3.")
    model = keras3.Sequential([keras3.Input((8, 8, 1)), keras3.layers.Flatten()])
    with pytest.raises(CompressError, match="keras.Sequential.* build the same layers with tf_ker"):
        technique(model, digits.x, digits.y)


@pytest.mark.parametrize(
    "technique", every({k: OTHERS[k] for k in ("distill, teacher", "compare")})
)
def test_data_with_one_class_are_refused(technique, digits):
    threes = np.full_like(digits.y, 3)
    with pytest.raises(CompressError, match="all 600 examples have class 3"):
        technique(digits.model, digits.x, threes)


def test_something_else_is_no_model():
    with pytest.raises(CompressError, match="the model is a builtins.str; give a tf_keras"):
        checks.require_model("model.h5", "prune")


def test_a_network_without_input_is_refused():
    model = keras.Sequential([keras.layers.Dense(3)], name="open")
    with pytest.raises(CompressError, match="open is not built; give it an Input layer"):
        checks.require_model(model, "prune")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda x, y: (x[:, :7], y), r"shape \(7, 8, 1\), .* takes \(8, 8, 1\)"),
        (lambda x, y: (x, y[1:]), "600 examples and 599 labels"),
        (lambda x, y: (x[:0], y[:0]), "0 examples and 0 labels"),
        (lambda x, y: (x, y + 5), "integers from 0 to 9"),
        (lambda x, y: (x, y / 2), "integers from 0 to 9"),
        (lambda x, y: (x, np.where(y == 9, 10, y)), "integers from 0 to 9"),
        (lambda x, y: (x, np.where(y == 0, -1, y)), "integers from 0 to 9"),
        (lambda x, y: (np.where(np.arange(600)[:, None, None, None] == 7, np.nan, x), y),
         "example 7 holds NaN"),
    ],
)  # fmt: skip
def test_examples_that_do_not_fit_are_refused(digits, change, says):
    with pytest.raises(CompressError, match=f"prune: .*{says}"):
        prune.prune(digits.model, *change(digits.x, digits.y))


@pytest.mark.parametrize("name", student.UNFIT)
def test_a_network_that_cannot_be_taken_apart_is_refused_in_one_sentence(name):
    make, says = student.UNFIT[name]
    for where, technique in {"prune": prune.prune, "cluster": cluster.cluster}.items():
        with pytest.raises(CompressError) as refusal:
            technique(make(), student.X, student.Y)
        assert str(refusal.value) == f"{where}: {says}"
    with pytest.raises(CompressError) as refusal:
        quantize.to_tflite(make(), "int8", student.X)
    assert str(refusal.value) == f"to_tflite: {says}"


@pytest.mark.parametrize("name", student.NO_CLASSES)
def test_a_network_without_classes_is_not_trained_further(name):
    make, says = student.NO_CLASSES[name]
    for where, technique in {"prune": prune.prune, "qat": quantize.qat}.items():
        with pytest.raises(CompressError) as refusal:
            technique(make(), student.X, student.Y)
        assert str(refusal.value) == f"{where}: {says}"


@pytest.mark.parametrize("name", student.REFUSED_LABELS)
def test_labels_that_are_none_are_refused_in_one_sentence(name):
    labels, says = student.REFUSED_LABELS[name]
    with pytest.raises(CompressError) as refusal:
        cluster.cluster(student.net(), student.X, labels())
    assert str(refusal.value) == f"cluster: {says}"


@pytest.mark.parametrize("name", student.REFUSED_EXAMPLES)
def test_examples_that_are_none_are_refused_in_one_sentence(name):
    examples, says = student.REFUSED_EXAMPLES[name]
    with pytest.raises(CompressError) as refusal:
        prune.prune(student.net(), examples(), student.Y)
    assert str(refusal.value) == f"prune: {says}"
    if name not in ("no examples", "none"):
        with pytest.raises(CompressError) as refusal:
            quantize.to_tflite(student.net(), "int8", examples())
        assert str(refusal.value) == f"to_tflite, calibration: {says}"


def test_one_hot_labels_and_columns_are_labels():
    model, y = student.net(), student.Y
    for labels in (y, y[:, np.newaxis], np.eye(3, dtype=int)[y]):
        _, found = checks.require_examples(model, student.X, labels, "here")
        assert found.dtype == np.int64 and np.array_equal(found, y)


def test_a_frozen_network_is_not_trained_further():
    model = student.net()
    model.trainable = False
    with pytest.raises(CompressError) as refusal:
        prune.prune(model, student.X, student.Y)
    assert str(refusal.value) == (
        "prune: every layer of net is frozen, so it cannot be trained further; set trainable=True."
    )


@pytest.mark.parametrize(
    ("technique", "setting", "says"),
    [
        (prune.prune, {"batch": 0}, "fine_tune: batch=0; take an integer, 1 or more."),
        (prune.prune, {"epochs": 1.5}, "fine_tune: epochs=1.5; take an integer, 0 or more."),
        (prune.prune, {"frequency": 0}, "prune: frequency=0; take an integer, 1 or more."),
        (prune.prune, {"sparsity": "half"}, "prune: sparsity='half'; take a finite number."),
        (prune.prune, {"seed": -1}, "fine_tune: seed=-1; take an integer, 0 to 4294967295."),
        (cluster.cluster, {"clusters": 2.5}, "cluster: clusters=2.5; take an integer, 0 or more."),
        (quantize.qat, {"rate": 0}, "fine_tune: rate=0; take a rate above 0, or epochs=0."),
        (quantize.qat, {"rate": None}, "fine_tune: rate=None; take a finite number, 0 or more."),
        (factorize.low_rank, {"rank": 1.5}, "low_rank: rank=1.5; take an integer, 0 or more."),
        (factorize.separable, {"multiplier": 1.5},
         "separable: multiplier=1.5; take an integer, 0 or more."),
        (prune_filters.prune_filters, {"remove": None},
         "prune_filters: remove=None; take a finite number."),
    ],
)  # fmt: skip
def test_a_setting_of_another_kind_is_refused(technique, setting, says):
    with pytest.raises(CompressError) as refusal:
        technique(student.net(), student.X, student.Y, **setting)
    assert str(refusal.value) == says


def test_logits_are_no_probabilities(digits):
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]
    )
    with pytest.raises(CompressError, match="end the network with softmax"):
        prune.prune(model, digits.x, digits.y)


def test_the_channel_axis_of_images_may_be_missing(digits):
    np.testing.assert_array_equal(checks.as_input(digits.model, digits.x[..., 0], "here"), digits.x)


def test_kernels_are_those_of_dense_layers_and_convolutions(cases):
    assert {k: v.shape for k, v in checks.kernels(cases["digits"].model).items()} == {
        "conv": (3, 3, 1, 8), "classes": (72, 10),
    }  # fmt: skip
    assert list(checks.kernels(cases["bragg"].model)) == [
        "conv1", "conv2", "conv3", "conv4", "classes",
    ]  # fmt: skip


def test_zeros_and_different_weights_are_counted():
    model = classics.dense(2, inputs=3, classes=2)
    model.set_weights(
        [np.array([[0, 1], [0, 1], [0, 2]]), np.zeros(2), np.ones((2, 2)), np.ones(2)]
    )
    assert checks.sparsity(model) == 3 / 10
    assert checks.sparsity(model, ["hidden1"]) == 1 / 2
    assert checks.distinct(model) == {"hidden1": 3, "classes": 1}
