import numpy as np
import pytest

from tinyml_kit.compress import prune_filters as module
from tinyml_kit.compress.checks import CompressError, NoEffect
from tinyml_kit.compress.prune_filters import narrowed, narrower, prune_filters
from tinyml_kit.learning.cost import cost
from tinyml_kit.learning.keras_backend import keras

LEFT = {
    "bragg": {f"conv{k}": (2, 3) for k in range(1, 5)},
    "digits": {"conv": (4, 8)},
    "dense": {"hidden1": (16, 32)},
}


@pytest.mark.parametrize("name", LEFT)
def test_filters_go_and_with_them_weights_and_work(cases, name):
    case = cases[name]
    remove = 0.34 if name == "bragg" else 0.5
    model, record = prune_filters(case.model, case.x, case.y, remove=remove, epochs=1)
    assert record.kept == LEFT[name]
    before, after = cost(case.model), cost(model)
    assert record.parameters == (before.parameters, after.parameters)
    assert record.macs == (before.macs, after.macs)
    assert after.macs < 0.7 * before.macs
    assert after.activation_bytes < before.activation_bytes
    assert model.output_shape == case.model.output_shape


def test_filters_that_never_fire_go_first_and_are_not_missed(digits):
    # Half of the filters are zero: without them the network says the same.
    model = keras.models.clone_model(digits.model)
    weights = digits.model.get_weights()
    for dead in (1, 2, 5, 6):
        weights[0][..., dead] = weights[1][dead] = 0
    model.set_weights(weights)
    made, record = prune_filters(model, digits.x, digits.y, epochs=0)
    assert record.kept == {"conv": (4, 8)} and record.losses == ()
    np.testing.assert_allclose(
        made.predict(digits.test_x, verbose=0), model.predict(digits.test_x, verbose=0), atol=1e-6
    )


def branchless(depth_multiplier=2):
    """Return a chain with everything that can be narrowed, its weights drawn by lot."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 2)),
            layers.Conv2D(6, 3, name="first"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.DepthwiseConv2D(3, depth_multiplier=depth_multiplier, name="depthwise"),
            layers.Conv2D(5, 1, use_bias=False, name="pointwise"),
            layers.MaxPool2D(2),
            layers.Flatten(),
            layers.Dense(7, activation="relu", name="hidden"),
            layers.Dropout(0.5),
            layers.Dense(3, activation="softmax", name="last"),
        ]
    )
    random = np.random.default_rng(0)
    model.set_weights([random.uniform(0.1, 1, a.shape) for a in model.get_weights()])
    return model


@pytest.mark.parametrize("depth_multiplier", [1, 2])
def test_removing_a_filter_is_setting_all_that_reads_it_to_zero(depth_multiplier):
    model = branchless(depth_multiplier)
    kept = {"first": [0, 2, 5], "pointwise": [1, 4], "hidden": [0, 3]}
    made = narrowed(model, {name: np.array(left) for name, left in kept.items()})
    silenced = keras.models.clone_model(model)
    silenced.set_weights(model.get_weights())
    readers = {"first": "pointwise", "pointwise": "hidden", "hidden": "last"}
    for name, left in kept.items():
        reader = silenced.get_layer(readers[name])
        kernel, *bias = reader.get_weights()
        inputs = np.arange(kernel.shape[-2])
        # Depthwise outputs of a channel lie beside each other, flattened channels vary fastest.
        channel = {"first": inputs // depth_multiplier, "pointwise": inputs % 5, "hidden": inputs}
        kernel[..., ~np.isin(channel[name], left), :] = 0
        reader.set_weights([kernel, *bias])
    x = np.random.default_rng(1).random((4, 8, 8, 2), np.float32)
    np.testing.assert_allclose(
        made.predict(x, verbose=0), silenced.predict(x, verbose=0), rtol=1e-4, atol=1e-6
    )


def test_a_student_inherits_the_strongest_filters(digits):
    student = narrower(digits.model, 0.5)
    kernel = digits.model.get_layer("conv").get_weights()[0]
    strongest = np.sort(np.argsort(-np.abs(kernel).sum(axis=(0, 1, 2)))[:4])
    assert student.name == "digits_cnn_student" and student.get_layer("conv").filters == 4
    np.testing.assert_array_equal(student.get_weights()[0], kernel[..., strongest])


def test_a_student_with_a_seed_starts_fresh(digits):
    first, again, other = (narrower(digits.model, seed=seed).get_weights() for seed in (0, 0, 1))
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first[0], other[0])
    assert not np.isin(first[0], digits.model.get_weights()[0]).any()


@pytest.mark.parametrize("remove", [0, 1, 1.5])
def test_a_share_that_cannot_be_removed_is_refused(digits, remove):
    with pytest.raises(CompressError, match=f"a share of {remove} cannot be removed"):
        prune_filters(digits.model, digits.x, digits.y, remove=remove)


def test_a_share_too_small_for_a_filter_is_an_error(cases):
    case = cases["bragg"]
    with pytest.raises(NoEffect, match="no filter of bragg_cnn was removed; .* 3, 3, 3, 3 filters"):
        prune_filters(case.model, case.x, case.y, remove=0.1)


def test_classes_cannot_be_removed(digits):
    with pytest.raises(CompressError, match="the layer classes cannot be narrowed by itself"):
        prune_filters(digits.model, digits.x, digits.y, layers=["classes"])


def test_only_named_layers_are_narrowed(cases):
    case = cases["bragg"]
    _, record = prune_filters(case.model, case.x[::6], case.y[::6], layers=["conv2"], epochs=0)
    assert record.kept == {"conv2": (1, 3)}


def test_a_network_with_branches_is_refused(digits):
    entry = keras.Input((8, 8, 1))
    left, right = (keras.layers.Conv2D(4, 3, name=name)(entry) for name in ("left", "right"))
    flat = keras.layers.Flatten()(keras.layers.Add()([left, right]))
    model = keras.Model(entry, keras.layers.Dense(10, "softmax")(flat), name="two_ways")
    with pytest.raises(CompressError, match="two_ways do not follow each other in a chain"):
        prune_filters(model, digits.x, digits.y)


def test_a_layer_that_cannot_be_narrowed_is_named(digits):
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(4, 3),
            keras.layers.Reshape((36, 4), name="rows"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, "softmax"),
        ]
    )
    with pytest.raises(CompressError, match="layer rows is a Reshape"):
        module.prune_filters(model, digits.x, digits.y)
