import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.course import figures


@given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 2**32 - 1))
def test_the_brightest_pixel_survives_shrinking(height, width, seed):
    random = np.random.default_rng(seed)
    image = np.zeros((height, width))
    image[random.integers(height), random.integers(width)] = 1
    small, block = figures.shrunk(image)
    assert small.max() == 1
    assert small.shape == (-(-height // block), -(-width // block))
    assert max(small.shape) <= 1.5 * figures.DRAWN


def test_a_small_image_is_drawn_as_it_is():
    image = np.random.default_rng(0).random((figures.DRAWN, 100))
    small, block = figures.shrunk(image)
    assert block == 1 and np.array_equal(small, image)


def test_a_block_is_nan_if_most_of_its_pixels_are():
    image = np.full((3 * figures.DRAWN, 3 * figures.DRAWN), np.nan)
    image[:3, :3], image[0, 3] = np.arange(9).reshape(3, 3), 7
    small, block = figures.shrunk(image)
    assert block == 3 and small[0, 0] == 8
    assert np.isnan(small[0, 1]) and np.isnan(small).sum() == small.size - 1


def test_a_block_of_which_half_is_nan_is_drawn():
    image = np.zeros((2 * figures.DRAWN, 2 * figures.DRAWN))
    image[0, :4], image[1, 0] = np.nan, np.nan
    small, block = figures.shrunk(image)
    assert block == 2 and np.isnan(small[0, 0]) and small[0, 1] == 0


def test_the_log_like_scale_shows_noise_and_spots_apart():
    frame = np.random.default_rng(0).normal(5, 3, (500, 500))
    frame[100, 100], frame[200, 200] = 2000, 300
    norm = figures.log_like(frame)
    background, weak, strong = norm([5, 300, 2000])
    assert 0 < background < 0.1 and weak > 0.5 and strong > weak


def test_a_constant_frame_has_a_scale_too():
    assert np.isfinite(figures.log_like(np.full((9, 9), 3))([3])).all()


@pytest.mark.parametrize("n", [2, 5])
def test_labels_cover_neither_points_nor_lines_nor_each_other(n):
    figure, ((axes,),) = figures.panels()
    points = np.column_stack([np.linspace(0.3, 0.7, n), np.linspace(0.5, 0.6, n)])
    axes.plot(*points.T, "o")
    axes.axhline(0.55)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    figures.place_labels(axes, points, [f"network {i}" for i in range(n)])
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == n
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert not any(box.overlaps(axes.lines[1].get_window_extent()) for box in boxes)
    assert not any(box.contains(x, y) for box in boxes for x, y in axes.transData.transform(points))


def test_colours_are_told_apart_by_lightness_or_hue_also_without_red_and_green():
    # Machado et al. (2009), severe deuteranomaly: what is left of a colour.
    matrix = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
    names = (figures.BLUE, figures.ORANGE, figures.GREEN, figures.RED, figures.SKY)
    seen = [matrix @ [int(name[i : i + 2], 16) / 255 for i in (1, 3, 5)] for name in names]
    distances = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
    assert min(distances) > 0.15
