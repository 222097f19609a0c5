import numpy as np
import pytest

from tinyml_kit.learning import models
from tinyml_kit.learning.keras_backend import keras


@pytest.mark.parametrize(("size", "parameters"), [(100, 990), (300, 8865), (720, 62766)])
def test_the_published_network_has_the_published_number_of_parameters(size, parameters):
    assert models.bragg_cnn(size).count_params() == parameters


def test_the_published_network_has_the_published_shapes():
    shapes = [layer.output_shape[1:] for layer in models.bragg_cnn().layers]
    sides = [(96, 96, 3), (48, 48, 3), (44, 44, 3), (22, 22, 3), (18, 18, 3), (9, 9, 3), (5, 5, 3)]
    assert shapes == [*sides, (75,), (3,)]


def test_activations_are_fused_so_that_quantisation_aware_training_keeps_sparsity():
    names = [layer.activation.__name__ for layer in models.bragg_cnn().layers if layer.weights]
    assert names == ["relu"] * 4 + ["softmax"]


@pytest.mark.parametrize("build", [models.bragg_cnn, models.counting_cnn])
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(build):
    first, again, other = (build(seed=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_two_layers_of_one_shape_start_differently():
    model = models.bragg_cnn()
    kernels = [model.get_layer(name).get_weights()[0] for name in ("conv2", "conv3")]
    assert not np.array_equal(*kernels)


def test_names_do_not_depend_on_what_was_built_before():
    assert [layer.name for layer in models.bragg_cnn().layers] == [
        layer.name for layer in models.bragg_cnn().layers
    ]


@pytest.mark.parametrize("build", [models.bragg_cnn, models.counting_cnn])
def test_a_network_uses_only_layers_that_microcontrollers_have_as_int8(build):
    allowed = {"Conv2D", "DepthwiseConv2D", "MaxPooling2D", "Flatten", "Dense"}
    assert {type(layer).__name__ for layer in build().layers} <= allowed


@pytest.mark.parametrize("size", [61, 62, 75, 76])
def test_the_smallest_images_leave_something_to_the_last_layer(size):
    assert models.bragg_cnn(size).output_shape == (None, 3)


def test_an_image_that_four_convolutions_use_up_is_refused():
    with pytest.raises(models.ModelError, match="60 px is used up.*at least 61 px"):
        models.bragg_cnn(60)


@pytest.mark.parametrize("size", [16, 28, 100, 300])
def test_the_counting_network_stays_below_a_thousand_parameters(size):
    assert models.counting_cnn(size).count_params() < 1000


def test_the_counting_network_has_579_parameters_at_100_px():
    assert models.counting_cnn().count_params() == 579


def test_the_counting_network_refuses_a_tiny_image():
    with pytest.raises(models.ModelError, match="15 px is too small; take at least 16 px"):
        models.counting_cnn(15)


def pictures(spots, size=100, seed=0):
    random = np.random.default_rng(seed)
    images = random.normal(0, 0.5, (len(spots), size, size)).astype(np.float32)
    for image, n in zip(images, spots, strict=True):
        image[random.integers(6, size - 6, n), random.integers(6, size - 6, n)] = 5
    return images


@pytest.mark.parametrize("build", [models.bragg_cnn, models.counting_cnn])
def test_a_network_started_as_spot_finder_answers_more_to_more_spots(build):
    # Up to its dense layers it then only adds what lies above a threshold.
    images = pictures([0, 5, 20, 80])
    model = models.start_as_spot_finder(build(), images)
    sums = keras.Model(model.input, model.get_layer("flatten").output)
    answers = sums(images[..., np.newaxis]).numpy().sum(axis=1)
    assert (np.diff(answers) > 0).all()


def test_the_start_does_not_depend_on_the_unit_of_the_pixels():
    images = pictures([3] * 8)
    small = models.start_as_spot_finder(models.bragg_cnn(), images)
    large = models.start_as_spot_finder(models.bragg_cnn(), images * 50)
    conv1 = [keras.Model(m.input, m.get_layer("conv1").output) for m in (small, large)]
    first, second = conv1[0](images[..., None]), conv1[1](50 * images[..., None])
    np.testing.assert_allclose(first, second, rtol=1e-3, atol=1e-3)


def test_the_start_changes_weights_only():
    fresh, started = models.bragg_cnn(), models.bragg_cnn()
    assert models.start_as_spot_finder(started, pictures([3, 3])) is started
    assert [w.shape for w in fresh.weights] == [w.shape for w in started.weights]
    assert fresh.count_params() == started.count_params()


def test_constant_images_cannot_set_thresholds():
    with pytest.raises(models.ModelError, match="images are constant"):
        models.start_as_spot_finder(models.bragg_cnn(), np.ones((2, 100, 100)))


def test_a_network_without_a_convolution_cannot_start_as_spot_finder():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)], name="dense")
    with pytest.raises(models.ModelError, match="network dense has no convolution"):
        models.start_as_spot_finder(model, pictures([1]))


def test_each_filter_starts_with_its_share_of_the_brightest_pixels():
    images = pictures([30] * 20)
    model = models.start_as_spot_finder(models.bragg_cnn(), images, shares=(1e-2, 1e-3))
    kernel, bias = model.get_layer("conv1").get_weights()
    thresholds = -bias / kernel[2, 2, 0]
    found = [(images > threshold).mean() for threshold in thresholds]
    # The noise on the kernel's centre moves a threshold by a few per cent.
    np.testing.assert_allclose(found[:1], [1e-2], rtol=0.4)
    assert found[0] > found[1] > found[2] > 0
