"""The first picture shows which frame has spots, and where the enlarged square lies."""

import numpy as np

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import first_minute


def frame(*places, side=300):
    """Return a noisy frame with spots of nine pixels."""
    made = np.random.default_rng(0).poisson(20, (side, side)).astype(np.int16)
    for row, column in places:
        made[row - 1 : row + 2, column - 1 : column + 2] += 500
    return made


def titles(figure):
    return [axes.get_title() for axes in figure.axes]


def test_rings_stand_where_the_spots_are():
    figure = first_minute.ringed(A=frame((100, 80), (200, 150)), B=frame())
    assert titles(figure)[:2] == ["A: 2 spots found", "B: 0 spots found"]
    (rings,) = figure.axes[0].lines
    found = np.column_stack(rings.get_data()[::-1])
    assert np.allclose(sorted(found.tolist()), [(100, 80), (200, 150)], atol=0.5)
    assert len(figure.axes[1].lines[0].get_xdata()) == 0
    assert "A with 2 spots, B with 0 spots" in alt_text(figure)


def test_the_same_square_of_each_frame_is_enlarged_with_the_spot_in_its_middle():
    figure = first_minute.ringed(A=frame((100, 80)), B=frame())
    above, below = figure.axes[0], figure.axes[2:]
    assert above.patches[0].get_xy() == (80 - first_minute.HALF, 100 - first_minute.HALF)
    for axes in below:
        assert axes.images[0].get_array().shape == (2 * first_minute.HALF,) * 2
    spot, water = (np.asarray(axes.images[0].get_array()) for axes in below)
    row, column = np.argwhere(spot > 400).mean(axis=0)
    assert row == column == first_minute.HALF
    assert water.max() < 100


def test_a_spot_at_the_border_is_not_the_one_enlarged():
    figure = first_minute.ringed(A=frame((5, 5), (150, 150)))
    assert figure.axes[0].patches[0].get_xy() == (150 - first_minute.HALF,) * 2


def test_without_spots_a_corner_is_enlarged():
    assert first_minute.ringed(A=frame()).axes[0].patches[0].get_xy() == (0, 0)


def test_an_answer_has_a_bar_for_each_class_and_marks_the_largest():
    chances = {"HIT": 0.2, "MAYBE": 0.7, "MISS": 0.1}
    figure = first_minute.answer(np.zeros((100, 100)), chances)
    seen, said = figure.axes
    assert seen.get_title() == "what the chip gets: 100 × 100 numbers"
    assert [bar.get_width() for bar in said.patches] == list(chances.values())
    colours = [bar.get_facecolor() for bar in said.patches]
    assert colours[0] == colours[2] != colours[1]
    assert alt_text(figure).endswith("HIT 20%, MAYBE 70%, MISS 10%.")


def test_a_dashed_square_marks_what_the_network_gets():
    _, middle = first_minute.ringed(A=frame(side=300)).axes[0].patches
    assert (middle.get_xy(), middle.get_width()) == ((100, 100), 100)


def test_frames_without_a_name_stand_under_letters():
    figure = first_minute.unnamed(np.zeros((4, 10, 10)))
    assert titles(figure) == ["A", "B", "C", "D", "", ""]
    assert [axes.axison for axes in figure.axes] == [True] * 4 + [False] * 2
    assert alt_text(figure).startswith("4 preprocessed frames under the letters A to D;")


def test_bare_frames_have_names_and_no_rings():
    figure = first_minute.bare(HIT=frame((100, 80)), MISS=frame())
    assert [axes.get_title() for axes in figure.axes] == ["HIT", "MISS"]
    assert not any(axes.lines for axes in figure.axes)
    assert alt_text(figure) == "Frames, dark where much light fell: HIT, MISS."
