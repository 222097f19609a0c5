"""Pictures of sounds say what they show; what cannot be drawn is refused."""

import numpy as np
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import sound


def test_a_wave_is_told_with_its_piece():
    samples = np.arange(-50, 50) * 10
    told = alt_text(sound.wave(samples, 100, (0.2, 0.5)))
    assert told == (
        "Left, 100 samples over 1.00 seconds, from -500 to 490. Right, 30 samples from 0.2 s on, "
        "one by one."
    )


@pytest.mark.parametrize("zoom", [(0.5, 0.5), (-0.1, 0.2), (0.5, 1.1)])
def test_a_piece_outside_of_the_sound_is_refused(zoom):
    with pytest.raises(sound.SoundError, match=r"does not lie within 1 s"):
        sound.wave(np.arange(100), 100, zoom)


def test_each_table_is_told_with_its_darkest_row():
    table = np.zeros((4, 3))
    table[:, 2] = 5
    told = alt_text(sound.spectrograms({"one": table, "other": -table}, 0.02))
    assert "one: 4 columns of 3, on average darkest at 2 (band)" in told
    assert "other: 4 columns of 3, on average darkest at 0 (band)" in told
    told = alt_text(sound.spectrograms({"one": table}, 0.02, ("kHz", 0.25)))
    assert "one: 4 columns of 3, on average darkest at 0.5 (kHz)" in told
    for wrong in ({}, {"none": np.zeros((0, 3))}):
        with pytest.raises(sound.SoundError, match="at least one table, with frames in it"):
            sound.spectrograms(wrong, 0.02)


def test_every_band_is_drawn_and_some_are_told():
    # Triangles of 3, 4 and 5 frequencies; the first and the third are in colour.
    weights = np.zeros((9, 3))
    weights[1, 0] = 1
    weights[2:4, 1] = 0.5, 0.25
    weights[4:7, 2] = 0.5, 1, 0.5
    figure = sound.bands(weights, 100, every=2)
    assert alt_text(figure) == (
        "3 triangles over the frequency, wider the higher they lie. Tops of some: band 0 at 100 "
        "Hz, 2 at 500 Hz."
    )
    lines = figure.axes[0].lines
    assert [line.get_xdata().tolist() for line in lines] == [
        [0, 100, 200], [100, 200, 300, 400], [300, 400, 500, 600, 700],
    ]  # fmt: skip
    colours = [line.get_color() for line in lines]
    assert colours[1] == sound.GREY and sound.GREY not in (colours[0], colours[2])


def test_words_are_told_with_the_alarms_that_they_cost():
    figure = sound.alarms(
        [0.4, 0.6], {"one": [0.9, 0.8], "three": [0.7, 0.5]}, {"one": [90, 15], "three": [30, 0]}
    )
    assert alt_text(figure) == (
        "Words heard, at so many false alarms an hour, with the threshold. one: 90% at 90 (0.4), "
        "80% at 15 (0.6); three: 70% at 30 (0.4), 50% at 0 (0.6)."
    )
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.texts] == ["0.4", "0.6", "0.4", "0.6"]
    assert [line.get_xdata().tolist() for line in axes.lines] == [[90, 15], [30, 0]]
    assert axes.get_xlim()[0] == 0  # no alarm at all is on the scale, too


def test_shares_of_the_time_are_told_board_by_board():
    told = alt_text(sound.budget({"nano": {"front end": 0.05, "network": 0.08}}, 0.15))
    assert told == "Bars with a line at 15%. nano: front end 5.0%, network 8.0%."
