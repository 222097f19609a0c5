"""Recordings are drawn axis by axis; how a network fares is told in words, before and after."""

import numpy as np

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import own_sensor


def test_each_recording_has_a_panel_and_each_axis_a_line_in_seconds():
    samples = {"rest": np.zeros((5, 2)), "wave": np.arange(10).reshape(5, 2)}
    figure = own_sensor.recordings(samples, ("A0", "A1"), 50.0, "V")
    assert [place.get_title() for place in figure.axes] == ["rest", "wave"]
    lines = figure.axes[1].lines
    np.testing.assert_allclose(lines[0].get_xdata(), [0, 0.02, 0.04, 0.06, 0.08])
    assert lines[1].get_ydata().tolist() == [1, 3, 5, 7, 9]


def test_a_place_that_was_not_mended_has_one_point():
    figure = own_sensor.fares({"table": 0.95, "turned": 0.4}, {"turned": 0.9})
    assert alt_text(figure) == (
        "Share of right answers at each place. table: 95%; turned: 40%, then 90%."
    )
    assert len(figure.axes[0].collections[1].get_offsets()) == 1
    said = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert said == ["before", "after thirty more, ten from each bad place"]
