import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.pictures import compression
from tinyml_kit.course.plots import PlotError


@pytest.fixture
def table():
    """Return two seeds of three techniques, one of them beaten, and one without numbers."""
    rows = [
        ("float32", 0.90, 4000, 3600, 4000),
        ("int8", 0.90, 1000, 900, 1000),
        ("clumsy", 0.80, 2000, 1800, 1000),
        ("idle", np.nan, np.nan, np.nan, np.nan),
    ]
    names = ["technique", "accuracy", "tflite_bytes", "gzip_bytes", "flash_bytes"]
    both = pd.concat([pd.DataFrame(rows, columns=names).assign(seed=k) for k in range(2)])
    both["accuracy"] += 0.02 * both["seed"]
    return both.assign(accuracy_low=both["accuracy"] - 0.05, accuracy_high=both["accuracy"] + 0.05)


def widths(figure):
    return {
        bars.get_label(): [round(bar.get_width(), 4) for bar in bars]
        for bars in figure.axes[0].containers
    }


def test_bars_are_shares_of_the_base(table):
    figure = compression.bars(table, ("tflite_bytes", "flash_bytes"))
    assert widths(figure) == {
        ".tflite file (measured)": [1, 0.25, 0.5],
        "weights in flash (estimated)": [1, 0.25, 0.25],
    }
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["float32", "int8", "clumsy"]


def test_bars_are_told_apart_without_colour(table):
    figure = compression.bars(table, ("tflite_bytes", "gzip_bytes", "flash_bytes"))
    hatches = [bars[0].get_hatch() for bars in figure.axes[0].containers]
    assert len(set(hatches)) == 3


def test_dots_are_the_same_shares_told_apart_by_their_markers(table):
    axes = compression.dots(table, ("tflite_bytes", "flash_bytes")).axes[0]
    lines = {line.get_label(): line for line in axes.lines[:2]}
    np.testing.assert_allclose(lines[".tflite file (measured)"].get_xdata(), [1, 0.25, 0.5])
    np.testing.assert_allclose(lines["weights in flash (estimated)"].get_xdata(), [1, 0.25, 0.25])
    assert len({line.get_marker() for line in lines.values()}) == 2
    axes.figure.draw_without_rendering()
    assert "100 %" in [label.get_text() for label in axes.get_xticklabels()]


def test_many_techniques_are_numbered_in_order_of_size_with_a_key(table):
    many = pd.DataFrame({"technique": [f"t{k}" for k in range(13)], "accuracy": 0.9})
    many["gzip_bytes"] = np.arange(13, 0, -1) * 1000
    texts = [text.get_text() for text in compression.accuracy_against_size(many).axes[0].texts]
    assert texts[0].splitlines() == [f"{k + 1:>2}  t{12 - k}" for k in range(13)]
    assert texts[1:] == [str(k + 1) for k in range(13)]


def test_points_are_means_over_seeds_and_the_front_is_joined(table):
    figure = compression.accuracy_against_size(table, "tflite_bytes")
    axes = figure.axes[0]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [0.91, 0.81, 0.91])
    filled, steps = axes.collections[1], axes.collections[2]
    # int8 is as good as float32 and smaller than both others: it alone is on the front.
    np.testing.assert_allclose(filled.get_offsets(), [[1000, 0.91]])
    assert len(steps.get_segments()[0]) == 1
    names = {text.get_text() for text in axes.texts}
    assert names == {"float32", "int8", "clumsy"}


def test_the_front_goes_right_before_it_goes_up(table):
    better = table.copy()
    better.loc[better["technique"] == "float32", "accuracy"] += 0.05
    axes = compression.accuracy_against_size(better, "tflite_bytes").axes[0]
    (steps,) = axes.collections[2].get_segments()
    np.testing.assert_allclose(steps, [[1000, 0.91], [4000, 0.91], [4000, 0.96]])


def test_a_limit_is_named(table):
    figure = compression.accuracy_against_size(table, "flash_bytes", limit=(2048, "ATtiny85"))
    assert figure.axes[0].get_title() == "dotted: ATtiny85"


def test_without_front_no_point_is_filled(table):
    figure = compression.accuracy_against_size(table, front=False)
    assert len(figure.axes[0].collections) == 1


def test_sizes_are_labelled_at_round_numbers(table):
    axis = compression.accuracy_against_size(table, "tflite_bytes").axes[0].xaxis
    axis.axes.figure.draw_without_rendering()
    labels = [label.get_text() for label in axis.get_ticklabels()]
    assert {"1 kB", "1.5 kB", "2 kB", "3 kB", "4 kB"} <= set(labels)


@pytest.mark.parametrize(
    ("value", "text"), [(100, "100 B"), (1000, "1 kB"), (20_000, "20 kB"), (5e6, "5 MB")]
)
def test_sizes_are_written_short(value, text):
    assert compression._bytes(value) == text


def test_a_base_that_is_not_there_is_refused(table):
    with pytest.raises(PlotError, match="'float64' as 100 %"):
        compression.bars(table, ("tflite_bytes",), base="float64")


def test_a_missing_column_is_named(table):
    with pytest.raises(PlotError, match="no column 'macs'"):
        compression.bars(table)


def test_a_table_without_numbers_is_refused(table):
    with pytest.raises(PlotError, match="no technique in the table has numbers"):
        compression.accuracy_against_size(table[table["technique"] == "idle"])
