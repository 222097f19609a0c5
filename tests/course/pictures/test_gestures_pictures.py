"""Pictures of motion say whose gestures they show, and how strange what is strange is."""

import numpy as np

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import gestures
from tinyml_kit.datasets import motion


def test_recordings_are_named_with_who_moved_and_have_a_panel_for_each_sensor():
    people = motion.simulated(2, 1)
    figure = gestures.recordings(people, [1, 10])
    assert "knock by simulated 0, twist by simulated 1." in alt_text(figure)
    assert len(figure.axes) == 4
    (line, *_) = figure.axes[0].lines
    np.testing.assert_array_equal(line.get_ydata(), people.samples[1][:, 0])
    assert line.get_xdata()[-1] == 127 / 50


def test_more_than_three_recordings_stand_in_two_rows_of_the_same_scale():
    figure = gestures.recordings(motion.simulated(1, 1), [0, 1, 2, 3, 4])
    drawn = [axes for axes in figure.axes if axes.get_visible()]
    assert (len(figure.axes), len(drawn)) == (12, 10)
    titles = [axes.get_title() for axes in drawn if axes.get_title()]
    assert titles[0] == "circle (simulated 0)" and titles[4] == "twist (simulated 0)"
    assert len({axes.get_ylim() for axes in (*figure.axes[:3], *figure.axes[6:8])}) == 1


def test_lines_over_steps_are_told_by_their_ends():
    figure = gestures.over_steps({"a": np.array([1.0, 3, 2]), "b": np.array([5.0])}, "length")
    assert alt_text(figure) == (
        "length over 3 steps. a: 1 at first, 2 at last, 3 at most; b: 5 at first, 5 at last, 5 at "
        "most."
    )


def test_strangeness_is_told_as_the_share_beyond_what_is_usual():
    usual, strange = np.linspace(1, 2, 101), np.array([0.5, 1.96, 3, 4])
    figure = gestures.strangeness(usual, strange, ("steps", "falls"), 1.955)
    assert alt_text(figure).endswith(
        "marks the threshold: 5% of the first and 75% of the second lie beyond it."
    )
