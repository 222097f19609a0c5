"""With which weights networks start, exactly."""

import numpy as np
import pytest

from tinyml_kit.learning import classics, models

IMAGES = np.sin(np.arange(3 * 400.0)).reshape(3, 20, 20) * 5


@pytest.mark.parametrize(("seed", "first"), [(0, 0), (2, 2000)])
def test_each_layer_draws_with_a_seed_of_its_own_a_thousand_for_each_network(seed, first):
    model = classics.dense(5, 4, inputs=3, classes=2, seed=seed)
    drawn = [layer.kernel_initializer.seed for layer in model.layers]
    assert drawn == [first, first + 1, first + 2]
    again = classics.dense(5, 4, inputs=3, classes=2, seed=seed)
    for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.fixture(scope="module")
def started():
    return models.start_as_spot_finder(models.bragg_cnn(), IMAGES, shares=(0.1, 0.001))


def test_a_threshold_is_what_a_share_of_the_pixels_is_above(started):
    _, bias = started.get_layer("conv1").get_weights()
    # 10 %, 1 % and 0.1 %: equal ratios.
    thresholds = np.quantile(IMAGES, [0.9, 0.99, 0.999])
    np.testing.assert_allclose(bias, -thresholds / IMAGES.std(), rtol=1e-6)


def test_the_first_layer_takes_the_middle_pixel_in_units_of_the_spread(started):
    kernel = started.get_layer("conv1").get_weights()[0] * IMAGES.std()
    assert np.abs(kernel[2, 2, 0] - 1).max() < 0.1
    kernel[2, 2] -= 1
    # Noise of 2 % breaks the symmetry.
    assert kernel.std() == pytest.approx(0.02, rel=0.2) and np.abs(kernel.mean()) < 0.01


def test_a_later_layer_sums_a_tenth_of_its_own_channel(started):
    for name in ("conv2", "conv3", "conv4"):
        kernel, bias = started.get_layer(name).get_weights()
        assert not bias.any()
        own = np.stack([kernel[:, :, k, k] for k in range(3)])
        np.testing.assert_allclose(own, 0.1, atol=0.01)
        others = kernel[:, :, ~np.eye(3, dtype=bool)]
        assert np.abs(others).max() < 0.01 and others.std() == pytest.approx(0.002, rel=0.2)


def test_the_seed_decides_about_the_noise():
    kernels = [
        models.start_as_spot_finder(models.bragg_cnn(), IMAGES, **how).get_layer("conv2").kernel
        for how in ({}, {"seed": 0}, {"seed": 1})
    ]
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert np.abs(kernels[2] - kernels[1]).max() > 1e-4


def test_without_noise_a_layer_looks_at_its_own_channel_alone():
    model = models.start_as_spot_finder(models.bragg_cnn(), IMAGES, noise=0)
    first, later = (model.get_layer(name).kernel.numpy() for name in ("conv1", "conv3"))
    assert np.count_nonzero(first) == 3
    np.testing.assert_allclose(first[2, 2, 0], 1 / IMAGES.std(), rtol=1e-6)
    assert np.array_equal(
        later, np.broadcast_to(np.float32(0.1) * np.eye(3), (5, 5, 3, 3)).astype(np.float32)
    )


def test_of_many_images_about_two_hundred_set_the_thresholds():
    # Every second of 400 is dark; they alone are looked at, and not one of the bright ones.
    images = np.repeat(IMAGES[:1], 400, axis=0)
    images[1::2] += 100
    bias = models.start_as_spot_finder(models.bragg_cnn(), images).get_layer("conv1").bias
    same = models.start_as_spot_finder(models.bragg_cnn(), images[::2]).get_layer("conv1").bias
    np.testing.assert_array_equal(bias, same)
