"""From a raw frame to the network's input: each step against its definition, and all in a row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from scipy.ndimage import convolve

from tinyml_kit.base.errors import BadInput
from tinyml_kit.features.image import preprocess
from tinyml_kit.features.image.preprocess import ImageError

windows = st.sampled_from([3, 5, 7])


def images(least=7):
    sides = hnp.array_shapes(min_dims=2, max_dims=2, min_side=least, max_side=24)
    return hnp.arrays(np.float64, sides, elements=st.floats(-1e3, 1e3, width=32))


def raw_frame(side=400, seed=0):
    """Photons of 10 ADU on a sloping background, read noise below 0, spots, a gap."""
    rng = np.random.default_rng(seed)
    frame = 10.0 * rng.poisson(np.linspace(0.3, 4, side), (side, side))
    frame += rng.normal(-1, 4, frame.shape)
    for row, column in rng.integers(5, side - 5, (30, 2)):
        frame[row : row + 2, column : column + 2] += 400
    frame[:, side // 5 : side // 5 + 9] = 0
    return frame.round().astype(np.int16)


def straight_appendix(frame, size, epsilon):
    """The listing in the thesis' appendix, read line by line, with the textbook variance."""
    whole = Image.fromarray(np.where(frame < 0, 0, frame).astype(np.float32))
    x = np.asarray(whole.resize((960, 960), Image.Resampling.BILINEAR), np.float64)
    x = (x - x.mean()) / x.std()
    box = np.ones((3, 3)) / 9
    mean = convolve(x, box, mode="constant")
    variance = np.maximum(convolve(x * x, box, mode="constant") - mean**2, 0)
    z = Image.fromarray(((x - mean) / (np.sqrt(variance) + epsilon)).astype(np.float32))
    side = preprocess.CASES[size]
    reduced = np.asarray(z.resize((side, side), Image.Resampling.NEAREST))
    edge = (side - size) // 2
    return reduced[edge : edge + size, edge : edge + size]


def test_bilinear_equals_pillow_for_the_published_sizes():
    frame = np.maximum(raw_frame(1765), 0)
    image = Image.fromarray(frame.astype(np.float32))
    for size in (960, 480, 300, 100):
        expected = np.asarray(image.resize((size, size), Image.Resampling.BILINEAR))
        np.testing.assert_allclose(
            preprocess.bilinear(frame, size), expected, rtol=1e-5, atol=1e-6 * expected.max()
        )


@given(images(least=1), st.integers(1, 60))
def test_bilinear_equals_pillow_for_any_size_larger_or_smaller(image, size):
    single = image.astype(np.float32)
    expected = Image.fromarray(single).resize((size, size), Image.Resampling.BILINEAR)
    tolerance = 1e-6 * max(np.abs(single).max(), 1e-30)
    np.testing.assert_allclose(preprocess.bilinear(image, size), expected, atol=tolerance)


@given(images(), st.integers(1, 40))
def test_bilinear_can_clamp_on_the_way(image, size):
    np.testing.assert_array_equal(
        preprocess.bilinear(image, size, clamp=True),
        preprocess.bilinear(np.maximum(image, 0), size),
    )


def test_bilinear_keeps_a_flat_image_flat():
    # The weights of every output pixel sum to 1.
    np.testing.assert_allclose(preprocess.bilinear(np.full((97, 53), 7), 31), 7, rtol=1e-6)


@given(st.integers(1, 30), st.integers(0, 15), st.integers(0, 15))
def test_the_centre_crop_leaves_the_same_margin_on_both_sides_or_one_less_before(size, down, right):
    image = np.arange((size + down) * (size + right)).reshape(size + down, size + right)
    cropped = preprocess.center_crop(image, size)
    assert cropped.shape == (size, size)
    assert cropped[0, 0] == image[down // 2, right // 2]


@given(images())
def test_global_normalisation_gives_mean_0_and_deviation_1(image):
    image[0, 0] = 2e3  # so that it is not constant
    normal = preprocess.global_normalize(image)
    assert normal.mean() == pytest.approx(0, abs=1e-9)
    assert normal.std() == pytest.approx(1)


def test_global_normalisation_is_precise_on_a_high_pedestal():
    image = np.random.default_rng(0).normal(10_000, 1, (300, 300)).astype(np.float32)
    exact = (image - image.mean(dtype=np.float64)) / image.std(dtype=np.float64)
    np.testing.assert_allclose(preprocess.global_normalize(image), exact, atol=1e-9)


@given(images(), windows)
def test_local_contrast_is_deviations_from_the_neighbourhood_s_mean(image, window):
    epsilon = 0.5
    half = window // 2
    padded = np.pad(image, half, mode="symmetric")
    boxes = np.lib.stride_tricks.sliding_window_view(padded, (window, window))
    mean, deviation = boxes.mean(axis=(2, 3)), boxes.std(axis=(2, 3))
    np.testing.assert_allclose(
        preprocess.local_contrast(image, window, epsilon),
        (image - mean) / (deviation + epsilon),
        atol=1e-3,
    )


@given(images(), windows)
def test_no_pixel_stands_more_than_sqrt_n_minus_1_deviations_out(image, window):
    # Samuelson's inequality: one outlier among n values moves their mean and spread with it.
    z = preprocess.local_contrast(image, window)
    assert np.abs(z).max() <= np.sqrt(window**2 - 1) + 1e-4


def test_brightness_and_contrast_of_the_whole_frame_do_not_matter():
    frame = raw_frame().astype(np.float64)
    frame -= frame.min()
    np.testing.assert_allclose(
        preprocess.network_input(frame, 300, 100),
        preprocess.network_input(7 * frame + 100, 300, 100),
        atol=1e-3,
    )


def test_a_flat_neighbourhood_has_contrast_0():
    image = np.random.default_rng(0).normal(size=(30, 30))
    image[10:20, 10:20] = 3
    np.testing.assert_allclose(preprocess.local_contrast(image, 3)[11:19, 11:19], 0, atol=1e-4)


@pytest.mark.parametrize("size", [720, 300, 100])
def test_a_case_equals_its_steps_and_keeps_the_middle(size):
    frame = raw_frame(1000)
    steps = preprocess.steps(frame, size)
    assert list(steps) == ["raw", "clamped", "resampled", "normalised", "contrast", "cropped"]
    assert steps["resampled"].shape == (preprocess.CASES[size],) * 2
    image = preprocess.case(frame, size)
    assert image.shape == (size, size)
    assert image.dtype == np.float32
    np.testing.assert_allclose(image, steps["cropped"], atol=1e-6)


@given(st.integers(40, 50), st.integers(30, 40), windows)
def test_cropping_first_gives_the_same_as_cropping_last(resolution, crop, window):
    # The neighbourhoods of the outermost pixels that are kept reach beyond the crop.
    frame = raw_frame(60)
    whole = preprocess.network_input(frame, resolution, window=window)
    assert whole.shape == (resolution, resolution)
    np.testing.assert_allclose(
        preprocess.network_input(frame, resolution, crop, window),
        preprocess.center_crop(whole, crop),
        atol=1e-6,
    )


def test_a_rectangular_frame_counts_by_its_centred_square():
    frame = raw_frame(400)
    np.testing.assert_array_equal(
        preprocess.case(frame[20:380, :]), preprocess.case(frame[20:380, 20:380])
    )


@pytest.mark.parametrize("size", [300, 100])
def test_a_frame_of_just_the_size_to_be_kept_is_enough(size):
    for frame in (raw_frame(size), raw_frame(size + 9)[:size]):
        assert preprocess.case(frame, size).shape == (size, size)
    with pytest.raises(ImageError, match=f"{size} × {size - 1} pixels, fewer than the {size} ×"):
        preprocess.case(raw_frame(size)[:, 1:], size)


def test_marks_for_bad_pixels_below_zero_count_as_zero():
    frame = raw_frame(400).astype(np.int32)
    marked = frame.copy()
    frame[100:110], marked[100:105], marked[105:110] = 0, -1, -2
    np.testing.assert_array_equal(preprocess.case(marked), preprocess.case(frame))


def test_several_frames_give_a_stack_in_their_order():
    frames = np.stack([raw_frame(300, seed) for seed in range(3)])
    stack = preprocess.case(frames, 100)
    assert stack.shape == (3, 100, 100)
    np.testing.assert_array_equal(stack[2], preprocess.case(frames[2]))
    np.testing.assert_array_equal(preprocess.case(iter(frames)), stack)
    assert preprocess.case([]).shape == (0, 100, 100)


@pytest.mark.parametrize("size", [720, 300, 100])
def test_the_appendix_order_equals_its_straight_reading(size):
    frame = raw_frame(1765)
    np.testing.assert_allclose(
        preprocess.appendix_order(frame, size, epsilon=1e-3),
        straight_appendix(frame, size, 1e-3),
        atol=1e-5,
        rtol=0,
    )


@settings(max_examples=10)
@given(windows)
def test_the_appendix_order_takes_the_contrast_at_960_pixels(window):
    frame = raw_frame(300)
    image = preprocess.global_normalize(preprocess.bilinear(frame, 960, clamp=True))
    kept = preprocess.nearest_indices(960, 300)[100:200]
    contrast = preprocess.local_contrast(image, window)[np.ix_(kept, kept)]
    np.testing.assert_allclose(preprocess.appendix_order(frame, 100, window), contrast, atol=1e-4)


@pytest.mark.parametrize("new", [960, 480, 300, 7])
def test_nearest_neighbour_keeps_the_pixels_that_pillow_keeps(new):
    image = np.random.default_rng(0).normal(size=(960, 960)).astype(np.float32)
    expected = Image.fromarray(image).resize((new, new), Image.Resampling.NEAREST)
    kept = preprocess.nearest_indices(960, new)
    np.testing.assert_array_equal(image[np.ix_(kept, kept)], expected)


def test_the_published_formula_loses_most_of_the_frame():
    steps = preprocess.steps(raw_frame(1765), as_published=True)
    contrast = steps["contrast"]
    assert contrast.shape == (960, 960)
    assert np.isnan(contrast).mean() > 0.7
    # NaN exactly where the squared local mean exceeds the mean squared difference.
    x, box = steps["normalised"], np.ones((3, 3)) / 9
    mean = convolve(x, box, mode="constant")
    below = convolve((x - mean) ** 2, box, mode="constant") < mean**2
    np.testing.assert_array_equal(np.isnan(contrast), below)


def test_the_published_steps_are_those_of_the_listing():
    steps = preprocess.steps(raw_frame(1765), as_published=True)
    assert list(steps) == (
        ["raw", "clamped", "resampled", "normalised", "contrast"]
        + ["display", "reduced", "cropped", "saved"]
    )
    assert np.nanmin(steps["display"]) == 0
    assert np.nanmax(steps["display"]) == 255
    assert steps["reduced"].shape == (300, 300)
    # Pillow's own conversion to 8 bits; what it makes of NaN depends on its version.
    grey = np.asarray(Image.fromarray(steps["cropped"].astype(np.float32)).convert("L"))
    lost = np.isnan(steps["cropped"])
    np.testing.assert_array_equal(steps["saved"][~lost], grey[~lost])
    assert (steps["saved"][lost] == 0).all()
    np.testing.assert_array_equal(
        preprocess.case(raw_frame(1765), as_published=True), steps["saved"]
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    "step",
    [
        preprocess.case,
        preprocess.appendix_order,
        preprocess.steps,
        preprocess.global_normalize,
        preprocess.local_contrast,
        lambda image: preprocess.bilinear(image, 5),
    ],
)
def test_a_frame_that_is_not_finite_is_refused_by_row_and_column(step, value):
    frame = raw_frame(300).astype(float)
    frame[3, 5] = value
    with pytest.raises(ImageError, match="row 3, column 5"):
        step(frame)


def test_refusals_are_bad_input_and_say_what_to_do():
    frame = raw_frame(300)
    refused = [
        (lambda: preprocess.case(frame[0]), "one image at a time"),
        (lambda: preprocess.case(frame[None, None]), "one image at a time"),
        (lambda: preprocess.case(frame > 0), "is bool; pass integers or floats"),
        (lambda: preprocess.case(frame.astype(complex)), "is complex128"),
        (lambda: preprocess.case(frame.astype(object)), "is object"),
        (lambda: preprocess.case(frame, 500), "no case 500; choose one of 720, 300 and 100"),
        (lambda: preprocess.case(frame, 720), "300 × 300 pixels, fewer than the 720 × 720"),
        (lambda: preprocess.case(np.full((300, 300), 7)), "7 everywhere; without variation"),
        (lambda: preprocess.case(-frame.clip(1)), "0 everywhere"),
        (lambda: preprocess.case(frame, window=4), "the window is 4; give an odd number"),
        (lambda: preprocess.case(frame, window=0), "the window is 0; give an odd number"),
        (lambda: preprocess.case(frame, window=5.0), "the window is 5.0; give an odd number"),
        (lambda: preprocess.case(frame, window=301), "from 3 to 300"),
        (lambda: preprocess.appendix_order(frame, window=4), "the window is 4"),
        (lambda: preprocess.case(frame, epsilon=0), "epsilon is 0; give a number above 0"),
        (lambda: preprocess.appendix_order(frame, epsilon=-1), "epsilon is -1"),
        (lambda: preprocess.global_normalize(np.ones((9, 9))), "1 everywhere"),
        (lambda: preprocess.bilinear(frame, 0), "size asked for is 0"),
        (lambda: preprocess.center_crop(frame, 301), "does not fit into 300 × 300"),
        (lambda: preprocess.center_crop(frame, 0), "give a size from 1 to 300"),
        (lambda: preprocess.center_crop(frame[0], 1), r"give one \(H, W\) image"),
    ]
    for call, message in refused:
        with pytest.raises(BadInput, match=message):
            call()
