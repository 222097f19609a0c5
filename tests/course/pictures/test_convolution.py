import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import convolution

IMAGE, KERNEL = np.arange(20.0).reshape(4, 5), np.array([[1.0, 2], [3, 4]])


@pytest.fixture
def shown(monkeypatch):
    figures = []
    monkeypatch.setattr(widgets, "display", lambda figure, display_id: figures.append(figure))
    monkeypatch.setattr(widgets, "in_live_notebook", lambda: False)
    return figures


@given(st.integers(0, 11))
def test_a_step_shows_the_products_whose_sum_it_is(step):
    figure = convolution.window(IMAGE, KERNEL, step)
    row, column = divmod(step, 4)
    products = IMAGE[row : row + 2, column : column + 2] * KERNEL
    np.testing.assert_array_equal(figure.axes[2].images[0].get_array(), products)
    assert figure.axes[2].get_title().endswith(f"sum: {products.sum():g}")
    outline = figure.axes[0].patches[0]
    assert outline.get_xy() == (column - 0.5, row - 0.5)


def test_outputs_that_were_not_computed_yet_are_blank():
    texts = [text.get_text() for text in convolution.window(IMAGE, KERNEL, 4).axes[-1].texts]
    assert all(texts[:5]) and not any(texts[5:])


@pytest.mark.parametrize("step", [-1, 12, 1.5])
def test_a_step_that_does_not_exist_is_refused(step):
    with pytest.raises(convolution.KernelError, match=f"no output {step}; take an integer"):
        convolution.window(IMAGE, KERNEL, step)


def test_numbers_are_written_in_their_cells_and_read_out():
    figure = convolution.numbers(a_matrix=KERNEL, signal=[1, 2.5])
    assert [text.get_text() for text in figure.axes[0].texts] == ["1", "2", "3", "4"]
    assert alt_text(figure) == "a matrix, 2 × 2: 1 2; 3 4. signal, 1 × 2: 1 2.5."


def test_kernels_that_look_for_differences_answer_nothing_to_even_light():
    for name, kernel in convolution.KERNELS.items():
        differs = name in ("vertical edges", "horizontal edges", "spots")
        assert np.isclose(kernel.sum(), 0 if differs else 1)


@given(st.sampled_from(list(convolution.KERNELS)), st.integers(1, 5))
def test_an_image_is_seen_at_every_stride_th_place(kernel, stride):
    image = np.random.default_rng(0).random((30, 40))
    figure = convolution.seen_through(image, kernel, stride)
    size = len(convolution.KERNELS[kernel])
    drawn = figure.axes[2].images[0].get_array()
    assert drawn.shape == ((30 - size) // stride + 1, (40 - size) // stride + 1)
    first = (image[:size, :size] * convolution.KERNELS[kernel]).sum()
    assert np.isclose(drawn[0, 0], first)
    left, _, _, top = figure.axes[2].images[0].get_extent()
    assert left + stride / 2 == top + stride / 2 == (size - 1) / 2  # the middle of the first window


@pytest.mark.parametrize("stride", [0, 1.5])
def test_a_stride_that_is_no_number_of_pixels_is_refused(stride):
    with pytest.raises(convolution.KernelError, match="take an integer from 1"):
        convolution.seen_through(np.eye(9), stride=stride)


@pytest.mark.parametrize("see", [convolution.seen_through, convolution.explore])
def test_an_unknown_kernel_is_refused_with_the_known_ones(see):
    with pytest.raises(convolution.KernelError, match='\'nose\'; take one of "nothing", "blur"'):
        see(np.eye(9), "nose")


def test_a_kernel_of_ones_own_is_put_into_the_list_first(monkeypatch):
    with pytest.raises(convolution.KernelError, match=r'KERNELS\["mine"\] = '):
        convolution.seen_through(np.eye(9), KERNEL)
    monkeypatch.setitem(convolution.KERNELS, "mine", KERNEL.tolist())
    assert "kernel “mine”" in alt_text(convolution.seen_through(np.eye(9), "mine"))


@pytest.mark.parametrize(
    "see",
    [
        lambda: convolution.seen_through(np.eye(3), "spots"),
        lambda: convolution.window(KERNEL, IMAGE, 0),
        lambda: convolution.explore_window(KERNEL, IMAGE),
        lambda: convolution.window(IMAGE[..., np.newaxis], KERNEL, 0),
    ],
)
def test_a_kernel_that_does_not_fit_into_the_image_is_refused_and_not_swapped_with_it(see):
    with pytest.raises(convolution.KernelError, match="does not fit into an image of shape"):
        see()


def test_explorers_show_one_figure_where_nobody_can_move_a_slider(shown):
    convolution.explore_window(IMAGE, KERNEL)
    convolution.explore(np.eye(20))
    assert len(shown) == 2
    assert "“spots”" in alt_text(shown[1])


def test_every_map_has_a_panel_and_a_name():
    maps = convolution.feature_maps(np.eye(4), np.ones((3, 3, 2)), np.ones((2, 2, 2)))
    assert sum(bool(axes.images) for axes in maps.axes) == 5
    assert "2 filters" in alt_text(maps)


def test_negative_weights_carry_a_sign():
    kernels = np.array([[[-1.0], [2]], [[3], [-4]]])
    figure = convolution.feature_maps(np.eye(3), kernels, np.ones((2, 2, 1)))
    (panel,) = [axes for axes in figure.axes if axes.get_title() == "filter 0"]
    assert [text.get_position() for text in panel.texts] == [(0, 0), (1, 1)]
