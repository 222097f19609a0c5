import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.avr_bench import Count
from tinyml_kit.course.pictures import atmega


def test_a_register_goes_round_and_a_saturated_one_stays_at_its_end():
    wrapped, saturated = (line.get_xydata() for line in atmega.overflow(8).axes[0].lines[:2])
    assert saturated[:, 1].min() == -128 and saturated[:, 1].max() == 127
    at = dict(wrapped[~np.isnan(wrapped[:, 1])])
    assert at[129] == -127 and at[127] == 127 and at[-130] == 126
    assert "jumps to the other end" in alt_text(atmega.overflow(8))


def test_a_running_sum_ends_where_the_register_does():
    figure = atmega.running_sum(np.full(11, 10_000))
    exact, kept = (line.get_ydata() for line in figure.axes[0].lines)
    assert exact[-1] == 110_000 and kept[-1] == 110_000 - 2 * 65_536
    assert "ends at -21,072" in alt_text(figure)
    assert "2 times" in alt_text(figure)


def test_a_sum_that_fits_is_drawn_twice_at_the_same_place():
    exact, kept = (line.get_ydata() for line in atmega.running_sum([5, -3, 8]).axes[0].lines)
    np.testing.assert_array_equal(exact, kept)


@pytest.fixture
def widths():
    rows = [(w, seed, 0.8, 0.8, 0.8 if w % 4 == 0 else 0.4) for seed in (1, 2) for w in (4, 5, 8)]
    return pd.DataFrame(rows, columns=["width", "seed", "float32", "int32", "int16"])


def test_multiples_of_four_are_told_apart_by_their_markers(widths):
    lines = atmega.by_width(widths).axes[0].lines
    dots = [line for line in lines if line.get_marker() == "o"]
    crosses = [line for line in lines if line.get_marker() == "x"]
    assert [line.get_xdata().tolist() for line in dots] == [[4, 8], [4, 8]]
    assert [line.get_ydata().tolist() for line in crosses] == [[0.5], [0.5]]


def test_no_line_goes_across_widths_that_nobody_tried(widths):
    line = atmega.by_width(widths).axes[0].lines[1]
    assert line.get_xdata().tolist() == [4, 5, 6, 7, 8]
    assert np.isnan(line.get_ydata()).tolist() == [False, False, True, True, False]


def test_widths_are_summed_up_in_words(widths):
    words = alt_text(atmega.by_width(widths))
    assert "multiples of four from 1.00 to 1.00; with 16 bits at other widths from 0.50" in words


def test_bars_carry_their_numbers_and_the_floor_is_a_line():
    counts = [Count(code, "uno", 1, cycles, 9, 100, 0, 0, "simulated")
              for code, cycles in (("C", 6500), ("assembly", 890))]  # fmt: skip
    axes = atmega.cycles_per_mac(counts).axes[0]
    assert [text.get_text().strip() for text in axes.texts] == ["65.0", "8.9"]
    assert axes.lines[0].get_xdata()[0] == 8


def test_extremes_are_named():
    figure = atmega.by_ink([0, 1, 0.2, 0.3], [100, 1100, 300, 400], ("dark", "light"))
    assert [text.get_text() for text in figure.axes[0].texts] == ["dark", "light"]
    assert len(figure.axes[0].lines[0].get_xdata()) == 2
    assert "from 100 cycles for none to 1,100 for all" in alt_text(figure)


def test_where_nothing_was_simulated_there_is_no_figure():
    assert atmega.by_ink(np.array([0, 1]), None) is None


@pytest.mark.parametrize("bits", [0, 1, -8, 4.5, 64])
def test_a_register_of_no_bits_is_refused(bits):
    with pytest.raises(atmega.RegisterError, match="take an integer from 2 to 16"):
        atmega.overflow(bits)
