import numpy as np
import pandas as pd
import pytest

from tinyml_kit.boards import all_boards
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.budget_explorer import BudgetError
from tinyml_kit.course.pictures import edge


def test_every_machine_is_drawn_and_named():
    axes = edge.machines().axes[0]
    assert {text.get_text() for text in axes.texts} >= set(edge.MACHINES)
    assert len(axes.lines[0].get_xdata()) == len(edge.MACHINES)


def test_every_board_of_the_kit_is_drawn_at_its_clock_and_ram():
    figure = edge.boards()
    drawn = np.column_stack(figure.axes[0].lines[0].get_data())
    known = all_boards().values()
    assert drawn.tolist() == [[chip.clock / 1e6, chip.ram / 1024] for chip in known]
    assert all(chip.title.removeprefix("Arduino ") in alt_text(figure) for chip in known)
    assert "Nano 33 BLE Sense 64 MHz and 256 KB" in alt_text(figure)


def test_lifetimes_are_those_of_the_bare_chips_and_say_so():
    legend = edge.lifetimes("digits CNN", "two AA cells", ["uno", "pico"], [1]).axes[0].get_legend()
    assert legend.get_title().get_text() == "bare chip (of the board)"
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels == ["ATmega328P (Uno)", "RP2040 (Raspberry Pi Pico)"]


def test_lifetimes_name_the_sensor_that_is_counted_in():
    axes = edge.lifetimes("digits CNN", "two AA cells", ["uno"], [1]).axes[0]
    assert axes.get_title() == "digits CNN; two movement sensors, always on: 0.3 mW"


def test_a_lifetime_ends_where_a_board_is_busy_all_the_time():
    rates = np.array([1e-3, 1, 100, 1e4])
    uno, nano = (
        edge.lifetimes("digits CNN", "two AA cells", ["uno", "nano33ble"], rates).axes[0].lines[:2]
    )
    np.testing.assert_array_equal(np.isnan(uno.get_ydata()), rates * 3312 * 20 / 16e6 > 1)
    assert (np.diff(nano.get_ydata()[:3]) < 0).all()


@pytest.mark.parametrize(
    "boards, battery, message",
    [
        (["uno"], "AAA", "no battery is called 'AAA'; take one of \"coin cell CR2032\""),
        ([], "two AA cells", "0 boards; take 1 to 6"),
        (list(all_boards()), "two AA cells", "9 boards; take 1 to 6"),
        (["uno", "esp32"], "two AA cells", "the time that esp32 takes is not known; take another"),
    ],
)
def test_lifetimes_that_cannot_be_drawn_are_refused(boards, battery, message):
    with pytest.raises(BudgetError, match=message):
        edge.lifetimes("digits CNN", battery, boards, [1, 10])


def test_each_name_gets_a_histogram_of_its_own_counts():
    counts, names = np.array([1, 2, 3, 40, 50]), np.array(["few", "few", "few", "many", "many"])
    figure = edge.counts_by_name(counts, names, threshold=20)
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["many", "few", "threshold 20"]
    assert "many with a median of 45, few with a median of 2" in alt_text(figure)


def test_all_bins_of_a_histogram_take_as_many_counts():
    counts = np.arange(100)
    figure = edge.counts_by_name(counts, np.full(100, "even"))
    heights = np.unique(figure.axes[0].patches[0].get_xy()[1:-1, 1])
    assert heights.max() == 4  # in each bin of four


def test_the_last_bin_holds_the_counts_beyond_it_and_the_axis_says_so():
    counts = np.append(np.tile(np.arange(100), 2), 354)
    axes = edge.counts_by_name(counts, np.full(201, "all")).axes[0]
    heights = axes.patches[0].get_xy()[:, 1]
    assert axes.get_xlabel().endswith("; the last step holds 100 or more")
    assert heights.max() == 8 and heights[-2] == 1


def test_energies_are_a_group_of_points_for_each_sensor():
    table = pd.DataFrame({"send": [2.0, 1200], "decide": [0.05, 385]}, ["knob", "frame"])
    figure = edge.energies(table)
    drawn = [line.get_xdata().tolist() for line in figure.axes[0].lines[: len(table.columns)]]
    assert drawn == table.to_numpy().T.tolist()
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["knob", "frame"]
    assert "decide: 0.05, 385 µJ" in alt_text(figure)


def test_drift_draws_every_share_in_per_cent_with_the_fewest_spots_at_the_right():
    figure = edge.drift([1, 0.5], {"right answers": [1, 0.9], "HITs kept": [1, 0]})
    right, kept = (line.get_ydata().tolist() for line in figure.axes[0].lines)
    assert right == [100, 90] and kept == [100, 0]
    assert figure.axes[0].xaxis_inverted()
    assert "HITs kept 100%, then 0%" in alt_text(figure)
