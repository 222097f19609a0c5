import numpy as np
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import preprocessing as pictures

rng = np.random.default_rng(4)
FRAME = rng.normal(0, 3, (400, 400)).astype(np.int16)


def titles(figure):
    return [axes.get_title() for axes in figure.axes if axes.get_title()]


def test_raw_frames_share_one_scale_and_carry_their_names():
    figure = pictures.raw(HIT=FRAME, MISS=FRAME + 5)
    assert titles(figure) == ["HIT", "MISS"]
    scales = {(axes.images[0].norm.vmin, axes.images[0].norm.vmax) for axes in figure.axes[:2]}
    assert len(scales) == 1


def test_a_single_bright_pixel_of_a_raw_frame_is_drawn():
    frame = FRAME.copy()
    frame[123, 321] = 3000
    assert pictures.raw(HIT=frame).axes[0].images[0].get_array().max() == 3000


def test_an_overview_shows_its_squares_in_the_frames_own_pixels():
    whole, square = pictures.overview(FRAME, a_gap=(100, 200, 10)).axes
    drawn = square.images[0]
    assert np.array_equal(drawn.get_array(), FRAME[90:110, 190:210])
    assert drawn.get_extent() == [189.5, 209.5, 109.5, 89.5]
    assert square.get_title().startswith("a: a gap\n")
    assert [text.get_text() for text in whole.texts] == ["a"]
    (box,) = whole.patches
    assert box.contains_point(whole.transData.transform((200, 100)))


def test_a_small_square_keeps_its_brightest_pixel_on_the_scale_and_in_the_title():
    frame = FRAME.copy()
    frame[100, 200] = 3000
    square = pictures.overview(frame, hot=(100, 200, 10)).axes[1]
    assert square.images[0].norm.vmax == 3000 and "to 3000 ADU" in square.get_title()


def test_a_large_square_is_drawn_by_the_means_of_blocks():
    square = pictures.overview(FRAME, ring=(100, 200, 54)).axes[1]
    drawn = square.images[0].get_array()
    assert drawn.shape == (108, 108) and (drawn[:9, :9] == FRAME[46:55, 146:155].mean()).all()
    assert square.get_title() == "a: ring\nmeans of 9 × 9 pixels"


def test_photons_are_counted_value_by_value_with_a_line_at_each_photon():
    axes = pictures.photons(10, one=np.repeat([0, 10, 20], [5, 3, 1]), other=[10]).axes[0]
    counts, other, *lines = axes.lines
    assert counts.get_ydata().tolist() == [5, 3, 1] and other.get_ydata().tolist() == [1]
    assert (counts.get_label(), other.get_label()) == ("one", "other")
    assert [line.get_xdata()[0] for line in lines] == [0, 10, 20, 30, 40, 50]


def test_spots_and_crops_are_marked_at_their_places():
    axes = pictures.marked(FRAME, np.array([[50.0, 80.0]]), [("half", 0.5)]).axes[0]
    assert (axes.lines[0].get_xdata()[0], axes.lines[0].get_ydata()[0]) == (80, 50)
    (square,) = axes.patches
    assert (square.get_xy(), square.get_width(), square.get_height()) == ((100, 100), 200, 200)
    assert axes.get_title() == "1 spot found"


@pytest.mark.parametrize(("xlog", "scale"), [(False, "linear"), (True, "log")])
def test_lines_are_named_and_start_at_zero(xlog, scale):
    axes = pictures.lines([1, 10], ("x", "y"), xlog, a_line=[2, 3]).axes[0]
    assert axes.get_legend_handles_labels()[1] == ["a line"]
    assert (axes.get_xscale(), axes.get_ylim()[0]) == (scale, 0)


def test_a_share_stands_in_its_interval_beside_chance():
    figure = pictures.shares(
        [0.1, 1], ("x", "share"), *np.array([[0.9, 0.6], [0.8, 0.5], [1, 0.7]])
    )
    (axes,) = figure.axes
    curve, chance = axes.lines
    assert curve.get_ydata().tolist() == [0.9, 0.6] and set(chance.get_ydata()) == {0.5}
    band = axes.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == (0.5, 1)
    assert alt_text(figure) == "share over x, with a 95 % interval. 0.1: 0.90; 1: 0.60."


def test_repeated_counts_are_dots_around_their_mean_beside_the_single_one():
    counts = {"HIT": np.array([[1, 3, 8], [5, 7, 9]]), "MISS": np.array([[0, 0, 3], [2, 4, 6]])}
    figure = pictures.repeats(counts, ("small", "large"), "peaks", {"MISS": [2, 9]})
    for number, (panel, title) in enumerate(zip(figure.axes, ("small", "large"), strict=True)):
        assert panel.get_title() == title and panel.get_xlim()[0] == 0
        many, others, single = panel.lines
        assert many.get_xdata().tolist() == counts["HIT"][number].tolist()
        assert others.get_xdata().tolist() == counts["MISS"][number].tolist()
        means = [bar.get_segments()[0][0][0] for bar in panel.collections]
        assert means == [many[number].mean() for many in counts.values()]
        assert (single.get_xdata().tolist(), single.get_ydata().tolist()) == (
            [[2], [9]][number],
            [1],
        )
    names = [text.get_text() for text in figure.axes[1].get_legend().get_texts()]
    assert names == ["one recording", "their mean", "the frame of the file"]
    assert "small, HIT: mean 4.0, 1-8; small, MISS: mean 1.0, 0-3; large, HIT" in alt_text(figure)


def test_a_gap_of_a_frame_is_white_in_its_square_as_in_the_whole_frame():
    square = pictures.overview(FRAME, a_gap=(100, 200, 10)).axes[1]
    assert square.images[0].norm.vmin == 0
    assert pictures.overview(-abs(FRAME) - 1, dark=(100, 200, 10)).axes[1].images[0].norm.vmin < 0


def test_one_piece_of_a_frame_is_drawn_by_four_formulas():
    fine, coarse = np.arange(960.0 * 960).reshape(960, 960), np.arange(1e4).reshape(100, 100)
    figure = pictures.one_piece([fine, fine + 1], [coarse, coarse + 1])
    drawn = [panel.images[0].get_array() for panel in figure.axes if panel.images]
    assert drawn[1][0, 0] == fine[448, 352] + 1 and drawn[1].shape == (192, 192)
    assert drawn[2][0, 0] == coarse[40, 10] and drawn[3].shape == (60, 60)
    assert figure.axes[3].get_title() == "this kit, 300 px"
