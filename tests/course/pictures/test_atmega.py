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


def test_the_points_lost_stand_over_their_widths_run_by_run(widths):
    axes = atmega.by_width(widths).axes[0]
    threshold, *runs = axes.lines
    assert threshold.get_label() == "1 point lost" and threshold.get_ydata()[0] == 1
    assert [run.get_label() for run in runs] == ["run 1", "run 2"]
    for run in runs:
        assert run.get_linestyle() == "None"
        assert run.get_xdata().tolist() == [4, 5, 8]
        np.testing.assert_allclose(run.get_ydata(), [0, 40, 0])


def test_a_ring_leaves_the_dot_of_the_other_run_to_be_seen(widths):
    _, ring, dot = atmega.by_width(widths).axes[0].lines
    assert ring.get_markerfacecolor() == "none"
    assert dot.get_markersize() < ring.get_markersize() - ring.get_markeredgewidth()


def test_multiples_of_four_have_a_band(widths):
    bands = atmega.by_width(widths).axes[0].patches
    assert [band.get_x() + band.get_width() / 2 for band in bands] == [4, 8]


def test_a_network_that_gains_is_within_the_axes(widths):
    widths.loc[0, "int16"] = 0.85
    assert atmega.by_width(widths).axes[0].get_ylim()[0] == pytest.approx(-5)


def test_widths_are_summed_up_in_words(widths):
    words = alt_text(atmega.by_width(widths))
    assert "at multiples of four at most 0.00; at other widths from 40.00 to 40.00" in words
    assert "more than one point in 2 of 2 networks" in words


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
