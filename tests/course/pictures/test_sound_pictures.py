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
    assert "one: 4 columns of 3, on average darkest in row 2" in told
    assert "other: 4 columns of 3, on average darkest in row 0" in told
    for wrong in ({}, {"none": np.zeros((0, 3))}):
        with pytest.raises(sound.SoundError, match="at least one table, with frames in it"):
            sound.spectrograms(wrong, 0.02)


def test_shares_of_the_time_are_told_board_by_board():
    told = alt_text(sound.budget({"nano": {"front end": 0.05, "network": 0.08}}, 0.15))
    assert told == "Bars with a line at 15%. nano: front end 5.0%, network 8.0%."
